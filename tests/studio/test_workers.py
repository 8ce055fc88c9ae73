"""Where the studio works on questions: none holds up another, and what nobody waits for comes to an end."""

from __future__ import annotations

import asyncio
import json
import sys
import threading
from collections.abc import Coroutine
from pathlib import Path

import pytest

from careway.ir.json_codec import encode
from careway.studio import workers
from careway.studio.answers import Refusal
from careway.studio.ask import LONG, Answer, Asked, Asking
from careway.studio.questions import Cover, LayOut, ListFiles, Look, Offer, Question, RunCases, Text
from careway.studio.workers import Workers
from support.studio import PATIENT

TEXT = Text("a.care", "")
LIST, LAY_OUT, LOOK, CASES, COVER, OFFER = (
    json.dumps(encode(Asked(question)))
    for question in (
        ListFiles(),
        LayOut(TEXT),
        Look(TEXT),
        RunCases(TEXT, TEXT, 0, 1),
        Cover(TEXT, TEXT),
        Offer(TEXT, None, rule=None, most=1),
    )
)
SLEEPING = (sys.executable, "-c", "import time; print('here', flush=True); time.sleep(600)")


class Waiting(Asking):
    """Answers about the folder at once, about layout when it is let, and to anything else with a mistake."""

    def __init__(self) -> None:
        super().__init__(None)
        self.let = threading.Event()
        self.begun = self.ran = 0

    def answer(self, question: Question) -> Answer:
        if isinstance(question, LayOut):
            self.begun += 1
            assert self.let.wait(60)
        elif isinstance(question, RunCases):
            self.ran += 1
        elif not isinstance(question, ListFiles):
            raise ValueError(PATIENT)
        return Refusal(type(question).__name__)


def played(play: Coroutine[None, None, None]) -> None:
    """Run to the end, which is there at once where nothing is wrong."""

    async def in_time() -> None:
        async with asyncio.timeout(60):
            await play

    asyncio.run(in_time())


def why(answer: bytes) -> str:
    said = json.loads(answer)["answer"]
    assert said["node"] == "refusal"
    return str(said["why"])


def test_a_question_that_takes_long_does_not_hold_up_another() -> None:
    async def play() -> None:
        asking = Waiting()
        working = Workers(asking)
        slow = asyncio.create_task(working.answered(LAY_OUT))
        assert why(await working.answered(LIST)) == "ListFiles"
        assert not slow.done()
        asking.let.set()
        assert why(await slow) == "LayOut"

    played(play())


def test_no_more_are_worked_on_at_a_time_than_there_are_threads_for() -> None:
    """Also where those who asked have gone: their threads go on to the end, and count until then."""

    async def play() -> None:
        asking = Waiting()
        working = Workers(asking)
        tasks = [asyncio.create_task(working.answered(LAY_OUT)) for _ in range(10)]
        while asking.begun < 4:
            await asyncio.sleep(0.01)
        for task in tasks[:6]:
            task.cancel()
        await asyncio.sleep(0.1)
        assert asking.begun == 4
        asking.let.set()
        assert [why(await task) for task in tasks[6:]] == ["LayOut"] * 4
        assert asking.begun == 8  # two of those that were cancelled had not begun

    played(play())


def test_cases_are_run_while_nothing_else_is_asked() -> None:
    async def play() -> None:
        asking = Waiting()
        working = Workers(asking)
        slow = asyncio.create_task(working.answered(LAY_OUT))
        cases = [asyncio.create_task(working.answered(CASES)) for _ in range(2)]
        assert why(await working.answered(LIST)) == "ListFiles"
        await asyncio.sleep(0.1)
        assert asking.ran == 0
        cases[0].cancel()
        asking.let.set()
        assert why(await slow) == "LayOut"
        assert why(await cases[1]) == "RunCases"
        assert asking.ran == 1

    played(play())


def test_a_mistake_of_careways_own_is_told_without_what_it_was_about() -> None:
    said = why(asyncio.run(Workers(Waiting()).answered(LOOK)))
    assert "bug" in said
    assert "ValueError" in said
    assert PATIENT not in said


def test_what_may_take_minutes_is_asked_in_a_process_of_its_own() -> None:
    """It reads the question as it was asked here, and its answer is the answer."""
    assert LONG
    said = why(asyncio.run(Workers(Waiting()).answered(OFFER)))
    assert PATIENT not in said
    assert "bug" not in said
    assert "came to an end" not in said


def test_a_process_ends_with_whoever_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "_APART", SLEEPING)
    started: list[asyncio.subprocess.Process] = []
    usual = asyncio.create_subprocess_exec

    async def start(*arguments: str, **options: int) -> asyncio.subprocess.Process:
        started.append(await usual(*arguments, **options))
        return started[-1]

    monkeypatch.setattr(asyncio, "create_subprocess_exec", start)

    async def play() -> None:
        working = Workers(Waiting())
        first = asyncio.create_task(working.answered(OFFER))
        while not started:
            await asyncio.sleep(0.01)
        second = asyncio.create_task(working.answered(OFFER))
        assert why(await working.answered(LIST)) == "ListFiles"
        assert len(started) == 1  # one of a sort at a time
        other = asyncio.create_task(working.answered(COVER))
        while len(started) < 2:
            await asyncio.sleep(0.01)
        first.cancel()
        with pytest.raises(asyncio.CancelledError):
            await first
        assert started[0].returncode is not None
        while len(started) < 3:
            await asyncio.sleep(0.01)
        for task in (second, other):
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
        assert all(one.returncode is not None for one in started)

    played(play())


@pytest.mark.parametrize(
    ("command", "patience", "said"),
    [(SLEEPING, 0.2, "was given up"), ((sys.executable, "-c", "raise SystemExit(1)"), 60, "came to an end")],
    ids=["too long", "no answer"],
)
def test_a_process_that_gives_no_answer_is_told(
    command: tuple[str, ...], patience: float, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workers, "_APART", command)
    monkeypatch.setattr(workers, "_PATIENCE", patience)
    assert said in why(asyncio.run(Workers(Waiting()).answered(OFFER)))


def test_nothing_is_imported_from_the_folder_that_it_was_started_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "json.py").write_text("open('imported', 'w')\nraise SystemExit")
    monkeypatch.chdir(tmp_path)
    why(asyncio.run(Workers(Waiting()).answered(OFFER)))
    assert not (tmp_path / "imported").exists()
