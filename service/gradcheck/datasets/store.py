"""The repository of data sets: versions by name, their rows in compressed chunks.

What is being read belongs to nobody until it is published in one transaction; what a crash leaves behind is swept away
at the next start. What one tenant has is not there for another.
"""

import time
import uuid
from datetime import datetime
from typing import Any

import msgspec
import sqlalchemy as sa

from gradcheck.datasets.intake import Chunk, FileRead, unpacked
from gradcheck.datasets.reading.base import NumberedRow
from gradcheck.domain.base import Value
from gradcheck.domain.dataset import Column, DatasetVersion, FileFacts
from gradcheck.errors import ConflictError, NotFoundError
from gradcheck.storage.backend import insert, lock
from gradcheck.storage.claims.idempotency import keep
from gradcheck.storage.clock import aware, now
from gradcheck.storage.database import Database
from gradcheck.storage.tables import dataset_chunks, dataset_versions

_columns = msgspec.json.Decoder(tuple[Column, ...])
_file = msgspec.json.Decoder(FileFacts)


class StoredVersion(Value, frozen=True, kw_only=True):
    """A version and where its rows are."""

    shown: DatasetVersion
    content: str


class PostedVersion(Value, frozen=True, kw_only=True):
    """What posting came to: the version, whether it is a new one, and which is the newest."""

    version: DatasetVersion
    is_new: bool
    newest: int


class UploadKey(Value, frozen=True, kw_only=True):
    """A caller's Idempotency-Key with a digest of the upload it came with."""

    principal: str
    key: str
    body_digest: str


class DatasetEntry(Value, frozen=True, kw_only=True):
    """A data set as lists show it: its newest version; the ones before it have the numbers below."""

    name: str
    version: int
    digest: str
    rows: int
    bytes: int
    created_at: datetime


async def sweep(database: Database, older_than_s: float) -> None:
    """Take away what has not been published for so long, of all tenants."""
    swept = dataset_chunks.delete().where(dataset_chunks.c.content.not_in(sa.select(dataset_versions.c.content)))
    if older_than_s:
        swept = swept.where(dataset_chunks.c.content < _content(time.time() - older_than_s))
    await database.transact(lambda connection: connection.execute(swept))


