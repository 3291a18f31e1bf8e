"""Texts that know no task: what stands in for feedback (placebo, foreign feedback, noise) and phrases for any prompt.

It owns the sentences (written by hand before any task was seen), how they are put together in the shape of a model
text, and the check that none knows the task. It does not own which arm of which diagnostic is given what.
"""

from gradcheck.texts.foreign import foreign_like
from gradcheck.texts.leakage import LeakCheck, leak_check
from gradcheck.texts.noise import noise_like
from gradcheck.texts.placebo import placebo, placebo_like
from gradcheck.texts.vocabulary import leaks, words

__all__ = [
    "LeakCheck",
    "foreign_like",
    "leak_check",
    "leaks",
    "noise_like",
    "placebo",
    "placebo_like",
    "words",
]
