"""What belongs together stands in one split; a data set without such examples is divided as it always was."""

import json
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gradcheck.domain.division import data_digest, divide, families, item_digest, normal
from gradcheck.domain.seeds import digest
from gradcheck.domain.task import SPLITS, Example, Expected, Split, Undivided
from tests.support import tasks

EARLIER = json.loads((Path(__file__).parent / "divisions.json").read_text("utf-8"))
DEFAULT: dict[Split, float] = {"train": 0.3, "validation": 0.3, "probe": 0.2, "test": 0.2}
OTHER: dict[Split, float] = {"train": 0.55, "validation": 0.15, "probe": 0.0, "test": 0.3}
MADE = {
    "labels": [(n, (n * n) % 7, None) for n in range(120)],
    "free answers": [(n, f"answer {n}", None) for n in range(53)],
    "given": [(n, n % 3, "test" if n % 5 == 0 else "train" if n % 7 == 0 else None) for n in range(90)],
    "objects": [(n, {"a": n % 2, "b": [1, 2]}, None) for n in range(41)],
}
SAME = [
    "Note 3:\tthe seal was  whole ",
    "ｎｏｔｅ ３: the seal was whole",  # noqa: RUF001 - wide letters
    "NOTE 3: THE SEAL WAS WHOLE",
    "note 3: the\u00a0seal was\nwhole",
]


def example(
    name: str, text: str, expected: Expected = "yes", *, split: Split | None = None, group: str | None = None
) -> Undivided:
    return Undivided(id=name, fields={"text": text}, expected=expected, split=split, group=group)


def splits(examples: list[Undivided], seed: int = 0, fractions: dict[Split, float] = DEFAULT) -> dict[str, Split]:
    return {e.id: e.split for e in divide(examples, fractions, seed)}


def fillers(count: int) -> list[Undivided]:
    return [example(f"f{n}", f"filler {n}", ("yes", "no")[n % 2]) for n in range(count)]


def read(rows: list[dict[str, Any]]) -> list[Undivided]:
    return [Undivided(id=r["id"], fields={"input": r["input"]}, expected=r["expected"], split=None) for r in rows]


def torn(divided: tuple[Example, ...]) -> list[set[Split]]:
    """The splits of every family that stands in several."""
    found: dict[int, set[Split]] = defaultdict(set)
    for place, one in zip(families(divided), divided, strict=True):
        found[place].add(one.split)
    return [one for one in found.values() if len(one) > 1]


@pytest.mark.parametrize("name", MADE)
def test_made_data_without_repeats_is_divided_as_before(name: str) -> None:
    rows = [
        Undivided(id=f"e{n}", fields={"text": f"text {n}"}, expected=expected, split=split)
        for n, expected, split in MADE[name]  # type: ignore[attr-defined]
    ]
    found = [digest(list(splits(rows, seed, shares).items())) for shares in (DEFAULT, OTHER) for seed in (0, 5)]
    assert [*found, data_digest(rows)] == EARLIER[name]


@pytest.mark.parametrize("seed", range(20))
def test_examples_that_differ_in_a_space_or_a_label_stand_in_one_split(seed: int) -> None:
    rows = read(tasks.repeated())
    found = splits(rows, seed)
    for one, other, count in (("a", "b", 12), ("c", "d", 6)):
        for n in range(count):
            assert found[f"{one}{n}"] == found[f"{other}{n}"]
    assert abs(Counter(found.values())["train"] - 0.3 * len(rows)) <= 2


@pytest.mark.parametrize("other", SAME)
@pytest.mark.parametrize("seed", range(5))
def test_width_case_and_white_space_make_no_difference(other: str, seed: int) -> None:
    rows = [example("one", "note 3: the seal was whole"), example("two", other, "no"), *fillers(30)]
    found = splits(rows, seed)
    assert found["one"] == found["two"]


def test_folding_reaches_letters_that_fold_into_several() -> None:
    assert normal("Straße") == normal("STRASSE")
    assert normal("ǆ") == normal("Ǆ")
    assert normal("  ") == ""
    assert normal("é") == normal("e\u0301")


def test_every_field_of_an_input_counts() -> None:
    rows = [
        Undivided(id="one", fields={"a": "x", "b": "y"}, expected=1, split=None),
        Undivided(id="two", fields={"b": "Y", "a": "X "}, expected=1, split=None),
        Undivided(id="three", fields={"a": "y", "b": "x"}, expected=1, split=None),
        Undivided(id="four", fields={"a": "x", "c": "y"}, expected=1, split=None),
    ]
    assert families(rows) == [0, 0, 2, 3]


