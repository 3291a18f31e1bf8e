"""Texts that stand in for feedback: placebos, foreign feedback and noise, and the check that none knows the task.

The sentences are in the .txt files, written by hand before any task was seen.
"""

from gradcheck.texts.foreign import foreign_like
from gradcheck.texts.leakage import LeakCheck, leak_check
from gradcheck.texts.noise import noise_like
from gradcheck.texts.placebo import Manner, drawn_manner, manner_in_turn, placebo, placebo_like
from gradcheck.texts.task_words import TaskWords, task_words, task_words_like
from gradcheck.texts.vocabulary import leaks, words

__all__ = [
    "LeakCheck",
    "Manner",
    "TaskWords",
    "drawn_manner",
    "foreign_like",
    "leak_check",
    "leaks",
    "manner_in_turn",
    "noise_like",
    "placebo",
    "placebo_like",
    "task_words",
    "task_words_like",
    "words",
]
