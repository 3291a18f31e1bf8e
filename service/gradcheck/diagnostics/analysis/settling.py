"""What would settle an open claim: how many units and items, and at about how many calls.

It plans on the noise that was measured, that of items included, which no number of pairs makes smaller.
"""

import math

from msgspec.structs import replace

from gradcheck.diagnostics.analysis.telling import Countable, Telling
from gradcheck.diagnostics.effects.effect import Effect
from gradcheck.diagnostics.request import LEAST_PAIRS, CallsTaken, Rules
from gradcheck.domain.base import Value
from gradcheck.statistics.edits.power import standard_error_needed
from gradcheck.texts.numbers import about, count

_MOST = 1_000_000
_HALF = 0.5  # of the variance that is allowed, for each of units and items where both must be more
_WIDER = 2.8 / 1.96  # an interval that excludes 0 four times in five, over one that does so every other time


class Settling(Value, frozen=True, kw_only=True):
    """What is likely to settle a claim: a new diagnostic with so many `units` in all, of `unit`, and so many `items`.

    With 80 % power if the truth is delta or nothing, and where so much was drawn already, if it is what was seen.
    `items` is null where those that were used will do, `calls` where nobody knows what a unit takes.
    """

    unit: Countable
    units: int
    items: int | None = None
    calls: int | None = None

    @property
    def words(self) -> str:
        """It in words: `37 pairs, about 3,100 calls`."""
        parts = [f"{count(self.units)} {'test items' if self.unit == 'items' else self.unit}"]
        if self.items is not None:
            parts[0] += f" on {count(self.items)} items"
        return ", ".join([*parts, *([] if self.calls is None else [f"about {about(self.calls)} calls"])])


def settling(effect: Effect, telling: Telling, rules: Rules, price: CallsTaken | None) -> Settling | None:
    """What would settle a claim that is open; None where that cannot be told from what was measured."""
    if effect.estimate is None or effect.verdict != "inconclusive":
        return None
    margin = rules.delta if effect.equivalence is None else effect.equivalence.delta
    seen = abs(effect.estimate)
    for size in (margin, max(seen, margin - seen)):
        found = _needed(effect, telling, rules, size)
        if found is not None and (found.items is not None or found.units > _units(effect, telling, rules)):
            return replace(found, calls=_calls(found, effect, telling, rules, price)) if found.units < _MOST else None
    return None


def _needed(effect: Effect, telling: Telling, rules: Rules, size: float) -> Settling | None:
    """Units and items with which an effect of this size is told from none."""
    unit, units = _unit(telling, rules), _units(effect, telling, rules)
    if not effect.se or effect.df is None:
        return _by_count(effect, unit)
    allowed = standard_error_needed(size, effect.df + 1, alpha=rules.alpha / effect.one_of) ** 2
    of_units = effect.se**2 if effect.se_pairs is None else effect.se_pairs**2
    of_items = max(effect.se**2 - of_units, 0.0)
    if of_items <= allowed * _HALF:
        return Settling(unit=unit, units=max(math.ceil(units * of_units / (allowed - of_items)), LEAST_PAIRS))
    return Settling(
        unit=unit,
        units=max(math.ceil(units * of_units / (allowed * _HALF)), LEAST_PAIRS),
        items=math.ceil(effect.n_items * of_items / (allowed * _HALF)),
    )


def _by_count(effect: Effect, unit: Countable) -> Settling | None:
    """Where there is no standard error: what an exact count needs, or how narrow an interval must be."""
    needed = effect.pairs_needed_for_equivalence
    if needed is not None:
        return Settling(unit=unit, units=needed, items=needed if needed > effect.n_items else None)
    if unit == "items" and effect.ci95 is not None and effect.estimate:
        half = (effect.ci95[1] - effect.ci95[0]) / 2
        return Settling(unit=unit, units=math.ceil(effect.n_items * (_WIDER * half / effect.estimate) ** 2))
    return None


def _units(effect: Effect, telling: Telling, rules: Rules) -> int:
    """How many units there were."""
    counts = {"items": effect.n_items, "steps": effect.n_steps}
    return counts.get(_unit(telling, rules), effect.n_pairs)


def _unit(telling: Telling, rules: Rules) -> Countable:
    """What repeats: in scope `method` steps, whatever else they hold."""
    return "steps" if rules.scope == "method" and telling.counted in {"pairs", "sets"} else telling.counted


def _calls(found: Settling, effect: Effect, telling: Telling, rules: Rules, price: CallsTaken | None) -> int | None:
    """What a diagnostic of this test alone takes with so many units and items; more items cost in proportion."""
    if price is None or telling.counted in {"items", "runs"}:
        return None
    pairs = found.units * telling.edits * effect.n_pairs / _units(effect, telling, rules)
    larger = 1.0 if found.items is None else found.items / effect.n_items
    return math.ceil((price.fixed + price.a_pair * pairs) * larger)
