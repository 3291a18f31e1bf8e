"""The language of formulas: arithmetic, comparisons and choices over names, written as Python writes them.

Formulas come with methods, also with those of other packages. They are read into functions that know nothing else: no
attribute, no call of anything but a few functions of numbers, no power and no text that could grow.
"""

import ast
import math
import operator
from collections.abc import Callable, Mapping
from functools import cache

from gradcheck.errors import ConfigurationError

Names = Mapping[str, object]
Formula = Callable[[Names], object]
_LONGEST = 400
_FUNCTIONS: dict[str, Callable[..., object]] = {
    "min": min,
    "max": max,
    "ceil": math.ceil,
    "sqrt": math.sqrt,
    "log2": math.log2,
}
_CONSTANTS = {"inf": math.inf}
_ARITHMETIC: dict[type[ast.operator], Callable[[float, float], float]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv,
    ast.Mod: operator.mod,
}
_ORDER: dict[type[ast.cmpop], Callable[[float, float], bool]] = {
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
}


def compute(text: str, names: Names) -> float:
    """The number that a formula comes to. Raises ConfigurationError where it is none, or none of this language."""
    return _number(formula(text)({**_CONSTANTS, **names}))


@cache
def formula(text: str) -> Formula:
    """What a formula computes. Raises ConfigurationError where it is written otherwise."""
    if len(text) > _LONGEST:
        raise ConfigurationError(f"a formula of costs is longer than {_LONGEST} characters: {text[:40]}…")
    try:
        return _read(ast.parse(text, mode="eval").body)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise ConfigurationError(f"a formula of costs cannot be read: {text!r}: {error}") from None


def _read(node: ast.expr) -> Formula:  # noqa: C901, PLR0911 - one case for each thing that can be written
    match node:
        case ast.Constant(value=int() | float() | str() as value):
            return lambda _: value
        case ast.Name(id=name):
            return lambda names: _value(name, names)
        case ast.BinOp(left=left, op=op, right=right) if type(op) in _ARITHMETIC:
            calculate, one, other = _ARITHMETIC[type(op)], _read(left), _read(right)
            return lambda names: calculate(_number(one(names)), _number(other(names)))
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            one = _read(operand)
            return lambda names: -_number(one(names))
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            one = _read(operand)
            return lambda names: not one(names)
        case ast.BoolOp(op=op, values=values):
            parts, stops_at = [_read(value) for value in values], isinstance(op, ast.Or)
            return lambda names: _either(parts, names, stops_at=stops_at)
        case ast.Compare(left=left, ops=[ast.Eq() | ast.NotEq() as op], comparators=[right]):
            one, other, alike = _read(left), _read(right), isinstance(op, ast.Eq)
            return lambda names: (one(names) == other(names)) is alike
        case ast.Compare(left=left, ops=[op], comparators=[right]) if type(op) in _ORDER:
            compare, one, other = _ORDER[type(op)], _read(left), _read(right)
            return lambda names: compare(_number(one(names)), _number(other(names)))
        case ast.IfExp(test=test, body=body, orelse=orelse):
            decides, one, other = _read(test), _read(body), _read(orelse)
            return lambda names: one(names) if decides(names) else other(names)
        case ast.Call(func=ast.Name(id="len"), args=[ast.Name(id=name)], keywords=[]):
            return lambda names: len(_value(name, names))  # type: ignore[arg-type]
        case ast.Call(func=ast.Name(id=name), args=[_, *_] as given, keywords=[]) if name in _FUNCTIONS:
            function, parts = _FUNCTIONS[name], [_read(value) for value in given]
            return lambda names: function(*[_number(part(names)) for part in parts])
        case ast.Subscript(value=ast.Dict(keys=keys, values=values), slice=chosen):
            choices = {_literal(key): _read(value) for key, value in zip(keys, values, strict=True)}
            which = _read(chosen)
            return lambda names: choices[which(names)](names)
    raise ValueError(f"{ast.unparse(node)} is not among what a formula may hold")


def _literal(node: ast.expr | None) -> object:
    if isinstance(node, ast.Constant):
        return node.value
    raise ValueError("what is chosen from is not written out")


def _either(parts: list[Formula], names: Names, *, stops_at: bool) -> object:
    """What `or` (`stops_at` true) and `and` come to, as Python has it: the value that decides."""
    value: object = None
    for part in parts:
        value = part(names)
        if bool(value) is stops_at:
            break
    return value


def _value(name: str, names: Names) -> object:
    if name not in names:
        raise ConfigurationError(f"a formula of costs names {name!r}, which there is not")
    return names[name]


def _number(value: object) -> float:
    if isinstance(value, int | float):
        return value
    raise ConfigurationError(f"a formula of costs takes {value!r:.40} for a number")
