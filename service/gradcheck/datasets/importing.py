"""A file of another tool as a whole: what it holds, its examples stored as a version of a data set."""

import asyncio
import io
import json

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
    found = await asyncio.to_thread(_read, content, kind)
    if found is None or not (found.rows or found.prompts):
        known = ", ".join(one.name for one in KINDS)
        message = f"holds nothing of a format that is known ({known}); rows of your own go to POST /datasets"
        raise InvalidRequestError.of(FieldError("file", message))
    if not found.rows:
        return ImportedFile(found=found, posted=None)
    rows = io.BytesIO("\n".join(map(json.dumps, found.rows)).encode())
    named = checked_name(name)
    posted = await stored(store, rows, "jsonl", name=named, charset=None, tool=PLAIN, limits=limits, key=None)
    return ImportedFile(found=found, posted=posted)


def _read(content: bytes, kind: str | None) -> Recognized | None:
    """What a file holds, if it can be answered with. Its examples are checked by row and column as they are stored."""
    try:
        found = recognize(content, kind)
        if found is not None:
            msgspec.json.encode((found.prompts, found.scoring, found.mapped, found.notes))
            json.dumps(found.rows)
    except RecursionError:
        raise InvalidRequestError.of(FieldError("file", "is nested too deep")) from None
    except (OverflowError, UnicodeEncodeError):
        message = "holds half a character (such as \\ud800) or a number beyond 64 bits in its prompt"
        raise InvalidRequestError.of(FieldError("file", message)) from None
    return found
