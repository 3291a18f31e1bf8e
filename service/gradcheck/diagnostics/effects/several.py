"""Several contrasts that are one question: each as one of so many, and the largest of them. It measures nothing itself.

After Bonferroni: who picks the largest of several has looked at all of them.
"""

from collections.abc import Sequence

from msgspec.structs import replace

from gradcheck.diagnostics.effects.effect import Effect, at_level, multiplied
from gradcheck.statistics.scores import LEVEL


def as_one_of(effect: Effect, several: int) -> Effect:
    """The effect with p-values and an interval that hold for all of so many together; its equivalence is its own.

    Where an interval was counted and not computed from an error it stays that of the effect alone.
    """
    return replace(at_level(multiplied(effect, several), (1 - LEVEL) / several), one_of=several)


def largest(name: str, effects: Sequence[Effect]) -> tuple[Effect, int]:
    """The effect that most surely lies above 0, by another name, and its place among these, which are one of several.

    It is equivalent to 0 only where all are, so it has the equivalence test that is least sure of it.
    """
    measured = [place for place, effect in enumerate(effects) if effect.estimate is not None]
    if not measured:
        return replace(effects[0], name=name), 0
    place = min(measured, key=lambda place: _order(effects[place]))
    equivalences = [effect.equivalence for effect in effects if effect.equivalence is not None]
    complete = len(equivalences) == len(effects)
    least_sure = max(equivalences, key=lambda each: each.p_value) if complete else None
    return replace(effects[place], name=name, equivalence=least_sure), place


def _order(effect: Effect) -> tuple[bool, float, float]:
    """What lies above 0 first, the surest first; of what lies below, the least sure."""
    estimate, p_value = effect.estimate or 0.0, 1.0 if effect.p_value is None else effect.p_value
    return (estimate <= 0, p_value if estimate > 0 else -p_value, -estimate)
