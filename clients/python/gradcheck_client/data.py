"""Data as callers hold it, as a file to upload: files, rows, data frames of whatever library."""

import re
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, Protocol, TypeAlias

import msgspec

from gradcheck_client.wire import File, Json, as_json

_LONGEST_NAME = 128


class _Polars(Protocol):
    """A data frame of polars."""

    @property
    def to_dicts(self) -> Callable[..., Any]: ...


class _Pandas(Protocol):
    """A data frame of pandas."""

    @property
    def to_dict(self) -> Callable[..., Any]: ...


class _Arrow(Protocol):
    """A table of Arrow."""

    @property
    def to_pylist(self) -> Callable[..., Any]: ...


Data: TypeAlias = str | Path | Iterable[Json] | _Polars | _Pandas | _Arrow


def file_of(name: str, source: Data) -> File:
    """A file to upload: the one at a path, or rows as JSON lines. Raises TypeError for what JSON cannot hold."""
    if isinstance(source, str | Path):
        return File(Path(source).name, Path(source))
    rows = _rows(source)
    return File(f"{name}.jsonl", msgspec.json.Encoder(enc_hook=_plain).encode_lines(rows))


def dataset_name(source: Data) -> str:
    """What a data set is called by itself: as its file is, as far as names may hold what that has, else `data`."""
    stem = Path(source).name.partition(".")[0] if isinstance(source, str | Path) else ""
    return re.sub(r"[^\w.-]+", "-", stem).strip("._-")[:_LONGEST_NAME] or "data"


def dataset_of(request: Mapping[str, Any]) -> Json:
    """What a request says of the data set that its data becomes: how it is called and mapped, what is taken of it."""
    given = request.get("dataset") or as_json(request.get("task", {})).get("dataset")
    return as_json(given) or {}


def _rows(source: Any) -> list[Json]:  # noqa: ANN401 - rows, or a frame
    for convert, arguments in (("to_dicts", ()), ("to_pylist", ()), ("to_dict", ("records",))):
        if callable(method := getattr(source, convert, None)):
            return list(method(*arguments))
    rows = list(source)
    if not all(isinstance(row, Mapping) for row in rows):
        raise TypeError("data is the path of a file, rows that are mappings, or a data frame")
    return rows


def _plain(value: Any) -> Any:  # noqa: ANN401 - whatever a cell holds
    """What stands in JSON for a value that frames have and JSON does not."""
    if str(value) in {"<NA>", "NaT"}:  # pandas: a value or a time that is missing
        return None
    for convert in ("isoformat", "tolist"):  # its times, which only derive from the standard library's; arrays
        if callable(method := getattr(value, convert, None)):
            return method()
    raise TypeError(f"data holds what JSON does not: {type(value).__name__}")
