"""CSV after RFC 4180: a header, quotes that may hold delimiters and line breaks, one of three delimiters.

All values are texts; an empty cell is missing. A blank line is passed over but counted.
"""

import csv
import io
import itertools
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import IO

from gradcheck.datasets.faults import RowFaults
from gradcheck.datasets.reading.base import NumberedRow, Opened
from gradcheck.datasets.reading.encoding import opened_text
from gradcheck.domain.dataset import FileFacts
from gradcheck.settings import DatasetLimits

_DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab"}
_SNIFFED_CHARS, _SNIFFED_RECORDS = 1 << 16, 20


def open_csv(file: IO[bytes], charset: str | None, limits: DatasetLimits, faults: RowFaults) -> Opened:
    """A CSV file as it is read. Raises InvalidRequestError for a charset that is not known."""
    text, encoding = opened_text(file, charset)
    csv.field_size_limit(limits.max_row_bytes)
    head = text.read(_SNIFFED_CHARS)
    delimiter = _sniffed(head)
    text.seek(0)
    facts = FileFacts(format="csv", encoding=encoding, delimiter=_DELIMITERS[delimiter])
    return Opened(facts=facts, rows=_rows(text, delimiter, limits, faults))


def _sniffed(head: str) -> str:
    """The delimiter by which most of the first records are as wide as the header, and it the widest."""

    def fit(delimiter: str) -> tuple[float, int]:
        reader = csv.reader(io.StringIO(head, newline=""), delimiter=delimiter)
        try:
            records = [record for record in itertools.islice(reader, _SNIFFED_RECORDS) if record]
        except csv.Error:
            records = []
        if len(records) > 1 and len(head) == _SNIFFED_CHARS:
            records.pop()  # it may be cut
        width = len(records[0]) if records else 1
        alike = sum(len(record) == width for record in records)
        return (alike / len(records) if width > 1 else 0.0, width)

    return max(_DELIMITERS, key=fit)


def _rows(text: io.TextIOWrapper, delimiter: str, limits: DatasetLimits, faults: RowFaults) -> Iterator[NumberedRow]:
    records = _records(csv.reader(text, delimiter=delimiter, strict=True), limits, faults)
    number, first = next(records, (0, []))
    if not number:
        return
    header = _header(first, number, limits, faults)
    if faults:
        return
    for number, record in records:
        if len(record) < len(header) or any(record[len(header) :]):
            faults.add("width", number, None, _ragged(record, header, delimiter))
            continue
        values = {name: cell for name, cell in zip(header, record, strict=False) if name}
        unnamed = [index for index, name in enumerate(header) if not name and record[index]]
        if unnamed:
            problem = f"is in column {unnamed[0] + 1}, which has no name in the header; name it or leave it out"
            faults.add("unnamed", number, None, f"{record[unnamed[0]]!r:.60} {problem}")
        else:
            yield NumberedRow(number, values)


def _records(reader: Iterator[list[str]], limits: DatasetLimits, faults: RowFaults) -> Iterator[tuple[int, list[str]]]:
    """The records that are no blank lines, with their numbers; what follows an unreadable one is not read."""
    number = 0
    while True:
        number += 1
        try:
            record = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            faults.add("unreadable", number, None, _said(error, limits))
            return
        if record:
            yield number, record


def _header(record: Sequence[str], number: int, limits: DatasetLimits, faults: RowFaults) -> list[str]:
    names = [name.strip() for name in record]
    for name, count in Counter(names).items():
        if count > 1 and name:
            places = [str(index + 1) for index, other in enumerate(names) if other == name]
            problem = f"is the name of the columns {' and '.join(places)}; give every column a name of its own"
            faults.add("duplicate", number, name, problem)
    if not any(names):
        faults.add("header", number, None, "names no columns; the first row of a CSV file is its header")
    if len(names) > limits.max_columns:
        faults.add("columns", number, None, f"has {len(names)} columns; accepted are {limits.max_columns}")
    return names


def _ragged(record: Sequence[str], header: Sequence[str], delimiter: str) -> str:
    cells, names = len(record), len(header)
    hint = "quote a cell that holds the delimiter or a line break" if cells > names else "write empty cells too"
    return (
        f"has {cells} cell{'s'[: cells != 1]} where the header has {names} "
        f"(delimiter: {_DELIMITERS[delimiter]}); {hint}"
    )


def _said(error: csv.Error, limits: DatasetLimits) -> str:
    words = str(error)
    if "field larger" in words:
        return (
            f"holds a cell of more than {limits.max_row_bytes:,} characters, or a quotation mark that nothing closes; "
            "a cell ends with the quotation mark it began with"
        )
    if "unexpected end" in words:
        return "a quotation mark is open where the file ends; close it, or double it inside a cell"
    return f"cannot be read: {words}; a quotation mark inside a quoted cell is written twice"
