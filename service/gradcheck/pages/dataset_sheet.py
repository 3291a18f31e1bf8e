"""Data sets as pages show them."""

from collections.abc import Sequence

import msgspec

from gradcheck.api.data.datasets import Dataset
from gradcheck.datasets.reading.base import NumberedRow
from gradcheck.datasets.store import DatasetEntry
from gradcheck.domain.base import Value
from gradcheck.pages import words
from gradcheck.pages.drawing.charts import Cell, Table

_LONGEST = 300


class DatasetSheet(Value, frozen=True, kw_only=True):
    """A version of a data set: its columns and its first rows."""

    dataset: Dataset
    columns: Table
    rows: Table


class DatasetList(Value, frozen=True, kw_only=True):
    """Data sets by name; `next` is the cursor of what follows."""

    entries: tuple[DatasetEntry, ...]
    next: str | None


def dataset_sheet(dataset: Dataset, rows: Sequence[NumberedRow]) -> DatasetSheet:
    """The sheet of a version with these rows."""
    names = tuple(column.name for column in dataset.columns)
    return DatasetSheet(
        dataset=dataset,
        columns=Table(
            columns=("column", "holds", "missing", "different values"),
            rows=tuple(
                (
                    column.name,
                    column.type,
                    column.missing,
                    ("at least " if column.distinct_at_least else "") + words.count(column.distinct),
                )
                for column in dataset.columns
            ),
            numeric=(2, 3),
        ),
        rows=Table(
            columns=("row", *names),
            rows=tuple((row.number, *(_cell(row.values.get(name)) for name in names)) for row in rows),
        ),
    )


def _cell(value: object) -> Cell:
    if value is None:
        return None
    text = value if isinstance(value, str) else msgspec.json.encode(value).decode()
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
