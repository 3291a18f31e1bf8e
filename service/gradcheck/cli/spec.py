"""The short form of an object with a name: `gepa,rounds=3`, `choice,choices=["a","b"]`, or the object as JSON."""

import json
import re
from typing import Any

from gradcheck.errors import FieldError, InvalidRequestError

_NAME = re.compile(r"[^\s,=]+")
_decoder = json.JSONDecoder()
Spec = dict[str, Any]


def named(flag: str, text: str, field: str) -> Spec:
    """The object of a short form, its name in `field`. Raises InvalidRequestError where it is none."""
    if text.lstrip().startswith("{"):
        return _object(flag, text)
    name, _, rest = text.partition(",")
    if not name.strip():
        raise _fault(flag, f"{text!r} begins with no name; written as NAME[,PARAMETER=VALUE…] or as JSON")
    return {field: name.strip(), **pairs(flag, rest)}


def pairs(flag: str, text: str) -> Spec:
    """What `a=1,b=x` says. A value is JSON where it can be read so up to the next comma, else text as it stands."""
    found: Spec = {}
    while text.strip():
        name, equals, rest = text.partition("=")
        name = name.strip()
        if not equals or _NAME.fullmatch(name) is None:
            raise _fault(flag, f"{text!r} is not of the form NAME=VALUE[,NAME=VALUE…]")
        if name in found:
            raise _fault(flag, f"{name} is given twice")
        found[name], text = _value(rest)
    return found


def _value(text: str) -> tuple[Any, str]:
    """The value that a text begins with, and what stands behind the comma after it."""
    begin = len(text) - len(text.lstrip())
    try:
        value, end = _decoder.raw_decode(text, begin)
    except ValueError:
        pass
    else:
        after = text[end:].lstrip()
        if not after or after.startswith(","):
            return value, after[1:]
    plain, _, after = text.partition(",")
    return plain.strip(), after


def _object(flag: str, text: str) -> Spec:
    try:
        found = json.loads(text)
    except ValueError as error:
        raise _fault(flag, f"is no JSON: {error}") from None
    if not isinstance(found, dict):
        raise _fault(flag, "is no JSON object")
    return found


def _fault(flag: str, message: str) -> InvalidRequestError:
    return InvalidRequestError.of(FieldError(f"--{flag}", message))
