"""What a scorer goes by, in words: what its score is, and which of its settings are not the usual ones."""

from typing import Any

import msgspec

from gradcheck.scoring.registry import Scoring
from gradcheck.scoring.weighted import Weighted

_SAID_ELSEWHERE = {"repeats", "aggregate", "choices", "parts"}


def rule(scoring: Scoring) -> str:
    """The rule of a scoring, a line for each thing that is set."""
    lines = [f"The score is {scoring.summary}."]
    lines += [f"{name}: {_written(value)}" for name, value in _settings(scoring).items()]
    if isinstance(scoring, Weighted):
        parts = [(f"{part.name}, weight {part.weight:g}", part.scoring) for part in scoring.parts]
        lines += [f"{name}: {rule(inner)}" for name, inner in parts]
    if scoring.aggregate == "macro":
        lines.append("Each class counts alike, however many examples it has.")
    return "\n".join(lines)


def _settings(scoring: Scoring) -> dict[str, Any]:
    """What is set to another value than its default."""
    fields = [field for field in msgspec.structs.fields(scoring) if field.name not in _SAID_ELSEWHERE]
    given = {field.name: (getattr(scoring, field.name), field.default) for field in fields}
    return {name: value for name, (value, default) in given.items() if value != default}


def _written(value: object) -> str:
    return value if isinstance(value, str) else msgspec.json.encode(value).decode()
