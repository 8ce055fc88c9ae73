"""`careway export`: a guideline in another form, and the proof that it means the same there."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING

import click

from careway.cli import exits, options
from careway.cli.guidelines import load_to_run
from careway.cli.terminal import Screen, Tone, errors, output, write_document
from careway.files import write_atomically

if TYPE_CHECKING:
    from careway.export.report import Limit
    from careway.ir.nodes import Guideline
    from careway.replay.verify import Exported


class Form(Enum):
    """The forms, by what `--to` calls them."""

    JSON = "json"
    FHIR_R4 = "fhir-r4"
    FHIR_R5 = "fhir-r5"
    CQL = "cql"
    ELM = "elm"


@click.command()
@click.argument("guideline", type=options.FILE)
@click.option("--to", "form", type=click.Choice([form.value for form in Form]), help="The form (default: json).")
@click.option("-o", "--output", "target", metavar="PATH", type=options.FILE, help="Write there, whole or not at all.")
@click.option(
    "--format",
    "layout",
    type=click.Choice(["folder", "bundle"]),
    help="fhir-r4, fhir-r5: an npm-style package as a folder, or one Bundle (the default for -o X.json and no -o).",
)
@click.option("--set", "population", metavar="NAME", help="Take the values of this parameter set for the parameters.")
@click.option("--verify", is_flag=True, help="Replay the cases beside the guideline in other engines, and compare.")
@click.option("--only", metavar="PATTERN", help="--verify: only cases whose name contains this (* and ? as wildcards).")
@click.option("--all", "everything", is_flag=True, help="--verify: also show what agrees.")
@click.option("--json", "as_json", is_flag=True, help="--verify: print JSON.")
@options.colour_option
@click.pass_context
def command(
    ctx: click.Context,
    guideline: str,
    form: str | None,
    target: str | None,
    layout: str | None,
    population: str | None,
    verify: bool,
    only: str | None,
    everything: bool,
    as_json: bool,
    colour: str,
) -> None:
    """Write a guideline in another form, to standard output, a file or a folder.

    \b
    json      the checked core, complete; `careway run` takes it in the place of the text
    fhir-r4   PlanDefinitions, ActivityDefinitions, Library, ValueSets
    fhir-r5   the same for FHIR R5
    cql       readable CQL: the library of the guideline, and the one that reads FHIR records
    elm       the same, with the ELM that the reference translator makes of it (needs Node)

    A folder also gets report.txt and report.json: what the form cannot say, by rule.

    --verify translates the CQL with the reference translator, runs every case that stands beside the guideline through
    cql-execution, and the R4 plans through encender, and compares them with Careway. Exit code 0: they agree or differ
    for a known reason, 1: they differ without one, 2: it cannot be run. It needs Node and the packages that
    `make replay` installs.
    """
    _refuse_misfits(form, target, layout, population, verify, only, everything or as_json)
    screen, said = output(colour), errors(colour)
    path = Path(guideline)
    core = load_to_run(path, said)
    if core is None:
        ctx.exit(exits.BAD_INPUT)
    if population is not None:
        core = _with_set(core, population)
    if form is not None or not verify:
        _write(core, Form(form or "json"), target, layout, said)
    if verify:
        from careway.cli.verify import Unverified, exit_code, tell, verified

        try:
            found = verified(path, core, exported(core), only, said)
        except Unverified as error:
            raise click.ClickException(str(error)) from None
        tell(found, screen, everything=everything, as_json=as_json)
        ctx.exit(exit_code(found))


def _refuse_misfits(
    form: str | None,
    target: str | None,
    layout: str | None,
    population: str | None,
    verify: bool,
    only: str | None,
    shown: bool,
) -> None:
    """Options that mean nothing together are a mistake, not ignored."""
    wanted = None if form is None else Form(form)
    if not verify and (only is not None or shown):
        raise click.UsageError("--only, --all and --json say what --verify replays and shows; add --verify")
    if verify and target is not None and form is None:
        raise click.UsageError("-o needs --to: which form is to be written?")
    if verify and form is not None and target is None:
        raise click.UsageError("with --verify the form is written to -o PATH; without --to nothing is written")
    if layout is not None and wanted not in (Form.FHIR_R4, Form.FHIR_R5):
        raise click.UsageError("--format is for --to fhir-r4 and fhir-r5")
    if population is not None and wanted in (None, Form.JSON) and not verify:
        raise click.UsageError("--set is for the other forms; a core in JSON keeps its sets: careway run --set NAME")
    if wanted in (Form.CQL, Form.ELM) and target is None:
        raise click.UsageError(f"--to {form} writes several files: name a folder with -o")
    if layout == "folder" and target is None:
        raise click.UsageError("--format folder: name the folder with -o")


def _with_set(core: Guideline, name: str) -> Guideline:
    """The guideline with the values of a parameter set as its parameters' own."""
    from careway.evaluate.run import RunError, resolve

    try:
        values = resolve(core, name, {})
    except RunError as error:
        raise click.ClickException(str(error)) from None
    return replace(core, parameters=tuple(replace(one, value=values[one.name]) for one in core.parameters))


