"""The repository of uploaded files. Their bytes are those of images (`storage/image_store.py`).

The same bytes are one file of a tenant, whose id follows from them. What one tenant has is not there for another.
"""

from collections.abc import Collection
from datetime import datetime

import sqlalchemy as sa

from gradcheck.domain.base import Value
from gradcheck.domain.messages.contents import Image
from gradcheck.errors import NotFoundError
from gradcheck.inputs.image_references import FILES
from gradcheck.storage.backend import inserted
from gradcheck.storage.clock import aware, now
from gradcheck.storage.database import Database
from gradcheck.storage.image_store import drop, keep
from gradcheck.storage.tables import files, image_contents

_DIGITS = 32  # of a digest, in an id
_OF_IMAGE = ("media_type", "width", "height", "sha256")
_AT_ONCE = 500  # ids in one statement
_ALL = sa.select(files, *(image_contents.c[name] for name in ("media_type", "width", "height", "bytes"))).join(
    image_contents, image_contents.c.sha256 == files.c.sha256
)


class StoredFile(Value, frozen=True, kw_only=True):
    """An uploaded image; `url` is what names it in requests, `name` what it was called when it came first."""

    id: str
    url: str
    name: str | None
    media_type: str
    width: int
    height: int
    bytes: int
    sha256: str
    created_at: datetime


class PostedFile(Value, frozen=True, kw_only=True):
    """What posting came to: the file, and whether it is a new one."""

    file: StoredFile
    is_new: bool


class FileStore:
    """The repository of one tenant's uploaded files."""

    def __init__(self, database: Database, tenant: str) -> None:
        self._database = database
        self._tenant = tenant
        self._all = _ALL.where(files.c.tenant == tenant)

    async def add(self, image: Image, data: bytes, name: str | None) -> PostedFile:
        """Store an image; bytes that are there already are the file that they were."""
        file_id = f"file_{image.sha256[:_DIGITS]}"

        def action(connection: sa.Connection) -> PostedFile:
            stored = self._all.where(files.c.id == file_id)
            known = connection.execute(stored).mappings().first()
            if known is not None:
                return PostedFile(file=_file(known), is_new=False)
            keep(connection, image, data)
            row = {"tenant": self._tenant, "id": file_id, "sha256": image.sha256, "name": name, "created_at": now()}
            is_new = inserted(connection, files, row)
            return PostedFile(file=_file(connection.execute(stored).mappings().one()), is_new=is_new)

        return await self._database.transact(action)

    async def get(self, file_id: str) -> StoredFile:
        """A file. Raises NotFoundError."""
        row = await self._database.read(lambda c: c.execute(self._all.where(files.c.id == file_id)).mappings().first())
        if row is None:
            raise _unknown(file_id)
        return _file(row)

    async def content(self, file: StoredFile) -> bytes:
        """The bytes of a file. Raises NotFoundError."""
        query = sa.select(image_contents.c.data).where(image_contents.c.sha256 == file.sha256)
        data: bytes | None = await self._database.read(lambda c: c.execute(query).scalar())
        if data is None:
            raise _unknown(file.id)
        return data

    async def page(self, *, limit: int, after: str | None) -> list[StoredFile]:
        """Files, the newest first, those behind the file `after`."""
        query = self._all
        if after is not None:
            edge = sa.select(files.c.created_at, files.c.id).where(files.c.tenant == self._tenant, files.c.id == after)
            query = query.where(sa.tuple_(files.c.created_at, files.c.id) < edge.scalar_subquery())
        query = query.order_by(files.c.created_at.desc(), files.c.id.desc()).limit(limit)
        return [_file(row) for row in await self._database.read(lambda c: c.execute(query).mappings().all())]

    async def images(self, file_ids: Collection[str]) -> dict[str, Image]:
        """What models are sent of files, by their ids; unknown ones are left out."""
        asked = sorted(file_ids)

        def query(connection: sa.Connection) -> dict[str, Image]:
            found: dict[str, Image] = {}
            for first in range(0, len(asked), _AT_ONCE):
                some = self._all.where(files.c.id.in_(asked[first : first + _AT_ONCE]))
                for row in connection.execute(some).mappings():
                    found[row["id"]] = Image(**{name: row[name] for name in _OF_IMAGE})
            return found

        return await self._database.read(query)

    async def delete(self, file_id: str) -> None:
        """Delete a file; its bytes stay as long as a job holds them. Raises NotFoundError."""
        own = (files.c.tenant == self._tenant) & (files.c.id == file_id)

        def action(connection: sa.Connection) -> None:
            sha256 = connection.execute(sa.select(files.c.sha256).where(own)).scalar()
            if sha256 is None:
                raise _unknown(file_id)
            connection.execute(files.delete().where(own))
            drop(connection, sha256)

        await self._database.transact(action)
        await self._database.scrub()


def _unknown(file_id: str) -> NotFoundError:
    return NotFoundError(f"there is no file {file_id!r}")


def _file(row: sa.RowMapping) -> StoredFile:
    plain = {name: row[name] for name in ("id", "name", "media_type", "width", "height", "bytes", "sha256")}
    return StoredFile(**plain, url=f"{FILES}{row['id']}", created_at=aware(row["created_at"]))
