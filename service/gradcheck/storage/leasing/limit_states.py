"""What all processes remember together of providers' limits: a small state a name, which one after the other changes.

What a state says is whoever changes it to know (`llm/limiter`): a change is a function of the state before and of the
seconds by the database's clock, and is made under a lock of the state's row.
"""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

import sqlalchemy as sa

from gradcheck.storage.backend import LIMITS, clock_s, insert, notify
from gradcheck.storage.database import Database
from gradcheck.storage.tables import limit_states

T = TypeVar("T")

Name = tuple[str, str]
"""A provider and one of its models, or none for the provider itself."""
Change = Callable[[bytes | None, float], tuple[bytes, T, bool]]
"""The state after the state before, what its author learns, and whether all processes should look at it."""
_FORGOTTEN_AFTER_S = 3600.0
_NAME = sa.tuple_(limit_states.c.provider, limit_states.c.model)
_UPDATE = (
    limit_states.update()
    .where(limit_states.c.provider == sa.bindparam("of"), limit_states.c.model == sa.bindparam("named"))
    .values(at=sa.bindparam("now"), data=sa.bindparam("new"))
)


class LimitStates:
    """The repository of these states."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._known: set[Name] = set()

    async def change(self, changes: Mapping[Name, Change[T]]) -> dict[Name, T]:
        """Make some changes, all or none, and tell what they learn.

        Raises StorageUnavailableError, also where they may have been made after all.
        """
        learnt = await self._database.transact_apart(lambda connection: self._change(connection, changes))
        self._known |= learnt.keys()
        return learnt

    async def states(self) -> tuple[dict[Name, bytes], float]:
        """All of them, and the seconds by the database's clock."""
        query = sa.select(limit_states.c.provider, limit_states.c.model, limit_states.c.data)
        found, now = await self._database.read(lambda c: (c.execute(query).all(), clock_s(c)))
        return {(row.provider, row.model): row.data for row in found}, now

    async def forget_old(self) -> None:
        """Take those away that say nothing any more."""

        def forget(connection: sa.Connection) -> None:
            old = limit_states.c.at < clock_s(connection) - _FORGOTTEN_AFTER_S
            connection.execute(limit_states.delete().where(old))

        await self._database.transact(forget)

    def _change(self, connection: sa.Connection, changes: Mapping[Name, Change[T]]) -> dict[Name, T]:
        names = sorted(changes)
        _make(connection, [name for name in names if name not in self._known])
        rows = _locked(connection, names)
        if len(rows) < len(names):  # some were forgotten in the meantime
            _make(connection, names)
            rows = _locked(connection, names)
        now = clock_s(connection)
        learnt, new, is_news = dict[Name, T](), list[dict[str, Any]](), False
        for name in names:
            data, learnt[name], told = changes[name](rows[name] or None, now)
            new.append({"of": name[0], "named": name[1], "now": now, "new": data})
            is_news = is_news or told
        connection.execute(_UPDATE, new)
        if is_news:
            notify(connection, "", LIMITS)
        return learnt


def _make(connection: sa.Connection, names: list[Name]) -> None:
    """Insert those that are not there, in one order for all."""
    rows = [{"provider": provider, "model": model, "at": 0.0, "data": b""} for provider, model in names]
    if rows:
        connection.execute(insert(limit_states).on_conflict_do_nothing(), rows)


def _locked(connection: sa.Connection, names: list[Name]) -> dict[Name, bytes]:
    """The states of these names, which nobody else changes until the transaction ends."""
    order = (limit_states.c.provider, limit_states.c.model)
    query = sa.select(limit_states).where(_NAME.in_(names)).order_by(*order).with_for_update()
    return {(row.provider, row.model): row.data for row in connection.execute(query)}
