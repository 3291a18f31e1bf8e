"""Eight words in a row that stood in no text before are a quotation, however they are spaced or cased."""

import pytest

from gradcheck.texts.quoting import Quotations

GIVEN = "Say what the review thinks of the film in one single word: {text}"
REVIEW = "The slow middle act is redeemed by a quiet and honest final scene."
TEXTS = {
    "review": REVIEW,
    "short": "Dull from its first scene on.",
    "chinese": "这部电影的中段节奏缓慢但是结尾安静而真诚",
    "thai": "หนังเรื่องนี้ช้ามากแต่ตอนจบดี",
    "russian": "Медленная середина фильма искупается тихой и честной последней сценой",
    "of_the_prompt": "It does say what the review thinks of the film in one word",
    "empty": "",
}
QUOTATIONS = Quotations(TEXTS, [GIVEN])


@pytest.mark.parametrize(
    ("text", "names"),
    [
        (f"{GIVEN} As in: {REVIEW}", ("review",)),
        ("the SLOW\n\n middle\tact is\u00a0redeemed\u3000by a", ("review",)),
        ("the slow middle act is redeemed by", ()),
        ("the slow middle act, is redeemed by a quiet", ()),
        ("Dull from its first scene on.", ()),
        ("例如:这部电影的中段节奏缓慢", ("chinese",)),
        ("这部 电 影的\n中段 节奏", ("chinese",)),
        ("หนังเรื่องนี้ ช้า", ("thai",)),
        ("МЕДЛЕННАЯ середина фильма искупается тихой и честной последней", ("russian",)),
        (GIVEN, ()),
        ("Does say what the review thinks of the film.", ("of_the_prompt",)),
        (f"{REVIEW}\n{TEXTS['chinese']}", ("review", "chinese")),
        ("", ()),
    ],
)
def test_quotations_are_found_in_any_script_case_and_spacing(text: str, names: tuple[str, ...]) -> None:
    assert QUOTATIONS.of(text) == names


def test_a_quotation_does_not_reach_from_one_text_into_the_next() -> None:
    assert QUOTATIONS.of("The slow middle act is", "redeemed by a quiet") == ()


@pytest.mark.parametrize("texts", [{}, {"short": "A few words."}])
def test_without_texts_that_could_be_quoted_nothing_is(texts: dict[str, str]) -> None:
    assert Quotations(texts, []).of(REVIEW) == ()
