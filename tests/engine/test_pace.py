"""The share of a run that is done: learned from its steps, cut by its budget, the test still to come."""

import math
from typing import Any

import pytest

from gradcheck.domain.call import Spend
from gradcheck.engine.pace import Expected, Pace, Taken
from gradcheck.llm.budget import Caps

NO_CAPS, NOTHING = Caps(), Spend()


class Run:
    """A run whose calls are counted by hand."""

    def __init__(self, caps: Caps = NO_CAPS, **changes: float) -> None:
        sizes: dict[str, Any] = {"seed": 10, "test": 20, "rounds": 1, "steps": 4, **changes}
        first, step = sizes.pop("first", 100), sizes.pop("step", 100)

        def of_step(number: int) -> int:
            return int(first if number == 1 else step)

        self.calls = self.sent = 0
        self.seconds = 0.0
        self.pace = Pace(Expected(of_step=of_step, **sizes), caps, self.taken)

    def taken(self) -> Taken:
        return Taken(calls=self.calls, sent=self.sent, seconds=self.seconds)

    def step(self, calls: int, seconds: float = 0.0, *, known: bool = False) -> None:
        self.pace.begin()
        self.calls += calls
        self.sent += 0 if known else calls
        self.seconds += seconds
        self.pace.end()

    def left(self) -> float | None:
        return self.pace.forecast(NOTHING, NOTHING, self.seconds).seconds_left

    def expected(self, used: Spend = NOTHING, held: Spend = NOTHING, seconds: float = 0.0) -> int:
        return self.pace.forecast(used, held, seconds).calls

    def share(self) -> float:
        return self.pace.forecast(NOTHING, NOTHING, 0.0).share


def test_steps_take_what_steps_have_taken_and_not_what_formulas_say() -> None:
    run = Run()
    run.step(10)
    assert run.expected() == 10 + 4 * 80 + 20
    run.step(30)
    assert run.expected() == 10 + 4 * 30 + 20
    run.step(50)
    assert run.expected() == 10 + 4 * 40 + 20


def test_a_step_of_twice_the_formula_is_expected_to_take_twice_as_much() -> None:
    run = Run(first=100, step=200)
    run.step(10)
    run.step(50)
    assert run.expected() == 10 + 50 + 3 * 100 + 20


def test_the_time_left_is_that_of_the_steps_that_were_timed_and_of_a_test_like_the_seeds_score() -> None:
    run = Run()
    run.step(10, 1.0)
    run.step(100, 50.0)
    run.step(100, 20.0)
    assert run.left() == 2 * 20 + 2 * 1


def test_the_step_under_way_is_left_by_its_own_time() -> None:
    run = Run(steps=2)
    run.step(10, 1.0)
    run.step(100, 20.0)
    run.pace.begin()
    run.seconds += 5
    assert run.left() == 15 + 2


def test_a_later_step_of_twice_the_calls_takes_twice_the_time_of_the_first() -> None:
    run = Run(first=100, step=200)
    run.step(10, 1.0)
    run.step(80, 20.0)
    assert run.left() == 3 * 40 + 2


def test_steps_of_known_answers_say_nothing_of_time() -> None:
    run = Run()
    run.step(10, 1.0, known=True)
    run.step(80, 0.0, known=True)
    run.seconds += 9
    share = run.share()
    assert run.left() == pytest.approx(10 * (1 - share) / share)


def test_what_has_hardly_begun_says_nothing_of_time() -> None:
    run = Run(steps=1000)
    run.calls, run.seconds = 1, 30.0
    assert 0 < run.share() < 0.01
    assert run.left() is None


def test_the_time_left_of_a_test_is_by_what_it_took_so_far() -> None:
    run = Run()
    run.step(10, 1.0)
    run.pace.test(40)
    assert run.left() is None
    run.calls += 10
    run.seconds += 3
    assert run.left() == 9


def test_a_step_that_asked_nothing_says_nothing_of_later_ones() -> None:
    run = Run()
    run.step(10)
    run.step(0)
    run.step(40)
    assert run.expected() == 50 + 2 * 40 + 20


def test_what_a_step_has_set_out_to_do_is_expected_of_it() -> None:
    run = Run(steps=1)
    run.step(10)
    run.pace.begin()
    run.pace.ask(150)
    assert run.expected() == 10 + 150 + 20


@pytest.mark.parametrize(
    ("caps", "used", "seconds"),
    [
        (Caps(calls=220), Spend(calls=100), 0.0),
        (Caps(tokens=2200), Spend(tokens=1000), 0.0),
        (Caps(cost_micro_usd=2200), Spend(cost_micro_usd=1000), 0.0),
        (Caps(seconds=20.0), Spend(), 10.0),
    ],
)
@pytest.mark.parametrize("steps", [50, math.inf])
def test_the_largest_use_of_a_budget_ends_the_run(caps: Caps, used: Spend, seconds: float, steps: float) -> None:
    run = Run(caps, steps=steps)
    run.step(10)
    run.step(90)
    held = Spend(calls=20, tokens=200, cost_micro_usd=200)
    assert run.expected(used, held, seconds) == 100 + 100 + 20
    assert run.pace.forecast(used, held, seconds).share == pytest.approx(0.47, abs=0.03)


def test_a_budget_that_is_not_needed_changes_nothing() -> None:
    run = Run(Caps(calls=10_000))
    run.step(10)
    run.step(30)
    assert run.expected(Spend(calls=40)) == 150


def test_the_test_is_part_of_the_whole_and_known_once_it_begins() -> None:
    run = Run(steps=1)
    run.step(10)
    run.step(60)
    assert run.share() < 0.9
    run.pace.test(10)
    run.calls += 5
    assert run.expected() == 80
    assert run.share() == pytest.approx((75 / 80 + 2.5 / 3) / 2)
    run.calls += 5
    assert run.share() == 1.0


def test_turns_of_several_steps_are_followed() -> None:
    run = Run(steps=100)
    run.step(10)
    run.pace.turn(0, 5)
    for _ in range(3):
        run.step(40)
    run.pace.turn(1, 5)
    assert run.expected() == 130 + 40 * 2 + 20
    run.step(40)
    run.pace.turn(2, 5)
    run.step(40)
    run.pace.turn(3, 5)
    assert run.expected() == 210 + 40 * 1 + 20


def test_a_share_never_leaves_its_bounds() -> None:
    run = Run()
    assert run.share() == 0.0
    for _ in range(12):
        run.step(500)
        assert 0.0 <= run.share() <= 1.0
