"""How a data set is divided into splits."""

import math
import random
from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

from gradcheck.domain.division import data_digest, divide
from gradcheck.domain.task import SPLITS, Expected, Split, Undivided

DEFAULT: dict[Split, float] = {"train": 0.3, "validation": 0.3, "probe": 0.2, "test": 0.2}
fractions = st.lists(st.integers(0, 7), min_size=4, max_size=4).filter(any)


def shares(weights: list[int]) -> dict[Split, float]:
    return {split: weight / sum(weights) for split, weight in zip(SPLITS, weights, strict=True)}


def example(number: int, expected: Expected, *, name: str | None = None, split: Split | None = None) -> Undivided:
    return Undivided(id=name or f"e{number}", fields={"text": f"text {number}"}, expected=expected, split=split)


def by_text(examples: list[Undivided], seed: int = 0) -> dict[str, Split]:
    return {e.fields["text"]: e.split for e in divide(examples, DEFAULT, seed)}


@given(fractions, st.lists(st.integers(0, 4), min_size=1, max_size=60))
@settings(max_examples=200)
def test_every_split_gets_its_share_rounded_up_or_down(weights: list[int], labels: list[int]) -> None:
    examples = [example(number, label) for number, label in enumerate(labels)]
    sizes = Counter(e.split for e in divide(examples, shares(weights), 0))
    for split, share in shares(weights).items():
        assert abs(sizes[split] - share * len(examples)) < 1


@given(fractions, st.lists(st.integers(1, 20), min_size=1, max_size=5))
@settings(max_examples=200)
def test_every_label_is_in_every_split_within_one_item_of_its_share(weights: list[int], counts: list[int]) -> None:
    labels = [label for label, count in enumerate(counts) for _ in range(2 * count)]
    divided = divide([example(n, label) for n, label in enumerate(labels)], shares(weights), 0)
    cells = Counter((e.expected, e.split) for e in divided)
    for label, count in Counter(labels).items():
        for split, share in shares(weights).items():
            low, high = math.floor(share * count + 1e-9), math.ceil(share * count - 1e-9)
            assert low <= cells[label, split] <= high


def test_shares_that_are_whole_numbers_are_met_exactly() -> None:
    sizes = Counter(e.split for e in divide([example(n, n % 3) for n in range(50)], DEFAULT, 0))
    assert sizes == {"train": 15, "validation": 15, "probe": 10, "test": 10}


def test_the_order_and_the_names_of_examples_do_not_matter() -> None:
    examples = [example(n, n % 2) for n in range(40)]
    shuffled = random.Random(1).sample(examples, k=len(examples))
    renamed = [example(int(e.id[1:]), e.expected, name=f"example-{place}") for place, e in enumerate(shuffled)]
    assert by_text(examples) == by_text(shuffled) == by_text(renamed)
    assert data_digest(examples) == data_digest(renamed)


def test_the_split_seed_and_the_data_change_the_division() -> None:
    examples = [example(n, n % 2) for n in range(40)]
    assert by_text(examples, 0) != by_text(examples, 1)
    larger = by_text([*examples, example(40, 0)], 0)
    assert by_text(examples) != {text: larger[text] for text in by_text(examples)}


def test_the_order_of_keys_in_an_expected_object_does_not_make_a_label() -> None:
    expected = [{"a": 1, "b": 2}, {"b": 2, "a": 1}]
    examples = [example(n, expected[n % 2]) for n in range(20)]
    turned = [example(n, expected[(n + 1) % 2]) for n in range(20)]
    assert by_text(examples) == by_text(turned)


def test_an_example_keeps_the_split_it_was_given() -> None:
    examples = [example(n, n % 2, split="test" if n < 7 else None) for n in range(27)]
    divided = divide(examples, DEFAULT, 0)
    assert all(e.split == "test" for e in divided[:7])
    assert Counter(e.split for e in divided[7:]) == {"train": 6, "validation": 6, "probe": 4, "test": 4}


def test_examples_come_back_in_their_order() -> None:
    examples = [example(n, n % 2) for n in range(20)]
    assert [e.id for e in divide(examples, DEFAULT, 0)] == [e.id for e in examples]
