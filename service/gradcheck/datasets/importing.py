"""A file of another tool as a whole: what it holds, its examples stored as a version of a data set."""

import asyncio
import io

import msgspec

from gradcheck.datasets.other_tools import PLAIN
from gradcheck.datasets.store import DatasetStore, PostedVersion
from gradcheck.datasets.upload import checked_name, stored
from gradcheck.domain.base import Value
from gradcheck.errors import FieldError, InvalidRequestError
from gradcheck.formats import KINDS, Recognized, recognize
from gradcheck.settings import DatasetLimits


class ImportedFile(Value, frozen=True, kw_only=True):
    """What a file holds, and the version that its examples became, if it holds some."""

    found: Recognized
    posted: PostedVersion | None


async def take_in(
    store: DatasetStore, content: bytes, *, name: str | None, kind: str | None, limits: DatasetLimits
) -> ImportedFile:
    """Read a file of the format `kind`, told by its shape where that is None, and store its examples under `name`.

    Raises InvalidRequestError where it is no file of a known format or its rows have faults, where it could be of
    several formats, and where it holds examples and there is no name; nothing is stored then.
    """
    found = await asyncio.to_thread(recognize, content, kind)
    if found is None or not (found.rows or found.prompts):
        known = ", ".join(one.name for one in KINDS)
        message = f"holds nothing of a format that is known ({known}); rows of your own go to POST /datasets"
        raise InvalidRequestError.of(FieldError("file", message))
    if not found.rows:
        return ImportedFile(found=found, posted=None)
    rows = io.BytesIO(msgspec.json.Encoder().encode_lines(found.rows))
    named = checked_name(name)
    posted = await stored(store, rows, "jsonl", name=named, charset=None, tool=PLAIN, limits=limits, key=None)
    return ImportedFile(found=found, posted=posted)
