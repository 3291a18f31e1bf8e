"""The two accounts of a job under the same caps."""

from gradcheck.domain.call import Spend
from gradcheck.domain.run import Budget
from gradcheck.llm.budget import ActualAccount, Caps, PlannedAccount

ONE = Spend(calls=1, tokens=10, cost_micro_usd=100)


def test_items_are_reserved_in_order_as_far_as_they_fit_and_the_reason_is_named() -> None:
    planned = PlannedAccount(Caps(calls=3))
    assert planned.reserve([ONE, ONE * 2, ONE]) == (2, "budget_calls")
    assert planned.reserved == ONE * 3


def test_what_does_not_fit_is_not_skipped_for_a_smaller_one_behind_it() -> None:
    assert PlannedAccount(Caps(calls=2)).reserve([ONE, ONE * 5, ONE]) == (1, "budget_calls")


def test_a_settlement_gives_back_what_was_not_spent() -> None:
    planned = PlannedAccount(Caps(tokens=30))
    planned.reserve([ONE, ONE, ONE])
    planned.settle(ONE * 3, Spend(calls=3, tokens=12))
    assert planned.reserve([ONE, ONE]) == (1, "budget_tokens")


def test_without_caps_everything_fits() -> None:
    assert PlannedAccount(Caps()).reserve([ONE * 10**9]) == (1, None)


def test_a_cap_may_be_met_exactly() -> None:
    assert PlannedAccount(Caps(cost_micro_usd=100)).reserve([ONE]) == (1, None)


def test_dollars_become_whole_micro_dollars() -> None:
    assert Caps.of(Budget(max_cost_usd=0.0000011)).cost_micro_usd == 1


def test_an_attempt_under_way_counts_at_its_reservation_and_an_ended_one_at_what_it_cost() -> None:
    actual = ActualAccount(Caps(calls=10, tokens=25), Spend(calls=1, tokens=5))
    actual.begin(ONE)
    assert actual.refusal(ONE + Spend(tokens=1), 0) == "budget_tokens"
    actual.end(ONE, Spend(calls=1, tokens=3))
    assert actual.refusal(ONE, 0) is None


def test_the_time_is_over_when_it_is_reached() -> None:
    actual = ActualAccount(Caps(seconds=2.0), Spend())
    assert actual.refusal(ONE, 1.9) is None
    assert actual.refusal(ONE, 2.0) == "budget_seconds"
