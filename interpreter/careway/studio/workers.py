"""Where questions are worked on: in threads, so that the server goes on answering, and what may take minutes in a
process of its own, which ends with whoever asked."""

from __future__ import annotations

import asyncio
import json
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from typing import TypeVar

from careway.studio.answers import Refusal
from careway.studio.ask import LONG, Asking
from careway.studio.questions import Question, RunCases

T = TypeVar("T")

_AT_A_TIME = 4
_STACK = 32 * 1024 * 1024
"""Bytes of a thread's stack: some systems give a thread far less than a program, and expressions are nested."""
_PATIENCE = 600
"""Seconds after which a question in a process of its own is given up."""
_APART = (sys.executable, "-P", "-m", "careway.studio.apart")
"""`-P`: nothing is imported from the folder that the studio was started in, which may hold anybody's files."""


class Workers:
    """Works questions out: so many at a time; cases while nothing else is asked; one of each sort of long ones."""

    def __init__(self, asking: Asking) -> None:
        self._asking = asking
        self._threads = asyncio.Semaphore(_AT_A_TIME)
        self._cases = asyncio.Semaphore(1)
        self._processes: dict[type[Question], asyncio.Semaphore] = {sort: asyncio.Semaphore(1) for sort in LONG}
        self._others = 0
        self._quiet = asyncio.Event()

    async def answered(self, text: str) -> bytes:
        """The answer to a question, both in JSON. Where the task is cancelled, a thread still ends what it has begun,
        and a process is ended."""
        with self._other():
            question = await self._in_thread(lambda: self._asking.read(text))
            if not isinstance(question, (*LONG, RunCases)):
                return await self._in_thread(lambda: as_json(self._asking.told(question)))
        if isinstance(question, LONG):
            return await self._in_process(text, type(question))
        async with self._cases:
            while self._others:
                await self._quiet.wait()
            return await self._in_thread(lambda: as_json(self._asking.told(question)))

    @contextmanager
    def _other(self) -> Iterator[None]:
        """Something is asked for which cases wait: they are run in the background, a part of them at a time."""
        self._others += 1
        self._quiet.clear()
        try:
            yield
        finally:
            self._others -= 1
            if not self._others:
                self._quiet.set()

    async def _in_thread(self, work: Callable[[], T]) -> T:
        await self._threads.acquire()
        loop = asyncio.get_running_loop()
        done: asyncio.Future[T] = loop.create_future()

        def finish(tell: Callable[[], None]) -> None:
            self._threads.release()
            if not done.done():
                tell()

        def run() -> None:
            try:
                tell: Callable[[], None] = partial(done.set_result, work())
            except BaseException as error:
                tell = partial(done.set_exception, error)
            with suppress(RuntimeError):  # the studio has ended meanwhile
                loop.call_soon_threadsafe(finish, tell)

        usual = threading.stack_size(_STACK)
        threading.Thread(target=run, daemon=True).start()
        threading.stack_size(usual)
        return await done

    async def _in_process(self, question: str, sort: type[Question]) -> bytes:
        async with self._processes[sort]:
            process = await asyncio.create_subprocess_exec(
                *_APART,
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.DEVNULL,
            )
            try:
                answer, _ = await asyncio.wait_for(process.communicate(question.encode()), _PATIENCE)
            except TimeoutError:
                return self._refusal(f"this takes more than {_PATIENCE // 60} minutes; it was given up")
            finally:
                if process.returncode is None:
                    process.kill()
                    await process.wait()
            return answer or self._refusal("this could not be worked out: its process came to an end")

    def _refusal(self, why: str) -> bytes:
        return as_json(self._asking.told(Refusal(why)))


def as_json(value: object) -> bytes:
    """A JSON value as it is sent."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
