"""An example's input as named texts: what is no text is written as one, by one rule."""

import json
from collections.abc import Mapping
from typing import Any

from gradcheck.domain.program import is_identifier
from gradcheck.errors import FieldError


def read_fields(given: str | Mapping[str, Any], where: str, errors: list[FieldError]) -> dict[str, str]:
    """The fields of an input; what is wrong with one is put into `errors`, at `where` in the request."""
    if isinstance(given, str):
        return {"input": given}
    if not given:
        errors.append(FieldError(where, "has no fields"))
    for name, value in given.items():
        if not is_identifier(name):
            errors.append(FieldError(f"{where}.{name}", "is no identifier: letters, digits, underscores"))
        if value is None:
            message = 'is null; leave the field out, or give "" where there is no text'
            errors.append(FieldError(f"{where}.{name}", message))
    return {name: as_text(value) for name, value in given.items()}


def as_text(value: object) -> str:
    """A text as it is, anything else as JSON on one line: names in their order, a blank after each comma and colon."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
