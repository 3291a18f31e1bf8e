"""What a run records: steps, candidates, rollouts. Inserted once; a replay that records them again changes nothing."""

from collections.abc import Sequence
from typing import Any, TypeVar

import msgspec
import sqlalchemy as sa

from gradcheck.domain.program import Candidate
from gradcheck.domain.run import Step
from gradcheck.domain.task import Rollout
from gradcheck.errors import NotFoundError
from gradcheck.storage.backend import insert
from gradcheck.storage.database import Database, Write
from gradcheck.storage.tables import candidates, rollouts, steps

T = TypeVar("T")
_STEP = insert(steps).on_conflict_do_nothing()
_CANDIDATE = insert(candidates).on_conflict_do_nothing()
_ROLLOUT = insert(rollouts).on_conflict_do_nothing()
_encode = msgspec.json.Encoder().encode


class Records:
    """The repository of what runs record."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add_step(self, job_id: str, step: Step) -> None:
        """Record a completed step."""
        self._database.post(Write(_STEP, {"job_id": job_id, "n": step.n, "data": _encode(step)}))

    def add_candidate(self, job_id: str, position: int, candidate: Candidate) -> None:
        """Record a candidate as the run's n-th."""
        row = {"job_id": job_id, "position": position, "id": candidate.id, "data": _encode(candidate)}
        self._database.post(Write(_CANDIDATE, row))

    def add_rollouts(self, job_id: str, stage: str, rollouts: Sequence[Rollout], first: int = 0) -> None:
        """Record rollouts of a stage in their canonical order; the first of them is at position `first`."""
        self._database.post(
            *(
                Write(
                    _ROLLOUT,
                    {
                        "job_id": job_id,
                        "stage": stage,
                        "position": position,
                        "candidate": rollout.candidate,
                        "example": rollout.example,
                        "data": _encode(rollout),
                    },
                )
                for position, rollout in enumerate(rollouts, first)
            )
        )

    async def steps(self, job_id: str, *, after: int = -1, limit: int = 1_000_000) -> list[Step]:
        """Steps later than `after`, in order."""
        query = (
            sa.select(steps.c.data).where(steps.c.job_id == job_id, steps.c.n > after).order_by(steps.c.n).limit(limit)
        )
        return await self._values(query, Step)

    async def step(self, job_id: str, n: int) -> Step:
        """One step. Raises NotFoundError."""
        steps = await self.steps(job_id, after=n - 1, limit=1)
        if not steps or steps[0].n != n:
            raise NotFoundError(f"run {job_id} has no step {n}")
        return steps[0]

    async def candidates(self, job_id: str, *, after: int = -1, limit: int = 1_000_000) -> list[Candidate]:
        """Candidates later than position `after`, in order; the seed is at position 0."""
        query = (
            sa.select(candidates.c.data)
            .where(candidates.c.job_id == job_id, candidates.c.position > after)
            .order_by(candidates.c.position)
            .limit(limit)
        )
        return await self._values(query, Candidate)

    async def rollouts(
        self,
        job_id: str,
        *,
        stage: str | None = None,
        candidate: str | None = None,
        offset: int = 0,
        limit: int = 1_000_000,
    ) -> list[Rollout]:
        """Rollouts by stage and position; `stage` is a prefix ending at a slash or the whole."""
        query = sa.select(rollouts.c.data).where(rollouts.c.job_id == job_id)
        if stage is not None:
            inside = rollouts.c.stage.startswith(f"{stage}/", autoescape=True)
            query = query.where((rollouts.c.stage == stage) | inside)
        if candidate is not None:
            query = query.where(rollouts.c.candidate == candidate)
        query = query.order_by(rollouts.c.stage, rollouts.c.position).offset(offset).limit(limit)
        return await self._values(query, Rollout)

    async def _values(self, query: sa.Select[Any], kind: type[T]) -> list[T]:
        rows = await self._database.read(lambda c: c.execute(query).scalars().all())
        return [msgspec.json.decode(row, type=kind) for row in rows]
