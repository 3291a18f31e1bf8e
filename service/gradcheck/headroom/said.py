"""The verdict on headroom in words: what was measured, with its limits, and what would settle what is open."""

from collections.abc import Sequence

from gradcheck.headroom.measured import HeadroomResult, Sight, Spread
from gradcheck.statistics.prompts.gain import BestGain

_SHOWN = 0.005


def not_testable(reasons: Sequence[str]) -> str:
    """The sentence of a measurement that says nothing, with why."""
    return f"Not testable: {'; '.join(reasons)}."


def put_in_words(result: HeadroomResult) -> str:
    """The verdict of a measurement that was tested."""
    spread, gain = result.spread, result.gain
    if spread is None or gain is None or result.validation is None or result.test is None:
        return not_testable(result.reasons)
    found = "The task reacts to prompts" if result.verdict == "reacts" else "No reaction to prompts was seen"
    sentences = [
        f"{found}: {_spread(spread)}.",
        f"{_gain(gain, result)}.",
        f"{_sight(gain, result.test, result.validation)}.",
        *_choice(gain, result.validation),
        *_open(result),
        *_controls(result),
    ]
    return " ".join(sentences)


def _spread(spread: Spread) -> str:
    low, high = spread.ci90
    return (
        f"{spread.prompts} prompts on {spread.items} items spread by {spread.sd:.2f} [{low:.2f}, {high:.2f}] where the "
        f"items alone make {spread.noise_sd:.2f} (p = {spread.p_value:.2g})"
    )


def _gain(gain: BestGain, result: HeadroomResult) -> str:
    """What prompts written without feedback could gain, which is no bound on those that feedback would lead to."""
    score = "" if result.given is None else f" over the given one's {result.given.score:.2f}"
    best = f"The best of {gain.candidates} prompts like these, written without feedback, could gain at most"
    return f"{best} +{gain.at_most:.2f}{score}; feedback may find others"


def _sight(gain: BestGain, test: Sight, validation: Sight) -> str:
    """What a run could be seen to gain."""
    name, sight = ("test", test) if test.items else ("validation", validation)
    if sight.detectable is None:
        return f"The {sight.items} examples of {name} are too few to show any gain"
    if gain.room < sight.detectable:
        room = f"Above it there is room for +{gain.room:.2f} at most, whatever the prompt"
        seen = f"the {sight.items} examples of {name} can show +{sight.detectable:.2f} or more"
        return f"{room}, and {seen}: no run could be seen to gain"
    shown = f"The {sight.items} examples of {name} can show +{sight.detectable:.2f} or more"
    if gain.at_most < sight.detectable:
        return f"{shown}, so that could not be seen"
    return shown


def _choice(gain: BestGain, validation: Sight) -> list[str]:
    """What a run's own scores would show, whatever its prompts do."""
    if not validation.from_nothing:
        return []
    where = f"the best of {gain.candidates} on the {validation.items} examples of validation"
    return [f"Choosing {where} shows about +{validation.from_nothing:.2f} from nothing."]


def _open(result: HeadroomResult) -> list[str]:
    """What would settle a question that is open."""
    settled_by = result.settled_by
    if settled_by is None:
        return []
    there = "" if settled_by.possible else ", more than there are"
    cost = f"{settled_by.items} items{there}, with about {settled_by.calls:,} calls"
    return [f"A spread that could be seen would be found on {cost}."]


def _controls(result: HeadroomResult) -> list[str]:
    """What leaving out the instruction does, and asking again."""
    sentences, without = [], result.without_instruction
    if without is not None:
        low, high = without.ci95
        sentences.append(
            f"Without its instruction the prompt scores {without.estimate:+.2f} [{low:+.2f}, {high:+.2f}]."
        )
    if result.changed is not None and result.changed > _SHOWN:
        sentences.append(f"Asked again, the given prompt scores otherwise on {result.changed:.0%} of the items.")
    return sentences
