"""Effects with where they are, from the same cells that they were measured on. It measures no effect itself."""

from collections.abc import Sequence

import numpy as np
from msgspec.structs import replace

from gradcheck.diagnostics.effects.effect import Effect
from gradcheck.diagnostics.effects.samples import Matrix, Samples
from gradcheck.diagnostics.effects.units import compared
from gradcheck.diagnostics.effects.where import where_of
from gradcheck.diagnostics.request import Rules


def located(effect: Effect, samples: Samples, first: str, second: str, rules: Rules) -> Effect:
    """A contrast of two arms with the items that it helps and harms."""
    return _located(effect, samples.scores[first] - samples.scores[second], (first, second), samples, rules)


def located_after(effect: Effect, samples: Samples, arm: str, rules: Rules) -> Effect:
    """The same for an arm's edits against the prompt before them, whose own noise all edits of a step share.

    How much that is, is known where the prompt before was answered twice.
    """
    if samples.parent.size == 0 or samples.parent.shape[1] < 2:
        return effect
    differences = samples.scores[arm] - samples.before()
    scored = ~np.isnan(differences)
    counts = np.array([scored[samples.steps == step].sum(axis=0) for step in samples.parent_steps])
    shares = counts / np.maximum(counts.sum(axis=0), 1)  # of an item's pairs that are of a step
    noise = np.nan_to_num(np.var(samples.parent, axis=1, ddof=1)) / samples.parent.shape[1]
    return _located(effect, differences, (arm,), samples, rules, np.sum(shares**2 * noise, axis=0))


def _located(
    effect: Effect,
    differences: Matrix,
    arms: Sequence[str],
    samples: Samples,
    rules: Rules,
    shared: Matrix | None = None,
) -> Effect:
    if effect.verdict == "not_testable":
        return effect
    units = compared(differences, (), samples, arms)
    named = samples.material.items if samples.material is not None else ()
    items = named or tuple(str(column) for column in range(differences.shape[1]))
    return replace(effect, where=where_of(units.differences, items, units.steps, rules, shared))
