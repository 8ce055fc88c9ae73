"""`make bench`: what writing costs, over one `careway check`: a keystroke, a result that is dragged, a page of a run.

CPU time of all, in one run. The unit is a whole `careway check` of the azathioprine guideline, of which nothing was
kept. What an editor or the studio asks is measured in a process that runs already, each time with a text that is new to
it. The aims are printed, not enforced.
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
from collections.abc import Callable, Iterator
from functools import partial
from itertools import count
from pathlib import Path

from careway.desk.view import look
from careway.studio.answers import Looked
from careway.studio.answers_of_patient import Changed, Ran
from careway.studio.of_patient import drag, run
from careway.studio.of_text import look as look_in_studio
from careway.studio.questions import Drag, Look, Run, Setting, Text
from measure import GUIDELINES, ROOT, cpu_here, cpu_of, row

PATIENT = ROOT / "examples" / "azathioprine" / "stopped-by-symptoms.yaml"
MOVED = "ALT 2025-04-20"
LENGTHS = (200, 2000)
ROUNDS = 9
_WIDTH = 900


def made_up(lines: int) -> str:
    """A guideline of so many lines: the vocabulary and the definitions of azathioprine's, then cautions."""
    text = GUIDELINES["azathioprine"].read_text(encoding="utf-8")
    found = text[: text.index("\neligible ")].splitlines()
    numbers = count(1)
    while len(found) < lines:
        number = next(numbers)
        found += [
            "",
            f'caution made_up_{number} "Made up {number}" [1]',
            "  when all of",
            f"    - ALT >= {number % 20 + 1} × ULN",
            "    - any of AST, ALP > ULN",
            "    - nausea present",
            "  advise order ALT, AST",
            '  assuming "a made-up rule counts for nothing"',
        ]
    return "\n".join(found) + "\n"


def keystrokes(text: str) -> Iterator[str]:
    """The text as one goes on typing a number in the middle of it."""
    middle = text.index("× ULN", len(text) // 2)
    return (f"{text[:middle]}{number} {text[middle:]}" for number in count(10))


def of_keystroke(lines: int, ask: Callable[[str], object]) -> float:
    """What one keystroke costs in a text of so many lines."""
    texts = keystrokes(made_up(lines))
    return cpu_here(lambda: ask(next(texts)), ROUNDS)


def findings(text: str) -> None:
    """What an editor asks at each keystroke."""
    assert look(text).diagnostics


def whole_page(text: str) -> None:
    """What the page of the studio asks at each keystroke: findings, outline and colours."""
    assert isinstance(look_in_studio(Look(Text("guideline.care", text))), Looked)


def of_studio(setting: Setting) -> float:
    """A result is dragged, and the page shows what is decided now."""
    path = GUIDELINES["azathioprine"]
    guideline = Text(path.name, path.read_text(encoding="utf-8"))
    patient = Text(PATIENT.name, PATIENT.read_text(encoding="utf-8"))
    numbers = count(60)

    def turn() -> None:
        changed = drag(Drag(guideline, patient, MOVED, str(next(numbers)), None))
        assert isinstance(changed, Changed)
        assert isinstance(run(Run(guideline, Text(PATIENT.name, changed.text), setting, _WIDTH)), Ran)

    return cpu_here(turn, ROUNDS)


def of_command(*arguments: str, cache: Path) -> float:
    """CPU seconds of a command of which nothing was kept before."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "interpreter"), "XDG_CACHE_HOME": str(cache)}
    line = [sys.executable, "-c", "from careway.cli.main import main; main()", *arguments]
    cpu_of(line, environment)  # the grammar is kept from here on
    taken = []
    for _ in range(3):
        for file in (cache / "careway").glob("guideline-*"):
            file.unlink()
        taken.append(cpu_of(line, environment))
    return statistics.median(taken)


def main() -> None:
    """Measure and print."""
    guideline = str(GUIDELINES["azathioprine"])
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "report.html"
        unit = of_command("check", guideline, cache=Path(folder))
        row("over `careway check` of azathioprine", f"{unit * 1000:.0f} ms", "aim")
        for lines in LENGTHS:
            for what, ask in (("findings", findings), ("all of the studio's page", whole_page)):
                taken = of_keystroke(lines, ask)
                row(f"a keystroke in {lines:,} lines: {what}", f"{taken / unit:.2f}", "below 1")
        for what, setting in (
            ("now", Setting(None, None, ())),
            ("on a day in between", Setting("2025-04-18", None, ())),
        ):
            row(f"a result dragged: what is decided {what}", f"{of_studio(setting) / unit:.2f}", "below 0.5")
        report = partial(of_command, "run", guideline, str(PATIENT), "--html", str(page), cache=Path(folder))
        row("careway run --html", f"{report() / unit:.1f}", "below 10")
        row("... the size of the page", f"{page.stat().st_size / 1000:.0f} kB", "below 500 kB")


if __name__ == "__main__":
    main()
