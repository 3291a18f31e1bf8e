"""The client of a scorer that an installed package brings: processes that score one output after the other."""

import asyncio
import contextlib
import os
import signal
import sys
from importlib.metadata import EntryPoint, entry_points

import msgspec

from gradcheck.domain.call import Answer, Assessment, Call, InstalledScorer
from gradcheck.errors import AttemptError
from gradcheck.llm.clients.grader_process import GROUP, ScorerAnswer

_START_S = 60.0  # for the import of a scorer's package
_LONGEST_LINE = 1 << 20

_DECODER = msgspec.json.Decoder(ScorerAnswer)


def installed_scorers() -> dict[str, InstalledScorer]:
    """The scorers of all installed packages by name; a name that two of them give means neither."""
    points: dict[str, list[EntryPoint]] = {}
    for point in entry_points(group=GROUP):
        points.setdefault(point.name, []).append(point)
    return {
        name: InstalledScorer(name=name, package=own[0].dist.name, version=own[0].dist.version)
        for name, own in sorted(points.items())
        if len(own) == 1 and own[0].dist is not None
    }


class InstalledGraderLLM:
    """Answers the calls of one installed scorer, each in a process that does nothing else meanwhile."""

    def __init__(self, scorer: InstalledScorer, timeout_s: float) -> None:
        self._scorer = scorer
        self._timeout_s = timeout_s
        self._idle: list[asyncio.subprocess.Process] = []
        self._all: set[asyncio.subprocess.Process] = set()

    async def attempt(self, call: Call) -> Answer:
        """One score. Raises AttemptError where there is none, for whatever reason."""
        request = call.request
        assert isinstance(request, Assessment)  # noqa: S101 - narrows: only what scores calls a grader
        if call.endpoint.model != self._scorer.release:
            message = f"the scorer {self._scorer.name} is of {self._scorer.release} now, not {call.endpoint.model}"
            raise AttemptError("unknown_model", f"{message}; start the job anew", fatal=True)
        asked = {"output": request.output, "expected": request.expected, "fields": request.input}
        answer = await self._ask(msgspec.json.encode(asked) + b"\n")
        if answer.error is not None or answer.score is None:
            raise AttemptError("scorer_failed", f"the scorer {self._scorer.name} {answer.error}")
        text = msgspec.json.encode({"score": answer.score, "note": answer.note}).decode()
        return Answer(text=text, cut=False, input_tokens=0, output_tokens=0, cost_micro_usd=0)

    async def close(self) -> None:
        """End all processes."""
        for process in list(self._all):
            await self._end(process)

    async def _ask(self, line: bytes) -> ScorerAnswer:
        """What a process says to a line; it is kept for the next unless it failed to answer."""
        process = self._idle.pop() if self._idle else await self._started()
        answer = await self._ended_unless(process, line, self._timeout_s)
        self._idle.append(process)
        return answer

    async def _started(self) -> asyncio.subprocess.Process:
        """A process that has loaded the scorer. Raises AttemptError, fatal, where it cannot be loaded."""
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-P",  # no module of the directory that the service was started in
            "-m",
            "gradcheck.llm.clients.grader_process",
            self._scorer.name,
            str(self._timeout_s),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            start_new_session=True,
            limit=_LONGEST_LINE,
        )
        self._all.add(process)
        ready = await self._ended_unless(process, b"", _START_S)
        if ready.error is not None:
            await self._end(process)
            raise AttemptError("scorer_failed", f"the scorer {ready.error}", fatal=True)
        return process

    async def _ended_unless(self, process: asyncio.subprocess.Process, line: bytes, within_s: float) -> ScorerAnswer:
        """What a process says to a line; one that says nothing is ended."""
        try:
            return await self._said(process, line, within_s)
        except BaseException:
            await self._end(process)
            raise

    async def _said(self, process: asyncio.subprocess.Process, line: bytes, within_s: float) -> ScorerAnswer:
        name = self._scorer.name
        assert process.stdin is not None  # noqa: S101 - narrows: it was started with pipes
        assert process.stdout is not None  # noqa: S101 - as above
        try:
            async with asyncio.timeout(within_s):
                with contextlib.suppress(ConnectionError):  # it has ended: there is nothing to read either
                    process.stdin.write(line)
                    await process.stdin.drain()
                said = await process.stdout.readline()
        except TimeoutError:
            message = f"the scorer {name} gave no score within {within_s:g} s and was ended"
            raise AttemptError("timeout", message) from None
        if not said.endswith(b"\n"):
            raise AttemptError("crashed", f"the process of the scorer {name} {_end_of(await process.wait())}")
        return _DECODER.decode(said)

    async def _end(self, process: asyncio.subprocess.Process) -> None:
        """Kill a process with all that it has started, and wait for its end."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        if process.stdin is not None:
            process.stdin.close()
        self._all.discard(process)
        await asyncio.shield(process.wait())


def _end_of(code: int) -> str:
    """How a process ended, in words."""
    if code >= 0:
        return f"ended with the exit code {code}"
    return f"was ended by the signal {signal.Signals(-code).name}"
