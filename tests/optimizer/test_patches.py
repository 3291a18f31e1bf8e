"""Bounded edits: what they say, and that nothing changes that none of them names."""

import pytest

from gradcheck.optimizer.patches import TextEdit, carried_out, chosen, numbered, read_edit

PROMPT = "Name the label.\nBe brief.\n\nText: {text}"


@pytest.mark.parametrize(
    ("said", "edit"),
    [
        ("ADD: Use one word.", TextEdit(how="ADD", words="", text="Use one word.")),
        ("Use one word.", TextEdit(how="ADD", words="", text="Use one word.")),
        ("AFTER: Be brief. ADD: Be kind.", TextEdit(how="AFTER", words="Be brief.", text="Be kind.")),
        ("AFTER: Be brief.\nADD: Be\nkind.", TextEdit(how="AFTER", words="Be brief.", text="Be\nkind.")),
        ('REPLACE: "Be brief." WITH: Use one word.', TextEdit(how="REPLACE", words="Be brief.", text="Use one word.")),
        (" DELETE: `Be brief.` ", TextEdit(how="DELETE", words="Be brief.", text="")),
        ("REPLACE: Be brief.", TextEdit(how="ADD", words="", text="REPLACE: Be brief.")),
    ],
)
def test_an_edit_has_one_of_four_forms_and_what_has_none_is_added(said: str, edit: TextEdit) -> None:
    assert read_edit(said) == edit


def test_text_is_added_at_the_end_after_a_blank_line_and_after_words_on_a_line_of_its_own() -> None:
    assert carried_out(PROMPT, ["ADD: Be kind."]) == f"{PROMPT}\n\nBe kind."
    assert carried_out(PROMPT, ["AFTER: Name the ADD: Be kind."]) == PROMPT.replace("label.", "label.\nBe kind.")
    assert carried_out(PROMPT, ["AFTER: {text} ADD: Be kind."]) == f"{PROMPT}\nBe kind."


def test_words_are_replaced_and_deleted_once_and_found_whatever_space_is_between_them() -> None:
    assert carried_out("a b a", ["REPLACE: a WITH: c"]) == "c b a"
    assert carried_out(PROMPT, ["DELETE: label. Be brief."]) == "Name the \n\nText: {text}"


def test_words_that_are_not_there_change_nothing_and_what_is_to_follow_them_comes_at_the_end() -> None:
    assert carried_out(PROMPT, ["REPLACE: Be rude. WITH: Be kind.", "DELETE: Be rude."]) == PROMPT
    assert carried_out(PROMPT, ["AFTER: Be rude. ADD: Be kind."]) == f"{PROMPT}\n\nBe kind."


def test_edits_are_carried_out_one_after_another() -> None:
    assert carried_out("", ["ADD: a b", "REPLACE: b WITH: c", "DELETE: a"]) == " c"


def test_edits_are_chosen_by_their_numbers_and_the_first_ones_where_none_is_named() -> None:
    assert numbered(["Be\nkind.", "Be brief."]) == "1. Be kind.\n2. Be brief."
    assert chosen("3, 1, 3 and 9", among=3, most=2) == [2, 0]
    assert chosen("2", among=3, most=2) == [1]
    assert chosen(None, among=3, most=2) == chosen("none", among=3, most=2) == [0, 1]
    assert chosen("", among=1, most=2) == [0]
