"""The rules of which ways of writing are the same."""

import pytest

from gradcheck.scoring.folding import caseless, fold


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("Ｐｏｓｉｔｉｖｅ！", "Positive!"),
        ("𝗽𝗼𝘀", "pos"),
        ("ﾎﾟｼﾞ", "ポジ"),
        ("٤٢ ४२ ๔๒ ۴۲", "42 42 42 42"),
        ("a\u00a0b\u3000c\u2009d", "a b c d"),
        ("\ufeffa\u200e\u200bb\u00ad", "ab"),
        ("e\u0301", "é"),
        ("ﺑ", "ب"),
    ],
)
def test_ways_of_writing_that_make_no_difference_are_one(written: str, plain: str) -> None:
    assert fold(written) == plain


@pytest.mark.parametrize("text", ["10²", "½", "④", "㎏"])
def test_raised_digits_fractions_and_signs_stay_what_they_are(text: str) -> None:
    assert fold(text) == text


@pytest.mark.parametrize(("left", "right"), [("İYİ", "iyi"), ("ILIK", "ılık"), ("GROSS", "groß"), ("ΟΔΟΣ", "οδος")])
def test_case_is_that_of_every_language(left: str, right: str) -> None:
    assert caseless(left) == caseless(right)
