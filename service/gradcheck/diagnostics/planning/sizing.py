"""How large a diagnostic is: the cheapest that finds its effect, or the best that its calls allow.

Pairs are what a verdict rests on; items make each of them less noisy. Which mix is best follows from the noise of edits
and of scoring them, and from what a pair costs beside its items.
"""

import math
from bisect import bisect_left
from collections.abc import Sequence

from msgspec.structs import replace

from gradcheck.diagnostics.plan import DiagnosticPlan
from gradcheck.diagnostics.planning.calls import (
    allowed_variance,
    detectable,
    expected_calls,
    is_enough,
    item_variance,
)
from gradcheck.diagnostics.planning.pair_noise import at_items
from gradcheck.diagnostics.registry import DIAGNOSTICS
from gradcheck.diagnostics.request import LEAST_PAIRS, Stopping
from gradcheck.domain.base import Value
from gradcheck.domain.seeds import stream

REPLICATES = 8
_SIZES = (2, 3, 4, 5, 6, 8, 10, 12, 16, 20, 24, 32, 48, 64, 100)
_LEAST_LOOK, _LEAST_TO_LOOK = 9, 12  # so few pairs cannot reach the level of an early look
_MOST_REPLICATES = 2**20
MOST_PAIRS = 100_000  # of a job, which holds them all in memory


class Design(Value, frozen=True, kw_only=True):
    """How many pairs are drawn, on how many of so many probe items each is scored, and about the calls of all."""

    pairs: int
    items_per_pair: int
    probe: int
    calls: int


def sized(
    plan: DiagnosticPlan, replicates: int | None, items_per_pair: int | None, calls: int | None
) -> DiagnosticPlan:
    """The plan with its replicates and items; what is None is chosen, within so many calls where there is a number.

    Where not even the fewest pairs fit on all steps, steps are drawn by seed; where that does not help, the smallest
    design stands, which takes more.
    """
    if replicates is not None or calls is None or not plan.recorded:
        return _with(plan, replicates or _whole(plan, REPLICATES), items_per_pair or len(plan.items))
    each = [items_per_pair] if items_per_pair is not None else _choices(plan)
    designs = [_best(plan, items, calls) for items in each]
    while not any(designs) and plan.rules.scope == "this_run" and len(plan.recorded) > LEAST_PAIRS:
        plan = _fewer_steps(plan)
        designs = [_best(plan, items, calls) for items in each]
    fitting = [design for design in designs if design is not None]
    if not fitting:
        return _with(plan, _whole(plan, 1), min(each))
    enough = [design for design in fitting if is_enough(design)]
    if enough:
        return min(enough, key=_calls)
    return min(fitting, key=lambda design: detectable(design) or 1.0)


def needed_design(plan: DiagnosticPlan) -> Design | None:
    """The cheapest design that finds the plan's effect, whatever it costs; None where nothing is scored.

    With more probe items than there are, where items differ so much in the effect that no number of pairs would do.
    """
    if not plan.recorded or detectable(plan) is None:
        return None
    designs = [_best(plan, items) for items in _choices(plan)]
    enough = [design for design in designs if design is not None and is_enough(design)]
    if not enough:
        return min((_with_more_items(plan, items) for items in _choices(plan)), key=lambda design: design.calls)
    best = min(enough, key=_calls)
    pairs = len(best.recorded) * best.replicates
    return Design(pairs=pairs, items_per_pair=best.pair_items, probe=len(best.items), calls=_calls(best))


def _with_more_items(plan: DiagnosticPlan, items: int) -> Design:
    """Pairs and probe items that each bring half of the variance with which the effect is found."""
    allowed = allowed_variance(plan) / 2
    noise = at_items(plan.rules.noise, items)
    pairs = max(math.ceil(noise.pair_sd**2 / allowed), LEAST_PAIRS)
    one, two = (_calls(_with(plan, replicates, items)) for replicates in (1, 2))
    calls = one + (two - one) * (pairs / len(plan.recorded) - 1)
    probe = max(math.ceil(item_variance(plan) / allowed), len(plan.items))
    return Design(pairs=pairs, items_per_pair=items, probe=probe, calls=math.ceil(calls))


def looks_of(stop: Stopping, tests: Sequence[str], scope: str, pairs: int) -> tuple[int, ...]:
    """After how many pairs a job may stop: a half, three quarters, all. Steps, sets and few pairs are not looked at."""
    whole = scope == "method" or any(DIAGNOSTICS[name].sets > 1 for name in tests)
    if stop != "looks" or whole or pairs < _LEAST_TO_LOOK:
        return ()
    early = (-(-pairs // 2), -(-3 * pairs // 4))
    return (*(look for look in early if look >= _LEAST_LOOK), pairs)


def _with(plan: DiagnosticPlan, replicates: int, items: int) -> DiagnosticPlan:
    """The plan of this size."""
    noise = at_items(plan.rules.noise, replace(plan, items_per_pair=items).pair_items)
    looks = looks_of(plan.rules.stop, plan.rules.tests, plan.rules.scope, len(plan.recorded) * replicates)
    return replace(
        plan, replicates=replicates, items_per_pair=items, rules=replace(plan.rules, noise=noise, looks=looks)
    )


def _choices(plan: DiagnosticPlan) -> list[int]:
    """The numbers of items a pair to choose from: all where pairs are compared with each other on the same items."""
    most = len(plan.items)
    if all(DIAGNOSTICS[name].rotates for name in plan.rules.tests):
        return [size * plan.classes for size in _SIZES if size * plan.classes < most] + [most]
    return [most]


def _best(plan: DiagnosticPlan, items: int, calls: int | None = None) -> DiagnosticPlan | None:
    """The plan with the fewest replicates that find its effect, or the most that fit; None where none fits."""

    def of(replicates: int) -> DiagnosticPlan:
        return _with(plan, replicates, items)

    least, sets = _whole(plan, 1), _sets(plan)
    most = _MOST_REPLICATES if calls is None else max(min(calls, MOST_PAIRS) // len(plan.recorded), least)
    choices = range(least, most + 1, sets)
    if calls is not None:
        choices = choices[: bisect_left(choices, True, key=lambda replicates: _calls(of(replicates)) > calls)]
    if not choices:
        return None
    scored = bool(plan.needs.scored)
    first = bisect_left(choices, True, key=lambda each: is_enough(of(each)) if scored else each >= REPLICATES)
    return of(choices[min(first, len(choices) - 1)])


def _whole(plan: DiagnosticPlan, replicates: int) -> int:
    """So many replicates at least, of which every step has the same whole sets and all together enough pairs."""
    sets = _sets(plan)
    return -(-max(replicates, -(-LEAST_PAIRS // max(len(plan.recorded), 1))) // sets) * sets


def _sets(plan: DiagnosticPlan) -> int:
    return math.lcm(*(DIAGNOSTICS[name].sets for name in plan.rules.tests))


def _fewer_steps(plan: DiagnosticPlan) -> DiagnosticPlan:
    """The plan on half of its steps, drawn by seed."""
    size = max(len(plan.recorded) // 2, LEAST_PAIRS)
    chosen = stream(plan.rules.seed, "steps", size).permutation(len(plan.recorded))[:size]
    return replace(plan, recorded=tuple(plan.recorded[place] for place in sorted(chosen.tolist())))


def _calls(plan: DiagnosticPlan) -> int:
    return expected_calls(plan, plan.needs).total
