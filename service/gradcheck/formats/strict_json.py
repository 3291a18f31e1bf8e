"""JSON read without surprises: what other readers read silently, or not at all, is a fault in words."""

import json
from typing import Any, NoReturn


class UnacceptableError(ValueError):
    """JSON that is read elsewhere and refused here; the text says what of it."""


def _constant(name: str) -> NoReturn:
    raise UnacceptableError(f"holds {name}, which is no JSON; leave the value out, or write null")


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    values = dict(pairs)
    if len(values) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise UnacceptableError(f"holds {twice!r:.60} twice in one object; give every value a name of its own")
    return values


def whole_number(digits: str, base: int = 10) -> int:
    """A whole number. Raises UnacceptableError where Python reads no number of so many digits."""
    try:
        return int(digits, base)
    except ValueError:
        raise UnacceptableError(f"holds a whole number of {len(digits):,} digits; write it as a text") from None


DECODER = json.JSONDecoder(parse_constant=_constant, parse_int=whole_number, object_pairs_hook=_object)
