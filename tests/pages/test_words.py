"""How pages say what the service says in words of its own."""

import pytest

from gradcheck.pages.templating import coded
from gradcheck.pages.words import sentence


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("there is no run run_x", "There is no run run_x."),
        ("real - placebo: it scores -0.60", "Real \N{MINUS SIGN} placebo: it scores \N{MINUS SIGN}0.60."),
        ("from [-0.78, -0.33]", "From [\N{MINUS SIGN}0.78, \N{MINUS SIGN}0.33]."),
        ("as-given and gpt-4 - so it is.", "As-given and gpt-4 \N{MINUS SIGN} so it is."),
        ("Is it so?", "Is it so?"),
    ],
)
def test_what_the_service_says_is_shown_as_a_sentence_with_minus_signs(said: str, shown: str) -> None:
    assert sentence(said) == shown


def test_what_stands_in_backticks_is_code_and_all_else_stays_text() -> None:
    assert coded("see `shortcuts`; <b> & `") == "see <code>shortcuts</code>; &lt;b&gt; &amp; `"
