"""A method's sizes for a budget of calls: its defaults, made smaller until two steps fit, and as many steps as fit.

It owns how sizes become smaller, and knows no method: what a size costs is what the method's own formulas come to.
"""

from collections.abc import Iterator
from typing import Any

import msgspec
from msgspec.structs import asdict, fields

from gradcheck.methods.base import MethodParameters, ProblemSize

_TURNS = ("rounds", "steps", "iterations", "generations", "depth", "trials", "epochs", "n")
_STEPS = 2
_TO_SPARE = 2  # edits are rejected and answers known, so that steps cost less than they may
_MOST_TURNS = 4096


def fitted(kind: type[MethodParameters], size: ProblemSize, calls: int | None) -> MethodParameters | None:
    """The method with sizes for so many calls, the given prompt's score and the test left out; None where none fit.

    The defaults stay where two steps of them fit, and where calls have no cap. Else the size whose half saves the most
    is halved, again and again.
    """
    if any(field.required for field in fields(kind)):
        return None
    method = kind()
    if calls is None:
        return method
    turns = _turns(method, size)
    aim = calls // _STEPS if turns else calls
    while method.calls("first", size) > aim and (smaller := _smaller(method, size, turns)) is not None:
        method = smaller
    return None if method.calls("first", size) > calls else _lengthened(method, size, calls, turns)


def _turns(method: MethodParameters, size: ProblemSize) -> str | None:
    """The parameter for the number of its steps; None where it has one step."""
    if method.is_endless:
        return method.endless_by
    return next((name for name in _TURNS if name in method.__struct_fields__ and _counts(method, name, size)), None)


def _counts(method: MethodParameters, name: str, size: ProblemSize) -> bool:
    """Whether a parameter counts steps: with twice as much there are more."""
    longer = _twice(method, name, size)
    return longer is not None and longer.calls("steps", size) > method.calls("steps", size)


def _twice(method: MethodParameters, name: str, size: ProblemSize) -> MethodParameters | None:
    return _with(method, size, {name: 2 * (getattr(method, name) or 1)})


def _smaller(method: MethodParameters, size: ProblemSize, turns: str | None) -> MethodParameters | None:
    """The method with one size less, the one that saves the most; None where none saves anything."""
    now = method.calls("first", size)
    found = [one for name, value in asdict(method).items() if name != turns for one in _less(method, name, value, size)]
    best = min(found, key=lambda one: one.calls("first", size), default=method)
    return best if best.calls("first", size) < now else None


def _less(method: MethodParameters, name: str, value: object, size: ProblemSize) -> Iterator[MethodParameters]:
    """The method with half of a size, or with as little as it takes to save anything."""
    now = method.calls("first", size)
    while isinstance(value, int) and not isinstance(value, bool) and value > 1:
        value //= 2
        other = _with(method, size, {name: value})
        if other is not None and other.calls("first", size) < now:
            yield other
            return


def _lengthened(method: MethodParameters, size: ProblemSize, calls: int, turns: str | None) -> MethodParameters:
    """The method with so many steps that the budget ends it, as far as it can have them."""
    while turns is not None and not method.is_endless and method.calls("most", size) < _TO_SPARE * calls:
        longer = _twice(method, turns, size)
        if longer is None or getattr(longer, turns) > _MOST_TURNS:
            break
        method = longer
    return method


def _with(method: MethodParameters, size: ProblemSize, changes: dict[str, Any]) -> MethodParameters | None:
    """The method with other parameters; None where it does not take them."""
    try:
        changed = msgspec.convert({**msgspec.to_builtins(method), **changes}, type(method))
    except msgspec.ValidationError:
        return None
    return None if changed.contradictions(size.components) else changed
