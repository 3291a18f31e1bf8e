"""Which texts are alike, and that finding them grows with their number alone."""

import random
import time

import pytest

from gradcheck.domain.division import normal
from gradcheck.texts.alike import LEAST, alike
from tests.support import tasks

LONG = (
    "The parcel arrived two days late and the box was crushed on one side, so I opened it at once in front of the "
    "driver and we both saw that the lamp inside had a crack from the foot up to the shade. I want my money back."
)


def pairs(*texts: str, kinds: str = "") -> list[tuple[int, int]]:
    return alike([normal(text) for text in texts], list(kinds) or list(range(len(texts))))


@pytest.mark.parametrize(
    "other",
    [
        LONG.replace(".", "!"),
        LONG.replace(",", "").upper(),
        f'"{LONG}"',
        LONG.replace("driver", "postman"),
        f"Hello. {LONG}",
        LONG.removesuffix(" I want my money back."),
    ],
)
def test_small_changes_of_a_long_text_leave_it_alike(other: str) -> None:
    assert pairs("A filler.", LONG, "Another one.", other) == [(1, 3)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("What is 3 + 4?", "What is 3 + 5?"),
        ("What is 3 + 4?", "What is 3 - 4?"),
        ("A quiet treasure.", "A quiet disaster."),
        ("fortunate", "unfortunate"),
        (
            "note 0: the parcel came on day 0 and the seal was whole",
            "note 1: the parcel came on day 1 and it was whole",
        ),
        (LONG, " ".join(reversed(LONG.split()))),
    ],
)
def test_texts_that_ask_for_something_else_are_not_alike(one: str, other: str) -> None:
    assert pairs(one, other) == []


def test_punctuation_makes_short_texts_no_different() -> None:
    assert pairs("I love it", "I love it!!", "(I love it)") == [(0, 1), (0, 2)]


def test_scripts_without_spaces_are_read_by_the_character() -> None:
    one = "小包が二日遅れて届き、箱がつぶれていましたので、配達の人の前ですぐに開けました。返金してください"
    assert pairs(one, one.replace("してください", "して下さい")) == [(0, 1)]
    assert pairs(one, "配達の人は親切で、荷物は時間どおりに届きました。とても満足しています。また注文します") == []


def test_only_texts_of_different_kinds_are_compared() -> None:
    assert pairs(LONG, LONG, LONG, kinds="aab") == [(1, 2)]


def test_texts_without_words_are_alike_only_if_they_are_equal() -> None:
    assert pairs("?", "!", "?", "", "") == [(0, 2), (3, 4)]
    assert alike([], []) == []


@pytest.mark.parametrize("task", tasks.TASKS)
def test_examples_of_one_template_are_hardly_ever_alike(task: str) -> None:
    texts = [normal(row["input"]) for row in tasks.rows(task)]
    assert len(pairs(*texts)) <= 0.05 * len(texts)


def test_changed_copies_are_found_among_many() -> None:
    rng = random.Random(1)
    words = [f"w{n}" for n in range(3000)]
    texts = [" ".join(rng.choices(words, k=60)) for _ in range(2000)]
    copies = {place: text.replace(text.split()[30], "other") for place, text in enumerate(texts[:200])}
    found = pairs(*texts, *copies.values())
    assert len(found) >= 0.97 * len(copies)
    assert all(later == 2000 + earlier for earlier, later in found)
    assert 0 < LEAST < 1


def test_twice_as_many_texts_take_about_twice_as_long_even_where_all_are_alike() -> None:
    def seconds(count: int) -> float:
        rng = random.Random(2)
        turns = ["left", "right", "forward", "backward"]
        texts = [
            " ".join(f"take {rng.randint(1, 4)} steps {rng.choice(turns)}" for _ in range(4)) for _ in range(count)
        ]
        kinds = [rng.choice("abcd") for _ in texts]
        begin = time.process_time()
        alike(texts, kinds)
        return time.process_time() - begin

    few, many = (min(seconds(count) for _ in range(3)) for count in (2000, 16000))
    assert many < 40 * few, "eight times as many would take sixty-four times as long pair by pair"
