"""Whole random guidelines, as text: rules of every kind about one vocabulary, with the conditions, times and numbers of
tests/export/random_guidelines.py.

What pauses of drugs do to a schedule is not drawn: where a course begins in the middle of one, the page does not say
which occasions before it still count. The cases of the shipped guidelines ask for it.
"""

from __future__ import annotations

from functools import cache

from hypothesis import assume
from hypothesis import strategies as st

from careway.base.source import Source
from careway.ir.nodes import Guideline
from careway.pipeline import compile_source
from export.random_guidelines import HEAD, _laid_out, conditions, times
from property.timelines import Document

SAID_OF_LABS = ("", "", "current for 35 days", "current for 7 days", "worse when lower", "plausible 0 to 900 U/L")
SAID_OF_FINDINGS = ("", "", "current for 2 days", "current for 1 month")
LENGTHS = ("3 days", "1 week", "1 month", "2 weeks", "wash", "10 days")
ALLOWED = ("", "allow 1 day either side", "allow 3 days after", "allow 2 days before and 1 day after")
RHYTHMS = (
    "daily for 5 days\n  then weekly",
    "weekly for 1 month\n  then monthly",
    "twice weekly for 2 weeks",
    "every 10 days",
    "3 times weekly for wash\n  then every 2 weeks",
    "twice monthly for 2 months",
)
DOSES = ("50 mg/day", "50 to 75 mg/day", "below 100 mg/day", "at least 75 mg/day", "1/2 of highest aza dose")
CHANGES = ("", "", "start aza at ", "increase aza to ", "reduce aza to ")
ORDERS = ("continue aza", "hold aza", "stop aza, allo", "avoid allo", "start aza", "resume aza", "refer clinic")


COURSES: tuple[Document, ...] = (
    {
        "patient": "random",
        "sex": "female",
        "born": "1980-02-29",
        "events": [
            {"at": "2025-01-24", "ALT": "30 U/L", "AST": "20 U/L", "nausea": "absent"},
            {"at": "2025-01-29", "aza": "50 mg/day", "agreed": "yes", "TPMT": "normal"},
            {"at": "2025-02-05", "ALT": "41 U/L", "AST": "46 U/L", "bilirubin": "0.5 mg/dL"},
            {"at": "2025-02-10T09:00", "ALT": "130 U/L", "nausea": "present", "gout": "absent"},
            {"at": "2025-02-10", "aza": "stopped", "rash": "present"},
            {"at": "2025-02-14", "ALT": "90 U/L", "AST": "300 U/L", "temperature": "37 Cel", "agreed": "no"},
            {"at": "2025-03-01", "aza": "75 mg/day", "allo": "100 mg/day", "nausea": "absent"},
        ],
    },
    {
        "patient": "random",
        "sex": "male",
        "zone": "Europe/Berlin",
        "events": [
            {"at": "2025-03-20T08:00", "aza": "100 mg/day", "ALT": "310 U/L"},
            {"at": "2025-03-21T08:00", "AST": "4 U/L", "ALT": "300 U/L", "gout": "present"},
            {"at": "2025-03-29", "ALT": "39 U/L", "nausea": "present", "TPMT": "low"},
            {"at": "2025-03-30T09:00", "aza": "paused", "AST": "47 U/L", "agreed": "yes"},
        ],
    },
)
"""Courses in which the steps are entered and left, to which random records are added."""


