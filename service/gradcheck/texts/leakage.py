"""The leak check: whether texts that should know nothing about a task were written with knowledge of it.

A text about another task shares words with this one by chance; how many is measured on the shipped feedbacks about
other tasks. A text fails that shares clearly more.
"""

from collections.abc import Sequence

import numpy as np
import scipy

from gradcheck.domain.base import Value
from gradcheck.texts.foreign import foreign_tasks
from gradcheck.texts.numbers import p_value as told
from gradcheck.texts.numbers import percent
from gradcheck.texts.vocabulary import content_words, known_words, leaks, share

LEVEL = 0.01  # of all texts together
_MARGIN = 0.1  # overlap beyond the expected one that is no leak: remarks on style share words with a task on prose


class LeakCheck(Value, frozen=True, kw_only=True):
    """What the check found.

    `leaking` texts hold an allowed answer; `p_value` is that of the overlap with the task's texts, corrected.
    """

    passed: bool
    leaking: int
    p_value: float
    detail: str


def leak_check(texts: Sequence[str], labels: Sequence[str], corpus: Sequence[str]) -> LeakCheck:
    """Check texts against a task's allowed answers and its corpus: description and prompt first, then examples.

    Each text, and all as one, is put to a one-sided exact binomial test at `LEVEL`, Bonferroni corrected, of whether
    its content words occur in the corpus at a rate above the expected one plus 0.1. Of a large corpus a part is read.
    """
    known = known_words(corpus)
    expected = float(np.mean([share(content_words(" ".join(task)), known) for task in foreign_tasks().values()]))
    checked = [content_words(text) for text in dict.fromkeys((*texts, "\n".join(texts)))]
    least = min(_p_value(content, known, expected) for content in checked)
    p_value = min(1.0, len(checked) * least)
    leaking = sum(leaks(text, labels) for text in texts)
    largest = max((share(content_words(text), known) for text in texts), default=0.0)
    overlap = f"up to {percent(largest)} of a text's content words occur in the task's texts"
    usual = f"{percent(expected)} of those of feedback about other tasks"
    return LeakCheck(
        passed=not leaking and p_value > LEVEL,
        leaking=leaking,
        p_value=p_value,
        detail=f"{leaking} of {len(texts)} texts hold an allowed answer; {overlap}, {usual} ({told(p_value)})",
    )


def _p_value(content: set[str], known: set[str], expected: float) -> float:
    """The probability of as many known words or more, were each known at the expected rate plus the margin."""
    return float(scipy.special.bdtrc(len(content & known) - 1, len(content), min(1.0, expected + _MARGIN)))
