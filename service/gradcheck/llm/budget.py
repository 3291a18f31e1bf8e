"""A job's two accounts under the same caps.

The planned account reserves the worst case of a stage's items in their canonical order and settles at barriers what
the calls cost when they were first made: it is deterministic, so a replay starts the same items. The actual account
counts every attempt, lost ones at their reservation: it is the hard stop, and its trips are journaled.
"""

from collections.abc import Sequence

from msgspec import Struct
from msgspec.structs import replace

from gradcheck.domain.base import Value
from gradcheck.domain.call import MICRO, Spend
from gradcheck.domain.run import Budget, BudgetReason


class Caps(Value, frozen=True, kw_only=True):
    """The caps of a budget in whole units; None is no cap."""

    calls: int | None = None
    tokens: int | None = None
    cost_micro_usd: int | None = None
    seconds: float | None = None

    @classmethod
    def of(cls, budget: Budget) -> "Caps":
        """The caps a caller wrote."""
        cost = None if budget.max_cost_usd is None else round(budget.max_cost_usd * MICRO)
        return cls(calls=budget.max_calls, tokens=budget.max_tokens, cost_micro_usd=cost, seconds=budget.max_seconds)

    def within(self, calls: int | None) -> "Caps":
        """These caps, and no more calls than so many."""
        known = [cap for cap in (self.calls, calls) if cap is not None]
        return replace(self, calls=min(known, default=None))

    def less(self, spend: Spend) -> "Caps":
        """The caps of what is left beside this spend."""
        pairs = ((self.calls, spend.calls), (self.tokens, spend.tokens), (self.cost_micro_usd, spend.cost_micro_usd))
        calls, tokens, cost = (None if cap is None else max(cap - spent, 0) for cap, spent in pairs)
        return replace(self, calls=calls, tokens=tokens, cost_micro_usd=cost)

    def covers(self, bound: Spend, spend: Spend) -> bool:
        """Whether a spend is within a bound in every unit that has a cap."""
        return (
            (self.calls is None or spend.calls <= bound.calls)
            and (self.tokens is None or spend.tokens <= bound.tokens)
            and (self.cost_micro_usd is None or spend.cost_micro_usd <= bound.cost_micro_usd)
        )

    def exceeded(self, spend: Spend) -> BudgetReason | None:
        """The finish reason of the first cap that this spend is over."""
        if self.calls is not None and spend.calls > self.calls:
            return "budget_calls"
        if self.tokens is not None and spend.tokens > self.tokens:
            return "budget_tokens"
        if self.cost_micro_usd is not None and spend.cost_micro_usd > self.cost_micro_usd:
            return "budget_cost"
        return None


class PlannedAccount(Struct):
    """What may be started."""

    caps: Caps
    settled: Spend = Spend()
    reserved: Spend = Spend()

    @property
    def capped(self) -> bool:
        """Whether anything but time has a cap."""
        return {self.caps.calls, self.caps.tokens, self.caps.cost_micro_usd} != {None}

    def covers(self, bound: Spend, spend: Spend) -> bool:
        """Whether a spend is within a bound in all that has a cap."""
        return self.caps.covers(bound, spend)

    def reserve(self, items: Sequence[Spend]) -> tuple[int, str | None]:
        """Reserve as many items as fit, in order: how many, and what stopped the rest."""
        for position, item in enumerate(items):
            reason = self.caps.exceeded(self.settled + self.reserved + item)
            if reason is not None:
                return position, reason
            self.reserved += item
        return len(items), None

    def settle(self, reserved: Spend, spent: Spend) -> None:
        """Replace a reservation by what its calls cost."""
        self.reserved -= reserved
        self.settled += spent


class ActualAccount(Struct):
    """What was spent, with attempts under way at their reservation."""

    caps: Caps
    total: Spend

    def refusal(self, reservation: Spend, active_s: float) -> BudgetReason | None:
        """Why an attempt may not start, or None."""
        return "budget_seconds" if self.late(active_s) else self.caps.exceeded(self.total + reservation)

    def late(self, active_s: float) -> bool:
        """Whether the job's seconds are used up."""
        return self.caps.seconds is not None and active_s >= self.caps.seconds

    def begin(self, reservation: Spend) -> None:
        """An attempt starts."""
        self.total += reservation

    def end(self, reservation: Spend, spent: Spend) -> None:
        """An attempt ended, and this is what it cost."""
        self.total += spent - reservation
