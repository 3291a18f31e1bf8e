"""Texts that stand in for feedback: placebo, foreign feedback and noise, and the check that none knows the task.

The sentences are in the .txt files, written by hand before any task was seen.
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
