"""What is known, before a run, of how its task reacts to prompts. What measures it is owned by `headroom`."""

from typing import Literal

from gradcheck.domain.base import Value

Reaction = Literal["reacts", "no_reaction_seen", "not_testable"]


class MeasuredHeadroom(Value, frozen=True, kw_only=True):
    """The newest measurement for this data, scoring, prompt and task model: its job, and what it said in words.

    `at_most` is the upper 95 % limit of what the best of `candidates` prompts could gain; null where it was not
    testable.
    """

    id: str
    verdict: Reaction
    said: str
    at_most: float | None
    candidates: int


class KnownHeadroom(Value, frozen=True, kw_only=True):
    """The headroom measured so far, or null, and what measuring it would take: `calls`, and dollars.

    Dollars are those of as many calls of the task's model, null where nobody knows what one of the models costs. Where
    it cannot be measured `calls` are null and `reason` says why.
    """

    measured: MeasuredHeadroom | None
    calls: int | None
    cost_usd: float | None
    reason: str = ""
