"""The process that reads a Parquet file from its standard input and writes its rows as JSON lines.

Dates, times and decimals are their texts, not-a-number is null, maps are objects. It ends with one of the codes below.
"""

import contextlib
import math
import resource
import sys
from collections.abc import Mapping
from typing import Any

import msgspec

UNREADABLE, TWICE = 3, 4
_ROWS = 64
_SCALARS = (str, int, type(None))
_encode = msgspec.json.Encoder().encode


def main() -> int:
    """Write all rows; why they could not be read, if so."""
    with contextlib.suppress(ValueError, OSError):  # not every system bounds memory
        resource.setrlimit(resource.RLIMIT_AS, (int(sys.argv[1]),) * 2)
    try:
        from arro3.io import read_parquet  # noqa: PLC0415 - within the bound

        batches = read_parquet(sys.stdin.buffer, batch_size=_ROWS)
        for batch in batches:
            names = batch.column_names
            if len(set(names)) < len(names):
                return TWICE
            columns = [map(_plain, batch.column(index).to_pylist()) for index in range(len(names))]
            for values in zip(*columns, strict=True):
                sys.stdout.buffer.write(_encode(dict(zip(names, values, strict=True))) + b"\n")
    except (MemoryError, BrokenPipeError, KeyboardInterrupt):
        raise
    except BaseException:  # noqa: BLE001 - what is broken in the file may be a panic of the library
        return UNREADABLE
    sys.stdout.buffer.flush()
    return 0


def _plain(value: object) -> object:
    """A value as JSON has it."""
    match value:
        case _ if isinstance(value, _SCALARS):
            return value
        case float():
            return value if math.isfinite(value) else None if math.isnan(value) else str(value)
        case bytes():
            return value.decode("utf-8", "replace")
        case Mapping():
            return {str(name): _plain(part) for name, part in value.items()}
        case list():
            return _listed(value)
        case _:
            return _text(value)


def _listed(values: list[Any]) -> object:
    """A list; one of pairs is a map."""
    if values and all(isinstance(part, tuple) for part in values):
        return {str(name): _plain(part) for name, part in values}
    return [_plain(part) for part in values]


def _text(value: object) -> str:
    iso = getattr(value, "isoformat", None)
    return iso() if callable(iso) else str(value)


if __name__ == "__main__":
    sys.exit(main())
