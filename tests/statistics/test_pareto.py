"""Pareto fronts, against definitions spelled out: who is best, who is covered by others, how often each is drawn."""

from collections import Counter

import numpy as np
import pytest

from gradcheck.statistics.search.pareto import draw_member, fronts, undominated


def test_a_front_holds_all_that_nobody_beats_on_its_key() -> None:
    found = fronts({"a": {"x": 1, "y": 0}, "b": {"x": 1, "y": 1}, "c": {"y": 1, "z": 0}})
    assert found == {"x": {"a", "b"}, "y": {"b", "c"}, "z": {"c"}}


def test_a_front_is_what_comparing_every_pair_gives() -> None:
    rng = np.random.default_rng(0)
    for _ in range(20):
        values = {name: dict(enumerate(rng.integers(3, size=6).tolist())) for name in "abcde"}
        for thing, front in fronts(values).items():
            unbeaten = {a for a in values if not any(values[b][thing] > values[a][thing] for b in values)}
            assert front == unbeaten


def test_a_member_that_others_cover_everywhere_is_dropped_the_worst_first() -> None:
    found = [frozenset("ab"), frozenset("bc"), frozenset("ac")]
    assert undominated(found, {"a": 0.5, "b": 0.4, "c": 0.6}) == ("a", "c")
    assert undominated(found, {"a": 0.5, "b": 0.7, "c": 0.6}) == ("b", "c")
    assert undominated([frozenset("ab")], {"a": 0.5, "b": 0.5}) == ("b",)
    assert undominated([frozenset("a"), frozenset("b")], {"a": 0.1, "b": 0.9}) == ("a", "b")


def test_members_are_drawn_by_the_number_of_fronts_they_are_on() -> None:
    found = [*[frozenset("a")] * 3, frozenset("bc"), frozenset("b")]
    rng = np.random.default_rng(0)
    drawn = Counter(draw_member(found, {"a": 0.9, "b": 0.5, "c": 0.1}, rng) for _ in range(2000))
    assert set(drawn) == {"a", "b"}
    assert drawn["a"] / 2000 == pytest.approx(0.6, abs=0.04)


def test_nobody_is_drawn_where_nobody_is_on_a_front() -> None:
    with pytest.raises(ValueError, match="positive"):
        draw_member([], {"a": 1.0}, np.random.default_rng(0))
