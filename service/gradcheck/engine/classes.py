"""What a test says of each class of its items: those with the same expected answer, where answers are labels."""

import math
from collections.abc import Mapping, Sequence

from gradcheck.domain.labels import ByClass, ClassScores
from gradcheck.domain.task import Example, Rollout
from gradcheck.scoring.expected import text_of


def by_class(
    labels: Sequence[str], examples: Mapping[str, Example], before: Sequence[Rollout], after: Sequence[Rollout]
) -> ByClass | None:
    """Mean scores by class of two prompts' rollouts on the same items in the same order; None without labels.

    Both means of a class are over the items that both have a score on. An item whose answer is no label is in none.
    """
    pairs: dict[str, list[tuple[float | None, float | None]]] = {label: [] for label in labels}
    for one, other in zip(before, after, strict=True):
        label = text_of(examples[one.example].expected)
        if label in pairs:
            pairs[label].append((one.score, other.score))
    rows = tuple(_row(label, scores) for label, scores in pairs.items())
    if not any(row.n for row in rows):
        return None
    return ByClass(
        classes=rows,
        macro_baseline=_mean([row.baseline for row in rows if row.baseline is not None]),
        macro_best=_mean([row.best for row in rows if row.best is not None]),
    )


def _row(label: str, scores: Sequence[tuple[float | None, float | None]]) -> ClassScores:
    both = [(a, b) for a, b in scores if a is not None and b is not None]
    return ClassScores(
        label=label,
        n=len(both),
        failed=len(scores) - len(both),
        baseline=_mean([a for a, _ in both]),
        best=_mean([b for _, b in both]),
        fixed=sum(b > a for a, b in both),
        broken=sum(b < a for a, b in both),
    )


def _mean(values: Sequence[float]) -> float | None:
    return math.fsum(values) / len(values) if values else None
