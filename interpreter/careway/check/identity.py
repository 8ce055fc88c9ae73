"""The guideline statement: name, title, version, status, dates, disclaimer."""

from __future__ import annotations

from careway.base.diagnostics import Edit, Label
from careway.base.source import Span
from careway.check.clauses import once, word
from careway.check.findings import Checking
from careway.model.terms import Status
from careway.syntax.declarations import DateClause, GuidelineNode, StatusClause, Title, Version

_EXAMPLES = {
    "title": 'title "Azathioprine after liver injury"',
    "version": "version 1.0.0",
    "status": "status draft",
    "disclaimer": 'disclaimer "For professionals; it does not replace clinical judgement."',
}


def identity(c: Checking) -> None:
    """Reads the guideline statement; reports what it lacks."""
    found = [node for node in c.tree.statements if isinstance(node, GuidelineNode)]
    if not found:
        if not c.damaged:
            start = Span(0, 0)
            help = 'begin with `guideline NAME`, then `title "..."`, `version 1.0.0` and `status draft`, indented'
            c.report("CW260", "there is no guideline statement", start, help=help)
        return
    for other in found[1:]:
        because = [Label(found[0].name.span, "the first")]
        c.report("CW261", "a file holds one guideline, this is a second", other.name.span, because=because)
    _read(c, found[0])


def _read(c: Checking, node: GuidelineNode) -> None:
    made = c.parts.identity
    made.id = node.name.text
    given: list[tuple[str, Span]] = []
    for clause in node.clauses:
        match clause:
            case Title(keyword=keyword, text=text):
                given.append((keyword, clause.span))
                if keyword == "title":
                    made.title = text.text
                else:
                    made.disclaimer = text.text
            case Version(text=version):
                given.append(("version", clause.span))
                made.version = version
            case StatusClause(value=value):
                given.append(("status", clause.span))
                made.status = word(c, value, Status, "a status") or made.status
            case DateClause(keyword=keyword, first=first, last=last):
                given.append((keyword, clause.span))
                if keyword == "date":
                    made.date = first
                    continue
                made.effective_from, made.effective_until = first, last
                if last is not None and last < first:
                    c.report("CW265", f"it ends on {last}, before it begins on {first}", clause.span)
    once(c, given)
    if node.name.text in c.damaged:
        return
    present = {what for what, _ in given}
    end = Span(node.name.span.end, node.name.span.end)
    lacking = [what for what in ("title", "version", "status") if what not in present]
    if lacking:
        c.report(
            "CW262",
            f"the guideline has no {' and no '.join(lacking)}",
            node.name.span,
            help=f"add {', '.join(f'`{_EXAMPLES[what]}`' for what in lacking)}",
            edit=Edit(end, "".join(f"\n  {_EXAMPLES[what]}" for what in lacking)) if "title" not in lacking else None,
        )
    if "title" in present and not made.title.strip():
        c.report("CW262", "the guideline's title is empty", node.name.span, help=f"write `{_EXAMPLES['title']}`")
    if "disclaimer" not in present:
        c.report("CW263", "the guideline has no disclaimer", node.name.span, help=f"add `{_EXAMPLES['disclaimer']}`")
