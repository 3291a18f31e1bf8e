"""What holds for every scorer and any text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gradcheck.domain.task import Expected
from gradcheck.scoring.base import Scorer
from gradcheck.scoring.choice import Choice
from gradcheck.scoring.contains import Contains
from gradcheck.scoring.exact import Exact
from gradcheck.scoring.f1 import F1
from gradcheck.scoring.json_fields import Json
from gradcheck.scoring.judge import Judge
from gradcheck.scoring.notes import shorten
from gradcheck.scoring.numeric import Numeric
from gradcheck.scoring.regex import Regex
from gradcheck.scoring.sets import Set
from gradcheck.scoring.tool_calls import ToolCalls

LABELS = ("not the same", "same", "no, yes")
CASES: list[tuple[Scorer, Expected]] = [
    (Exact(), "same"),
    (Exact(ignore_articles=True, ignore_inner_whitespace=True), ["a same", 1]),
    (Choice(), "same"),
    (Choice(choices=("same", "not the same", "C++")), "B"),
    (Choice(choices=("A", "B", "C")), "B"),
    (Numeric(), "1/3"),
    (Numeric(absolute_tolerance=1e300, relative_tolerance=0.1), "-5%"),
    (Contains(), ["same", "ss"]),
    (Regex(pattern="(a|s)+", group=1), "a"),
    (F1(), ["same thing", "the"]),
    (Numeric(decimal_mark=","), "1.000,5"),
    (F1(), "東京都"),
    (Choice(choices=("正面", "负面")), "正面"),
    (Json(count_extra_fields=True), {"a": 1, "b": {"c": [True, None, "x"]}}),
    (Json(ignore_order=True, in_running_text=False), {"a": [1, {"b": [2, 3]}]}),
    (Set(), ["same", "not the same"]),
    (Set(choices=("same", "A", "no, yes")), []),
    (ToolCalls(), [{"name": "same", "arguments": {"a": 1}}, {"name": "A"}]),
    (ToolCalls(order="same", arguments="subset"), []),
]
WORDS = (
    'same not the or nor no yes A (B) C++ b. 1 , / e - % $ . 000 } [ ] x10^ 1e9 {"a": ```json ``` ~~~ '
    "正面 不是 ٣ １ ’ ½"
)
PIECES = st.sampled_from([*WORDS.split(), " ", "\n", "\u0130", "\u017f", "\u00df", "\x00"])
TEXTS = st.one_of(
    st.text(),
    st.text(alphabet=st.characters()),
    st.lists(PIECES, max_size=30).map("".join),
    st.lists(PIECES, max_size=30).map(" ".join),
)


@pytest.mark.parametrize(("scorer", "expected"), CASES)
@given(output=TEXTS)
def test_any_text_gets_a_score_from_zero_to_one_and_a_note_on_one_line(
    scorer: Scorer, expected: Expected, output: str
) -> None:
    assert scorer.expected_error(expected, LABELS) is None
    score = scorer.score(output, expected, LABELS)
    assert score.value is not None
    assert 0 <= score.value <= 1
    assert (score.note == "correct") == (score.value == 1)
    assert score.note.isprintable()


@pytest.mark.parametrize(("scorer", "expected"), CASES)
@pytest.mark.parametrize(
    "piece",
    [
        "same ",
        "not same ",
        "1",
        "1 ",
        "1,",
        "1/",
        "A",
        "(A) ",
        ". ",
        '{"a":',
        "the ",
        "$",
        '{"',
        "~~~\n",
        "1.000",
        "正面",
        "不",
    ],
)
def test_a_long_text_is_scored(scorer: Scorer, expected: Expected, piece: str) -> None:
    assert scorer.score(piece * 5_000, expected, LABELS).value is not None


@given(text=TEXTS)
def test_any_answer_of_a_judge_is_read(text: str) -> None:
    score = Judge(rubric="good").read(text)
    assert score.value is None or 0 <= score.value <= 1


@given(text=TEXTS)
def test_any_text_can_be_judged(text: str) -> None:
    assert len(Judge(rubric=text).request(text, text, {"input": text}, text)) == 2


@given(text=TEXTS)
def test_a_shortened_text_stays_under_two_hundred_characters(text: str) -> None:
    assert len(shorten(text)) <= 200


@given(text=st.text(alphabet=st.characters(codec="utf-8"), min_size=1))
def test_every_answer_is_exactly_itself(text: str) -> None:
    assert Exact().score(text, text, ()).value == 1


@given(number=st.integers() | st.floats(allow_nan=False, allow_infinity=False))
def test_every_number_is_itself_in_a_sentence(number: float) -> None:
    assert Numeric().score(f"Of 3, the answer is {number}.", number, ()).value == 1


@given(number=st.integers(min_value=0))
def test_every_number_is_itself_with_grouped_thousands(number: int) -> None:
    assert Numeric().score(f"{number:,}", number, ()).value == 1
    assert Numeric().score(f"{number:,}".replace(",", " "), number, ()).value == 1
    assert Numeric().score(f"{number:,}".replace(",", "’"), number, ()).value == 1
    assert Numeric(decimal_mark=",").score(f"{number:,}".replace(",", "."), number, ()).value == 1
