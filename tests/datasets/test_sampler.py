"""Which rows a sample takes: those of lowest rank of each split, whatever order they come in."""

import random
from collections import Counter
from fractions import Fraction

import pytest

from gradcheck.datasets.sampler import Sampler

Row = tuple[str, str | None]


def sample(rows: list[Row], size: int, seed: int = 0) -> list[Row]:
    """The rows that are taken, each a text and a split."""
    sampler = Sampler(size, seed)
    for place, (text, split) in enumerate(rows):
        sampler.offer(place, text, split, (text, split))
    sampled = sampler.sampled()
    assert sampled.matching == len(rows)
    return list(sampled.taken)


def rows(**counts: int) -> list[Row]:
    """So many rows of each split, shuffled."""
    made: list[Row] = [
        (f"{split} {number}", None if split == "unnamed" else split)
        for split, count in counts.items()
        for number in range(count)
    ]
    random.Random(5).shuffle(made)
    return made


@pytest.mark.parametrize("seed", range(5))
def test_a_sample_holds_the_same_rows_whatever_order_they_come_in(seed: int) -> None:
    given = rows(train=150, validation=40, test=60, unnamed=7)
    shuffled = given[:]
    random.Random(seed).shuffle(shuffled)
    assert set(sample(given, 50)) == set(sample(shuffled, 50))
    assert set(sample(given, 50)) == set(sample(sorted(given, key=str), 50))


def test_what_is_taken_stands_in_the_order_of_the_rows() -> None:
    given = rows(train=90, test=30)
    taken = sample(given, 40)
    assert taken == [row for row in given if row in set(taken)]


def test_rows_of_a_new_version_move_only_those_that_they_outrank() -> None:
    given = rows(train=200)
    before, after = set(sample(given, 50)), set(sample([*given, ("new", "train")], 50))
    assert len(before - after) <= 1
    assert after - before <= {("new", "train")}


def test_another_split_seed_takes_others_and_the_same_takes_the_same() -> None:
    given = rows(train=200)
    assert sample(given, 50, seed=1) == sample(given, 50, seed=1)
    assert len(set(sample(given, 50, seed=1)) & set(sample(given, 50, seed=2))) < 30


def test_each_row_is_as_likely_as_any_other() -> None:
    given = rows(train=40)
    taken = Counter(row for seed in range(1000) for row in sample(given, 10, seed))
    assert len(taken) == 40
    # 250 each is expected, with a standard deviation of 13.7.
    assert all(abs(count - 250) < 4.5 * 13.7 for count in taken.values())


@pytest.mark.parametrize(
    ("counts", "size", "shares"),
    [
        ({"train": 800, "validation": 100, "test": 100}, 100, {"train": 80, "validation": 10, "test": 10}),
        ({"train": 980, "validation": 10, "test": 10}, 100, {"train": 80, "validation": 10, "test": 10}),
        ({"train": 995, "validation": 2, "test": 3}, 100, {"train": 95, "validation": 2, "test": 3}),
        ({"train": 1, "validation": 1, "test": 998}, 3, {"train": 1, "validation": 1, "test": 1}),
        ({"unnamed": 500, "test": 500}, 9, {"unnamed": 5, "test": 4}),
        ({"train": 30, "test": 10}, 40, {"train": 30, "test": 10}),
        ({"train": 30, "test": 10}, 400, {"train": 30, "test": 10}),
        ({"train": 5, "validation": 5, "test": 5}, 1, {"train": 1}),
    ],
)
def test_splits_have_their_share_and_at_least_a_tenth_where_they_have_so_many(
    counts: dict[str, int], size: int, shares: dict[str, int]
) -> None:
    taken = Counter(split or "unnamed" for _, split in sample(rows(**counts), size))
    assert taken.total() == min(size, sum(counts.values()))
    if size == 1 or counts == {"unnamed": 500, "test": 500}:
        # Where shares tie, which split gets the odd row is a matter of taste, not of chance.
        assert sorted(taken.values()) == sorted(shares.values())
        return
    assert taken == shares


def test_a_sample_of_any_splits_is_of_its_size_and_near_proportion() -> None:
    chance = random.Random(11)
    for _ in range(200):
        names = chance.sample(["train", "validation", "test", "unnamed"], chance.randint(1, 4))
        counts = {name: chance.choice([1, 3, 20, 400]) for name in names}
        size = chance.randint(1, 300)
        total = sum(counts.values())
        taken = Counter(split or "unnamed" for _, split in sample(rows(**counts), size))
        assert taken.total() == min(size, total)
        for name, count in counts.items():
            assert taken[name] <= count
            # The tenth that others are sure of is all that a split may lack of its proportion, and a row of rounding.
            tenths = sum(min(c, -(-size // 10)) for other, c in counts.items() if other != name)
            assert taken[name] >= Fraction(count * min(size, total), total) - tenths - 1
