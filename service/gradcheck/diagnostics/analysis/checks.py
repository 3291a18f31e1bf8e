"""Manipulation checks, and the trend, that several tests share. They read texts: in simulations nothing is checked."""

from collections import Counter
from collections.abc import Sequence

import numpy as np

from gradcheck.diagnostics.analysis.finding import Check, Figure
from gradcheck.diagnostics.effects.samples import Matrix, Samples
from gradcheck.diagnostics.requirements import Question
from gradcheck.statistics.edits.pairs import pair_means
from gradcheck.statistics.trend import page_trend
from gradcheck.texts.echoes import echoes
from gradcheck.texts.leakage import leak_check
from gradcheck.texts.matching import length_slack
from gradcheck.texts.vocabulary import words


def differs(samples: Samples, arm: str, most: float = 0.0) -> tuple[Check, ...]:
    """An arm's feedback is nowhere the real feedback over again, or in this share of its texts at most."""
    pairs = _pairs(samples, arm)
    same = sum(echoes(other, real) for real, other in pairs)
    if not pairs:
        return ()
    detail = f"{same} of {len(pairs)} {arm} texts are the real feedback, or nearly"
    return (Check(name=f"{arm}_differs", passed=same <= most * len(pairs), detail=detail),)


def knows_nothing(samples: Samples, arm: str) -> tuple[Check, ...]:
    """An arm's feedback is as long as the real one, is nowhere the real one, and gives nothing of the task away."""
    return (*differs(samples, arm), *_same_length(samples, arm), *_blind(samples, arm))


def usable(samples: Samples, arms: Sequence[str]) -> tuple[Check, ...]:
    """Every arm has edits that could be scored; nothing of no arms."""
    if samples.material is None or not arms:
        return ()
    without = [arm for arm in arms if all(draw.text is None for draw in samples.drawn(arm))]
    detail = "every arm has edits that could be scored"
    for arm in without:
        reasons = Counter(reason for draw in samples.drawn(arm) for reason in draw.rejected).most_common(1)
        detail = f"the arm {arm} has no usable edit" + (f": {reasons[0][0]}" if reasons else "")
    return (Check(name="edits_usable", passed=not without, detail=detail),)


def affirmed(samples: Samples, question: Question, arms: Sequence[str], least: float) -> tuple[Check, ...]:
    """The judge says yes about at least this share of what it could answer of these arms, and could answer some."""
    if samples.material is None:
        return ()
    judged = [judgement for arm in arms for judgement in samples.judged(question, arm) if judgement is not None]
    answers = [judgement.answer for judgement in judged if judgement.answer is not None]
    detail = f"a judge calls {sum(answers)} of {len(answers)} {question}; {len(judged) - len(answers)} gave no answer"
    passed = bool(answers) and sum(answers) >= least * len(answers)
    return (Check(name=f"judged_{question}", passed=passed, detail=detail),)


def trend(name: str, arms: Sequence[Matrix]) -> tuple[Figure, ...]:
    """Page's trend over arms in ascending order, each of shape (blocks, items), on the items that all have.

    Nothing where fewer than two blocks have any.
    """
    cells = np.stack(arms)
    cells[:, np.isnan(cells).any(axis=0)] = np.nan
    complete = ~np.isnan(cells[0]).all(axis=1)
    if complete.sum() < 2:
        return ()
    result = page_trend(np.stack([pair_means(arm[complete]) for arm in cells], axis=1))
    return (Figure(name=name, value=result.statistic, p_value=result.p_value),)


def _same_length(samples: Samples, arm: str) -> tuple[Check, ...]:
    """An arm's feedback is as long as the real feedback: within 10 % or two words."""
    pairs = [(words(real), words(other)) for real, other in _pairs(samples, arm)]
    if not pairs:
        return ()
    off = [abs(a - b) for a, b in pairs]
    fits = all(gap <= length_slack(a) for gap, (a, _) in zip(off, pairs, strict=True))
    return (Check(name=f"{arm}_length", passed=fits, detail=f"its length is off by at most {max(off)} words"),)


def _blind(samples: Samples, arm: str) -> tuple[Check, ...]:
    """An arm's feedback gives nothing of the task away."""
    if samples.material is None:
        return ()
    texts = sorted({text for drawn in samples.drawn(arm) for text in drawn.feedback if text})
    leak = leak_check(texts, samples.material.labels, samples.material.corpus)
    return (Check(name=f"{arm}_blind", passed=leak.passed, detail=leak.detail),)


def _pairs(samples: Samples, arm: str) -> list[tuple[str, str]]:
    """The real feedback and the arm's, slot by slot of all blocks that have both."""
    both = zip(samples.drawn("real"), samples.drawn(arm), strict=True) if samples.material else ()
    return [
        pair
        for real, other in both
        if real.feedback and other.feedback
        for pair in zip(real.feedback, other.feedback, strict=True)
    ]
