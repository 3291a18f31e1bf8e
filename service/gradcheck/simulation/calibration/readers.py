"""What is read from a run of the suite: p-values, rejections, verdicts, and estimates against the truth.

A truth is either that of steps like the run's, or in the scope `this_run` that of its own steps.
"""

from collections.abc import Callable, Collection
from functools import cache

import numpy as np

from gradcheck.diagnostics.effects.effect import Verdict
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
    return lambda judged: number(judged.findings[test].p_value)


def rejects(test: str) -> Reader:
    """Whether a test rejects its null hypothesis by itself."""
    return lambda judged: _at_most(judged.findings[test].p_value, judged.rules.alpha)


def any_rejects(tests: Collection[str]) -> Reader:
    """Whether any of these tests rejects, after the adjustment for all that were asked for."""
    return lambda judged: float(
        any((p_holm := judged.findings[test].p_holm) is not None and p_holm <= judged.rules.alpha for test in tests)
    )


def effect_p(test: str, name: str) -> Reader:
    """An effect's own p-value."""
    return lambda judged: number(None if (effect := judged.effect(test, name)) is None else effect.p_value)


def effect_rejects(test: str, name: str) -> Reader:
    """Whether an effect's own p-value rejects."""
    return lambda judged: _at_most(
        None if (effect := judged.effect(test, name)) is None else effect.p_value, judged.rules.alpha
    )


def equivalent(test: str, name: str) -> Reader:
    """Whether an effect is declared equivalent to 0."""

    def read(judged: Judged) -> float:
        effect = judged.effect(test, name)
        return _at_most(effect.equivalence.p_value if effect and effect.equivalence else None, judged.rules.alpha)

    return read


def verdict(test: str, *wanted: Verdict) -> Reader:
    """Whether a test's verdict is one of these."""
    return lambda judged: float(judged.findings[test].verdict in wanted)


def effect_verdict(test: str, name: str, *wanted: Verdict) -> Reader:
    """Whether an effect's verdict is one of these."""
    return lambda judged: float((effect := judged.effect(test, name)) is not None and effect.verdict in wanted)


def reads(test: str, words: str) -> Reader:
    """Whether a test's reading begins with these words."""
    return lambda judged: float(judged.findings[test].reading.startswith(words))


def flagged(test: str, words: str) -> Reader:
    """Whether a test warns in these words."""
    return lambda judged: float(any(words in flag for flag in judged.findings[test].flags))


def where(condition: Callable[[Judged], bool], reader: Reader) -> Reader:
    """What is found in the runs of which something holds; the others give nothing."""
    return lambda judged: reader(judged) if condition(judged) else np.nan


def every(*readers: Reader) -> Reader:
    """Whether all of several things are found in a run."""
    return lambda judged: float(all(reader(judged) for reader in readers))


def covers(test: str, name: str, truth: Truth) -> Reader:
    """Whether an effect's interval holds the truth."""

    def read(judged: Judged) -> float:
        effect = judged.effect(test, name)
        if effect is None or effect.ci95 is None:
            return np.nan
        return float(effect.ci95[0] <= truth(judged) <= effect.ci95[1])

    return read


def error(test: str, name: str, truth: Truth) -> Reader:
    """By how much an estimate misses the truth."""

    def read(judged: Judged) -> float:
        effect = judged.effect(test, name)
        return np.nan if effect is None or effect.estimate is None else effect.estimate - truth(judged)

    return read


def of_steps_alike(first: str, second: str) -> Truth:
    """The difference of two arms over steps like those of a run."""

    def truth(judged: Judged) -> float:
        means = _means(judged.world, judged.design)
        return means[first] - means[second]

    return truth


def of_these_steps(first: str, second: str) -> Truth:
    """The difference of two arms given the feedback of the run's own steps."""

    def truth(judged: Judged) -> float:
        steps = true_effects_of(judged.world, judged.scores.named[judged.run], _DRAWS)
        return float(np.mean([getattr(step, _BY_KIND[first]) - getattr(step, _BY_KIND[second]) for step in steps]))

    return truth


def of_parent(arm: str) -> Truth:
    """An arm's mean over steps like a run's, minus the score of the very prompt that they start from."""

    def truth(judged: Judged) -> float:
        return _means(judged.world, judged.design)[arm] - _parent(
            judged.world, float(judged.scores.parent_effect[judged.run])
        )

    return truth


def _parent(world: World, effect: float) -> float:
    state = read_prompt(seed_prompt(world))
    return float(expected_scores(world, state.present[None], state.free, effect)[0])


@cache
def _means(world: World, design: TwinDesign) -> dict[str, float]:
    return true_arms(world, design, _DRAWS)


def _at_most(value: float | None, alpha: float) -> float:
    return np.nan if value is None else float(value <= alpha)
