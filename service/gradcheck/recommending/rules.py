"""The policy as data: which of the measured tasks count for a request, and what goes before what.

It owns the rules and the facts that they hang on. The figures are in `leaderboard.json`.
"""

from typing import Final, Literal

from gradcheck.domain.base import Value

Fact = Literal["no_reaction_seen", "small_optimizer", "free_text"]
Order = Literal["gain", "below"]


class Rule(Value, frozen=True, kw_only=True):
    """What holds for a request of which all facts of `when` are true.

    `tasks` are the measured tasks whose figures count, all where none is named. By `gain` the method with the largest
    mean gain is chosen, by `below` the one with the fewest runs that ended below the given prompt, of equals the one
    with the larger gain. Where `methods` are named the first of them that fits is chosen, whatever the
    figures; they stand in the order of what was measured on a model of that kind. `by_evidence` has the run take over
    only prompts that are shown to be better. `because` says
    why in the reason.
    """

    when: frozenset[Fact] = frozenset()
    tasks: tuple[str, ...] = ()
    order: Order = "gain"
    methods: tuple[str, ...] = ()
    by_evidence: bool = False
    because: str = ""


_HEARD = ("W1", "W5", "W12", "W12-good")
"""Where editors take up some of what they are told, as real ones do: elsewhere a method without one stands out."""

RULES: Final = (
    Rule(
        when=frozenset({"no_reaction_seen"}),
        tasks=("W12-good", "W3"),
        order="below",
        by_evidence=True,
        because="a measurement of headroom saw no reaction to prompts here, so what counts is to do no harm: the "
        "figures are of tasks on which most edits spoil the prompt or differ by luck, and a prompt is taken over by "
        "evidence alone",
    ),
    Rule(
        when=frozenset({"small_optimizer"}),
        tasks=_HEARD,
        methods=("portfolio", "protegi", "opro", "textgrad", "gepa"),
        because="the optimizer's model is small, and simulated tasks do not tell how such a one writes; these gained "
        "something on the embedded model, in this order, where playbooks and blind rewriting gained nothing",
    ),
    Rule(
        when=frozenset({"free_text"}),
        tasks=_HEARD,
        because="answers here are no classes; all figures are of tasks with classes, so read them with care",
    ),
    Rule(tasks=_HEARD),
)
"""The first rule whose facts are all true holds; the last one always does."""


def rule_for(facts: frozenset[Fact]) -> Rule:
    """The rule that holds."""
    return next(rule for rule in RULES if rule.when <= facts)
