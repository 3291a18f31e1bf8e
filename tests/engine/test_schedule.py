"""The room that a step's requests get in the budget, by itself: no run, no calls."""

from collections.abc import Awaitable, Callable

from gradcheck.domain.call import Spend
from gradcheck.engine.schedule import Schedule
from gradcheck.llm.budget import Caps, PlannedAccount


def spend(tokens: int) -> Spend:
    return Spend(calls=1, tokens=tokens, cost_micro_usd=0)


class Step:
    """A step of ten calls of at most ten tokens each in the usual case, which cost one; `tokens` is the budget."""

    def __init__(self, tokens: int) -> None:
        self.unpaid = Spend()
        self.account = PlannedAccount(Caps(tokens=tokens))
        self.schedule = Schedule(
            self.account,
            calls=10,
            a_call=spend(10),
            settle=self.settle,
            asks=lambda _: None,
            barrier=lambda _: None,
        )

    def settle(self) -> Spend:
        spent, self.unpaid = self.unpaid, Spend()
        return spent

    def ask(self, worst: int, cost: int = 1) -> Awaitable[bool]:
        """Whether there is room for a call."""
        (path,) = self.schedule.branch.paths()
        return self.schedule.ask(path, [spend(worst)], self.call(cost))

    def call(self, cost: int) -> Callable[[int], Awaitable[bool]]:
        async def start(fitting: int) -> bool:
            self.unpaid += spend(cost) * fitting
            return fitting == 1

        return start

    async def close(self) -> None:
        await self.schedule.close()
        self.schedule.leave()


async def test_a_call_dearer_than_most_gets_what_its_step_has_not_used() -> None:
    step = Step(tokens=120)
    assert [await step.ask(10), await step.ask(10), await step.ask(90)] == [True, True, True]
    await step.close()
    assert step.schedule.exhausted is None
    assert step.account.settled.tokens == 3
    assert step.account.reserved == Spend()


async def test_what_follows_such_a_call_waits_for_its_own_room() -> None:
    step = Step(tokens=120)
    assert await step.ask(90, cost=90)
    assert [await step.ask(10) for _ in range(5)] == [True] * 5
    first, second = step.ask(20), step.ask(10)
    assert [await first, await second] == [True, False]
    await step.close()
    assert step.schedule.exhausted == "budget_tokens"
    assert step.account.settled.tokens == 96


async def test_a_dear_call_with_room_beside_its_step_takes_nothing_from_it() -> None:
    step = Step(tokens=200)
    assert await step.ask(90, cost=90)
    assert step.schedule.fits
    assert [await step.ask(10) for _ in range(10)] == [True] * 10
    await step.close()
    assert step.account.settled.tokens == 100
