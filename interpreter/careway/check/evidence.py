"""Sources, and what each rule rests on."""

from __future__ import annotations

from collections.abc import Iterable

from careway.base.diagnostics import Label
from careway.base.source import Span
from careway.check.acceptances import acceptances
from careway.check.clauses import once, word
from careway.check.findings import Checking
from careway.check.scope import Sort, Space
from careway.ir.nodes import Heading, Source
from careway.model.terms import Certainty, SourceKind, Strength
from careway.syntax.declarations import SourceNode
from careway.syntax.expressions import Name, Text
from careway.syntax.grounds import Assuming, Cites, Grade


def sources(c: Checking) -> None:
    """Reads the source statements."""
    seen: set[str] = set()
    for node in c.tree.statements:
        if not isinstance(node, SourceNode) or node.key.text in seen:
            continue
        seen.add(node.key.text)
        once(c, ((clause.keyword, clause.span) for clause in node.clauses))
        kind = word(c, node.kind, SourceKind, "a kind of source")
        texts = {clause.keyword: clause.text.text for clause in node.clauses if clause.text is not None}
        year = next((clause.year for clause in node.clauses if clause.keyword == "in"), None)
        c.parts.sources.append(
            Source(
                node.key.text,
                kind or SourceKind.UNLISTED,
                node.title.text,
                texts.get("by"),
                year,
                texts.get("indirect"),
                texts.get("url"),
                c.line(node.span),
            )
        )


def cited(c: Checking, cites: Cites | None) -> tuple[str, ...]:
    """The keys of the sources that are cited; reports one that is unknown."""
    if cites is None:
        return ()
    keys: dict[str, Span] = {}
    for key in cites.keys:
        if key.text in keys:
            because = [Label(keys[key.text], "here already")]
            c.report("CW306", f"source {key.text} is cited twice", key.span, because=because)
            continue
        keys[key.text] = key.span
        found = c.scope.find(Space.SOURCE, key.text)
        if found is not None:
            c.use(Space.SOURCE, key, found)
        elif key.text not in c.damaged:
            known = c.scope.names(Space.SOURCE)
            near = c.meant(key, known) if len(key.text) > 2 else {}
            if "help" not in near:
                listed = "no source is declared yet: declare"
                if known:
                    cite = ", ".join(f"[{one}]" for one in known)
                    listed = f"cite one that is declared, {cite}, or declare"
                near = {"help": f'{listed} `source {key.text} guideline "..."`'}
            c.report("CW300", f"there is no source {key.text}", key.span, **near)
    return tuple(keys)


def heading(
    c: Checking,
    name: str,
    title: Text | str | None,
    cites: Cites | None,
    clauses: Iterable[object],
    span: Span,
    inherited: tuple[str, ...] = (),
) -> Heading:
    """What every rule has, from its own clauses; the sources of the rule that it stands in where it names none."""
    strength: Strength | None = None
    certainty: Certainty | None = None
    assuming: list[str] = []
    graded: list[tuple[str, Span]] = []
    parts = tuple(clauses)
    for clause in parts:
        match clause:
            case Assuming(text=text):
                assuming.append(text.text)
            case Grade(keyword="strength", value=value):
                graded.append(("strength", clause.span))
                strength = word(c, value, Strength, "a strength of recommendation")
            case Grade(value=value):
                graded.append(("certainty", clause.span))
                certainty = word(c, value, Certainty, "a certainty of evidence")
            case _:
                pass
    once(c, graded)
    words = title.text if isinstance(title, Text) else title or titled(name)
    keys = cited(c, cites) or inherited
    line = c.line(span)
    made = Heading(name, words, keys, tuple(assuming), strength, certainty, line, acceptances(c, parts))
    return c.placed(made, first_line(c, span))


def first_line(c: Checking, span: Span) -> Span:
    """The first line of a statement: its name, title and citations."""
    end = c.source.text.find("\n", span.start, span.end)
    return span if end < 0 else Span(span.start, end)


def titled(name: str) -> str:
    """A title made of a name: `rise_with_symptoms` is `Rise with symptoms`."""
    words = name.replace("_", " ").strip()
    return words[:1].upper() + words[1:]


def rests_on(c: Checking, name: Name | None, what: str, cites: tuple[str, ...], span: Span) -> None:
    """Warns of a rule without evidence, or with indirect evidence only."""
    where = name.span if name is not None else span
    if name is not None and name.text in c.damaged:
        return
    if not cites:
        c.report(
            "CW302",
            f"this {what} names no source",
            where,
            help='add its sources, such as `[1]`; for practice that none covers declare `source local opinion "..."`',
        )
        return
    known = {source.key: source for source in c.parts.sources}
    if all(key in known and known[key].indirect for key in cites):
        c.indirect.setdefault(cites, []).append((f"{what} {name.text}" if name is not None else what, where))


def indirect_only(c: Checking) -> None:
    """Warns, once for each source or set of sources, of the rules that rest on indirect evidence only."""
    known = {source.key: source for source in c.parts.sources}
    for cites, resting in c.indirect.items():
        resting.sort(key=lambda one: one[1].start)
        what, span = resting[0]
        many = len(resting) > 1
        others = f" and {len(resting) - 1} other{'s' if len(resting) > 2 else ''}" if many else ""
        title = f"{what}{others} rest{'' if many else 's'} on indirect evidence only"
        because = []
        for key in cites:
            found = c.scope.find(Space.SOURCE, key)
            if found is not None:
                because.append(Label(found.span, str(known[key].indirect)))
        lines = ", ".join(str(c.line(place)) for _, place in resting)
        help = f"these rules are at lines {lines}; each says so wherever it is shown" if many else None
        c.report("CW303", title, span, because=because, help=help or "it says so wherever it is shown")


def never_cited(c: Checking) -> None:
    """Warns of each source that nothing cites."""
    if c.failed or c.damaged:
        return
    for name, declaration in c.scope.spaces[Space.SOURCE].items():
        if (Space.SOURCE, name) not in c.used and declaration.sort is Sort.SOURCE:
            help = f"cite it where it is used, `[{name}]`, or leave it out"
            c.report("CW301", f"source {name} is never cited", declaration.span, help=help)
