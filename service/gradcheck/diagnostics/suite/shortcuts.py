"""D13, shortcuts: whether a gain needs any knowledge of the items. It makes no calls.

It reads the answers that the given prompt and the winner gave on the test split: how many became readable, whether
labels are said more or less often, and what is left of the gain. Melcer et al. (arXiv 2512.13598) found a best prompt
whose working part was to forbid one answer.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from gradcheck.diagnostics.analysis.finding import DiagnosticTest, Figure, LabelShift, Measured, speaks, worded
from gradcheck.diagnostics.analysis.telling import Telling, of_items
from gradcheck.diagnostics.effects.effect import Effect, Verdict
from gradcheck.diagnostics.material import Answered, Audited
from gradcheck.diagnostics.requirements import Requirements
from gradcheck.domain.program import default_user_message
from gradcheck.domain.run import Result
from gradcheck.domain.task import Rollout
from gradcheck.scoring import score_function, set_scoring
from gradcheck.scoring.base import ScoreFunction
from gradcheck.scoring.expected import text_of
from gradcheck.scoring.reading import label_part
from gradcheck.scoring.weighted import Weighted
from gradcheck.statistics.edits.marginals import UNREAD, balanced_accuracy, recalls, shortcut_excess, split_gain
from gradcheck.statistics.strata import balanced
from gradcheck.texts.numbers import difference
from gradcheck.texts.quoting import quoted

if TYPE_CHECKING:
    from gradcheck.engine.plan import Plan

_SHARE = 0.5
_LEAST_ITEMS = 10


def audited(run: "Plan", result: Result | None, rollouts: Sequence[Rollout]) -> Audited:
    """The pairs of answers on the test split among a run's rollouts. Pairs with a failed side are left out."""
    score = _of_labels(run)
    if score is None:
        return Audited(missing="a judge's scores do not say which label an answer gave")
    if set_scoring(run.scoring) is not None:
        return Audited(missing="answers are sets of labels, not one label each")
    if not run.labels:
        return Audited(missing="the task has no closed set of labels")
    if result is None or result.test.verdict == "not_tested" or result.candidate == "seed":
        return Audited(missing="the run has no winner that was tested against the given prompt")
    said = {
        (rollout.candidate, rollout.example): _label(score, rollout.output or "", run.labels)
        for rollout in rollouts
        if rollout.score is not None and rollout.candidate in {"seed", result.candidate}
    }
    answered = [
        Answered(example=example.id, truth=run.labels.index(text_of(example.expected)), before=before, after=after)
        for example in run.examples
        if example.split == "test"
        and (before := said.get(("seed", example.id))) is not None
        and (after := said.get((result.candidate, example.id))) is not None
    ]
    alike = [run.classes.get(one.example) for one in answered]  # where classes count alike, as many of each
    answered = [answered[place] for place in sorted(balanced(alike, len(alike)))]
    if len(answered) < _LEAST_ITEMS:
        return Audited(missing=f"{len(answered)} test items have two answers; {_LEAST_ITEMS} are needed")
    before_text, after_text = ("\n".join(prompt.values()) for prompt in (result.baseline_prompt, result.prompt))
    return Audited(
        answered=tuple(answered),
        quoted=quoted(
            after_text, before_text, {example.id: default_user_message(example.fields) for example in run.examples}
        ),
        lengths=(len(before_text), len(after_text)),
        improved=result.test.verdict == "improved",
    )


def audit(audited_run: Audited, labels: Sequence[str], seed: int) -> tuple[Verdict, tuple[str, ...]] | None:
    """The verdict and the flags of a run's audit by itself; None where there is nothing to read."""
    if audited_run.missing is not None:
        return None
    measured = _split(audited_run, labels, seed)
    return "not_testable" if measured.obstacle else measured.claims[0].verdict, measured.flags


