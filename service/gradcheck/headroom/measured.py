"""What a measurement of headroom has found, with every text and score that it rests on."""

from msgspec import field

from gradcheck.domain.base import Value
from gradcheck.domain.headroom import Reaction
from gradcheck.domain.run import Difference, FailedCalls, Scored, Usage
from gradcheck.statistics.prompts.gain import BestGain

RULES_VERSION = 1
"""Of the rules that give verdicts: raised with them, so that older results can be told apart."""


class ScoredPrompt(Value, frozen=True, kw_only=True):
    """A prompt with its scores by item, in the result's order of items; null where a call failed.

    `kind` is the template that wrote it, `given`, or `minimal` without an instruction. Only those that `counts` says
    are compared: not that control, nor one that lacks more than a tenth of its items.
    """

    name: str
    kind: str
    components: dict[str, str]
    scores: tuple[float | None, ...]
    score: Scored | None
    counts: bool


class Spread(Value, frozen=True, kw_only=True):
    """How far prompts spread: `sd` between their expected scores, with two limits of 95 % in `ci90`.

    `noise_sd` is what the items alone make of a prompt's mean, `p_value` of the hypothesis that prompts do not differ
    beyond it; `detectable` the spread that would be found with 80 % power. In `telling` items prompts differ at all.
    """

    sd: float
    ci90: tuple[float, float]
    noise_sd: float
    p_value: float
    detectable: float | None
    prompts: int
    items: int
    telling: int


class Sight(Value, frozen=True, kw_only=True):
    """What a split can see: `detectable` is the gain that a paired test finds with 80 % power; null on too few items.

    `from_nothing` is the gain that the best of all candidates would show there by choice alone, where none differs.
    """

    items: int
    detectable: float | None
    from_nothing: float | None = None


class SettlingItems(Value, frozen=True, kw_only=True):
    """What would settle an open question: so many items in all, the calls of a measurement on them.

    `possible` says whether the data has as many.
    """

    items: int
    calls: int
    possible: bool


class HeadroomResult(Value, frozen=True, kw_only=True):
    """Whether the task reacts to prompts, and what a run of it could at most be seen to gain.

    `said` is the verdict in words, `reasons` are why it could not be tested. `gain` is of the best of so many prompts
    like those written. `without_instruction` is the difference that leaving out the whole instruction makes, `changed`
    the share of items on which the given prompt scores otherwise when it is asked again; null where it was not.
    """

    verdict: Reaction
    said: str
    reasons: tuple[str, ...] = ()
    given: Scored | None
    spread: Spread | None = None
    gain: BestGain | None = None
    validation: Sight | None = None
    test: Sight | None = None
    without_instruction: Difference | None = None
    changed: float | None = None
    settled_by: SettlingItems | None = None
    prompts: tuple[ScoredPrompt, ...]
    items: tuple[str, ...]
    rejected: dict[str, int] = field(default_factory=dict)
    usage: Usage = field(default_factory=dict)
    failures: tuple[FailedCalls, ...] = ()
    rules_version: int = RULES_VERSION
