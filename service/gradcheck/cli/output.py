"""What a command prints: text for people or one JSON document for machines, on standard output and nowhere else."""

import json
import sys
from argparse import Namespace
from collections.abc import Callable, Iterable, Sequence

import msgspec

_WIDTH = 72


def tell(arguments: Namespace, value: object, text: Callable[[], str]) -> None:
    """Print a value of the wire as it was asked for, and save it where that was asked for too."""
    save(arguments, value)
    print(document(value) if arguments.json else text(), flush=True)


def save(arguments: Namespace, value: object) -> None:
    """Save a value of the wire where that was asked for."""
    if arguments.save is not None:
        arguments.save.write_text(document(value) + "\n", "utf-8")


def document(value: object) -> str:
    """A value of the wire as JSON."""
    return json.dumps(msgspec.to_builtins(value), indent=2, ensure_ascii=False)


def note(arguments: Namespace, line: str) -> None:
    """Tell a person something before the end; where machines read standard output, elsewhere."""
    print(line, file=sys.stderr if arguments.json else sys.stdout, flush=True)


def table(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Rows in columns that are as wide as what they hold; what is None stays empty."""
    cells = [tuple(heads), *(tuple(_cell(value) for value in row) for row in rows)]
    widths = [max(len(row[column]) for row in cells) for column in range(len(heads))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in cells]
    return "\n".join(lines)


def _cell(value: object) -> str:
    text = "" if value is None else " ".join(str(value).split())
    return text if len(text) <= _WIDTH else f"{text[: _WIDTH - 1]}…"
