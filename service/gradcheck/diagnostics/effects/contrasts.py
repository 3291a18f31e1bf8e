"""Contrasts: effects measured on samples, for the rule of verdicts to judge.

The unit of comparisons between arms is the pair of distinct edits of a block, or its step, never the item.
"""

import math
from collections.abc import Sequence
from typing import Literal

import numpy as np
from msgspec.structs import replace
from numpy.typing import NDArray

from gradcheck.diagnostics.effects.effect import Claim, Effect, Equivalence
from gradcheck.diagnostics.effects.room import FewDiffer, few_differ, is_near_bound, means_of, no_room
from gradcheck.diagnostics.effects.samples import Matrix, Samples
from gradcheck.diagnostics.effects.units import Units, compared
from gradcheck.diagnostics.request import Rules
from gradcheck.domain.base import Value
from gradcheck.statistics.edits.assignment import AssignmentTest, identity_test
from gradcheck.statistics.edits.crossed import TwoWayInterval
from gradcheck.statistics.edits.nested import nested_components
from gradcheck.statistics.edits.pairs import FlipTest, cluster_flip, pair_means, sign_flip, two_way_interval
from gradcheck.statistics.edits.power import minimum_detectable_effect, pairs_needed, tost_pairs_needed
from gradcheck.statistics.edits.residuals import edit_effects
from gradcheck.statistics.equivalence import tost
from gradcheck.statistics.permutation import Alternative
from gradcheck.statistics.scores import ROUNDING
from gradcheck.statistics.sequential import confidence_sequence, symmetry_e_process
from gradcheck.statistics.student import TTest

_NO_VARIANCE = "the pairs do not vary, so no error can be estimated"
TWO_WAY = "two-way t"


class Terms(Value, frozen=True, kw_only=True):
    """How a contrast is to be measured: what is claimed, and on which side.

    `early` is set for the contrast at which a job may stop: its error rates then hold at any time. `room` says which
    scores may show that arms near a bound could have scored otherwise: those of `all` prompts on the same items, or of
    the `arms` themselves, for an interaction needs some of them to have moved.
    """

    claim: Claim = "difference"
    alternative: Alternative = "two_sided"
    early: bool = False
    room: Literal["all", "arms"] = "all"


def contrast(samples: Samples, first: str, second: str, rules: Rules, terms: Terms | None = None) -> Effect:
    """Compare two arms block by block. A pair with a side that has no score at all is dropped and counted."""
    sides = (samples.scores[first], samples.scores[second])
    return compare(f"{first} - {second}", *sides, samples, (first, second), rules, terms)


def compare(
    name: str,
    first: Matrix,
    second: Matrix,
    samples: Samples,
    arms: Sequence[str],
    rules: Rules,
    terms: Terms | None = None,
) -> Effect:
    """Compare two matrices of scores of these arms, shape (blocks, items), row by row."""
    return of_differences(name, first - second, (first, second), samples, arms, rules, terms)


def of_differences(
    name: str,
    differences: Matrix,
    sides: Sequence[Matrix],
    samples: Samples,
    arms: Sequence[str],
    rules: Rules,
    terms: Terms | None = None,
) -> Effect:
    """A contrast of several arms, shape (blocks, items), made cell by cell from the scores in `sides`.

    A block without any cell that all of them have is dropped and counted; blocks that share an edit are one unit.
    """
    terms = terms or Terms()
    units = compared(differences, sides, samples, arms)
    test = "sign flip of steps" if rules.scope == "method" else "sign flip of pairs"
    untested = replace(
        _untested(name, "symmetry e-process" if terms.early else f"{test} and {TWO_WAY}", units, rules, terms.claim),
        alternative=terms.alternative,
    )
    obstacle = _obstacle(units, rules, others=terms.room == "all")
    if obstacle is not None:
        return replace(untested, reasons=(obstacle,))
    if is_near_bound(means_of(units.sides), rules.delta) and (few := few_differ(units.differences, units.steps, rules)):
        return _counted(untested, few, units, rules, terms)
    return _measured(untested, units, rules, terms)


def _untested(name: str, test: str, units: Units, rules: Rules, claim: Claim) -> Effect:
    """An effect of which nothing is known but what would be compared."""
    return Effect(
        name=name,
        test=test,
        claim=claim,
        least=rules.delta / 2 if claim == "difference" else 0.0,
        n_pairs=len(units.steps),
        dropped_pairs=units.dropped,
        repeated_pairs=units.repeats,
        n_items=int((~np.isnan(units.differences)).any(axis=0).sum()),
        n_steps=int(np.unique(units.steps).size),
    )