def test_a_chain_of_equal_inputs_and_groups_is_one_family() -> None:
    rows = [
        example("one", "first", group="a"),
        example("two", "second", group="b"),
        example("three", "FIRST", group="c"),
        example("four", "third", group="c"),
        example("five", "second"),
        example("six", "third", group="b"),
        example("seven", "alone"),
    ]
    assert families(rows) == [0, 0, 0, 0, 0, 0, 6]


@given(st.data(), st.integers(0, 3), st.lists(st.integers(1, 7), min_size=4, max_size=4))
@settings(max_examples=150)
def test_no_family_is_torn_and_shares_are_met_as_far_as_families_allow(
    data: st.DataObject, seed: int, weights: list[int]
) -> None:
    sizes = data.draw(st.lists(st.integers(1, 6), min_size=1, max_size=40))
    rows = [
        example(f"{group}-{n}", f"text {group} {n}", group % 3, group=f"g{group}" if size > 1 else None)
        for group, size in enumerate(sizes)
        for n in range(size)
    ]
    shares = {split: weight / sum(weights) for split, weight in zip(SPLITS, weights, strict=True)}
    divided = divide(rows, shares, seed)
    assert torn(divided) == []
    found = Counter(one.split for one in divided)
    for split, share in shares.items():
        assert abs(found[split] - share * len(rows)) <= max(sizes)


def test_shares_are_exact_where_the_smallest_can_fill_up() -> None:
    rows = [example(f"g{n}", f"page {n}", n % 2, group="book") for n in range(17)]
    rows += [example(f"h{n}", f"sheet {n}", n % 2, group="leaflet") for n in range(9)]
    found = Counter(splits([*rows, *fillers(74)]).values())
    assert found == {"train": 30, "validation": 30, "probe": 20, "test": 20}


def test_a_family_larger_than_any_share_is_not_cut_and_the_others_share_the_rest() -> None:
    rows = [example(f"g{n}", f"page {n}", group="book") for n in range(60)]
    found = Counter(splits([*rows, *fillers(40)]).values())
    assert found == {"train": 60, "validation": 17, "probe": 12, "test": 11}


def test_labels_stay_balanced_where_everything_comes_twice() -> None:
    rows = [example(f"{n}{copy}", f"text {n}{copy}", ("yes", "no")[n % 2]) for n in range(40) for copy in ("", " ")]
    cells = Counter((one.split, one.expected) for one in divide(rows, DEFAULT, 0))
    assert cells == {
        **{(split, label): 12 for split in ("train", "validation") for label in ("yes", "no")},
        **{(split, label): 8 for split in ("probe", "test") for label in ("yes", "no")},
    }


def test_the_rest_of_a_family_follows_what_the_caller_gave() -> None:
    rows = [
        example("one", "first", split="test"),
        example("two", "first "),
        example("three", "second", group="g"),
        example("four", "third", group="g", split="probe"),
        example("five", "fourth", group="g", split="probe"),
        example("six", "fifth", group="g", split="train"),
        *fillers(20),
    ]
    for seed in range(10):
        found = splits(rows, seed)
        assert [found[name] for name in ("one", "two", "three", "four", "five", "six")] == [
            *("test", "test", "probe", "probe", "probe", "train")
        ]


def test_the_order_and_the_names_of_examples_do_not_matter_to_families() -> None:
    rows = [example(f"e{n}", f"text {n}", n % 3, group=f"g{n % 9}" if n % 2 else None) for n in range(60)]
    turned = list(reversed(rows))
    assert splits(rows) == splits(turned)
    assert data_digest(rows) == data_digest(turned)


def test_a_group_is_part_of_the_data_and_no_group_is_not() -> None:
    plain = fillers(10)
    grouped = [Undivided(id=e.id, fields=e.fields, expected=e.expected, split=None, group="g") for e in plain]
    assert data_digest(plain) != data_digest(grouped)


def test_an_item_is_what_its_input_says() -> None:
    first = example("one", "A quiet  treasure.", "yes", split="test")
    assert item_digest(first) == item_digest(example("two", "a quiet treasure.", "no", group="g"))
    assert item_digest(first) != item_digest(example("one", "a quiet treasure", "yes"))
    assert len(item_digest(first)) == 8
