"""The client of a team's grader: outputs that are graded at once go into one request, and each has its own outcome."""

import asyncio
import json
import math
from collections.abc import Coroutine, Mapping, Sequence
from typing import Annotated, Any

import msgspec
from msgspec import Meta, Struct

from gradcheck.domain.call import Answer, Assessment, Call
from gradcheck.domain.seeds import digest
from gradcheck.domain.target import Grader
from gradcheck.errors import AttemptError
from gradcheck.outbound.target_client import TargetClient

_GATHER_S = 0.01  # for so long an output waits for others to fill its request
_MOST_NOTE, _WORDS = 2_000, 300  # characters


class _Results(Struct, frozen=True):
    """What a grader answers: a result for each output, each read by itself."""

    results: list[Any]


class _Result(Struct, frozen=True, kw_only=True):
    """What a grader says of one output: a score with a note, or in words why there is none."""

    score: Annotated[float, Meta(ge=0, le=1)] | None = None
    note: str | None = None
    error: str | None = None


class _Waiting(Struct, frozen=True, eq=False):
    """A call that waits for its outcome."""

    id: str
    call: Call
    outcome: asyncio.Future[Answer]


class GraderLLM:
    """Answers the calls of one grader, with at most `max_concurrency` requests at once."""

    def __init__(self, grader: Grader, client: TargetClient) -> None:
        self._grader = grader
        self._client = client
        self._free = asyncio.Semaphore(grader.max_concurrency)
        self._waiting: list[_Waiting] = []
        self._tasks: set[asyncio.Task[None]] = set()
        self._gathering = False

    async def attempt(self, call: Call) -> Answer:
        """The score of one output. Raises AttemptError, also where the grader says that it has none."""
        if call.endpoint.model != self._grader.version:
            message = f"{self._client.name} is version {self._grader.version} now, not {call.endpoint.model}"
            raise AttemptError("unknown_model", f"{message}; start the job anew", fatal=True)
        waiting = _Waiting(f"out_{call.key('')}", call, asyncio.get_running_loop().create_future())
        self._waiting.append(waiting)
        if not self._gathering:
            self._gathering = True
            self._start(self._gather())
        return await waiting.outcome

    async def close(self) -> None:
        """End what is under way and close the connections."""
        for task in self._tasks:
            task.cancel()
        if self._tasks:
            await asyncio.wait(self._tasks)
        await self._client.close()

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _gather(self) -> None:
        """Send what waits, in requests as full as they can be, until nothing waits."""
        try:
            while self._waiting:
                if len(self._waiting) < self._grader.batch:
                    await asyncio.sleep(_GATHER_S)
                await self._free.acquire()
                batch, self._waiting = self._waiting[: self._grader.batch], self._waiting[self._grader.batch :]
                self._start(self._grade([one for one in batch if not one.outcome.done()]))
        finally:
            self._gathering = False

    async def _grade(self, batch: Sequence[_Waiting]) -> None:
        """One request, and the outcome of each output in it."""
        items = {one.id: _item(one) for one in batch}  # the same output of two jobs is sent once
        try:
            results = await self._ask(items) if items else {}
        except AttemptError as error:
            for one in batch:
                _settle(one, error)
        except BaseException:
            for one in batch:
                one.outcome.cancel()
            raise
        else:
            for one in batch:
                _settle(one, self._outcome(one, results.get(one.id, [])))
        finally:
            self._free.release()

    async def _ask(self, items: Mapping[str, object]) -> dict[str, list[Mapping[str, Any]]]:
        """What is answered to each output, by its id. Raises AttemptError where nothing of it can be read."""
        request_id = f"batch_{digest(sorted(items))}"
        answered = await self._client.ask(request_id, {"id": request_id, "items": list(items.values())}, _decode)
        found: dict[str, list[Mapping[str, Any]]] = {}
        for result in answered.results:
            if isinstance(result, dict) and isinstance(result.get("id"), str):
                found.setdefault(result["id"], []).append(result)
        return found

    def _outcome(self, one: _Waiting, results: Sequence[Mapping[str, Any]]) -> Answer | AttemptError:
        """What became of one output."""
        if len(results) != 1:
            return self._failure("garbage", f"answered {len(results) or 'no'} results for one output")
        try:
            result = msgspec.convert(results[0], _Result)
        except msgspec.ValidationError as error:
            return self._failure("garbage", f"answered a result that does not hold what is promised: {error}")
        if result.error is not None:
            words = " ".join(result.error.split())[:_WORDS] or "no reason"
            return self._failure("declared", f"has no score and says: {words}")
        if result.score is None or not math.isfinite(result.score):
            return self._failure("garbage", "answered neither a score from 0 to 1 nor an error")
        kept = {"score": result.score, "note": (result.note or "")[:_MOST_NOTE]}
        cost = one.call.endpoint.cost(0, 0)
        text = msgspec.json.encode(kept).decode()
        return Answer(text=text, cut=False, input_tokens=0, output_tokens=0, cost_micro_usd=cost)

    def _failure(self, cause: str, words: str) -> AttemptError:
        return AttemptError(cause, f"{self._client.name} {words}", possibly_paid=True)


def _settle(one: _Waiting, outcome: Answer | AttemptError) -> None:
    """Tell whoever waits, unless they have gone."""
    if one.outcome.done():
        return
    if isinstance(outcome, Answer):
        one.outcome.set_result(outcome)
    else:
        one.outcome.set_exception(outcome)


def _item(one: _Waiting) -> dict[str, Any]:
    """An output as the grader is sent it."""
    request = one.call.request
    assert isinstance(request, Assessment)  # noqa: S101 - narrows: only scorers of this kind call one
    return {"id": one.id, **msgspec.structs.asdict(request)}


def _decode(content: bytes) -> _Results:
    """The results; NaN, which is no JSON, is read, so that it costs its own output alone."""
    return msgspec.convert(json.loads(content), _Results)