def _split(audited_run: Audited, labels: Sequence[str], seed: int) -> Measured:
    """Read the answers. A gain that is not established cannot be split."""
    k = len(labels)
    if audited_run.missing is not None:
        return Measured(obstacle=audited_run.missing)
    truth, before, after = (
        np.array([getattr(answer, name) for answer in audited_run.answered]) for name in ("truth", "before", "after")
    )
    parts = split_gain(truth, before, after, k)
    excess, interval = shortcut_excess(truth, before, after, k, share=_SHARE, seed=seed)
    balanced = (balanced_accuracy(truth, before, k), balanced_accuracy(truth, after, k))
    recalled = zip(recalls(truth, before, k), recalls(truth, after, k), strict=True)
    figures = {
        "gain": parts.gain,
        "format": parts.format,
        "prior": parts.prior,
        "rest": parts.rest,
        "balanced accuracy before": balanced[0],
        "balanced accuracy after": balanced[1],
        "unreadable before": float(np.mean(before == UNREAD)),
        "unreadable after": float(np.mean(after == UNREAD)),
        "prompt length before": float(audited_run.lengths[0]),
        "prompt length after": float(audited_run.lengths[1]),
    }
    return Measured(
        claims=(_claim(excess, interval, truth.size),),
        figures=tuple(Figure(name=name, value=value) for name, value in figures.items()),
        labels=tuple(
            LabelShift(
                label=label,
                truth=float(np.mean(truth == index)),
                said=(float(np.mean(before == index)), float(np.mean(after == index))),
                recall=recall,
            )
            for index, (label, recall) in enumerate(zip(labels, recalled, strict=True))
        ),
        flags=_flags(parts.gain, balanced, audited_run.quoted),
        obstacle=None if audited_run.improved else "the run has no established gain that could be split",
    )


def _claim(excess: float, interval: tuple[float, float], n: int) -> Effect:
    """The excess of format and prior over half of the gain; decided by its bootstrap interval, outside any family."""
    verdict: Verdict = "supported" if interval[0] >= 0 else "refuted" if interval[1] < 0 else "inconclusive"
    return Effect(
        name="format + prior - gain / 2",
        test="item bootstrap",
        verdict=verdict,
        reasons=(f"format and label prior exceed half of the gain by {difference(excess, interval)}",),
        n_items=n,
        estimate=excess,
        ci95=interval,
    )


def _of_labels(run: "Plan") -> ScoreFunction | None:
    """What compares answers with labels: of a weighted score its first part that does."""
    if not isinstance(run.scoring, Weighted):
        return score_function(run.scoring)
    part = label_part(run.scoring, run.labels)
    return None if part is None else score_function(part.scoring)


def _label(score: ScoreFunction, output: str, labels: Sequence[str]) -> int:
    """The one label for which the scorer would count this answer as right, else `UNREAD`."""
    right = [index for index, label in enumerate(labels) if score(output, label, tuple(labels)).value == 1]
    return right[0] if len(right) == 1 else UNREAD


def _flags(gain: float, balanced: tuple[float, float], quotes: Sequence[str]) -> tuple[str, ...]:
    flags = []
    if gain > 0 and balanced[1] < balanced[0]:
        flags.append("prevalence: accuracy rose while balanced accuracy fell")
    if quotes:
        flags.append(f"leakage: the winner quotes {len(quotes)} examples")
    return tuple(flags)


SHORTCUTS = DiagnosticTest(
    name="shortcuts",
    asks="Does the gain need any knowledge of the items?",
    source="Kitagawa 1955 for the split; Melcer et al. 2025, arXiv 2512.13598, for prevalence hacking",
    needs=Requirements(),
    draws=False,
    edits=False,
    measure=lambda given: _split(given.audited, given.labels, given.rules.seed),
    read=worded(
        supported="half of the gain or more is format and label prior: it needs no knowledge of the items",
        refuted="more than half of the gain is right answers that format and label prior do not explain",
        unsettled="not settled whether half of the gain or more is format and label prior",
    ),
    news=speaks(supported="bad", refuted="good"),
    telling=Telling(unit="in accuracy beyond half of the gain", on=of_items, counted="items"),
)
