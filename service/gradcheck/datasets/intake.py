"""From a file to chunks of rows: every row is checked, counted and made part of the digest as it goes by."""

import hashlib
import math
import zlib
from collections.abc import Callable
from typing import IO, Any

import msgspec

from gradcheck.datasets.canonical import canonical
from gradcheck.datasets.columns import ColumnCounts
from gradcheck.datasets.faults import RowFaults
from gradcheck.datasets.reading.base import NumberedRow, Opened
from gradcheck.datasets.reading.csv_rows import open_csv
from gradcheck.datasets.reading.encoding import NOT_UTF8, stray
from gradcheck.datasets.reading.json_rows import open_json, open_jsonl
from gradcheck.datasets.reading.parquet_rows import open_parquet
from gradcheck.domain.base import Value
from gradcheck.domain.dataset import Content, FileFacts, FileFormat
from gradcheck.errors import BodyTooLargeError, FieldError, InvalidRequestError
from gradcheck.settings import DatasetLimits

_CHUNK_BYTES, _CHUNK_ROWS = 1 << 19, 5000
_FIRST_ROWS = 200
_DEEPEST = 100
_LONGEST_NAME = 200
_encode = msgspec.json.Encoder().encode
_CHUNK = msgspec.json.Decoder(list[NumberedRow])
_OPENERS = {"csv": open_csv, "json": open_json, "jsonl": open_jsonl, "parquet": open_parquet}


class Chunk(Value, frozen=True, kw_only=True):
    """Rows as they are stored: `first` counts the rows before them."""

    first: int
    rows: int
    data: bytes


class FileRead(Value, frozen=True, kw_only=True):
    """A file that was read to its end; the `first` rows tell whether another tool wrote it."""

    content: Content
    file: FileFacts
    first: tuple[NumberedRow, ...]


def unpacked(data: bytes) -> list[NumberedRow]:
    """The rows of a chunk."""
    return _CHUNK.decode(zlib.decompress(data))


def take(
    file: IO[bytes], kind: FileFormat, charset: str | None, limits: DatasetLimits, store: Callable[[Chunk], None]
) -> FileRead:
    """Read a file to its end, handing on its rows chunk by chunk.

    Raises InvalidRequestError where rows have faults, one a kind, after all of them have been read, and
    BodyTooLargeError where there are too many. What was handed on is then not to be kept.
    """
    faults = RowFaults()
    try:
        opened = _OPENERS[kind](file, charset, limits, faults)
        intake = _Intake(limits, faults, store)
        content = intake.content(opened)
    except UnicodeDecodeError as error:
        message = f"the file is no {error.encoding}, or ends inside a character"
        raise InvalidRequestError.of(FieldError("rows", message)) from None
    return FileRead(content=content, file=opened.facts, first=tuple(intake.first))


class _Intake:
    def __init__(self, limits: DatasetLimits, faults: RowFaults, store: Callable[[Chunk], None]) -> None:
        self._limits = limits
        self._faults = faults
        self._store = store
        self._digest = hashlib.sha256()
        self._columns = ColumnCounts()
        self.first: list[NumberedRow] = []
        self._held: list[bytes] = []
        self._held_bytes = 0
        self._rows = self._bytes = self._stored = 0

    def content(self, opened: Opened) -> Content:
        """What the file holds, every row of it handed on."""
        for row in opened.rows:
            self._rows += 1
            if self._rows > self._limits.max_rows:
                raise BodyTooLargeError(f"the file has more than {self._limits.max_rows:,} rows")
            self._add(row)
        self._faults.check()
        if not self._rows:
            raise InvalidRequestError.of(FieldError("rows", "the file holds no rows; accepted are one and more"))
        self._flush()
        return Content(
            digest=self._digest.hexdigest(), rows=self._rows, bytes=self._bytes, columns=self._columns.columns()
        )

    def _add(self, row: NumberedRow) -> None:
        try:
            encoded = _encode(row)
        except (UnicodeEncodeError, OverflowError, RecursionError, TypeError, ValueError):
            encoded = b""
        if not encoded or len(encoded) > self._limits.max_row_bytes or b"\\u0000" in encoded or _is_odd(row.values):
            before = bool(self._faults)
            self._name_faults(row, len(encoded))
            if bool(self._faults) and not before:
                self._held.clear()
        if self._faults:
            return
        self._columns.add(row.values)
        if self._rows <= _FIRST_ROWS:
            self.first.append(row)
        if len(self._columns) > self._limits.max_columns:
            problem = f"brings the columns to more than {self._limits.max_columns}; accepted are so many"
            self._faults.add("columns", row.number, None, problem)
            return
        self._digest.update(canonical(row.values) + b"\n")
        self._held.append(encoded)
        self._held_bytes += len(encoded)
        self._bytes += len(encoded)
        if self._bytes > self._limits.max_bytes:
            raise BodyTooLargeError(f"the rows are more than {self._limits.max_bytes:,} bytes")
        if self._held_bytes >= _CHUNK_BYTES or len(self._held) >= _CHUNK_ROWS:
            self._flush()

    def _flush(self) -> None:
        if self._held:
            data = zlib.compress(b"[" + b",".join(self._held) + b"]", 1)
            self._store(Chunk(first=self._stored, rows=len(self._held), data=data))
            self._stored += len(self._held)
            self._held, self._held_bytes = [], 0

    def _name_faults(self, row: NumberedRow, size: int) -> None:
        """Why a row cannot be stored, by column."""
        if size > self._limits.max_row_bytes:
            problem = f"is {size:,} bytes long; accepted are {self._limits.max_row_bytes:,}"
            self._faults.add("long", row.number, None, problem)
        for column, value in row.values.items():
            if not column or len(column) > _LONGEST_NAME or "\0" in column or stray(column):
                problem = f"a column is called {column[:40]!r}; accepted are names of 1 to {_LONGEST_NAME} characters"
                self._faults.add("name", row.number, None, problem)
            elif (fault := _value_fault(value, 0)) is not None:
                self._faults.add(fault, row.number, column, fault)


def _is_odd(values: dict[str, Any]) -> bool:
    """Whether a row needs a closer look: it nests, or a column's name is not as usual."""
    for name, value in values.items():
        if not name or len(name) > _LONGEST_NAME or isinstance(value, list | dict | float):
            return True
    return False


def _value_fault(value: object, depth: int) -> str | None:  # noqa: PLR0911 - one a fault
    """What keeps a value from being stored, if anything."""
    match value:
        case str() if stray(value):
            return NOT_UTF8
        case str() if "\0" in value:
            return "holds the character NUL, which no text may hold; take it out"
        case float() if not math.isfinite(value):
            return "is a number beyond the largest of 64 bits; write it as a text"
        case dict() | list() if depth >= _DEEPEST:
            return f"nests deeper than {_DEEPEST} levels"
        case dict():
            return next((fault for part in (*value, *value.values()) if (fault := _value_fault(part, depth + 1))), None)
        case list():
            return next((fault for part in value if (fault := _value_fault(part, depth + 1))), None)
        case _:
            return None
