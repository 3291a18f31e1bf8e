"""Banks of rules: what is counted, what is new, what is shown."""

import pytest

from gradcheck.domain.feedback import Feedback
from gradcheck.optimizer.rule_bank import CountedRule, RuleBank, counted, shown

TWO = (CountedRule(text="Use one word."), CountedRule(text="Name the label.", count=3))


def after(bank: RuleBank, *texts: str) -> list[tuple[str, int]]:
    said = [
        Feedback(id=text, kind="rule", module="m", component="user", text=text, author="optimizer", candidate="seed")
        for text in texts
    ]
    return [(rule.text, rule.count) for rule in counted(bank, said)]


def test_a_number_counts_for_its_rule_and_a_text_is_a_new_one() -> None:
    assert after(TWO, "2", "Be\n brief.", "1.") == [("Use one word.", 2), ("Name the label.", 4), ("Be brief.", 1)]


@pytest.mark.parametrize("text", ["use ONE word", " Use one word! ", "1", "(1)"])
def test_a_rule_in_other_case_and_punctuation_counts_for_the_one_that_is_there(text: str) -> None:
    assert after(TWO, text) == [("Use one word.", 2), ("Name the label.", 3)]


def test_what_is_said_twice_in_a_step_counts_twice() -> None:
    assert after((), "Be brief.", "be brief", "1") == [("Be brief.", 2)]


@pytest.mark.parametrize("text", ["0", "3", "none", "None.", "", "-"])
def test_numbers_that_there_are_none_of_and_nothing_say_nothing(text: str) -> None:
    assert after(TWO, text) == [("Use one word.", 1), ("Name the label.", 3)]


def test_rules_are_shown_by_their_numbers_the_most_frequent_first_and_no_more_than_thirty() -> None:
    assert shown(TWO) == "2. [3 times] Name the label.\n1. [1 times] Use one word."
    assert shown(()) == "none"
    assert len(shown(tuple(CountedRule(text=str(n)) for n in range(40))).splitlines()) == 30
