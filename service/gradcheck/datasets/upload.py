"""An upload as a whole: a file becomes a version of a data set, or nothing is left of it."""

import asyncio
import re
import unicodedata
from typing import IO

from msgspec.structs import replace

from gradcheck.datasets.intake import Chunk, take
from gradcheck.datasets.other_tools import tool_of
from gradcheck.datasets.store import DatasetStore, PostedVersion, UploadKey
from gradcheck.domain.dataset import FileFormat
from gradcheck.errors import FieldError, InvalidRequestError
from gradcheck.settings import DatasetLimits

_NAME = re.compile(r"[^\W_][\w.-]{0,127}")


def checked_name(name: str | None) -> str:
    """The name under which a data set is kept, in one normal form. Raises InvalidRequestError."""
    if not name:
        raise InvalidRequestError.of(FieldError("name", "is required: `?name=reviews`, or a field of the form"))
    normal = normal_name(name)
    if _NAME.fullmatch(normal) is None:
        accepted = "accepted are 1 to 128 letters, digits, `.`, `_` and `-`, a letter or digit first"
        message = f"{name[:140]!r} is no name; {accepted}"
        raise InvalidRequestError.of(FieldError("name", message))
    return normal


def normal_name(name: str) -> str:
    """A name as it is kept, if it is one."""
    return unicodedata.normalize("NFC", name)


async def stored(
    store: DatasetStore,
    file: IO[bytes],
    kind: FileFormat,
    *,
    name: str,
    charset: str | None,
    tool: str | None,
    limits: DatasetLimits,
    key: UploadKey | None,
) -> PostedVersion:
    """Read a file in a thread, chunk by chunk, and publish it when all of it is there.

    `tool` is what the caller says of its format (`datasets/other_tools.py`).

    Raises InvalidRequestError where rows have faults, BodyTooLargeError, IdempotencyMismatchError: nothing is left.
    """
    loop = asyncio.get_running_loop()
    content = store.new_content()

    def add(chunk: Chunk) -> None:
        asyncio.run_coroutine_threadsafe(store.add(content, chunk), loop).result()

    try:
        taken = await asyncio.to_thread(take, file, kind, charset, limits, add)
        written_by = await asyncio.to_thread(tool_of, taken.first, tool)
        taken = replace(taken, file=replace(taken.file, tool=written_by))
        return await store.publish(content, name, taken, key)
    except BaseException:
        await asyncio.shield(store.discard(content))
        raise