def _write(core: Guideline, form: Form, target: str | None, layout: str | None, said: Screen) -> None:
    if form is Form.JSON:
        from careway.ir.to_json import core_to_json

        _write_text(core_to_json(core), target)
        return
    if form in (Form.FHIR_R4, Form.FHIR_R5):
        _write_fhir(core, form, target, layout, said)
        return
    files, limits = _cql(core)
    if form is Form.ELM:
        files = {**files, **{f"{name}.json": text for name, text in _elm(core, files, said).items()}}
    assert target is not None
    _write_folder(core, form, target, files, limits, said)


def _write_text(text: str, target: str | None) -> None:
    if target is None:
        write_document(text)
    else:
        write_atomically(Path(target), text.encode())


def _write_folder(
    core: Guideline, form: Form, target: str, files: Mapping[str, str], limits: tuple[Limit, ...], said: Screen
) -> None:
    from careway.cli.export_files import report_files, write_folder

    write_folder(Path(target), {**files, **report_files(core, form.value, limits)})
    if limits:
        said.write(f"{len(limits)} things cannot be said in full: see {Path(target) / 'report.txt'}", Tone.WARNING)


# --- the forms --------------------------------------------------------------------------------------------------------


def _cql(core: Guideline) -> tuple[Mapping[str, str], tuple[Limit, ...]]:
    """The CQL, texts by file name, and what it cannot say."""
    from careway.export.cql.to_cql import to_cql

    made = to_cql(core)
    return made.files, made.limits


def _sources(files: Mapping[str, str]) -> dict[str, str]:
    """The libraries by name."""
    return {name.removesuffix(".cql"): text for name, text in files.items() if name.endswith(".cql")}


def _elm(core: Guideline, files: Mapping[str, str], said: Screen) -> Mapping[str, str]:
    """The ELM of the libraries by name; what the translator has to say goes to the terminal, and an error ends it."""
    from careway.export.names import library_name
    from careway.replay.chain import NoChain, find_chain
    from careway.replay.engine import ReplayError
    from careway.replay.translation import translate

    try:
        translation = translate(find_chain(), _sources(files), library_name(core))
    except (NoChain, ReplayError) as error:
        raise click.ClickException(str(error)) from None
    for finding in translation.findings:
        place = f"{finding.library}.cql:{finding.line}:{finding.column}"
        said.write(f"{finding.severity}: {place}: {finding.message}", Tone.WARNING)
    if translation.errors:
        raise click.ClickException("the reference translator refuses this CQL: nothing was written; please report it")
    return translation.elm


def _write_fhir(core: Guideline, form: Form, target: str | None, layout: str | None, said: Screen) -> None:
    from careway.cli.export_files import limit_line
    from careway.export.fhir.artifacts import artifacts
    from careway.export.fhir.limits import limits
    from careway.export.fhir.package import bundle_text, to_package
    from careway.export.fhir.release import Release

    release = Release.R4 if form is Form.FHIR_R4 else Release.R5
    files, of_cql = _cql(core)
    made = artifacts(core, release, cql=_sources(files), elm=_elm_if_any(core, files, said))
    known = (*limits(core, release), *of_cql)
    bundled = layout == "bundle" or (layout is None and (target is None or target.endswith(".json")))
    if bundled:
        _write_text(bundle_text(made), target)
        for limit in known:
            said.write(limit_line(limit), Tone.FAINT)
        return
    assert target is not None
    _write_folder(core, form, target, to_package(core, release, made), known, said)


def _elm_if_any(core: Guideline, files: Mapping[str, str], said: Screen) -> Mapping[str, str]:
    from careway.replay.chain import NoChain, find_chain

    try:
        find_chain()
    except NoChain as error:
        said.write(f"note: the Library holds CQL and no ELM, which some engines need: {error}", Tone.WARNING)
        return {}
    return _elm(core, files, said)


def exported(core: Guideline) -> Exported:
    """What is replayed: the CQL as it is exported, and the plans for R4."""
    from careway.export.fhir.artifacts import artifacts, pathway_url, recommendations_url
    from careway.export.fhir.package import bundle_text
    from careway.export.fhir.release import Release
    from careway.replay.verify import Exported

    files, limits = _cql(core)
    sources = _sources(files)
    bundle = json.loads(bundle_text(artifacts(core, Release.R4, cql=sources)))
    resources = tuple(entry["resource"] for entry in bundle["entry"])
    return Exported(sources, resources, (pathway_url(core), recommendations_url(core)), limits)
