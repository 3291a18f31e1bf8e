"""What is said of a stored data set and of what a run took from it."""

from datetime import datetime
from typing import Any, Literal

import msgspec

from gradcheck.domain.base import Value

FileFormat = Literal["json", "jsonl", "csv", "parquet"]
ColumnType = Literal["text", "number", "boolean", "list", "object", "mixed", "empty"]


class Column(Value, frozen=True, kw_only=True):
    """A column: what its values are, and how many rows have none.

    A number or a truth value may be written as a text, as CSV writes all of them. `distinct` counts different values,
    exactly unless `distinct_at_least` says that counting was given up.
    """

    name: str
    type: ColumnType
    missing: int
    distinct: int
    distinct_at_least: bool = False


class FileOfTool(Value, frozen=True, kw_only=True):
    """The format of another tool that rows are in, told by the first of them.

    `mapped` says what becomes what, `notes` what is not taken over; `scoring` and `prompts` are for requests to hold.
    """

    kind: str
    mapped: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    scoring: dict[str, Any] | None = None
    prompts: tuple[dict[str, Any], ...] = ()


class FileFacts(Value, frozen=True, kw_only=True):
    """How a file was read; `delimiter` and `encoding` where its format has them, `tool` where another tool wrote it."""

    format: FileFormat
    encoding: str | None = None
    delimiter: str | None = None
    tool: FileOfTool | None = None


class Content(Value, frozen=True, kw_only=True):
    """What was read: `digest` is the SHA-256 of its rows in canonical form, whatever file they stood in."""

    digest: str
    rows: int
    bytes: int
    columns: tuple[Column, ...]


class DatasetVersion(Content, frozen=True, kw_only=True):
    """One version of a data set, with the file it came from."""

    name: str
    version: int
    file: FileFacts
    created_at: datetime


class Mapping(Value, frozen=True, kw_only=True):
    """Which columns became which parts of an example: `input` is by field; `left_out` are the others."""

    input: dict[str, str]
    expected: str | None = None
    split: str | None = None
    group: str | None = None
    id: str | None = None
    feedback: str | None = None
    left_out: tuple[str, ...] = ()


class DatasetUse(Value, frozen=True, kw_only=True):
    """What a run took from a data set: `sampled` examples of the `matching` rows, of `rows` in all.

    `rule` says in words how they were chosen, `tool` in which format of another tool the rows were read where the
    request has no mapping of its own; `notes` then say what became what, and what was not taken over. The examples
    themselves are kept with the run, so that it stays as it is when the data set is deleted.
    """

    name: str
    version: int
    digest: str
    rows: int
    matching: int
    sampled: int
    rule: str
    mapping: Mapping | None
    tool: str | None = None
    filter: tuple[str, ...] = ()
    notes: tuple[str, ...] = msgspec.field(default_factory=tuple)
