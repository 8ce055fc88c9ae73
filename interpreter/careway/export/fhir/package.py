"""Resources as one Bundle, or as the files of an npm-style FHIR package."""

from __future__ import annotations

import re
from collections.abc import Sequence

from careway.export import names
from careway.export.fhir.elements import Resource, element
from careway.export.fhir.identity import fingerprint
from careway.export.fhir.metadata import STANDING
from careway.export.fhir.release import Release
from careway.export.fhir.writing import write
from careway.ir.nodes import Guideline

_INDEXED = ("resourceType", "id", "url", "version", "kind", "type", "content")


def to_bundle(resources: Sequence[Resource]) -> Resource:
    """One Bundle to load as a whole: each resource is put under its own id. It has no date, as it has no clock."""
    entries = [
        element(fullUrl=_full_url(one), resource=one, request={"method": "PUT", "url": _place(one)})
        for one in resources
    ]
    return {"resourceType": "Bundle", "type": "transaction", "entry": entries}


def bundle_text(resources: Sequence[Resource]) -> str:
    """The JSON text of the Bundle of these resources."""
    return write(to_bundle(resources))


def to_package(core: Guideline, release: Release, resources: Sequence[Resource]) -> dict[str, str]:
    """The files of a FHIR package by their paths: `package/package.json`, `package/.index.json`, and one a resource."""
    files = {
        "package/package.json": write(_manifest(core, release)),
        "package/.index.json": write(_index(resources)),
    }
    return files | {f"package/{_file(one)}": write(one) for one in resources}


def package_name(core: Guideline, release: Release) -> str:
    """The name of the package: `careway.azathioprine-reintroduction.r4`."""
    kept = re.sub(r"[^a-z0-9]+", "-", core.id.lower()).strip("-")
    if kept.replace("-", "_") != core.id:
        kept = f"{kept}-{fingerprint(core.id)[:8]}".strip("-")
    return f"careway.{kept}.{release.value}"


def _manifest(core: Guideline, release: Release) -> Resource:
    return element(
        name=package_name(core, release),
        version=core.version,
        title=core.title,
        description=f"{core.title}. {core.disclaimer} {STANDING}",
        type="Conformance",
        canonical=names.canonical_base(core),
        fhirVersions=[release.number],
        dependencies={f"hl7.fhir.{release.value}.core": release.number},
        date=core.date.strftime("%Y%m%d000000") if core.date is not None else None,
    )


def _index(resources: Sequence[Resource]) -> Resource:
    files = [
        {"filename": _file(one), **{name: one[name] for name in _INDEXED if isinstance(one.get(name), str)}}
        for one in resources
    ]
    return {"index-version": 2, "files": files}


def _full_url(resource: Resource) -> str:
    return f"urn:uuid:{fingerprint('|'.join((_place(resource), str(resource['url']), str(resource['version']))))}"


def _file(resource: Resource) -> str:
    return f"{resource['resourceType']}-{resource['id']}.json"


def _place(resource: Resource) -> str:
    return f"{resource['resourceType']}/{resource['id']}"
