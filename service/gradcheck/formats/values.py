"""Values of other tools' rows as ours: names that placeholders can ask for, texts, answers that are expected."""

import json
import math
import re
from collections.abc import Iterable, Mapping
from typing import Any

from gradcheck.domain.program import is_identifier
from gradcheck.domain.task import Expected
from gradcheck.formats.recognized import Findings, Json

EXPECTED_NAMES = (
    *("expected", "expected_output", "expected_answer", "expected_response", "expectedOutput"),
    *("reference", "reference_answer", "reference_output", "ground_truth", "gold", "ideal", "target"),
    *("correct_label", "correct_answer", "correct", "label", "answer", "completion"),
)
"""Names that a field with the expected answer has by custom, the plainest first."""


def as_expected(value: object) -> Expected:
    """A value as an expected answer; one that is none (a date, not a number) as its text."""
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    if value is None or isinstance(value, str | int | float | bool | list | dict):
        return value
    return str(value)


def field_name(name: str) -> str:
    """The nearest name that a placeholder can ask for."""
    if is_identifier(name):
        return name
    made = re.sub(r"\W+", "_", name.strip()).strip("_")
    return made if is_identifier(made) else f"field_{made}".rstrip("_")


def as_fields(values: Mapping[str, Any], found: Findings, where: str) -> Json:
    """An input's fields: nulls are left out, names that no placeholder could ask for are changed and said."""
    fields: Json = {}
    for name, value in values.items():
        if value is None:
            continue
        ours = field_name(str(name))
        if ours != name:
            found.maps(f"{where}.{name}", f"the field {ours}")
        while ours in fields:
            ours = f"{ours}_"
        fields[ours] = value
    return fields


def split_expected(values: Mapping[str, Any], known: Iterable[str] = EXPECTED_NAMES) -> str | None:
    """The field that holds the expected answer by its name; None where there is none, or nothing beside it."""
    held = [name for name in known if values.get(name) is not None]
    return held[0] if held and len(values) > 1 else None


def lone_value(values: Mapping[str, Any]) -> tuple[str, Any]:
    """What an object of outputs comes to, and the field that holds it: its only one, the one with a customary name.

    An object of several others is what it is, under no name.
    """
    held = {name: value for name, value in values.items() if value is not None}
    if len(held) == 1:
        [(name, value)] = held.items()
        return name, _answer_of(value)
    name = split_expected(held) or ("output" if "output" in held else "")
    return (name, held[name]) if name else ("", held or None)


def _answer_of(value: object) -> object:
    """The text of an assistant's message, anything else as it is."""
    message = value[-1] if isinstance(value, list) and len(value) == 1 else value
    if isinstance(message, dict) and message.get("role") == "assistant" and isinstance(message.get("content"), str):
        return message["content"]
    return value


def json_of(value: object) -> object:
    """A cell of a table that holds an object or a list as JSON, as its value; anything else as it is."""
    if not isinstance(value, str) or value.lstrip()[:1] not in {"{", "["}:
        return value
    try:
        return json.loads(value)
    except (ValueError, RecursionError):
        return value


def text_or_none(value: object) -> str | None:
    """A text that says something."""
    return value if isinstance(value, str) and value.strip() else None
