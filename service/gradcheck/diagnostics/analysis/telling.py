"""How a test's number is told: in which units, on what it was measured, and what it holds for beyond that.

It owns words about units and scope; what a finding means is said by the test, the sentence is made in `wording`.
"""

from collections.abc import Callable
from typing import Literal

from gradcheck.diagnostics.effects.effect import Effect
from gradcheck.diagnostics.request import Rules
from gradcheck.domain.base import Value
from gradcheck.texts.numbers import count

News = Literal["good", "bad", "neutral", "open"]
Countable = Literal["pairs", "steps", "sets", "runs", "items"]


class Telling(Value, frozen=True, kw_only=True):
    """How the number of a test's claims is told.

    `unit` follows the number, which has a sign where it is `signed`; `on` says what it was measured on and what it
    holds for. More of `counted` narrow its interval, in scope `method` more steps. A unit of it takes `edits` edits of
    each arm.
    """

    unit: str = "in score"
    signed: bool = True
    on: Callable[[Effect, Rules], str]
    counted: Countable = "pairs"
    edits: int = 1


def pairs_of_edits(effect: Effect, rules: Rules) -> str:
    """Pairs of edits of the recorded critiques, or of critiques drawn anew where that was asked for."""
    return _edits(effect, rules, "pairs", redrawn=rules.estimand == "critic_average")


def pairs_of_redrawn(effect: Effect, rules: Rules) -> str:
    """Pairs of edits of a test that always draws its critiques anew."""
    return _edits(effect, rules, "pairs", redrawn=True)


def edits(effect: Effect, rules: Rules) -> str:
    """Edits that are compared with the prompt before them."""
    return _edits(effect, rules, "", redrawn=rules.estimand == "critic_average")


def sets_of_edits(size: int) -> Callable[[Effect, Rules], str]:
    """Sets of so many edits, of which a gate chooses."""

    def told(effect: Effect, rules: Rules) -> str:
        return _edits(effect, rules, f"sets of {size}", redrawn=rules.estimand == "critic_average")

    return told


def of_steps(what: str) -> Callable[[Effect, Rules], str]:
    """Things whose unit is the step, whatever the scope."""

    def told(effect: Effect, _: Rules) -> str:
        return f"on {count(effect.n_pairs)} {what} of {count(effect.n_steps)} steps, for steps like these"

    return told


def of_feedbacks(effect: Effect, _: Rules) -> str:
    """Edits of several critiques of every step."""
    steps = "one step" if effect.n_steps == 1 else f"{count(effect.n_steps)} steps"
    these = "this step" if effect.n_steps == 1 else "these steps"
    return f"on {count(effect.n_pairs)} edits of {steps}, for other critiques and edits of {these} and {_items(effect)}"


def of_runs(effect: Effect, _: Rules) -> str:
    """Whole runs on the same examples."""
    return f"on {count(effect.n_pairs)} runs, for runs like these on the same examples"


def of_items(effect: Effect, _: Rules) -> str:
    """Items of one comparison of two prompts."""
    return f"on {count(effect.n_items)} test items, for these two prompts and items like these"


def _edits(effect: Effect, rules: Rules, units: str, *, redrawn: bool) -> str:
    of = f"{units} of edits" if units == "pairs" else f"{units} edits" if units else "edits"
    on = f"on {count(effect.n_pairs)} {of}"
    steps, these = count(effect.n_steps), "this step" if effect.n_steps == 1 else "these steps"
    if rules.scope == "method":
        return f"{on} at {steps} steps, for steps like these and {_items(effect)}"
    if redrawn:
        at = "" if effect.n_steps == 1 else f" at {steps} steps"
        return f"{on}{at}, each of a critique of its own, for other critiques of {these} and {_items(effect)}"
    if effect.n_steps == 1:
        return f"{on} of one critique, for other edits of it and {_items(effect)}"
    return f"{on} of one critique at each of {steps} steps, for other edits of these and {_items(effect)}"


def _items(effect: Effect) -> str:
    """The items, of which those of a job that may stop early are fixed."""
    items = count(effect.n_items)
    return f"these {items} items" if effect.e_value is not None else f"items like these {items}"
