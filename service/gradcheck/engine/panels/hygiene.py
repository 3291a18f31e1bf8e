"""Whether the best prompt is clean: what it costs more, what of the data it holds, whom it hurts, whom it speaks to.

Each figure stands beside its limit; the limits' reasons are in `docs/runs.md`. Nothing here changes a score.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Literal

import numpy as np
from msgspec import Struct

from gradcheck.domain.labels import Named
from gradcheck.domain.program import Candidate, default_user_message
from gradcheck.domain.results.panels import HygieneCheck
from gradcheck.domain.task import Example
from gradcheck.engine.panels.suspicions import addressed_to_scorers, given_away
from gradcheck.statistics.edits.marginals import UNREAD, split_gain
from gradcheck.statistics.runs.paired import mcnemar_midp
from gradcheck.texts.echoes import sentences
from gradcheck.texts.numbers import count, percent
from gradcheck.texts.quoting import Quotations, spaced

_LONGER, _LEAST_LONGER = 3.0, 500
_REPEATED, _LEAST_WORDS = 0.1, 3
_FORMAT, _LEAST_ITEMS = 0.5, 10
_FALL, _LEVEL = 0.1, 0.05
_MOST_FOUND = 20


class LabelAnswers(Struct, frozen=True):
    """What test items were expected to say, and what the given and the best prompt said; the labels in their order."""

    labels: tuple[str, ...]
    items: Sequence[tuple[Named, Named, Named]]


def hygiene(
    baseline: Candidate,
    best: Candidate,
    examples: Mapping[str, Example],
    *,
    description: str | None,
    answers: LabelAnswers | None,
    improved: bool,
) -> tuple[HygieneCheck, ...]:
    """All checks of the best prompt against the given one. `answers` are None where none can be read as labels."""
    before, after = ("\n".join(candidate.components.values()) for candidate in (baseline, best))
    inputs = {example.id: default_user_message(example.fields) for example in examples.values()}
    task_texts = (description or "", *inputs.values())
    labelled = answers is not None
    return (
        _length(baseline.length, best.length),
        _quotes(best, Quotations(inputs, baseline.components.values()), len(inputs)),
        _repeats(after, before),
        _format_share(answers, improved=improved),
        _class_losses(answers),
        _hacking(
            addressed_to_scorers(after, before, task_texts),
            () if labelled else given_away(after, before, examples.values()),
        ),
    )


def _length(before: int, after: int) -> HygieneCheck:
    ratio = after / max(before, 1)
    return HygieneCheck(
        name="length",
        figure=round(ratio, 3),
        limit=_LONGER,
        flagged=ratio > _LONGER and after - before >= _LEAST_LONGER,
        said=f"{count(after)} characters with its demos, the given one has {count(before)}; all are paid for"
        f" (flagged above the limit where it has {_LEAST_LONGER} more)",
    )


def _quotes(best: Candidate, quotations: Quotations, examples: int) -> HygieneCheck:
    found = quotations.of(*best.components.values())
    return HygieneCheck(
        name="quoted_examples",
        figure=float(len(found)),
        limit=0.0,
        flagged=bool(found),
        said=f"{count(len(found))} of {count(examples)} examples have eight words in a row that the best prompt has"
        " and the given one does not; its demos are not looked at, they are examples",
        found=found[:_MOST_FOUND],
    )


def _repeats(after: str, before: str) -> HygieneCheck:
    """The share of the words that stand in sentences which stood before, beyond what the given prompt repeats."""
    sizes = {sentence: len(spaced(" ".join(sentence)).split()) for sentence in sentences(after)}
    uses, allowed = Counter(sentences(after)), Counter(sentences(before))
    again = {
        sentence: uses[sentence] - max(allowed[sentence], 1)
        for sentence, size in sizes.items()
        if size >= _LEAST_WORDS and uses[sentence] > max(allowed[sentence], 1)
    }
    every = sum(sizes[sentence] * times for sentence, times in uses.items())
    share = sum(sizes[sentence] * times for sentence, times in again.items()) / max(every, 1)
    return HygieneCheck(
        name="repeated_sentences",
        figure=round(share, 3),
        limit=_REPEATED,
        flagged=share > _REPEATED,
        said=f"{percent(share)} of its words stand in sentences that it has said before",
        found=tuple(" ".join(sentence) for sentence in again)[:_MOST_FOUND],
    )


def _format_share(answers: LabelAnswers | None, *, improved: bool) -> HygieneCheck:
    why = None
    if answers is None:
        why = "answers name none of a few labels, so format cannot be told from the rest"
    elif not improved:
        why = "there is no gain on the test that could be split"
    elif len(answers.items) < _LEAST_ITEMS:
        why = f"{count(len(answers.items))} test items can be read; {_LEAST_ITEMS} are needed"
    elif any(len(expected) != 1 for expected, _, _ in answers.items):
        why = "answers are sets of labels, not one label each"
    if why is not None or answers is None:
        return _not_measured(
            "format_share", _FORMAT, f"{why}; the diagnostics `content` and `shortcuts` say what a gain came from"
        )
    places = {label: index for index, label in enumerate(answers.labels)}
    truth, before, after = (
        np.array([_place(said, places) for said in column], dtype=np.int64)
        for column in zip(*answers.items, strict=True)
    )
    parts = split_gain(truth, before, after, len(places))
    share = parts.format / parts.gain if parts.gain > 0 else 0.0
    return HygieneCheck(
        name="format_share",
        figure=round(share, 3),
        limit=_FORMAT,
        flagged=share > _FORMAT,
        said=f"{percent(share)} of the gain is answers that became readable; `shortcuts` gives its interval",
    )


def _place(said: Named, places: Mapping[str, int]) -> int:
    return places.get(next(iter(said)), UNREAD) if len(said) == 1 else UNREAD


def _class_losses(answers: LabelAnswers | None) -> HygieneCheck:
    """The largest fall of a label's recall; flagged where its flips differ beyond chance, corrected over the labels."""
    if answers is None:
        return _not_measured("class_losses", _FALL, "answers name none of a few labels")
    falls: dict[str, float] = {}
    hurt = []
    for label in answers.labels:
        sides = [(label in before, label in after) for expected, before, after in answers.items if label in expected]
        fixed, broken = sides.count((False, True)), sides.count((True, False))
        falls[label] = (broken - fixed) / max(len(sides), 1)
        if falls[label] > _FALL and mcnemar_midp(fixed, broken) * len(answers.labels) < _LEVEL:
            hurt.append(label)
    worst = max(falls, key=lambda label: falls[label], default="")
    fall = max(falls.get(worst, 0.0), 0.0)
    said = f"the recall of {worst!r} fell by {percent(fall)}" if fall > 0 else "no label is recalled less often"
    return HygieneCheck(
        name="class_losses",
        figure=round(fall, 3),
        limit=_FALL,
        flagged=bool(hurt),
        said=f"{said} (flagged above the limit where chance does not explain it)",
        found=tuple(hurt),
    )


def _not_measured(name: Literal["format_share", "class_losses"], limit: float, why: str) -> HygieneCheck:
    return HygieneCheck(name=name, figure=None, limit=limit, flagged=False, said=f"not measured: {why}")


def _hacking(spoken: Sequence[str], answers: Sequence[str]) -> HygieneCheck:
    given = f"the answers of {count(len(answers))} examples are given away"
    return HygieneCheck(
        name="hacking",
        figure=float(len(spoken) + len(answers)),
        limit=0.0,
        flagged=bool(spoken or answers),
        said=f"{count(len(spoken))} sentences speak to whoever scores, {given} (words are read in English; marks such"
        " as 10/10, a judge's verdict and answers in any language)",
        found=(*spoken, *answers)[:_MOST_FOUND],
    )
