"""How the items of each label were answered: recall, precision and F1 by label, and what was said instead."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Annotated

from msgspec import Meta

from gradcheck.domain.base import Value

Named = frozenset[str]


class LabelScore(Value, frozen=True, kw_only=True):
    """How the items of one label were answered: its row of the confusion table."""

    label: str
    n: Annotated[int, Meta(description="Items whose expected answer has this label, and which have a score.")]
    failed: Annotated[int, Meta(description="Such items without a score: a call failed. They count nowhere else.")]
    recall: Annotated[float | None, Meta(description="The share of the n that were answered with the label.")]
    precision: Annotated[
        float | None, Meta(description="The share of the answers with the label that are right; null without any.")
    ]
    f1: Annotated[
        float | None,
        Meta(description="The F1 of both; null where no item has the label and no answer says it."),
    ]
    said: Annotated[
        dict[str, int],
        Meta(
            description="How many of the n were answered with each label; labels that never were are left out. Where "
            "answers are sets: how often the label was there, and which wrong ones were where it was missing."
        ),
    ]
    unread: Annotated[
        int,
        Meta(description="How many of the n have an answer that says no label, or several where one is asked for."),
    ]


class ByLabel(Value, frozen=True, kw_only=True):
    """Figures by label, in the order of the labels; the rows' `said` and `unread` are the confusion table."""

    macro_f1: Annotated[
        float | None,
        Meta(description="The mean F1 of the labels that an item has or an answer says; null where there is none."),
    ]
    labels: tuple[LabelScore, ...]


class ClassScores(Value, frozen=True, kw_only=True):
    """How the test items of one class were scored: those whose expected answer is the label."""

    label: str
    n: Annotated[int, Meta(description="Items of the class that have a score with both prompts.")]
    failed: Annotated[int, Meta(description="Items of the class that lack one. They count nowhere else.")]
    baseline: Annotated[float | None, Meta(description="The given prompt's mean score on the n; null without any.")]
    best: Annotated[float | None, Meta(description="The best prompt's mean score on the n; null without any.")]
    fixed: Annotated[int, Meta(description="How many of the n score higher with the best prompt.")]
    broken: Annotated[int, Meta(description="How many of the n score lower with it.")]


class ByClass(Value, frozen=True, kw_only=True):
    """Mean scores by class, whatever the scorer; a macro mean is the mean of the classes' means."""

    classes: tuple[ClassScores, ...]
    macro_baseline: float | None
    macro_best: float | None


def by_label(labels: Sequence[str], items: Iterable[tuple[Named, Named | None]]) -> ByLabel:
    """The figures of items: the labels expected of each, and those it was answered with or None without a score."""
    every = list(items)
    scored = [(expected, said) for expected, said in every if said is not None]
    rows = tuple(_row(label, scored, [e for e, said in every if said is None]) for label in labels)
    known = [row.f1 for row in rows if row.f1 is not None]
    return ByLabel(macro_f1=sum(known) / len(known) if known else None, labels=rows)


def _row(label: str, scored: Sequence[tuple[Named, Named]], failed: Sequence[Named]) -> LabelScore:
    of_label = [(expected, said) for expected, said in scored if label in expected]
    right = sum(label in said for _, said in of_label)
    answers = sum(label in said for _, said in scored)
    instead = [said - expected for expected, said in of_label if label not in said]
    counted = Counter({label: right} if right else {}) + Counter(wrong for said in instead for wrong in sorted(said))
    return LabelScore(
        label=label,
        n=len(of_label),
        failed=sum(label in expected for expected in failed),
        recall=right / len(of_label) if of_label else None,
        precision=right / answers if answers else None,
        f1=2 * right / (len(of_label) + answers) if of_label or answers else None,
        said=dict(sorted(counted.items())),
        unread=sum(not said for said in instead),
    )