def _obstacle(units: Units, rules: Rules, *, others: bool) -> str | None:
    """Why nothing can be concluded, whatever the effect: too few pairs, steps or items, no room, no variance.

    Arms near a bound that had room, which `others` than themselves may show, can be without variance: what never
    differed is counted.
    """
    if len(units.steps) < 2 and not units.repeats:
        return "fewer than two pairs have scores on both sides"
    if units.too_few is not None:
        return units.too_few
    if rules.scope == "method" and np.unique(units.steps).size < 2:
        return "the pairs are of one step only"
    if (~np.isnan(units.differences)).any(axis=0).sum() < 2:
        return "fewer than two items have scores on both sides"
    means = means_of(units.sides)
    cramped = no_room(means, rules.delta, means_of(units.others) if others else ())
    constant = np.ptp(units.differences[~np.isnan(units.differences)]) == 0
    if cramped is None and constant and not is_near_bound(means, rules.delta):
        return _NO_VARIANCE
    return cramped


def _measured(untested: Effect, units: Units, rules: Rules, terms: Terms) -> Effect:
    interval = two_way_interval(units.differences, units.steps, scope=rules.scope)
    if interval.interval is None:
        return replace(untested, reasons=(_NO_VARIANCE,))
    means = pair_means(units.differences)
    flip, opposite = _flips(means, units.steps, rules, terms.alternative)
    p_value, opposite = _of_items_too(flip, opposite, interval, terms.alternative)
    pair_sd = float(np.std(means, ddof=1))
    measured = replace(
        estimated(untested, interval, rules),
        p_value=p_value,
        p_opposite=opposite,
        p_here=flip.p_value,
        least_p_value=flip.minimum_p,
        se_pairs=interval.se_rows,
        se_items=interval.se_items,
        pair_sd=pair_sd,
    )
    if rules.scope == "this_run":
        measured = replace(measured, minimum_detectable_effect=None)
    if rules.scope == "this_run" and pair_sd > ROUNDING:  # else only items vary, which says nothing of pairs
        measured = replace(
            measured,
            minimum_detectable_effect=minimum_detectable_effect(pair_sd, untested.n_pairs, alpha=rules.alpha),
            pairs_needed=pairs_needed(pair_sd, rules.effect or rules.delta, alpha=rules.alpha),
            pairs_needed_for_equivalence=tost_pairs_needed(pair_sd, rules.delta, alpha=rules.alpha),
        )
    return _at_any_time(measured, means, rules) if terms.early else measured


def _of_items_too(
    flip: FlipTest, opposite: float | None, interval: TwoWayInterval, alternative: Alternative
) -> tuple[float, float | None]:
    """The p-values of a claim and its opposite for items like these too, as the interval is.

    A flip test is about the items that were scored, exactly; Student's t of the interval about others as well. The
    larger of both holds where either does.
    """
    two_sided = 1.0 if interval.p_value is None else interval.p_value
    above = two_sided / 2 if interval.estimate > 0 else 1 - two_sided / 2
    by_side = {"two_sided": two_sided, "greater": above, "less": 1 - above}
    return max(flip.p_value, by_side[alternative]), None if opposite is None else max(opposite, 1 - above)


def _counted(untested: Effect, few: FewDiffer, units: Units, rules: Rules, terms: Terms) -> Effect:
    """An effect near a bound where so few pairs differ that their spread says nothing: equivalence by exact count."""
    means = pair_means(units.differences)
    flip, opposite = _flips(means, units.steps, rules, terms.alternative)
    exact = few.test
    measured = replace(
        untested,
        verdict="inconclusive",
        estimate=float(means.mean()),
        ci95=few.interval95,
        equivalence=Equivalence(delta=rules.delta, p_value=exact.p_value, ci90=exact.interval90),
        p_value=flip.p_value,
        p_opposite=opposite,
        least_p_value=flip.minimum_p,
        pairs_needed_for_equivalence=few.pairs_needed if rules.scope == "this_run" else None,
    )
    if not terms.early:
        return measured
    watched = _at_any_time(measured, means, rules)
    if watched.equivalence is None or watched.equivalence.p_value > exact.p_value:
        return watched
    return replace(watched, equivalence=replace(watched.equivalence, p_value=exact.p_value))


def _flips(
    means: NDArray[np.float64], steps: NDArray[np.int_], rules: Rules, alternative: Alternative
) -> tuple[FlipTest, float | None]:
    """The test in the direction asked for, and the p-value of the other side if that is one-sided."""

    def test(side: Alternative) -> FlipTest:
        if rules.scope == "method":
            return cluster_flip(means, steps, seed=rules.seed, alternative=side)
        return sign_flip(means, seed=rules.seed, alternative=side)

    return test(alternative), None if alternative == "two_sided" else test("less").p_value


def _at_any_time(measured: Effect, means: NDArray[np.float64], rules: Rules) -> Effect:
    """The same effect where the job may have stopped because of it: e-process and confidence sequence.

    The planning deviation was fixed before the data, as the e-process asks of its bets.
    """
    process = symmetry_e_process(means, rules.noise.pair_sd)
    sequence = confidence_sequence(means, rules.noise.pair_sd, level=1 - rules.alpha)
    equal = None
    if sequence is not None:
        inside = -rules.delta < sequence.low and sequence.high < rules.delta
        equal = Equivalence(delta=rules.delta, p_value=rules.alpha if inside else 1.0, ci90=sequence)
    return replace(
        measured, p_value=process.p_value, p_here=None, e_value=process.e_value, ci95=sequence, equivalence=equal
    )


