"""The shortcut audit: whether a gain needs any knowledge of the items. It makes no calls.

It reads the answers that the given prompt and the winner gave on the test split: how many became readable, whether
labels are said more or less often, and what is left of the gain. Melcer et al. (arXiv 2512.13598) found a best prompt
whose working part was to forbid one answer. It owns the audit; the split of the gain is in `statistics`.
"""

from collections.abc import Sequence

import numpy as np

from service.diagnostics.contrast import Verdict
from service.diagnostics.request import Answered, Evidence
from service.domain.base import Value
from service.domain.program import default_user_message
from service.domain.run import Result
from service.domain.task import Example, Rollout
from service.engine.plan import Plan
from service.scoring import Judge, Scoring
from service.scoring.answers import text_of
from service.statistics.marginals import UNREAD, balanced_accuracy, recalls, shortcut_excess, split_gain

_SHARE = 0.5
_LEAST_ITEMS = 10
_QUOTE_WORDS = 8


class LabelShift(Value, frozen=True, kw_only=True):
    """A label before and after: how often it was the truth, how often it was said, how often it was found."""

    label: str
    truth: float
    said: tuple[float, float]
    recall: tuple[float | None, float | None]


class ShortcutsResult(Value, frozen=True, kw_only=True):
    """What the audit found. The claim is that half of the gain or more needs no knowledge of the items.

    `format` (answers that became readable), `prior` (labels said more or less often) and `rest` add up to `gain`.
    `excess` is format + prior - gain / 2; pairs are (before, after). `quoted` are examples that the winner quotes.
    """

    verdict: Verdict
    reading: str
    n: int = 0
    gain: float | None = None
    format: float | None = None
    prior: float | None = None
    rest: float | None = None
    excess: float | None = None
    excess_ci95: tuple[float, float] | None = None
    unread: tuple[float, float] | None = None
    balanced_accuracy: tuple[float, float] | None = None
    labels: tuple[LabelShift, ...] = ()
    prompt_length: tuple[int, int] | None = None
    quoted: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()


def gather(run: Plan, result: Result | None, rollouts: Sequence[Rollout]) -> Evidence:
    """The pairs of answers on the test split, of whose stage `rollouts` are. Pairs with a failed side are left out."""
    if isinstance(run.scoring, Judge):
        return Evidence(missing="a judge's scores do not say which label an answer gave")
    if not run.labels:
        return Evidence(missing="the task has no closed set of labels")
    if result is None or result.test.verdict == "not_tested" or result.candidate == "seed":
        return Evidence(missing="the run has no winner that was tested against the given prompt")
    said = {(rollout.candidate, rollout.example): rollout.output for rollout in rollouts if rollout.score is not None}
    answered = []
    for example in run.examples:
        before, after = said.get(("seed", example.id)), said.get((result.candidate, example.id))
        if before is not None and after is not None:
            answered.append(Answered(example=example.id, expected=example.expected, before=before, after=after))
    if len(answered) < _LEAST_ITEMS:
        return Evidence(missing=f"{len(answered)} test items have two answers; {_LEAST_ITEMS} are needed")
    texts = ("\n".join(prompt.values()) for prompt in (result.baseline_prompt, result.prompt))
    before_text, after_text = texts
    return Evidence(answered=tuple(answered), prompt_before=before_text, prompt_after=after_text)


def audit(evidence: Evidence, run: Plan, *, improved: bool, seed: int) -> ShortcutsResult:
    """Read the evidence. A gain that is not established cannot be split."""
    if evidence.missing is not None:
        return ShortcutsResult(verdict="not_testable", reading=evidence.missing)
    labels, k = run.labels, len(run.labels)
    truth = np.array([labels.index(text_of(one.expected)) for one in evidence.answered])
    before = np.array([_label(run.scoring, one.before, labels) for one in evidence.answered])
    after = np.array([_label(run.scoring, one.after, labels) for one in evidence.answered])
    parts = split_gain(truth, before, after, k)
    excess, interval = shortcut_excess(truth, before, after, k, share=_SHARE, seed=seed)
    balanced = (balanced_accuracy(truth, before, k), balanced_accuracy(truth, after, k))
    quoted = _quoted(evidence.prompt_after, evidence.prompt_before, run.examples)
    verdict, reading = _verdict(interval, improved=improved)
    recalled = zip(recalls(truth, before, k), recalls(truth, after, k), strict=True)
    return ShortcutsResult(
        verdict=verdict,
        reading=reading,
        n=truth.size,
        gain=parts.gain,
        format=parts.format,
        prior=parts.prior,
        rest=parts.rest,
        excess=excess,
        excess_ci95=interval,
        unread=(float(np.mean(before == UNREAD)), float(np.mean(after == UNREAD))),
        balanced_accuracy=balanced,
        labels=tuple(
            LabelShift(
                label=label,
                truth=float(np.mean(truth == place)),
                said=(float(np.mean(before == place)), float(np.mean(after == place))),
                recall=recall,
            )
            for place, (label, recall) in enumerate(zip(labels, recalled, strict=True))
        ),
        prompt_length=(len(evidence.prompt_before), len(evidence.prompt_after)),
        quoted=quoted,
        flags=_flags(parts.gain, balanced, quoted),
    )


def _label(scoring: Scoring, output: str, labels: Sequence[str]) -> int:
    """The one label for which the scorer would count this answer as right, else `UNREAD`."""
    assert not isinstance(scoring, Judge)  # noqa: S101 - `gather` has refused it
    right = [place for place, label in enumerate(labels) if scoring.score(output, label, tuple(labels)).value == 1]
    return right[0] if len(right) == 1 else UNREAD


def _verdict(interval: tuple[float, float], *, improved: bool) -> tuple[Verdict, str]:
    if not improved:
        return "not_testable", "the run has no established gain that could be split"
    if interval[0] >= 0:
        return "supported", "half of the gain or more is format and label prior: it needs no knowledge of the items"
    if interval[1] < 0:
        return "refuted", "more than half of the gain is right answers that format and label prior do not explain"
    return "inconclusive", "not settled: more test items are needed to say what the gain is made of"


def _flags(gain: float, balanced: tuple[float, float], quoted: Sequence[str]) -> tuple[str, ...]:
    flags = []
    if gain > 0 and balanced[1] < balanced[0]:
        flags.append("prevalence: accuracy rose while balanced accuracy fell")
    if quoted:
        flags.append(f"leakage: the winner quotes {len(quoted)} examples")
    return tuple(flags)


def _quoted(after: str, before: str, examples: Sequence[Example]) -> tuple[str, ...]:
    """Examples of which the winner holds eight words in a row that the given prompt does not hold."""
    new = _runs(after) - _runs(before)
    return tuple(example.id for example in examples if new & _runs(default_user_message(example.fields)))


def _runs(text: str) -> set[tuple[str, ...]]:
    words = text.lower().split()
    return {tuple(words[first : first + _QUOTE_WORDS]) for first in range(len(words) - _QUOTE_WORDS + 1)}
