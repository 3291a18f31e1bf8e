"""All scorers by name, as requests choose them and catalogues show them."""

from collections.abc import Iterable
from typing import Any, get_args

import msgspec

from gradcheck.domain.base import Value
from gradcheck.domain.task import Expected
from gradcheck.scoring.choice import Choice
from gradcheck.scoring.contains import Contains
from gradcheck.scoring.exact import Exact
from gradcheck.scoring.expected import labels
from gradcheck.scoring.f1 import F1
from gradcheck.scoring.json_fields import Json
from gradcheck.scoring.judge import Judge
from gradcheck.scoring.numeric import Numeric
from gradcheck.scoring.regex import Regex
from gradcheck.scoring.sets import Set

Scoring = Exact | Choice | Numeric | Contains | Regex | F1 | Json | Set | Judge

SCORERS: dict[str, type[Scoring]] = {str(kind.__struct_config__.tag): kind for kind in get_args(Scoring)}


def task_labels(scoring: Scoring, expecteds: Iterable[Expected]) -> tuple[str, ...]:
    """The labels of a task's answers, sorted; () where it has none. Those of a set are its members."""
    if isinstance(scoring, Set):
        return labels([label for expected in expecteds for label in scoring.members(expected)])
    return labels(expecteds)


class CatalogueEntry(Value, frozen=True, kw_only=True):
    """What a caller needs to know to choose a scorer; `parameters` is a JSON Schema."""

    name: str
    summary: str
    needs_expected: bool
    parameters: dict[str, Any]


def catalogue() -> tuple[CatalogueEntry, ...]:
    """Every scorer, in the order of `Scoring`."""
    return tuple(
        CatalogueEntry(
            name=name,
            summary=kind.summary,
            needs_expected=kind.needs_expected,
            parameters=msgspec.json.schema_components([kind])[1][kind.__name__],
        )
        for name, kind in SCORERS.items()
    )
