"""JSON arrays and JSON lines, object by object: what is in memory is one object and what has been read ahead."""

import io
import json
import re
from collections.abc import Iterator
from typing import IO, Any

from gradcheck.datasets.faults import RowFaults
from gradcheck.datasets.reading.base import NumberedRow, Opened
from gradcheck.datasets.reading.encoding import NOT_UTF8, opened_text, stray
from gradcheck.domain.dataset import FileFacts
from gradcheck.formats.strict_json import DECODER, UnacceptableError
from gradcheck.settings import DatasetLimits

_READ_CHARS = 1 << 16
_LONGEST_MARK = 12  # of what an end may cut: a literal, a number's sign, an escaped pair
_SPACE = re.compile(r"[ \t\r\n]*")
_TOO_DEEP = "nests too deep to be read"


def open_json(file: IO[bytes], charset: str | None, limits: DatasetLimits, faults: RowFaults) -> Opened:
    """A JSON array of objects, or an object a line. Raises InvalidRequestError for a charset that is not known."""
    text, encoding = opened_text(file, charset)
    is_array = text.read(_READ_CHARS).lstrip(" \t\r\n").startswith("[")
    text.seek(0)
    rows = _Array(text, limits, faults).rows() if is_array else lines(text, limits, faults)
    return Opened(facts=FileFacts(format="json" if is_array else "jsonl", encoding=encoding), rows=rows)


def open_jsonl(file: IO[bytes], charset: str | None, limits: DatasetLimits, faults: RowFaults) -> Opened:
    """An object a line. Raises InvalidRequestError for a charset that is not known."""
    text, encoding = opened_text(file, charset)
    rows = lines(text, limits, faults)
    return Opened(facts=FileFacts(format="jsonl", encoding=encoding), rows=rows)


def lines(text: IO[str], limits: DatasetLimits, faults: RowFaults) -> Iterator[NumberedRow]:
    """The rows of a text that has an object a line; blank lines are passed over and counted."""
    number = 0
    while line := text.readline(limits.max_row_bytes + 2):
        number += 1
        if len(line) > limits.max_row_bytes and not line.endswith("\n"):
            faults.add("long", number, None, _too_long(limits))
            return
        if not line.strip(" \t\r\n"):
            continue
        if stray(line):
            faults.add("bytes", number, None, NOT_UTF8)
            continue
        try:
            value = DECODER.decode(line)
        except UnacceptableError as error:
            faults.add("refused", number, None, str(error))
        except json.JSONDecodeError as error:
            faults.add("unreadable", number, None, f"is no JSON object on one line: {_said(error)}")
        except RecursionError:
            faults.add("deep", number, None, _TOO_DEEP)
        else:
            yield from _row(value, number, faults)


class _Array:
    """The elements of an array, decoded from a window of the text that grows where an element does not fit."""

    def __init__(self, text: io.TextIOWrapper, limits: DatasetLimits, faults: RowFaults) -> None:
        self._text = text
        self._limits = limits
        self._faults = faults
        self._window, self._at, self._ended = "", 0, False

    def rows(self) -> Iterator[NumberedRow]:
        """The rows; what follows a fault of the JSON itself cannot be read."""
        self._next()
        self._at += 1
        number = 0
        while True:
            number += 1
            mark = self._next()
            if mark == "]" and number == 1:
                self._at += 1
                break
            value, problem = self._element()
            if problem is not None:
                self._faults.add("unreadable", number, None, problem)
                return
            yield from _row(value, number, self._faults)
            mark = self._next()
            self._at += 1
            if mark == "]":
                break
            if mark != ",":
                said = "the file ends inside the array" if not mark else f"is followed by {mark!r}"
                self._faults.add("unreadable", number, None, f"{said}; accepted is a comma or the closing bracket")
                return
        if mark := self._next():
            self._faults.add("unreadable", number, None, f"what follows the array is no JSON: {mark!r}")

    def _next(self) -> str:
        """The next character that is no white space, not yet passed; none at the end."""
        while True:
            self._at = _SPACE.match(self._window, self._at).end()  # type: ignore[union-attr]
            if self._at < len(self._window):
                return self._window[self._at]
            if not self._more(_READ_CHARS):
                return ""

    def _more(self, chars: int) -> bool:
        """Read on; what was passed is forgotten."""
        read = self._text.read(chars)
        self._window, self._at = self._window[self._at :] + read, 0
        self._ended = not read
        return not self._ended

    def _element(self) -> tuple[Any, str | None]:
        """The next element, or what is wrong with it."""
        while True:
            try:
                value, end = DECODER.raw_decode(self._window, self._at)
            except json.JSONDecodeError as error:
                held = len(self._window) - self._at
                is_cut = error.msg.startswith("Unterminated") or error.pos >= len(self._window) - _LONGEST_MARK
                if not is_cut:
                    return None, f"is no JSON: {_said(error, self._at)}"
                if held > self._limits.max_row_bytes:
                    return None, _too_long(self._limits)
                if not self._more(max(held, _READ_CHARS)):
                    return None, f"is no JSON, or the file ends inside it: {_said(error, self._at)}"
            except UnacceptableError as error:
                return None, str(error)
            except RecursionError:
                return None, _TOO_DEEP
            else:
                element, self._at = self._window[self._at : end], end
                return (None, NOT_UTF8) if stray(element) else (value, None)


def _row(value: object, number: int, faults: RowFaults) -> Iterator[NumberedRow]:
    if isinstance(value, dict):
        yield NumberedRow(number, value)
    else:
        faults.add("kind", number, None, f"is {_kind(value)}; accepted is an object with a value for each column")


def _kind(value: object) -> str:
    match value:
        case list():
            return "an array"
        case str():
            return "a text"
        case None:
            return "null"
        case bool():
            return "a truth value"
        case _:
            return "a number"


def _said(error: json.JSONDecodeError, start: int = 0) -> str:
    return f"{error.msg[:1].lower()}{error.msg[1:]} (character {error.pos - start + 1})"


def _too_long(limits: DatasetLimits) -> str:
    return f"is longer than {limits.max_row_bytes:,} bytes, the most of a row"