def of_interval(name: str, test: str, interval: TwoWayInterval, rules: Rules) -> Effect:
    """An effect from a two-way interval and Student's t, for contrasts that pair labels do not make exchangeable."""
    effect = Effect(
        name=name,
        test=test,
        n_pairs=interval.n_pairs,
        n_items=interval.n_items,
        n_steps=interval.n_steps,
        least=rules.delta / 2,
    )
    return _by_t(effect, interval, rules)


def _by_t(effect: Effect, interval: TwoWayInterval, rules: Rules) -> Effect:
    if interval.interval is None:
        return replace(effect, reasons=(_NO_VARIANCE,))
    measured = estimated(effect, interval, rules)
    return replace(measured, p_value=interval.p_value, se_pairs=interval.se_rows, se_items=interval.se_items)


def by_interval(
    name: str,
    differences: Matrix,
    sides: Sequence[Matrix],
    samples: Samples,
    arms: Sequence[str],
    rules: Rules,
    *,
    claim: Claim = "difference",
) -> Effect:
    """A contrast with the one prompt before a step's edits, whose label is not exchangeable with theirs.

    Student's t of the two-way interval; shapes, units and dropped blocks as in `of_differences`.
    """
    units = compared(differences, sides, samples, arms)
    effect = _untested(name, TWO_WAY, units, rules, claim)
    obstacle = _obstacle(units, rules, others=False)
    if obstacle is not None:
        return replace(effect, reasons=(obstacle,))
    return _by_t(effect, two_way_interval(units.differences, units.steps, scope=rules.scope), rules)


def over(name: str, after: Matrix, before: Matrix, samples: Samples, arm: str, rules: Rules) -> Effect:
    """An arm's edits against the prompt before them, or the reverse, row by row; matrices of shape (blocks, items)."""
    return by_interval(name, after - before, (after, before), samples, (arm,), rules)


def over_batches(name: str, samples: Samples, arm: str, cells: NDArray[np.bool_], rules: Rules) -> Effect:
    """An arm's edits against the prompt before them on these cells of all steps' minibatches."""
    after, before = (np.where(cells, scores, np.nan) for scores in (samples.crossed[arm], samples.crossed_before()))
    return over(name, after, before, samples, arm, rules)


def of_units(
    name: str, test: str, result: TTest, towards: FlipTest | AssignmentTest, opposite: float, rules: Rules
) -> Effect:
    """An effect over units that are not blocks: batches, whole runs. One-sided, the property predicts more than 0.

    Interval and equivalence are Student's t of the units, the p-value is that of the permutation test `towards`, and
    `opposite` its p-value on the other side.
    """
    untested = Effect(
        name=name,
        test=test,
        least=rules.delta / 2,
        n_pairs=result.n,
        alternative="greater",
        p_value=towards.p_value,
        p_opposite=opposite,
        least_p_value=towards.minimum_p,
    )
    return estimated(untested, result, rules)


def of_spread(untested: Effect, scores: Matrix, groups: NDArray[np.int_], texts: NDArray[np.int_], seed: int) -> Effect:
    """How much edits of different texts of a group differ beyond edits of one text; scores of shape (edits, items).

    No edit of a text is there twice. The standard deviation between texts in a nested analysis, tested by permuting
    edits among the texts of their group.
    """
    try:
        test = identity_test(edit_effects(scores, groups).effects, groups, texts, seed=seed)
        components = nested_components(scores, groups, texts)
    except ValueError as problem:
        return replace(untested, reasons=(str(problem),))
    return replace(
        untested,
        verdict="inconclusive",
        estimate=components.feedback_sd,
        ci95=components.feedback_interval,
        p_value=test.p_value,
        least_p_value=test.minimum_p,
    )


def estimated(effect: Effect, interval: TwoWayInterval | TTest, rules: Rules, margin: float | None = None) -> Effect:
    """The effect with its estimate, interval and equivalence test by Student's t; the margin is delta by default.

    The detectable effect is that of a t-test with this standard error, with 80 % power.
    """
    delta = rules.delta if margin is None else margin
    equal = tost(interval.estimate, interval.se, interval.df, delta)
    units = interval.df + 1
    return replace(
        effect,
        verdict="inconclusive",
        estimate=interval.estimate,
        ci95=interval.interval,
        se=interval.se,
        df=interval.df,
        equivalence=Equivalence(delta=delta, p_value=equal.p_value, ci90=equal.interval90),
        minimum_detectable_effect=minimum_detectable_effect(interval.se * math.sqrt(units), units, alpha=rules.alpha),
    )
