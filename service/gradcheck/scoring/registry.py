"""All scorers by name, as requests choose them and catalogues show them."""

from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any, get_args

import msgspec

from gradcheck.domain.base import Value
from gradcheck.domain.call import InstalledScorer
from gradcheck.domain.task import Expected
from gradcheck.errors import FieldError
from gradcheck.scoring.base import Score, ScoreFunction, Scorer
from gradcheck.scoring.expected import labels
from gradcheck.scoring.installed import Installed
from gradcheck.scoring.kinds import SingleScoring
from gradcheck.scoring.pairwise import Pairwise
from gradcheck.scoring.sets import Set
from gradcheck.scoring.weighted import Weighted

Scoring = SingleScoring | Pairwise | Weighted

SCORERS: dict[str, type[Scoring]] = {str(kind.__struct_config__.tag): kind for kind in get_args(Scoring)}


def task_labels(scoring: Scoring, expecteds: Iterable[Expected]) -> tuple[str, ...]:
    """The labels of a task's answers, sorted; () where it has none. Those of a set are its members."""
    of_sets = set_scoring(scoring)
    if of_sets is not None:
        return labels([label for expected in expecteds for label in of_sets.members(expected)])
    return labels(expecteds)


def scoring_errors(scoring: Scoring, path: str) -> list[FieldError]:
    """What is wrong with a scoring, whatever is expected; `path` is where it stands in the request."""
    errors = scoring.validate(path)
    if scoring.repeats is not None:
        errors += scoring.repeats.validate(f"{path}.repeats")
        if isinstance(scoring, Pairwise):
            errors.append(FieldError(f"{path}.repeats", "is not for pairwise, which compares one answer with one"))
    if isinstance(scoring, Weighted):
        errors += [
            FieldError(f"{path}.parts[{index}].scoring.repeats", "belongs to the whole scoring, not to a part of it")
            for index, part in enumerate(scoring.parts)
            if part.scoring.repeats is not None
        ]
    return errors


def set_scoring(scoring: Scoring) -> Set | None:
    """The scorer to which `expected` is a set of labels; None where it is one answer, or may be one of several."""
    if isinstance(scoring, Weighted):
        compared = [part.scoring for part in scoring.parts if part.scoring.needs_expected]
        sets = [one for one in compared if isinstance(one, Set)]
        return sets[0] if sets and len(sets) == len(compared) else None
    return scoring if isinstance(scoring, Set) else None


def score_function(scoring: Scoring) -> ScoreFunction | None:
    """What computes a score from an output; None where a score takes a call."""
    match scoring:
        case Scorer():
            return scoring.score
        case Weighted(parts=parts):
            computed = {part.name: part.scoring for part in parts if isinstance(part.scoring, Scorer)}
            return partial(_combined, scoring, computed) if len(computed) == len(parts) else None
        case _:
            return None


def _combined(
    weighted: Weighted, parts: Mapping[str, Scorer], output: str, expected: Expected, labels: tuple[str, ...], /
) -> Score:
    return weighted.combined({name: part.score(output, expected, labels) for name, part in parts.items()})


class CatalogueEntry(Value, frozen=True, kw_only=True):
    """What a caller needs to know to choose a scorer; `parameters` is a JSON Schema.

    `installed` are the scorers of packages on this server, which the kind `python` names.
    """

    name: str
    summary: str
    needs_expected: bool
    parameters: dict[str, Any]
    installed: tuple[InstalledScorer, ...] = ()


def catalogue(installed: tuple[InstalledScorer, ...] = ()) -> tuple[CatalogueEntry, ...]:
    """Every scorer, in the order of `Scoring`; `installed` are those that packages bring."""
    return tuple(
        CatalogueEntry(
            name=name,
            summary=kind.summary,
            needs_expected=kind.needs_expected,
            parameters=msgspec.json.schema_components([kind])[1][kind.__name__],
            installed=installed if kind is Installed else (),
        )
        for name, kind in SCORERS.items()
    )