class DatasetStore:
    """The repository of one tenant's data sets."""

    def __init__(self, database: Database, tenant: str) -> None:
        self._database = database
        self._tenant = tenant
        self._own = dataset_versions.c.tenant == tenant
        self._versions = sa.select(dataset_versions).where(self._own)

    def new_content(self) -> str:
        """A name for rows that are being read. Later ones sort behind earlier ones."""
        return _content(time.time(), uuid.uuid4().hex)

    async def add(self, content: str, chunk: Chunk) -> None:
        """Store a chunk of rows that nobody sees before they are published."""
        statement = insert(dataset_chunks).on_conflict_do_nothing()
        row = {"content": content, **msgspec.structs.asdict(chunk)}
        await self._database.transact(lambda connection: connection.execute(statement, row))

    async def discard(self, content: str) -> None:
        """Take unpublished rows away."""
        await self._database.transact(lambda connection: _drop(connection, content))

    async def publish(self, content: str, name: str, taken: FileRead, key: UploadKey | None) -> PostedVersion:
        """Make stored rows a version of a data set; rows that it has already are the version they were.

        Raises IdempotencyMismatchError where the key came with another upload.
        """

        def action(connection: sa.Connection) -> PostedVersion:
            if key is not None:
                keep(connection, key.principal, key.key, key.body_digest, content)
            lock(connection, self._lock(name))
            known = self._versions.where(dataset_versions.c.name == name)
            same = known.where(dataset_versions.c.digest == taken.content.digest)
            newest = connection.execute(known.order_by(dataset_versions.c.version.desc())).mappings().first()
            is_new = connection.execute(same.where(dataset_versions.c.content != content)).first() is None
            if not is_new:
                _drop(connection, content)
            elif connection.execute(same).first() is None:  # else stored by a transaction whose end was not heard
                version = 1 if newest is None else newest["version"] + 1
                connection.execute(
                    dataset_versions.insert(), _row(connection, content, self._tenant, name, version, taken)
                )
            stored = _version(connection.execute(same).mappings().one()).shown
            last = stored.version if newest is None else max(stored.version, newest["version"])
            return PostedVersion(version=stored, is_new=is_new, newest=last)

        return await self._database.transact(action)

    async def get(self, name: str, version: int | None = None) -> StoredVersion:
        """A version of a data set, by default the newest. Raises NotFoundError."""
        query = self._versions.where(dataset_versions.c.name == name)
        if version is not None:
            query = query.where(dataset_versions.c.version == version)
        newest = query.order_by(dataset_versions.c.version.desc()).limit(1)
        row = await self._database.read(lambda c: c.execute(newest).mappings().first())
        if row is not None:
            return _version(row)
        if version is not None:
            latest = (await self.get(name)).shown.version
            raise NotFoundError(f"the data set {name!r} has no version {version}; its newest is {latest}")
        raise NotFoundError(f"there is no data set {name!r}")

    async def page(self, *, limit: int, after: str | None) -> list[DatasetEntry]:
        """Data sets by name, those behind the name `after`."""
        newest = (
            sa.select(
                dataset_versions.c.name,
                sa.func.max(dataset_versions.c.version).label("version"),
            )
            .where(self._own)
            .group_by(dataset_versions.c.name)
            .subquery()
        )
        shown = sa.select(*(dataset_versions.c[name] for name in DatasetEntry.__struct_fields__))
        query = shown.where(self._own).join(
            newest,
            (newest.c.name == dataset_versions.c.name) & (newest.c.version == dataset_versions.c.version),
        )
        if after is not None:
            query = query.where(dataset_versions.c.name > after)
        query = query.order_by(dataset_versions.c.name).limit(limit)
        rows = await self._database.read(lambda c: c.execute(query).mappings().all())
        return [DatasetEntry(**{**row, "created_at": aware(row["created_at"])}) for row in rows]

    async def rows(self, stored: StoredVersion, *, after: int, limit: int) -> list[NumberedRow]:
        """Rows behind the first `after`, in the order of the file."""
        found: list[NumberedRow] = []
        while len(found) < limit:
            chunk = await self.chunk(stored, after + len(found))
            if not chunk:
                break
            found += chunk
        return found[:limit]

    async def chunk(self, stored: StoredVersion, position: int) -> list[NumberedRow]:
        """The rows from a position to the end of its chunk; none behind the last. Raises NotFoundError if deleted."""
        if position >= stored.shown.rows:
            return []
        query = (
            sa.select(dataset_chunks.c.first, dataset_chunks.c.data)
            .where(dataset_chunks.c.content == stored.content, dataset_chunks.c.first <= position)
            .order_by(dataset_chunks.c.first.desc())
            .limit(1)
        )

        def read(connection: sa.Connection) -> list[NumberedRow] | None:
            row = connection.execute(query).first()
            return None if row is None else unpacked(row.data)[position - row.first :]

        rows = await self._database.read(read)
        if rows is None:
            raise NotFoundError(f"the data set {stored.shown.name!r} was deleted meanwhile")
        return rows

    async def delete(self, name: str) -> None:
        """Delete a data set with all its versions. Raises NotFoundError."""

        def action(connection: sa.Connection) -> None:
            lock(connection, self._lock(name))
            own = self._own & (dataset_versions.c.name == name)
            contents = connection.execute(sa.select(dataset_versions.c.content).where(own)).scalars().all()
            if not contents:
                raise NotFoundError(f"there is no data set {name!r}")
            connection.execute(dataset_versions.delete().where(own))
            for content in contents:
                _drop(connection, content)

        await self._database.transact(action)
        await self._database.scrub()

    def _lock(self, name: str) -> str:
        """What is held while the versions of a data set change."""
        return f"dataset/{self._tenant}/{name}"


def _content(moment: float, name: str = "") -> str:
    return f"{moment:020.6f}-{name}"


def _row(
    connection: sa.Connection, content: str, tenant: str, name: str, version: int, taken: FileRead
) -> dict[str, Any]:
    """A version's row, if its rows are still there. Raises ConflictError."""
    stored = sa.select(sa.func.sum(dataset_chunks.c.rows)).where(dataset_chunks.c.content == content)
    if connection.execute(stored).scalar() != taken.content.rows:
        raise ConflictError("the upload was swept away by a start of the service; send it again")
    return {
        **msgspec.structs.asdict(taken.content),
        "tenant": tenant,
        "name": name,
        "version": version,
        "content": content,
        "columns": msgspec.json.encode(taken.content.columns),
        "file": msgspec.json.encode(taken.file),
        "created_at": now(),
    }


def _drop(connection: sa.Connection, content: str) -> None:
    connection.execute(dataset_chunks.delete().where(dataset_chunks.c.content == content))


def _version(row: sa.RowMapping) -> StoredVersion:
    plain: dict[str, Any] = {name: row[name] for name in ("name", "version", "digest", "rows", "bytes")}
    shown = DatasetVersion(
        **plain,
        columns=_columns.decode(row["columns"]),
        file=_file.decode(row["file"]),
        created_at=aware(row["created_at"]),
    )
    return StoredVersion(shown=shown, content=row["content"])
