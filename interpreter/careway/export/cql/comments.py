"""What stands above the definition of a rule: what it is, on what it rests, and what was assumed."""

from __future__ import annotations

from careway.export.cql.spelling import comment
from careway.ir import expressions as e
from careway.ir import wording
from careway.ir.nodes import Guideline, Heading


def described(core: Guideline, heading: Heading, kind: str, when: e.Criterion | None = None) -> str:
    """The comment above a rule: what it is, on what it rests, and what was assumed."""
    sources = {source.key: source for source in core.sources}
    lines = [f"{kind} {heading.name}: {heading.title} (line {heading.line} of the guideline)"]
    for key in heading.cites:
        source = sources[key]
        told = ", ".join(str(part) for part in (source.title, source.by, source.year) if part is not None)
        lines.append(f"  [{key}] {told}" + (f"; indirect: {source.indirect}" if source.indirect else ""))
    if heading.strength is not None:
        lines.append(f"  strength of the recommendation: {heading.strength.value}")
    if heading.certainty is not None:
        lines.append(f"  certainty of the evidence: {heading.certainty.value}")
    lines += [f"  assuming {one}" for one in heading.assuming]
    if when is not None:
        lines.append(f"  when {wording.criterion(when)}")
    return comment("\n".join(lines))
