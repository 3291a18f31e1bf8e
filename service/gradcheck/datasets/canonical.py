"""What a row says, whatever file it stood in.

A number and a truth value are their JSON text, for CSV knows no others; what is null, empty or not there is missing.
Lists and objects stay what they are. Columns have no order.
"""

from typing import Any

import msgspec

_encode = msgspec.json.Encoder(order="sorted").encode


def text_of(value: object) -> str:
    """A value as a text: texts as they are, everything else as JSON writes it, an object's fields in order."""
    return value if isinstance(value, str) else _encode(value).decode()


def is_missing(value: object) -> bool:
    """Whether a value is none."""
    return value is None or value == ""


def canonical(row: dict[str, Any]) -> bytes:
    """A row's canonical form, what its digest is of."""
    return _encode({name: _said(value) for name, value in row.items() if value is not None and value != ""})


def _said(value: object) -> object:
    return value if isinstance(value, str | list | dict) else _encode(value).decode()
