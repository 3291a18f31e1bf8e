"""What a process may write of a job: only while the job is its own.

A job's epoch is raised whenever it is begun, and when it is taken from a worker that is silent. Whatever is written
while a job is held carries the epoch of its beginning, and the writer's transaction refuses it where that is old.
"""

import asyncio
import contextlib
from collections.abc import Iterable, Iterator
from contextvars import ContextVar

import sqlalchemy as sa

from gradcheck.errors import FencedError
from gradcheck.storage.tables import jobs

_held: ContextVar[tuple["Fence", ...]] = ContextVar("held", default=())


class Fence:
    """A process's hold on a job since it was begun with this epoch.

    `lost` is set by whoever finds that out, in any thread.
    """

    def __init__(self, job_id: str, epoch: int, task: "asyncio.Task[object]") -> None:
        self.job_id = job_id
        self.epoch = epoch
        self.lost = False
        self._task = task
        self._is_over = False

    def lose(self) -> None:
        """End the work, on its loop: it is interrupted, and what it writes from now on is dropped."""
        self.lost = True
        if not self._is_over:
            self._is_over = True
            self._task.cancel()

    def end(self) -> None:
        """The work is over. Raises FencedError where it was lost before."""
        if self.lost and self._is_over:
            self._task.uncancel()
        self._is_over = True
        if self.lost:
            raise FencedError(f"{self.job_id} was taken over") from None


class Holdings:
    """The jobs that a process works at the moment."""

    def __init__(self) -> None:
        self._fences: set[Fence] = set()

    @contextlib.contextmanager
    def holding(self, job_id: str, epoch: int) -> Iterator[None]:
        """What is written inside, also by tasks begun there, is written of a job that is held.

        Raises FencedError, wherever the work is then, once the job turns out to have been taken over.
        """
        task = asyncio.current_task()
        assert task is not None  # noqa: S101 - jobs are worked in tasks
        fence = Fence(job_id, epoch, task)
        self._fences.add(fence)
        token = _held.set((*_held.get(), fence))
        try:
            yield
        finally:
            _held.reset(token)
            self._fences.discard(fence)
            fence.end()

    def lose_all(self) -> None:
        """Everything was taken over."""
        for fence in list(self._fences):
            fence.lose()


def held() -> tuple[Fence, ...]:
    """The jobs for which whoever asks now works: a run of a study works for both."""
    return _held.get()


def check(connection: sa.Connection, fences: Iterable[Fence]) -> None:
    """Mark those as lost whose epoch is old. Until the transaction ends nobody raises the others'."""
    of_jobs: dict[str, list[Fence]] = {}
    for fence in fences:
        of_jobs.setdefault(fence.job_id, []).append(fence)
    if not of_jobs:
        return
    query = sa.select(jobs.c.id, jobs.c.epoch).where(jobs.c.id.in_(sorted(of_jobs))).order_by(jobs.c.id)
    epochs = {row.id: row.epoch for row in connection.execute(query.with_for_update(read=True))}
    for job_id, own in of_jobs.items():
        for fence in own:
            fence.lost = fence.lost or epochs.get(job_id) != fence.epoch
