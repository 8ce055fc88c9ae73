"""`make bench`: what starting costs, over starting Python; what a patient costs; how that grows with the records.

Starting is measured three ways: with what was kept of the guideline (the usual case), with a guideline that has
changed since, and with a cache folder that is empty, so that the grammar is analysed too.

CPU time, not wall time, of both sides in turn in one run; medians. The aims are printed, not enforced: a busy machine
is no reason for a red build.
"""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import careway
from patients import timeline

ROOT = Path(__file__).parents[1]
GUIDELINES = {
    "azathioprine": ROOT / "guideline" / "azathioprine" / "reintroduction.care",
    "clozapine": ROOT / "guideline" / "clozapine" / "anc_monitoring.care",
}
USUAL = ", unchanged"
ROUNDS = 9
RARELY = 3
"""Rounds of what takes long."""


@dataclass(frozen=True, slots=True)
class Command:
    """A command line, its environment, and what is done before it is called each time."""

    line: list[str]
    environment: dict[str, str]
    before: Callable[[], object] = lambda: None
    rarely: bool = False


def cpu_of(command: list[str], environment: dict[str, str]) -> float:
    """User and system seconds of a process and what it started."""
    with subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as process:
        assert process.stderr is not None
        said = process.stderr.read()
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in (0, 1):
        sys.exit(f"{' '.join(command)} failed:\n{said.decode(errors='replace')}")
    return used.ru_utime + used.ru_stime


def against_python(commands: dict[str, Command]) -> dict[str, float]:
    """The CPU time of each command over that of starting Python, taken in turn; the first round is not counted."""
    bare = Command([sys.executable, "-c", "pass"], dict(os.environ))
    everything = {"": bare, **commands}
    times: dict[str, list[float]] = {name: [] for name in everything}
    for round_ in range(ROUNDS + 1):
        for name, command in everything.items():
            if command.rarely and round_ > RARELY:
                continue
            command.before()
            used = cpu_of(command.line, command.environment)
            if round_ > 0:
                times[name].append(used)
    unit = statistics.median(times.pop(""))
    return {name: statistics.median(used) / unit for name, used in times.items()}


def cpu_here(action: Callable[[], object], rounds: int) -> float:
    """Median CPU seconds of an action in this process, after one that is not counted."""
    action()
    taken = []
    for _ in range(rounds):
        before = time.process_time()
        action()
        taken.append(time.process_time() - before)
    return statistics.median(taken)


def row(what: str, measured: str, aim: str = "") -> None:
    print(f"{what:<62}{measured:>14}{aim:>16}")


def starting(folder: Path) -> dict[str, Command]:
    """The commands of which the start is measured; `folder` is for their cache folders and patients."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "interpreter")}
    usual, first = ({**environment, "XDG_CACHE_HOME": str(folder / name)} for name in ("usual", "first"))
    call = [sys.executable, "-c", "from careway.cli.main import main; main()"]
    commands = {"careway --version": Command([*call, "--version"], usual)}
    for name, guideline in GUIDELINES.items():
        patient = folder / f"{name}.yaml"
        patient.write_text(timeline(careway.load(guideline).vocabulary, 40, 1), encoding="utf-8")
        check, run = [*call, "check", str(guideline)], [*call, "run", str(guideline), str(patient)]
        again = partial(forget, folder / "usual" / "careway")
        commands[f"check, {name}, changed"] = Command(check, usual, again)
        commands[f"check, {name}{USUAL}"] = Command(check, usual)
        commands[f"run, {name}, changed"] = Command(run, usual, again)
        commands[f"run, {name}{USUAL}"] = Command(run, usual)
    commands["check, with nothing kept"] = Command(check, first, partial(shutil.rmtree, folder / "first", True), True)
    return commands


def forget(folder: Path) -> None:
    """Remove what was kept of guidelines, not of the grammar."""
    for file in folder.glob("guideline-*"):
        file.unlink()


def main() -> None:
    """Print the table."""
    row("", "measured", "aim")
    with tempfile.TemporaryDirectory() as folder:
        for what, ratio in against_python(starting(Path(folder))).items():
            row(f"{what}: CPU over `python -c pass`", f"{ratio:.1f}", "15 at most" if what.endswith(USUAL) else "")
    for name, guideline in GUIDELINES.items():
        core = careway.load(guideline)
        times = {}
        for events in (40, 100, 400, 4000):
            data = timeline(core.vocabulary, events, 1).encode()
            records = careway.read_timeline(data, core)
            rounds = 1 if events > 1000 else 5
            if events in (40, 4000):
                taken = cpu_here(partial(careway.read_timeline, data, core), rounds)
                row(f"{name}: reading {events} records", f"{taken * 1000:.0f} ms")
            times[events] = cpu_here(partial(careway.run, core, records), rounds)
            row(f"{name}: evaluating {events} records", f"{times[events] * 1000:.0f} ms")
        for events, aim in ((400, ""), (4000, "45 at most")):
            row(f"{name}: {events} records over 100", f"{times[events] / times[100]:.1f}", aim)


if __name__ == "__main__":
    main()
