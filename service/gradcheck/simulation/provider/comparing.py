"""What a simulated judge says about texts: whether a change follows a review, whose it is, how two reviews relate.

It reads atoms and remembered answers, errs now and then, and where it is biased it prefers the longer text or change.
"""

import re

import numpy as np

from gradcheck.simulation.provider.requests import QuestionAsked
from gradcheck.simulation.worlds.prompts import opposite_advice, points
from gradcheck.simulation.worlds.world import World

_NUMBERED = re.compile(r"^(\d+)\. (.*)$", re.MULTILINE)


def compared(world: World, asked: QuestionAsked, rng: np.random.Generator) -> str:
    """The answer: a number for `identify`, otherwise yes or no."""
    match asked.question:
        case "identify":
            before, after, reviews = asked.texts
            numbered = dict(_NUMBERED.findall(reviews)) or {"1": reviews}
            return _identified(world, points(after) - points(before), numbered, rng)
        case "follows":
            before, after, review = asked.texts
            wanted = points(review)
            holds = bool(wanted) and 2 * len(wanted & (points(after) - points(before))) >= len(wanted)
            return _yes_or_no(world, _words(after) - _words(before), rng, holds=holds)
        case question:
            first, second = asked.texts
            wanted = points(opposite_advice(first) if question == "opposite" else first)
            holds = bool(wanted) and wanted == points(second)
            return _yes_or_no(world, _words(second) - _words(first), rng, holds=holds)


def _yes_or_no(world: World, longer: int, rng: np.random.Generator, *, holds: bool) -> str:
    chance = (1 - world.judge_flip if holds else world.judge_flip) + _liking(world, longer)
    return "yes" if rng.random() < chance else "no"


def _identified(world: World, new: frozenset[str], reviews: dict[str, str], rng: np.random.Generator) -> str:
    """The review that shares most with what is new, ties at random; another one by error or for its length."""
    shared = {number: len(points(text) & new) for number, text in reviews.items()}
    best = [number for number, count in shared.items() if count == max(shared.values())]
    chosen = best[int(rng.integers(len(best)))]
    longest = max(reviews, key=lambda number: _words(reviews[number]))
    if rng.random() < _liking(world, _words(reviews[longest]) - _words(reviews[chosen])):
        return longest
    others = [number for number in reviews if number != chosen]
    if others and rng.random() < world.judge_flip:
        return others[int(rng.integers(len(others)))]
    return chosen


def _liking(world: World, longer: int) -> float:
    """The probability that so many words more add to a judgement."""
    return world.judge_length * max(longer, 0) / 10


def _words(text: str) -> int:
    return len(text.split())
