"""A file read as an upload is, and what came of it."""

import tempfile
from typing import Any

import pytest

from gradcheck.datasets.intake import Chunk, FileRead, take, unpacked
from gradcheck.domain.base import Value
from gradcheck.domain.dataset import FileFormat
from gradcheck.errors import InvalidRequestError
from gradcheck.settings import DatasetLimits


class Read(Value, frozen=True, kw_only=True):
    """What was taken, with its rows by number."""

    taken: FileRead
    rows: dict[int, dict[str, Any]]

    @property
    def digest(self) -> str:
        return self.taken.content.digest


def read(body: str | bytes, kind: FileFormat = "csv", *, charset: str | None = None, **limits: int) -> Read:
    """The rows of a file."""
    chunks: list[Chunk] = []
    with tempfile.TemporaryFile() as file:
        file.write(body.encode() if isinstance(body, str) else body)
        taken = take(file, kind, charset, DatasetLimits(**limits), chunks.append)
    rows = {row.number: row.values for chunk in chunks for row in unpacked(chunk.data)}
    return Read(taken=taken, rows=rows)


def faults(body: str | bytes, kind: FileFormat = "csv", *, charset: str | None = None, **limits: int) -> dict[str, str]:
    """What is wrong with a file, by path."""
    with pytest.raises(InvalidRequestError) as refused:
        read(body, kind, charset=charset, **limits)
    return {error.path: error.message for error in refused.value.errors}