@st.composite
def guidelines(draw: st.DrawFn, schedules: bool = True) -> str:
    """The text of a random guideline."""

    def one(*texts: str) -> str:
        return draw(st.sampled_from(texts))

    def condition(depth: int = 2, state: bool = True) -> str:
        return _laid_out(conditions(draw(st.integers(0, depth)), state and schedules).draw(draw))

    def time(depth: int = 1) -> str:
        return _laid_out(times(depth).draw(draw))

    def advice() -> str:
        said = one(*ORDERS)
        if one("dose", "order") == "dose":
            said = (one(*CHANGES) or "aza ") + one(*DOSES)
            said += one("", " over 1 to 2 weeks", " over 3 days")
        return f"  advise {said}{one('', f' when {condition(1)}')}"

    names = ["initial", "later", *(f"step_{number}" for number in range(draw(st.integers(0, 2))))]
    text = HEAD.replace("plausible 25 to 45 Cel", "plausible 25 to 45 Cel normal up to 37.5 Cel")
    for lab in ("ALT", "AST"):
        said = one(*SAID_OF_LABS)
        text = text.replace(f'lab {lab} "{lab.lower()}" in U/L', f'lab {lab} "{lab.lower()}" in U/L {said}')
    for name in ('symptom nausea "nausea"', 'condition gout "gout"', 'question agreed "Agreed?"'):
        text = text.replace(name, f"{name} {one(*SAID_OF_FINDINGS)}")
    rules = []
    for number in range(draw(st.integers(0, 2))):
        rules.append(f"define named_{number} when {condition()}")
    for number in range(draw(st.integers(0, 2))):
        rules.append(f"{one('eligible', 'exclude')} who_{number} [1]\n  when {condition(1, False)}")
    for number, name in enumerate(names):
        lines = [f'step {name} "{name}" [1]']
        if number == 0 or one("", "begin"):
            lines.append(f"  begin at {'restart' if one('', 'x') else time()}")
        if one("", "", "again"):
            lines.append(f"  begin again when {condition()}")
        for _ in range(draw(st.integers(0, 2))):
            way = one(*(f"go to {other}" for other in names if other != name), "finish")
            after, when = one("", f"after {one(*LENGTHS)}"), one("", "when")
            if after and one("", "", "without"):
                after += f" without {condition(1)}"
            if when or not after:
                after += f" when {condition()}"
            lines.append(f"  {way} {after}")
        if schedules and (name == "initial" or one("", "monitor")):
            watch = "inner" if name == "initial" else f"inner_{number}"
            rhythm = one(*RHYTHMS).replace("\n  then", "\n    then")
            lines.append(f"  monitor ALT as {watch}\n    {rhythm}\n    {one(*ALLOWED)}")
        lines += [advice() for _ in range(draw(st.integers(0, 2)))]
        if schedules and one("", "task"):
            lines.append(_indented(draw(_task(f"errand_{number}", []))))
        rules.append("\n".join(line for line in lines if line.strip()))
    for number in range(draw(st.integers(0, 2))):
        rules.append(f"stop stop_{number} [1]\n  when {condition()}\n{one('  advise stop aza', advice())}")
        after = one("", "after stop", f"after stop of stop_{number}")
        rules += [f"{after} [1]\n{advice()}"] if after else []
    for number in range(draw(st.integers(1, 4))):
        only = one("", "", f"\n  only in {one(*names)}")
        rules.append(f"caution caution_{number} [1]\n  when {condition()}\n  advise refer clinic{only}")
    if schedules:
        rules += draw(_schedules(names))
    return text + "\n" + "\n\n".join(rules) + "\n"


@st.composite
def _schedules(draw: st.DrawFn, names: list[str]) -> list[str]:
    """Monitors of the whole protocol, and tasks."""

    def one(*texts: str) -> str:
        return draw(st.sampled_from(texts))

    def condition() -> str:
        return _laid_out(conditions(1, False).draw(draw))

    def time() -> str:
        return _laid_out(times(1).draw(draw))

    rules = []
    for number in range(draw(st.integers(1, 2))):
        name = "outer" if number == 0 else f"outer_{number}"
        targets = one("liver", "ALT", "ALT, nausea", "agreed")
        lines = [f"monitor {targets} as {name} [1]", f"  from {one('restart', time())}"]
        until = f"daily until {condition()}\n  then every 3 days until {condition()}"
        gap = one("", "", "last", "only")
        if gap == "last":
            lines.append("  from the last result")
        lines.append(f"  {one(*RHYTHMS) if gap == 'last' else one(*RHYTHMS, until)}")
        lines += [f"  {one(*ALLOWED)}", f"  {one('', '', 'late after 2 days')}"]
        if gap == "only":
            lines += [f"  only in {one(*names)}", f"  on return {one('continue', 'suspend', 'restart')}"]
        rules.append("\n".join(line for line in lines if line.strip()))
    rules += [draw(_task(f"task_{number}", names)) for number in range(draw(st.integers(0, 2)))]
    return rules


@st.composite
def _task(draw: st.DrawFn, name: str, steps: list[str]) -> str:
    """What is due once; `only in` some of these steps, if any."""

    def one(*texts: str) -> str:
        return draw(st.sampled_from(texts))

    def time() -> str:
        return one("restart", _laid_out(times(1).draw(draw)))

    verb = one("check agreed", "check ALT", "check liver", "record nausea", "repeat ALT", "repeat ALT")
    within = f"within {one('3 days', '1 week', '24 hours')} of {time()}"
    until = within if verb.startswith("repeat") or one("", "within") else f"before {time()}"
    lines = [f"task {verb} as {name} {one('', 'once')} {until} [1]"]
    lines.append(one("", f"  when {_laid_out(conditions(1, False).draw(draw))}"))
    lines.append(f"  only in {one(*steps)}" if steps and one("", "only") else "")
    return "\n".join(line for line in lines if line.strip())


def _indented(text: str) -> str:
    return "\n".join(f"  {line}" for line in text.splitlines())


def compiled(text: str) -> Guideline | None:
    """The core of a text; None where it has a mistake."""
    return compile_source(Source("random.care", text)).core


@st.composite
def cores(draw: st.DrawFn, schedules: bool = True) -> Guideline:
    """The cores of random guidelines."""
    core = compiled(draw(guidelines(schedules)))
    assume(core is not None)
    assert core is not None
    return core


__all__ = ["cache", "compiled", "cores", "guidelines"]
