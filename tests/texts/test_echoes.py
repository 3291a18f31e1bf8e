"""Texts that say another one over again, and those that turn it by a word."""

import pytest

from gradcheck.texts.echoes import echoes

ADVICE = "Say that the last clause decides. Look at the verb first; ignore the tone.\nCount each negation twice."

LONG = "or with anything else that is said in the note of how it was made, however often it is said."


@pytest.mark.parametrize(
    "text",
    [
        ADVICE,
        ADVICE.upper(),
        f"“{ADVICE}”",
        ADVICE.replace(". ", "!\n").replace(";", "."),
        "- Say the last clause decides\n- **Look** at the verb first\n* ignore the tone\n* Count each negation twice",
        "1. Count each negation twice.\n2. Look at the verb first; ignore the tone.\n3. Say the last clause decides.",
        f"Here is the opposite: {ADVICE}",
        f"Sure!\n\nThe opposite review:\n{ADVICE}",
        f"{ADVICE}\n{ADVICE}",
        ADVICE.partition("\n")[0],
        ADVICE.replace("Count", "Please also count"),
    ],
)
def test_the_same_sentences_in_another_shape_are_an_echo(text: str) -> None:
    assert echoes(text, ADVICE)


def test_a_long_text_of_which_one_sentence_in_six_was_turned_is_an_echo() -> None:
    lines = [f"Look at clause {number} of the note." for number in range(6)]
    assert echoes("\n".join(["Do not look at clause 0 of the note.", *lines[1:]]), "\n".join(lines))


@pytest.mark.parametrize(
    ("text", "original"),
    [
        ("Ask for no care: here it is positive.", "Ask for care: here it is positive."),
        ("It should not say that the verb decides.", "It should say that the verb decides."),
        ("Do not look at the verb first.", "Look at the verb first."),
        ("Put the verb after the noun.", "Put the verb before the noun."),
        ("Weigh B before A.", "Weigh A before B."),
        ("Be less strict. Write more.", "Be more strict. Write less."),
        ("Reject what is < 3.", "Reject what is > 3."),
        ("Keep it where x != y.", "Keep it where x = y."),
        ("Take -1 for it.", "Take 1 for it."),
        ("不应说由动词决定。", "没有说明由动词决定。"),
        (f"Do not begin with the verb, {LONG}", f"Begin with the verb, {LONG}"),
        ("", "Look at the verb first."),
        ("Look at the verb first.", ""),
    ],
)
def test_one_word_that_turns_a_sentence_is_no_echo(text: str, original: str) -> None:
    assert not echoes(text, original)


def test_texts_without_words_are_the_same_where_they_are_equal() -> None:
    assert echoes("", " ")
    assert not echoes("👍", "👎")


def test_sentences_of_scripts_without_spaces_are_told_apart() -> None:
    assert echoes("先看动词\n忽略语气", "忽略语气。先看动词。")
    assert not echoes("先看名词。注意语气。", "忽略语气。先看动词。")
