"""The characters of a file: which encoding it has, and a text in which a wrong byte is found where it stands."""

import codecs
import contextlib
import io
import re
from typing import IO

from gradcheck.errors import FieldError, InvalidRequestError

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_ACCEPTED = ("utf-8", "utf-16", "utf-32", "ascii", "iso8859-1", "iso8859-15", "cp1252")
_STRAY = re.compile("[\ud800-\udfff]")
NOT_UTF8 = "holds bytes that are no UTF-8; save the file as UTF-8, or say its `charset` in the content type"


class _Text(io.TextIOWrapper):
    """A file as text, which its owner closes."""

    def close(self) -> None:
        """Let go of the file."""
        with contextlib.suppress(ValueError):
            self.detach()


def opened_text(file: IO[bytes], charset: str | None) -> tuple[io.TextIOWrapper, str]:
    """The file as text from its beginning, and the name of its encoding.

    A byte order mark goes first, then `charset`, then UTF-8. Bytes that do not fit stand in the text as lone
    surrogates (`stray`), so that the row which holds them can be named. Raises InvalidRequestError for a charset that
    is not known.
    """
    file.seek(0)
    head = file.read(4)
    file.seek(0)
    encoding = next((name for mark, name in _MARKS if head.startswith(mark)), None) or _named(charset)
    text = _Text(file, encoding, errors="surrogateescape", newline="")
    return text, encoding.removesuffix("-sig")


def stray(text: str) -> bool:
    """Whether a text holds what is no character."""
    return not text.isascii() and _STRAY.search(text) is not None


def _named(charset: str | None) -> str:
    if charset is None:
        return "utf-8"
    try:
        known = codecs.lookup(charset).name
    except (LookupError, ValueError):
        known = ""
    if known not in _ACCEPTED:
        message = f"the charset {charset[:40]!r} is not known here; accepted are {', '.join(_ACCEPTED)}"
        raise InvalidRequestError.of(FieldError("Content-Type", message))
    return known
