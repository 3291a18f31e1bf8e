"""The ledger: every logical call with its outcome, addressed by content; every attempt with its intent.

A call in it is never paid again.
"""

import asyncio
import time
import uuid
from collections.abc import Collection
from typing import Any, Literal

import msgspec
import sqlalchemy as sa

from gradcheck.domain.base import Value
from gradcheck.domain.call import Answer, Call, Delivery, Outcome, Role, Spend
from gradcheck.storage.backend import insert
from gradcheck.storage.database import Database, Write
from gradcheck.storage.tables import attempts, calls, jobs

AttemptState = Literal["intent", "paid", "unpaid", "possibly_paid"]

_NEW = insert(attempts)
_ATTEMPT = _NEW.on_conflict_do_update(
    index_elements=[attempts.c.id],
    set_={name: _NEW.excluded[name] for name in ("state", "tokens", "output_tokens", "cost_micro_usd")},
)
_WITHDRAW = attempts.delete().where(attempts.c.id == sa.bindparam("attempt"))
_CALL = insert(calls).on_conflict_do_nothing()
_encode = msgspec.msgpack.Encoder().encode
decode_outcome = msgspec.msgpack.Decoder(Outcome).decode


class Entry(Value, frozen=True, kw_only=True):
    """A finished call as the ledger knows it; `job_id` is the job that made it."""

    job_id: str
    key: str
    outcome: Outcome
    cached: bool


class Attempt(Value, frozen=True, kw_only=True):
    """An attempt at a call that a job makes, its `number`th."""

    id: str
    job_id: str
    call: Call
    number: int


class AttemptTotals(Value, frozen=True, kw_only=True):
    """What the attempts of a job in one state add up to."""

    role: Role
    state: AttemptState
    spend: Spend
    repeats: int


class Ledger:
    """The repository of calls and attempts."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._process = f"{time.time_ns():020}-{uuid.uuid4().hex[:8]}"
        self._attempts = 0

    async def scope(self, scope: str, made_by: Collection[str] | None = None) -> dict[str, Entry]:
        """The finished calls of a scope by path: all, or those that these jobs have made."""
        query = sa.select(calls.c.path, calls.c.job_id, calls.c.key, calls.c.cached, calls.c.outcome).where(
            calls.c.scope == scope
        )
        if made_by is not None:
            query = query.where(calls.c.job_id.in_(made_by))
        rows = await self._database.read(lambda c: c.execute(query).all())
        return {
            row.path: Entry(job_id=row.job_id, key=row.key, outcome=decode_outcome(row.outcome), cached=row.cached)
            for row in rows
        }

    async def delivered(self, scope: str, made_by: Collection[str]) -> list[Delivery]:
        """What these jobs of a scope were delivered, in the order of the paths."""
        query = sa.select(calls.c.path, calls.c.role, calls.c.key, calls.c.outcome)
        query = query.where(calls.c.scope == scope, calls.c.job_id.in_(made_by)).order_by(calls.c.path)
        return [
            Delivery(path=row.path, role=row.role, key=row.key, outcome=decode_outcome(row.outcome), inherited=False)
            for row in await self._database.read(lambda c: c.execute(query).all())
        ]

    def new_attempt(self, job_id: str, call: Call, number: int) -> Attempt:
        """An attempt with an id. Later ones sort behind earlier ones, so that they are appended to the table."""
        self._attempts += 1
        return Attempt(id=f"{self._process}-{self._attempts:010}", job_id=job_id, call=call, number=number)

    async def intend(self, attempt: Attempt) -> None:
        """Write down that an attempt is about to be made; returns when that is durable."""
        await self._database.write(Write(_ATTEMPT, _row(attempt, "intent", attempt.call.reservation(), _most(attempt))))

    def withdraw(self, attempt: Attempt) -> None:
        """Forget an attempt that was never made."""
        self._database.post(Write(_WITHDRAW, {"attempt": attempt.id}))

    def settle(self, attempt: Attempt, state: AttemptState, spend: Spend) -> None:
        """Note how a failed attempt ended."""
        self._database.post(Write(_ATTEMPT, _row(attempt, state, spend, min(_most(attempt), spend.tokens))))

    def deliver(self, scope: str, call: Call, entry: Entry, *, attempt: Attempt | None = None) -> asyncio.Future[None]:
        """Write a call's outcome; with `attempt`, the attempt that brought it.

        What is returned is done when that is durable, which is before anything written later is, be it an intent.
        """
        writes = [_delivery(scope, call, entry)]
        if attempt is not None:
            outputs = entry.outcome.output_tokens if isinstance(entry.outcome, Answer) else 0
            writes.append(Write(_ATTEMPT, _row(attempt, "paid", entry.outcome.spend, outputs)))
        return self._database.write(*writes)

    def note(self, scope: str, call: Call, entry: Entry) -> None:
        """Write a call's outcome without waiting."""
        self._database.post(_delivery(scope, call, entry))

    async def recover(self, job_id: str) -> None:
        """Attempts whose outcome nobody will learn: their process is gone. They are charged as reserved."""
        statement = (
            attempts.update()
            .where(attempts.c.job_id == job_id, attempts.c.state == "intent")
            .values(state="possibly_paid")
        )
        await self._database.write(Write(statement, {}))

    async def totals(self, job_id: str, *, with_blocks: bool = False) -> list[AttemptTotals]:
        """What a job's attempts add up to, all posted settlements in; `repeats` are those after a call's first."""
        blocks = sa.select(jobs.c.id).where(jobs.c.target == job_id, jobs.c.kind == "block")
        of_job = attempts.c.job_id == job_id
        query = (
            sa.select(
                attempts.c.role,
                attempts.c.state,
                sa.func.count().label("number"),
                sa.cast(sa.func.sum(attempts.c.tokens), sa.BigInteger).label("tokens"),
                sa.cast(sa.func.sum(attempts.c.cost_micro_usd), sa.BigInteger).label("cost"),
                sa.func.sum(sa.case((attempts.c.number > 1, 1), else_=0)).label("repeats"),
            )
            .where(of_job | attempts.c.job_id.in_(blocks) if with_blocks else of_job)
            .group_by(attempts.c.role, attempts.c.state)
        )
        rows = await self._database.transact(lambda c: c.execute(query).all())
        return [
            AttemptTotals(
                role=row.role,
                state=row.state,
                spend=Spend(calls=row.number, tokens=row.tokens, cost_micro_usd=row.cost),
                repeats=row.repeats,
            )
            for row in rows
        ]


def _delivery(scope: str, call: Call, entry: Entry) -> Write:
    row = {
        "scope": scope,
        "path": call.path,
        "job_id": entry.job_id,
        "draw": call.draw,
        "key": entry.key,
        "role": call.role,
        "cached": entry.cached,
        "outcome": _encode(entry.outcome),
    }
    return Write(_CALL, row)


def _most(attempt: Attempt) -> int:
    """The tokens that an attempt's answer is reserved with."""
    return attempt.call.output_tokens()


def _row(attempt: Attempt, state: AttemptState, spend: Spend, output_tokens: int) -> dict[str, Any]:
    return {
        "id": attempt.id,
        "job_id": attempt.job_id,
        "path": attempt.call.path,
        "role": attempt.call.role,
        "number": attempt.number,
        "state": state,
        "tokens": spend.tokens,
        "output_tokens": output_tokens,
        "cost_micro_usd": spend.cost_micro_usd,
        "provider": attempt.call.endpoint.provider,
        "model": attempt.call.endpoint.model,
    }
