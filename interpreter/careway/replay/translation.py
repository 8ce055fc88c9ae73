"""CQL to ELM by the reference translator, and kept: the same texts are translated once."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from careway import kept
from careway.base.record import record
from careway.replay.chain import Chain
from careway.replay.engine import once

_KIND = "elm"
_NEWEST = 16


@record
class Finding:
    """What the translator has to say of a library: `severity` is `error`, `warning` or `info`."""

    severity: str
    library: str
    line: int
    column: int
    message: str


@record
class Translation:
    """The ELM of each library as JSON text, and the findings by library and place."""

    elm: Mapping[str, str]
    findings: tuple[Finding, ...]

    @property
    def errors(self) -> tuple[Finding, ...]:
        """The findings that keep the libraries from running."""
        return tuple(finding for finding in self.findings if finding.severity == "error")


def translate(
    chain: Chain, sources: Mapping[str, str], main: str, *, locators: bool = False, folder: Path | None = None
) -> Translation:
    """Translate the libraries, texts by name, of which `main` includes the others.

    `locators` adds places and types to the ELM. What a text was translated to is kept in the cache folder (`folder`,
    or the user's). Raises `ReplayError` where the translator cannot run; what is wrong with a text is a finding.
    """
    folder = folder or kept.cache_folder()
    asked = {"main": main, "sources": dict(sorted(sources.items())), "locators": locators}
    key = kept.key_of(chain.digest, json.dumps(asked).encode())
    body = kept.read(folder, _KIND, key)
    if body is None:
        body = json.dumps(once(chain, "translate.mjs", asked)).encode()
        kept.keep(folder, _KIND, key, body, _NEWEST)
    return _read(json.loads(body))


def _read(answer: Any) -> Translation:
    findings = tuple(
        Finding(one["severity"], one["library"], one["line"], one["column"], one["message"])
        for one in answer["findings"]
    )
    order = {"error": 0, "warning": 1}
    placed = sorted(findings, key=lambda one: (order.get(one.severity, 2), one.library, one.line, one.column))
    return Translation(answer["elm"], tuple(placed))
