"""What of a step starts when: paths by structure, room in the budget by path, turns in the order of paths.

A step is a tree. Its root is the method's own code, and every item of an `each` is a branch that runs by itself. What a
branch asks for gets the branch's path and the next number as its own path, so that a path is a function of structure
and never of what ended first.

The rule of the budget: where the most that the step can cost is free, that is reserved and nothing in the step ever
waits for room, but a call dearer than most, which gets its room beside that. Otherwise, and once there is none beside
it, requests wait until every branch waits; then they get room in the order of their paths, each by its own worst case,
they run, and what was not used is free for the next ones. What does not fit is not started, nor is anything behind it;
what stands before it goes on.
"""

import asyncio
import contextvars
import math
from collections.abc import Awaitable, Callable, Coroutine, Generator, Sequence
from typing import Any, Generic, TypeVar

from msgspec import Struct

from gradcheck.domain.call import Spend
from gradcheck.llm.budget import PlannedAccount
from gradcheck.optimizer.question import Path

T = TypeVar("T")
Item = TypeVar("Item")


class Branch(Struct, eq=False):
    """A part of a step that runs by itself; `taken` are the turns that it has had."""

    path: Path
    group: "_Group | None" = None
    index: int = 0
    taken: float = 0
    open: "list[Later[Any]]" = []
    _next: int = 0

    def paths(self, count: int = 1) -> list[Path]:
        """The next paths below its own."""
        self._next += count
        return [(*self.path, index) for index in range(self._next - count, self._next)]


_CURRENT: contextvars.ContextVar[Branch] = contextvars.ContextVar("branch")


class Later(Generic[T]):
    """Something that is under way; awaiting it gives its result."""

    def __init__(self, schedule: "Schedule", paths: Sequence[Path]) -> None:
        self.paths = paths
        self.future: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self.waiting = 0
        self._schedule = schedule

    def __await__(self) -> Generator[Any, None, T]:
        return self._schedule.wait(self).__await__()


class _Request(Struct, frozen=True, eq=False):
    """Items that wait for room in the budget."""

    path: Path
    reservations: Sequence[Spend]
    start: Callable[[int], Awaitable[Any]]
    later: Later[Any]


class _Group:
    """The branches of one `each`, and those of them that wait for their turn."""

    def __init__(self, parent: Branch, paths: Sequence[Path]) -> None:
        self.parent = parent
        self.branches = [Branch(path, self, index) for index, path in enumerate(paths)]
        self.waiting: list[tuple[int, float, asyncio.Future[None]]] = []

    def had_turns(self, before: int, count: float) -> bool:
        """Whether all branches before this one have had so many turns or have ended."""
        return all(branch.taken >= count for branch in self.branches[:before])


