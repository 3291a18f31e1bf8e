"""What was spent is shown once it is known."""

from gradcheck.telemetry.money import SpendingCollector


def test_nothing_is_said_of_money_before_the_database_was_read_and_zero_where_nothing_was_spent() -> None:
    collector = SpendingCollector()
    families = list(collector.collect())
    assert {family.name for family in families} == {
        "gradcheck_charged_attempts",
        "gradcheck_tokens",
        "gradcheck_cost_usd",
    }
    assert [sample for family in families for sample in family.samples] == []
    collector.spent = ()
    assert {sample.value for family in collector.collect() for sample in family.samples} == {0}
