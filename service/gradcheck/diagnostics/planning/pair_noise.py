"""What to plan with before any pair is drawn: how noisy pairs are, and what a run has gained beside selection's luck.

Both come from what is recorded: a run's own edits of one parent in one step, its test, earlier diagnostics' pairs.
"""

import math
from collections import defaultdict
from collections.abc import Iterator
from statistics import fmean, variance

import numpy as np
import scipy
from msgspec.structs import replace

from gradcheck.diagnostics.effects.samples import Matrix, Samples
from gradcheck.diagnostics.effects.units import compared
from gradcheck.diagnostics.material import Material
from gradcheck.diagnostics.planning.recording import CompletedRun
from gradcheck.diagnostics.request import LEAST_PAIRS, Noise
from gradcheck.statistics.edits.by_item import item_effects
from gradcheck.statistics.edits.power import noise_components
from gradcheck.statistics.scores import LEVEL

_EDIT_SD, _CELL_VARIANCE, _SHARE_BETWEEN = 0.04, 0.24, 0.5
_LEAST_ITEMS, _LEAST_POOL, _LEAST_ANSWER_VARIANCE = 8, 5, 0.05
_FIRST = (("real", "real_again"), ("real", "placebo"), ("redrawn", "wrong_labels"), ("real", "none"))


def at_items(noise: Noise, items: int) -> Noise:
    """The noise of pairs that are scored on so many items each."""
    pair_sd = math.sqrt(noise.edit_sd**2 + noise.item_sd**2 / max(items, 1))
    if noise.pairs < 2:
        return replace(noise, pair_sd=pair_sd)
    freedom = noise.pairs - 1
    tails = (scipy.special.chdtri(freedom, (1 + side * LEVEL) / 2) for side in (-1, 1))
    low, high = (pair_sd * math.sqrt(freedom / float(tail)) for tail in tails)
    return replace(noise, pair_sd=pair_sd, ci95=(low, high))


def planned_noise(ran: CompletedRun, effect: float) -> Noise:
    """The noise of pairs before any is drawn, for `at_items`, where they have this effect.

    That of the run's own edits where there are six independent pairs of one step, one parent and eight common items;
    else a guess: edits that differ by a standard deviation of 0.04, and answers that share nothing, one right as often
    as the given prompt's, the other as often as the winner's. How an effect differs between items is guessed in any
    case: by half of what it were if it were whole on some items and nothing on the others.
    """
    rows = list(_siblings(ran))
    names = sorted({name for row in rows for name in row})
    matrix = np.array([[row.get(name, np.nan) for name in names] for row in rows])
    found = _components(matrix) if len(rows) >= LEAST_PAIRS else None
    noise = _assumed(ran) if found is None else replace(found, basis="run")
    return replace(noise, effect_sd=_SHARE_BETWEEN * math.sqrt(effect * (1 - effect)))


def answer_sd(ran: CompletedRun) -> float:
    """By how much one answer of the given prompt to an item varies, if it is right as often as validation saw."""
    scored = ran.result.validation if ran.result is not None else {}
    share = scored["baseline"].score if "baseline" in scored else 0.5
    return math.sqrt(max(share * (1 - share), _LEAST_ANSWER_VARIANCE))


def measured_noise(material: Material) -> Noise | None:
    """The noise of an earlier diagnostic's pairs; None where it has too few, or none that vary."""
    samples = Samples.of(material)
    arms = next((pair for pair in _FIRST if set(pair) <= samples.scores.keys()), None)
    if arms is None:
        return None
    sides = [samples.scores[arm] for arm in arms]
    units = compared(sides[0] - sides[1], sides, samples, arms)
    noise = _components(units.differences) if len(units.steps) >= LEAST_PAIRS else None
    if noise is None:
        return None
    try:
        return replace(noise, effect_sd=item_effects(units.differences, margin=0.0).sd)
    except ValueError:  # too few pairs an item to tell items apart
        return noise


def debiased_gain(ran: CompletedRun) -> float:
    """What a run has gained, without what selection adds: as its test measured it, else what validation would say anew.

    There the winner's lead over the usual candidate is shrunken by what noise explains of how candidates differ
    (empirical Bayes; Efron and Morris 1975, "Data analysis using Stein's estimator and its generalizations").
    """
    result = ran.result
    if result is not None and result.test.difference is not None:
        return result.test.difference.estimate
    scored = result.validation if result is not None else {}
    if not {"best", "baseline"} <= scored.keys():
        return 0.0
    gain = scored["best"].score - scored["baseline"].score
    pool = {entry.candidate: entry for step in ran.steps if step.selection for entry in step.selection.pool}
    known = [(entry.score, entry.n) for entry in pool.values() if entry.score is not None and entry.n]
    if len(known) < _LEAST_POOL:
        return gain
    scores = [score for score, _ in known]
    noise = fmean(score * (1 - score) / n for score, n in known)
    spread = variance(scores)
    kept = max(0.0, spread - noise) / spread if spread > 0 else 0.0
    usual = fmean(scores) - scored["baseline"].score
    return usual + kept * (gain - usual)


def _assumed(ran: CompletedRun) -> Noise:
    scored = ran.result.validation if ran.result is not None else {}
    cells = [scored[name].score * (1 - scored[name].score) for name in ("baseline", "best") if name in scored]
    variance_of_two = max(sum(cells), _CELL_VARIANCE) if len(cells) == 2 else 2 * _CELL_VARIANCE
    return Noise(pair_sd=0.0, basis="assumed", edit_sd=_EDIT_SD * math.sqrt(2), item_sd=math.sqrt(variance_of_two))


def _siblings(ran: CompletedRun) -> Iterator[dict[str, float]]:
    """Differences by validation example of two edits of one parent in one step, each edit in one of them at most."""
    scores: dict[str, dict[str, float]] = defaultdict(dict)
    validation = {example.id for example in ran.plan.examples if example.split == "validation"}
    for rollout in ran.rollouts:
        if rollout.score is not None and rollout.sample == 0 and rollout.example in validation:
            scores[rollout.candidate].setdefault(rollout.example, rollout.score)
    for step in ran.steps:
        families: dict[tuple[str, ...], list[str]] = defaultdict(list)
        for candidate in step.candidates:
            if candidate.parents:
                families[candidate.parents].append(candidate.id)
        for family in families.values():
            for first, second in zip(family[::2], family[1::2], strict=False):
                common = scores[first].keys() & scores[second].keys()
                if len(common) >= _LEAST_ITEMS:
                    yield {name: scores[first][name] - scores[second][name] for name in common}


def _components(differences: Matrix) -> Noise | None:
    """The noise of pairs with these differences, None where they do not vary."""
    try:
        found = noise_components(differences)
    except ValueError:  # no pair has two items
        return None
    noise = Noise(
        pair_sd=found.pair_sd, basis="measured", edit_sd=found.edit_sd, item_sd=found.item_sd, pairs=len(differences)
    )
    return noise if found.item_sd > 0 else None
