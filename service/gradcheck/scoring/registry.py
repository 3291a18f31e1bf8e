"""All scorers by name, as requests choose them and catalogues show them."""

from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import Any, get_args

from gradcheck.domain.base import Value, object_schema
from gradcheck.domain.call import InstalledScorer
from gradcheck.domain.task import Expected
from gradcheck.errors import FieldError
from gradcheck.scoring.base import Score, ScoreFunction, Scorer
from gradcheck.scoring.expected import MOST_LABELS, labels
from gradcheck.scoring.installed import Installed
from gradcheck.scoring.kinds import SingleScoring
from gradcheck.scoring.pairwise import Pairwise
from gradcheck.scoring.sets import Set
from gradcheck.scoring.tool_calls import ToolCalls
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
    if scoring.aggregate == "macro" and isinstance(scoring, Pairwise):
        message = "is not for pairwise, whose scores are wins: its test counts answers, not classes; accepted is mean"
        errors.append(FieldError(f"{path}.aggregate", message))
    if isinstance(scoring, Weighted):
        for index, part in enumerate(scoring.parts):
            given = {"repeats": part.scoring.repeats is not None, "aggregate": part.scoring.aggregate != "mean"}
            message = "belongs to the whole scoring, not to a part of it"
            errors += [FieldError(f"{path}.parts[{index}].scoring.{name}", message) for name in given if given[name]]
    return errors


def class_errors(scoring: Scoring, expecteds: Sequence[Expected], path: str) -> list[FieldError]:
    """Why the examples of a task have no classes that a macro mean could be over; `path` is that of the task."""
    if scoring.aggregate == "mean":
        return []
    at = f"{path}.scoring.aggregate"
    if set_scoring(scoring) is not None:
        return [FieldError(at, "is not for sets: an example with several labels is of no one class; accepted is mean")]
    if not labels([expected for expected in expecteds if _is_one(expected)]):
        message = (
            f"macro is a mean over the classes of the expected answers, and these are no labels: labels are 2 to "
            f"{MOST_LABELS} different answers, each expected twice on average; accepted here is mean"
        )
        return [FieldError(at, message)]
    message = "is no single label, so the example is of no class, as the aggregate macro needs it to be"
    faults = [index for index, expected in enumerate(expecteds) if not _is_one(expected)]
    return [FieldError(f"{path}.examples[{index}].expected", message) for index in faults]


def _is_one(expected: Expected) -> bool:
    return isinstance(expected, str | int | float)


def set_scoring(scoring: Scoring) -> Set | None:
    """The scorer to which `expected` is a set of labels; None where it is one answer, or may be one of several."""
    whole = whole_scoring(scoring)
    return whole if isinstance(whole, Set) else None


def whole_scoring(scoring: Scoring) -> Set | ToolCalls | None:
    """The scorer to which a list in `expected` is one answer; None where it holds several of which one will do.

    Of a weighted score all parts that compare have to be of this kind.
    """
    parts = [part.scoring for part in scoring.parts] if isinstance(scoring, Weighted) else [scoring]
    compared = [part for part in parts if part.needs_expected]
    first = compared[0] if len({type(part) for part in compared}) == 1 else None
    return first if isinstance(first, Set | ToolCalls) else None


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
            parameters=object_schema(kind),
            installed=installed if kind is Installed else (),
        )
        for name, kind in SCORERS.items()
    )
