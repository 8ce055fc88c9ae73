"""Talking to the other engines: one script for one answer, or patients streamed through a few processes.

No request holds up another for long and none ends the run: a process that died, or took too long over a patient, is
ended and begun anew, and that patient's answer is an error. What the scripts print besides their answers is not read.
"""

from __future__ import annotations

import json
import subprocess
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import field
from decimal import Decimal
from queue import SimpleQueue
from threading import Timer
from types import TracebackType
from typing import Any

from careway.base.record import record
from careway.replay.chain import Chain, environment

PROCESSES = 2
LONGEST = 300
"""Seconds for one answer; a patient takes less than one, the set-up of a translator ten."""
_AHEAD = 8
"""Requests that are made before they are asked, so that a long list of patients is never held as a whole."""

Json = Any


class ReplayError(Exception):
    """The other engine could not be used at all; the text says why and holds nothing of a patient."""


@record
class Answer:
    """What an engine answered: `values` by name, or None and an `error`; `failed` are those of the values that could
    not be computed, with the reason. `actions` are those that apply, each the address of its plan and its id; None
    where they were not asked for, or for the reason `unapplied`."""

    values: Mapping[str, Json] | None
    error: str | None = None
    failed: Mapping[str, str] = field(default_factory=dict)
    actions: frozenset[tuple[str, str]] | None = None
    unapplied: str | None = None


def once(chain: Chain, script: str, request: Json) -> Mapping[str, Json]:
    """What a script answers to one request; raises `ReplayError` where it answers none."""
    try:
        done = subprocess.run(
            [chain.node, str(chain.folder / script)],
            input=json.dumps(request).encode(),
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment(),
            timeout=LONGEST,
            check=False,
        )
        answer = json.loads(done.stdout)
    except (OSError, ValueError, subprocess.SubprocessError):
        raise ReplayError(f"{script} gave no answer") from None
    if not isinstance(answer, dict) or "error" in answer:
        said = answer.get("error", "nothing") if isinstance(answer, dict) else "nothing"
        raise ReplayError(f"{script}: {said}")
    return answer


class Replay:
    """A script that answers requests, in up to so many processes. Used in a `with`, which ends them."""

    def __init__(self, chain: Chain, script: str, setup: Json, processes: int = PROCESSES) -> None:
        first = json.dumps(setup) + "\n"
        self._all = [_Process(chain, script, first) for _ in range(processes)]
        self._free: SimpleQueue[_Process] = SimpleQueue()
        for process in self._all:
            self._free.put(process)

    def __enter__(self) -> Replay:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        for process in self._all:
            process.end()

    def ask(self, requests: Iterable[str]) -> Iterator[Answer]:
        """The answer to each request (the text of a JSON object, see `request`), in their order. Raises `ReplayError`
        where the engine cannot be set up."""
        waiting: deque[Future[Answer]] = deque()
        pool = ThreadPoolExecutor(len(self._all))
        try:
            for text in requests:
                waiting.append(pool.submit(self._one, text))
                if len(waiting) >= _AHEAD * len(self._all):
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            pool.shutdown(cancel_futures=True)  # whoever asked has all the answers, or wants no more of them

    def _one(self, text: str) -> Answer:
        process = self._free.get()
        try:
            return _answer(process.ask(text))
        finally:
            self._free.put(process)


def request(bundle: str, as_of: str, parameters: Mapping[str, str], definitions: Iterable[str] | None = None) -> str:
    """A request as one line: the bundle is taken as the text that it is, every digit of it."""
    head: dict[str, Json] = {"id": 0, "asOf": as_of, "parameters": dict(parameters)}
    if definitions is not None:
        head["definitions"] = list(definitions)
    flat = bundle.replace("\r", " ").replace("\n", " ")
    return f'{json.dumps(head)[:-1]}, "bundle": {flat}}}'


def _answer(given: Json) -> Answer:
    if not isinstance(given, dict):
        return Answer(None, "the engine gave no answer")
    if "error" in given:
        return Answer(None, str(given["error"]))
    actions = given.get("actions")
    return Answer(
        given["results"],
        None,
        given.get("failed", {}),
        None if actions is None else frozenset((one["plan"], one["action"]) for one in actions),
        given.get("unapplied"),
    )


class _Process:
    """One process of Node, started when it is first asked and again after it has died."""

    def __init__(self, chain: Chain, script: str, first: str) -> None:
        self._command = [chain.node, str(chain.folder / script)]
        self._first = first
        self._running: subprocess.Popen[bytes] | None = None

    def ask(self, text: str) -> Json:
        """The answer to a request; None where the process died over it."""
        if self._running is None:
            self._start()
        return self._exchange(text + "\n")

    def _start(self) -> None:
        try:
            self._running = subprocess.Popen(
                self._command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=environment(),
            )
        except OSError:
            raise ReplayError("Node could not be started") from None
        answer = self._exchange(self._first)
        if not isinstance(answer, dict) or not answer.get("ready"):
            self.end()
            said = answer.get("error") if isinstance(answer, dict) else None
            raise ReplayError(f"the other engine could not be set up: {said or 'it gave no answer'}")

    def _exchange(self, line: str) -> Json:
        process = self._running
        assert process is not None
        assert process.stdin is not None
        assert process.stdout is not None
        watch = Timer(LONGEST, process.kill)
        watch.start()
        try:
            process.stdin.write(line.encode())
            process.stdin.flush()
            told = process.stdout.readline()
            return json.loads(told, parse_float=Decimal) if told.endswith(b"\n") else self._gone()
        except (OSError, ValueError):
            return self._gone()
        finally:
            watch.cancel()

    def _gone(self) -> None:
        self.end()

    def end(self) -> None:
        """End the process, if it runs."""
        process, self._running = self._running, None
        if process is not None:
            process.kill()
            for stream in (process.stdin, process.stdout):
                if stream is not None:
                    with suppress(OSError):  # what was still to be written to it is lost with it
                        stream.close()
            process.wait()
