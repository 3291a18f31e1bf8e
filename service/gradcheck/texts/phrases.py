"""A bank of phrases that suit any task, and their combinations.

A combination has one to three phrases of different aspects, so that no two contradict each other. Roles, ways of
reading and stakes stand in front of a prompt, ways of working and of answering behind it.
"""

from itertools import combinations, product

_BEFORE = (
    (
        "You are an expert in this kind of task.",
        "You are a careful and experienced assistant.",
        "You are a meticulous reviewer who overlooks nothing.",
        "You are a patient teacher who knows the subject well.",
    ),
    (
        "Read everything that you are given before you begin.",
        "Pay attention to every detail of the input.",
        "Look for what the input really says, not for what is usual.",
        "Make sure that you understand what is asked for.",
    ),
    (
        "It is important that the answer is right.",
        "Others will rely on your answer.",
        "Take all the time that you need.",
        "There is one best answer; find it.",
    ),
)
_AFTER = (
    (
        "Think step by step before you answer.",
        "Weigh what speaks for and against each possible answer.",
        "First find what decides the case, then answer.",
        "Work out the answer in your head and check it once.",
    ),
    (
        "Give the answer alone, without any explanation.",
        "Answer as briefly as the question allows.",
        "Write nothing before or after the answer.",
        "Use exactly the form of answer that is asked for.",
    ),
    (
        "If you are in doubt, choose the most likely answer.",
        "Rely on the input alone and add nothing to it.",
        "Be consistent: treat like cases alike.",
        "Do not guess before you have considered everything.",
    ),
)
_ASPECTS = (*_BEFORE, *_AFTER)
_LONGEST = 3

COMBINATIONS: tuple[tuple[str, ...], ...] = tuple(
    phrases
    for size in range(1, _LONGEST + 1)
    for aspects in combinations(_ASPECTS, size)
    for phrases in product(*aspects)
)
"""All combinations, shorter ones first."""


def around(phrases: tuple[str, ...]) -> tuple[str, str]:
    """What of a combination stands in front of a prompt, and what behind it."""
    front = {phrase for aspect in _BEFORE for phrase in aspect}
    return (
        " ".join(phrase for phrase in phrases if phrase in front),
        " ".join(phrase for phrase in phrases if phrase not in front),
    )
