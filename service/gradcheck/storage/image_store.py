"""The bytes of images: each kept once, as long as a job holds it or a file is it, and read when it is sent."""

import base64
from collections.abc import Collection

import sqlalchemy as sa
from msgspec.structs import replace

from gradcheck.domain.call import Call, Chat
from gradcheck.domain.messages.contents import HeldImage, Image
from gradcheck.errors import AttemptError, FieldError, InvalidRequestError
from gradcheck.storage.backend import lock
from gradcheck.storage.database import Database
from gradcheck.storage.tables import files, image_contents, image_uses

_AT_ONCE = 500  # digests in one statement
_IMAGES = "images"  # whose bytes are kept and dropped by one transaction after the other


class ImageStore:
    """The repository of images."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def filled(self, call: Call) -> Call:
        """A call with the bytes of its images. Raises AttemptError where some are gone."""
        if not isinstance(call.request, Chat):
            return call
        images = [image for message in call.request.messages for image in message.images]
        held = {image.sha256: image.data for image in images if image.data}  # an earlier version stored them in plans
        lacking = {image.sha256 for image in images} - held.keys()
        if not lacking:
            return call
        read = await self._database.read(lambda connection: _encoded(connection, lacking))
        if lacking - read.keys():
            raise AttemptError("image_lost", "the bytes of an image are not stored any more", fatal=True)
        return replace(call, request=call.request.with_data(held | read))


def keep(connection: sa.Connection, image: Image, data: bytes) -> None:
    """Store the bytes of an image, unless they are."""
    lock(connection, _IMAGES)
    known = sa.select(image_contents.c.sha256).where(image_contents.c.sha256 == image.sha256)
    if connection.execute(known).first() is None:
        kept = {name: getattr(image, name) for name in ("sha256", "media_type", "width", "height")}
        connection.execute(image_contents.insert(), {**kept, "bytes": len(data), "data": data})


def hold(connection: sa.Connection, job_id: str, images: Collection[HeldImage]) -> None:
    """Note that a job holds images, and store what it brings. Raises InvalidRequestError where one is gone."""
    if not images:
        return
    lock(connection, _IMAGES)
    for held in images:
        if held.data is not None:
            keep(connection, held.image, held.data)
    digests = sorted({held.image.sha256 for held in images})
    stored = 0
    for first in range(0, len(digests), _AT_ONCE):
        some = image_contents.c.sha256.in_(digests[first : first + _AT_ONCE])
        stored += connection.execute(sa.select(sa.func.count()).where(some)).scalar() or 0
    if stored < len(digests):
        message = "name a file that was deleted just now; upload it again"
        raise InvalidRequestError.of(FieldError("task.examples", message))
    connection.execute(image_uses.insert(), [{"sha256": digest, "job_id": job_id} for digest in digests])


def drop(connection: sa.Connection, sha256: str) -> None:
    """Take the bytes of an image away, unless a job holds it or a file is it."""
    lock(connection, _IMAGES)
    for table in (image_uses, files):
        if connection.execute(sa.select(table.c.sha256).where(table.c.sha256 == sha256).limit(1)).first() is not None:
            return
    connection.execute(image_contents.delete().where(image_contents.c.sha256 == sha256))


def _encoded(connection: sa.Connection, digests: Collection[str]) -> dict[str, str]:
    query = sa.select(image_contents.c.sha256, image_contents.c.data).where(image_contents.c.sha256.in_(digests))
    return {row.sha256: base64.b64encode(row.data).decode() for row in connection.execute(query)}