class Schedule:
    """Starts what a step asks for. `settle` counts what was spent since it was called last.

    `asks` is told of calls that are asked for, `barrier` which paths the method's own code has waited for.

    `calls` is the most that the step asks for, `a_call` the most that one of these calls costs in the usual case: one
    that costs more waits for room by itself, and where there is none the step gives back what it has not used.
    """

    def __init__(
        self,
        planned: PlannedAccount,
        *,
        calls: int,
        a_call: Spend,
        settle: Callable[[], Spend],
        asks: Callable[[int], None],
        barrier: Callable[[Sequence[Path]], None],
    ) -> None:
        self._planned = planned
        self._settle = settle
        self._asks = asks
        self._barrier = barrier
        self._a_call = a_call
        self._calls_left = calls
        self._reserved = Spend()
        self.fits = not planned.capped
        if planned.capped and planned.reserve([a_call * calls]) == (1, None):
            self.fits, self._reserved = True, a_call * calls
        self.largest = Spend()
        self.exhausted: str | None = None
        self._cut: Path | None = None
        self._busy = 1
        self._pending: list[_Request] = []
        self._tasks: set[asyncio.Task[None]] = set()
        self.root = Branch(())
        self._token = _CURRENT.set(self.root)

    @property
    def branch(self) -> Branch:
        """The branch whose code is running."""
        return _CURRENT.get()

    def ask(self, path: Path, reservations: Sequence[Spend], start: Callable[[int], Awaitable[T]]) -> Later[T]:
        """Start as many items as there is room for; `start` is told how many. Each has its worst case."""
        later = Later[T](self, [path])
        self.branch.open.append(later)
        request = _Request(path, reservations, start, later)
        if self._is_free(reservations):
            self._start(request, len(reservations))
        else:
            self._pending.append(request)
        return later

    def each(self, items: Sequence[Item], work: Callable[[Item], Awaitable[T]]) -> Later[list[T]]:
        """A branch for every item; the results in the order of the items. The first error ends all and is raised."""
        branch = self.branch
        group = _Group(branch, branch.paths(len(items)))
        later = Later[list[T]](self, [item_branch.path for item_branch in group.branches])
        branch.open.append(later)
        results: dict[int, T] = {}
        if not items:
            later.future.set_result([])

        async def run(item_branch: Branch, item: Item) -> None:
            try:
                results[item_branch.index] = await work(item)
                await self._finish(item_branch)
            except Exception as error:  # noqa: BLE001 - raised where it is awaited
                self._end(later, error=error)
            else:
                if len(results) == len(items):
                    self._end(later, [results[index] for index in range(len(items))])
            item_branch.taken = math.inf
            self._pass_on(group)
            self._rest()

        for item_branch, item in zip(group.branches, items, strict=True):
            context = contextvars.copy_context()
            context.run(_CURRENT.set, item_branch)
            self._spawn(run(item_branch, item), context)
        return later

    async def turn(self) -> None:
        """Wait until every branch before this one has had as many turns as this one, or has ended."""
        branch = self.branch
        count = branch.taken + 1
        inner = branch
        while inner.group is not None:
            group = inner.group
            if not group.had_turns(inner.index, count):
                future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
                group.waiting.append((inner.index, count, future))
                self._rest()
                await future
            count, inner = math.inf, group.parent
        branch.taken += 1
        if branch.group is not None:
            self._pass_on(branch.group)

    async def wait(self, later: Later[T]) -> T:
        """The result of what is under way."""
        if not later.future.done():
            later.waiting += 1
            self._rest()
        result = await later.future
        if self.branch is self.root:
            self._barrier(later.paths)
        return result

    async def close(self) -> None:
        """Wait for all that is under way, and settle the account."""
        await self._finish(self.root)
        self._square()

    async def abandon(self) -> None:
        """Stop all that is under way."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def leave(self) -> None:
        """The step's code is left."""
        _CURRENT.reset(self._token)

    async def _finish(self, branch: Branch) -> None:
        for later in branch.open:
            await later

    def _is_free(self, reservations: Sequence[Spend]) -> bool:
        """Whether these start without a look at the account."""
        calls = sum(item.calls for item in reservations)
        self._asks(calls)
        if not reservations or not self._planned.capped:
            return True
        for item in reservations:
            self.largest = self.largest.larger(item.a_call)
        if not self.fits or calls > self._calls_left:
            return False
        if not all(self._planned.covers(self._a_call * item.calls, item) for item in reservations):
            return False
        self._calls_left -= calls
        return True

    def _start(self, request: _Request, fitting: int) -> None:
        async def run() -> None:
            try:
                result = await request.start(fitting)
            except Exception as error:  # noqa: BLE001 - raised where it is awaited
                self._end(request.later, error=error)
            else:
                self._end(request.later, result)
            self._rest()

        self._spawn(run(), contextvars.copy_context())

    def _spawn(self, work: Coroutine[Any, Any, None], context: contextvars.Context) -> None:
        self._busy += 1
        task = asyncio.get_running_loop().create_task(work, context=context)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _end(self, later: Later[Any], result: object = None, error: Exception | None = None) -> None:
        """Give a result to who awaits it, who is busy from now on."""
        if later.future.done():
            return
        self._busy += later.waiting
        if error is None:
            later.future.set_result(result)
        else:
            later.future.set_exception(error)
            later.future.exception()  # who awaits it is told; nobody else is

    def _pass_on(self, group: _Group) -> None:
        """Give a turn to every branch that waits for it no longer."""
        for waiting in list(group.waiting):
            index, count, future = waiting
            if group.had_turns(index, count):
                group.waiting.remove(waiting)
                self._busy += 1
                if not future.done():
                    future.set_result(None)

    def _rest(self) -> None:
        """Something waits or has ended; when nothing is left that works, what waits for room gets it."""
        self._busy -= 1
        if self._busy or not self._pending:
            return
        pending, self._pending = sorted(self._pending, key=lambda request: request.path), []
        beside = sum((sum(request.reservations, Spend()) for request in pending), Spend())
        if self.fits and self._planned.reserve([beside]) == (1, None):
            self._reserved += beside
            for request in pending:
                self._start(request, len(request.reservations))
            return
        self.fits = False
        self._square()
        for request in pending:
            fitting = 0
            if self._cut is None or request.path < self._cut:
                fitting, reason = self._planned.reserve(request.reservations)
                if reason is not None:
                    self.exhausted, self._cut = self.exhausted or reason, request.path
            self._reserved += sum(request.reservations[:fitting], Spend())
            self._start(request, fitting)

    def _square(self) -> None:
        """Replace what is reserved by what was spent."""
        self._planned.settle(self._reserved, self._settle())
        self._reserved = Spend()
