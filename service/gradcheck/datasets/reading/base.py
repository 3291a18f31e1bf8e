"""What every reader gives and every reader is given."""

from collections.abc import Iterator
from typing import Any

from gradcheck.domain.base import Value
from gradcheck.domain.dataset import FileFacts

Row = dict[str, Any]


class NumberedRow(Value, frozen=True):
    """A row with its number in the file, which a reader of the file would say: from 1, a header counted."""

    number: int
    values: Row


class Opened(Value, frozen=True, kw_only=True):
    """A file that is being read: how, and its rows as they come."""

    facts: FileFacts
    rows: Iterator[NumberedRow]
