"""`python -m bench.costs`: the calls that an answer to "did the feedback matter?" takes at 80 % power, by design.

One critique, a program of one module without a judge, pairs as noisy as plans assume where they know nothing better:
edits that differ by a standard deviation of 0.04, answers that are right half of the time and share nothing. Feedback
beats placebo and none by the same. The e-process is simulated.
"""

import math
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

import numpy as np

from gradcheck.statistics.edits.power import pairs_needed, power_of_each
from gradcheck.statistics.looks import Looks, expected_share
from gradcheck.statistics.sequential import log_e_path

EFFECTS = (0.1, 0.2, 0.3)
_EDIT_SD, _ITEM_SD = 0.04 * math.sqrt(2), math.sqrt(2 * 0.24)
_SHARES = (0.5, 0.75, 1.0)
_ALPHA, _RUNS, _SEED = 0.05, 2000, 1
_ITEMS = range(2, 25)
_POWER = power_of_each(0.5)  # of real over placebo and of real over none


class Cost(NamedTuple):
    """Calls of all pairs, and those that a job that may stop early makes on average."""

    calls: float
    likely: float


def pair_sd(items: int) -> float:
    """The deviation of a pair's mean difference."""
    return math.sqrt(_EDIT_SD**2 + _ITEM_SD**2 / items)


def a_pair(arms: int, items: int, critics: int) -> int:
    """The calls of a pair: an edit and its answers for every arm, and the critics."""
    return arms * (items + 1) + critics


def fixed(effect: float, *, arms: int, items: int, critics: int, alpha: float) -> Cost:
    """So many pairs that both claims are found."""
    pairs = pairs_needed(pair_sd(items), effect, alpha=alpha, power=_POWER)
    calls = pairs * a_pair(arms, items, critics)
    return Cost(calls, calls)


def at_looks(effect: float, *, arms: int, items: int, critics: int) -> Cost:
    """The same pairs with looks at a half and three quarters of them."""
    level = Looks(shares=_SHARES, at=len(_SHARES) - 1).level(_ALPHA)
    most = fixed(effect, arms=arms, items=items, critics=critics, alpha=level)
    pairs = most.calls / a_pair(arms, items, critics)
    return Cost(most.calls, most.calls * expected_share(_SHARES, effect * math.sqrt(pairs) / pair_sd(items)))


def any_time(effect: float, *, arms: int, items: int, critics: int) -> Cost:
    """Pairs until an e-process is decided: those within which it is with this power, and their mean number."""
    sd = pair_sd(items)
    most = 4 * pairs_needed(sd, effect)
    draws = np.random.default_rng(_SEED).normal(effect, sd, (_RUNS, most))
    reached = log_e_path(draws, sd) >= math.log(1 / _ALPHA)
    first = np.where(reached.any(axis=1), reached.argmax(axis=1) + 1, most)
    within = float(np.quantile(first, _POWER))
    each = a_pair(arms, items, critics)
    return Cost(within * each, float(np.minimum(first, within).mean()) * each)


def rows() -> Iterator[tuple[str, list[Cost]]]:
    """The designs with their costs by effect; of the last three the items that cost least."""
    before: dict[str, Any] = {"items": 10, "critics": 0, "alpha": _ALPHA}
    yield "whole ladder, 10 items (before)", [fixed(effect, arms=10, **before) for effect in EFFECTS]
    yield "core with the A/A arm, 10 items (before)", [fixed(effect, arms=4, **before) for effect in EFFECTS]
    now: dict[str, Any] = {"arms": 3, "critics": 1}
    whole = {**now, "alpha": _ALPHA}
    yield "the arms of the verdict, all pairs", [_cheapest(effect, fixed, whole) for effect in EFFECTS]
    yield "the same, three looks (now)", [_cheapest(effect, at_looks, now) for effect in EFFECTS]
    items = 8
    yield f"the same, e-process, {items} items", [any_time(effect, items=items, **now) for effect in EFFECTS]


def _cheapest(effect: float, cost: Callable[..., Cost], given: Mapping[str, Any]) -> Cost:
    return min((cost(effect, items=items, **given) for items in _ITEMS), key=lambda found: found.calls)


def main() -> None:
    """Print the table."""
    print("| design | " + " | ".join(f"effect {effect:g}" for effect in EFFECTS) + " |")
    print("|---|" + "---|" * len(EFFECTS))
    for name, costs in rows():
        cells = [
            f"{cost.calls:,.0f}" + (f" ({cost.likely:,.0f})" if cost.likely < cost.calls else "") for cost in costs
        ]
        print(f"| {name} | {' | '.join(cells)} |")


if __name__ == "__main__":
    main()
