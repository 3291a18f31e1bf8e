"""The rules of how labels are found where words stand next to each other, and of negations in other languages."""

import pytest

from gradcheck.scoring.mentions import key_of

CHINESE = ("正面", "负面")
JAPANESE = ("ポジティブ", "ネガティブ")
KOREAN = ("긍정", "부정")
THAI = ("บวก", "ลบ")
LAO = ("ບວກ", "ລົບ")
KHMER = ("វិជ្ជមាន", "អវិជ្ជមាន")
HINDI = ("सकारात्मक", "नकारात्मक")


def settled(output: str, labels: tuple[str, ...]) -> tuple[str, ...]:
    return key_of(labels, ordered=False).settled(output)


@pytest.mark.parametrize(
    ("labels", "output"),
    [
        (CHINESE, "这条评论是正面的。"),
        (JAPANESE, "これはポジティブです。"),
        (JAPANESE, "ﾎﾟｼﾞﾃｨﾌﾞ"),
        (KOREAN, "이 리뷰는 긍정적입니다."),
        (THAI, "ความรู้สึกเป็นบวก"),
        (LAO, "ຄວາມຮູ້ສຶກແມ່ນບວກ"),
        (KHMER, "វាជាវិជ្ជមាន។"),
        (HINDI, "यह सकारात्मक है।"),
        (("positive", "negative"), "感情はpositiveです"),
    ],
)
def test_a_label_needs_no_spaces_around_it_where_its_script_has_none(labels: tuple[str, ...], output: str) -> None:
    assert settled(output, labels) == labels[:1]


@pytest.mark.parametrize(
    ("labels", "output", "label"),
    [
        (("好", "不好"), "不好", "不好"),
        (("正面", "非正面"), "这是非正面的", "非正面"),
        (KHMER, "វាជាអវិជ្ជមាន", KHMER[1]),
    ],
)
def test_the_longest_label_counts_there_too(labels: tuple[str, ...], output: str, label: str) -> None:
    assert settled(output, labels) == (label,)


@pytest.mark.parametrize("output", ["सकारात्मकता", "असकारात्मक"])
def test_a_word_goes_on_over_a_vowel_sign(output: str) -> None:
    assert settled(output, HINDI) == ()


@pytest.mark.parametrize(
    ("labels", "output"),
    [
        (CHINESE, "不是正面,而是负面"),
        (CHINESE, "是负面，而不是正面"),
        (CHINESE, "负面。并非“正面”。"),
        (JAPANESE, "ポジティブではなくネガティブ"),
        (JAPANESE, "ネガティブです。ポジティブではありません。"),
        (KOREAN, "긍정이 아니라 부정입니다."),
        (KOREAN, "부정입니다. 긍정은 아닙니다."),
        (THAI, "ลบ ไม่ใช่บวก"),
        (LAO, "ລົບ ບໍ່ແມ່ນບວກ"),
        (HINDI, "नकारात्मक, सकारात्मक नहीं"),
        (("positiv", "negativ"), "negativ, nicht positiv"),
        (("positif", "négatif"), "C'est négatif, pas positif."),
        (("حسن", "سيئ"), "سيئ وليس حسن"),
        (("olumlu", "olumsuz"), "olumsuz, olumlu değil"),
        (("positive", "negative"), "negative: yes\npositive: no"),
    ],
)
def test_a_denied_answer_gives_way_to_the_other_wherever_it_stands(labels: tuple[str, ...], output: str) -> None:
    assert settled(output, labels) == labels[1:]


@pytest.mark.parametrize(
    ("labels", "output"),
    [
        (CHINESE, "不是正面"),
        (CHINESE, "既不是正面也不是负面"),
        (JAPANESE, "ポジティブでもネガティブでもない"),
        (KOREAN, "긍정적이지 않다"),
        (KOREAN, "긍정도 부정도 아니다"),
    ],
)
def test_a_denial_alone_settles_on_nothing(labels: tuple[str, ...], output: str) -> None:
    assert settled(output, labels) == ()


@pytest.mark.parametrize("output", ["毫无疑问是正面", "非常正面", "不仅是正面", "the正面"])
def test_what_only_begins_like_a_denial_denies_nothing(output: str) -> None:
    assert settled(output, CHINESE) == ("正面",)


def test_a_question_denies_nothing() -> None:
    assert settled("ポジティブではないでしょうか", JAPANESE) == ("ポジティブ",)


def test_no_doubt_is_no_denial() -> None:
    assert settled("positive: no doubt", ("positive", "negative")) == ("positive",)


@pytest.mark.parametrize(
    ("labels", "output"),
    [
        (CHINESE, "正面或负面"),
        (CHINESE, "正面、负面"),
        (JAPANESE, "ポジティブかネガティブ"),
        (KOREAN, "긍정 또는 부정"),
        (THAI, "บวกหรือลบ"),
        (("positivo", "negativo"), "positivo o negativo"),
    ],
)
def test_two_answers_in_one_place_are_ambiguous_in_every_language(labels: tuple[str, ...], output: str) -> None:
    assert settled(output, labels) == labels


@pytest.mark.parametrize(("label", "output"), [("iyi", "İYİ"), ("GROSS", "groß"), ("4", "４"), ("4", "答案是٤。")])
def test_case_and_digits_are_those_of_every_script(label: str, output: str) -> None:
    assert settled(output, (label, "other")) == (label,)


@pytest.mark.parametrize(
    ("output", "label"),
    [
        ("答案是B。", "negative"),
        ("选b", "negative"),
        ("정답은 B입니다", "negative"),
        ("答えはＢです", "negative"),
        ("（B）", "negative"),
        ("选A 因为好", "positive"),
        ("La respuesta es A porque brilla", "positive"),
    ],
)
def test_letters_are_answers_in_every_script(output: str, label: str) -> None:
    assert key_of(("positive", "negative"), ordered=True).settled(output) == (label,)
