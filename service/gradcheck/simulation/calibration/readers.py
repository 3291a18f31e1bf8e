"""What is read from a run of the suite: p-values, rejections, verdicts, and estimates against the truth.

It owns the readers. A truth is either that of steps like the run's, or in the scope `this_run` that of its own steps.
"""

from collections.abc import Callable, Collection
from functools import cache

import numpy as np

from gradcheck.diagnostics.analysis.effects import Verdict
from gradcheck.simulation.calibration.suite import Judged, Reader, number
from gradcheck.simulation.twin.sizes import TwinDesign
from gradcheck.simulation.twin.truth import true_arms, true_effects_of
from gradcheck.simulation.worlds.expected_accuracy import expected_scores
from gradcheck.simulation.worlds.prompts import read_prompt
from gradcheck.simulation.worlds.tasks import seed_prompt
from gradcheck.simulation.worlds.world import World

_DRAWS = 40_000
_BY_KIND = {"real": "real", "real_again": "real", "placebo": "placebo", "foreign": "placebo", "none": "none"}

Truth = Callable[[Judged], float]


def p_value(test: str) -> Reader:
    """A test's p-value."""
    return lambda one: number(one.found[test].p_value)


def rejects(test: str) -> Reader:
    """Whether a test rejects its null hypothesis by itself."""
    return lambda one: _at_most(one.found[test].p_value, one.rules.alpha)


def any_rejects(tests: Collection[str]) -> Reader:
    """Whether any of these tests rejects, after the adjustment for all that were asked for."""
    return lambda one: float(
        any((found := one.found[test].p_holm) is not None and found <= one.rules.alpha for test in tests)
    )


def effect_p(test: str, name: str) -> Reader:
    """An effect's own p-value."""
    return lambda one: number(None if (found := one.effect(test, name)) is None else found.p_value)


def effect_rejects(test: str, name: str) -> Reader:
    """Whether an effect's own p-value rejects."""
    return lambda one: _at_most(None if (found := one.effect(test, name)) is None else found.p_value, one.rules.alpha)


def equivalent(test: str, name: str) -> Reader:
    """Whether an effect is declared equivalent to 0."""

    def read(one: Judged) -> float:
        found = one.effect(test, name)
        return _at_most(found.equivalence.p_value if found and found.equivalence else None, one.rules.alpha)

    return read


def verdict(test: str, *wanted: Verdict) -> Reader:
    """Whether a test's verdict is one of these."""
    return lambda one: float(one.found[test].verdict in wanted)


def effect_verdict(test: str, name: str, *wanted: Verdict) -> Reader:
    """Whether an effect's verdict is one of these."""
    return lambda one: float((found := one.effect(test, name)) is not None and found.verdict in wanted)


def reads(test: str, words: str) -> Reader:
    """Whether a test's reading begins with these words."""
    return lambda one: float(one.found[test].reading.startswith(words))


def flagged(test: str, words: str) -> Reader:
    """Whether a test warns in these words."""
    return lambda one: float(any(words in flag for flag in one.found[test].flags))


def where(condition: Callable[[Judged], bool], reader: Reader) -> Reader:
    """What is found in the runs of which something holds; the others give nothing."""
    return lambda one: reader(one) if condition(one) else np.nan


def every(*readers: Reader) -> Reader:
    """Whether all of several things are found in a run."""
    return lambda one: float(all(reader(one) for reader in readers))


def covers(test: str, name: str, truth: Truth) -> Reader:
    """Whether an effect's interval holds the truth."""

    def read(one: Judged) -> float:
        found = one.effect(test, name)
        if found is None or found.ci95 is None:
            return np.nan
        return float(found.ci95[0] <= truth(one) <= found.ci95[1])

    return read


def error(test: str, name: str, truth: Truth) -> Reader:
    """By how much an estimate misses the truth."""

    def read(one: Judged) -> float:
        found = one.effect(test, name)
        return np.nan if found is None or found.estimate is None else found.estimate - truth(one)

    return read


def of_steps_alike(first: str, second: str) -> Truth:
    """The difference of two arms over steps like those of a run."""

    def truth(one: Judged) -> float:
        means = _means(one.world, one.design)
        return means[first] - means[second]

    return truth


def of_these_steps(first: str, second: str) -> Truth:
    """The difference of two arms given the feedback of the run's own steps."""

    def truth(one: Judged) -> float:
        steps = true_effects_of(one.world, one.scores.named[one.run], _DRAWS)
        return float(np.mean([getattr(own, _BY_KIND[first]) - getattr(own, _BY_KIND[second]) for own in steps]))

    return truth


def of_parent(arm: str) -> Truth:
    """An arm's mean over steps like a run's, minus the score of the very prompt that they start from."""

    def truth(one: Judged) -> float:
        return _means(one.world, one.design)[arm] - _parent(one.world, float(one.scores.parent_effect[one.run]))

    return truth


def _parent(world: World, effect: float) -> float:
    state = read_prompt(seed_prompt(world))
    return float(expected_scores(world, state.present[None], state.free, effect)[0])


@cache
def _means(world: World, design: TwinDesign) -> dict[str, float]:
    return true_arms(world, design, _DRAWS)


def _at_most(value: float | None, alpha: float) -> float:
    return np.nan if value is None else float(value <= alpha)
