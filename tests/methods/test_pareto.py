"""Fronts, the pool behind them, and merges: pure choices, each by itself."""

from collections import Counter
from typing import Any

import numpy as np
import pytest
from msgspec.structs import replace

from gradcheck.domain.program import Candidate
from gradcheck.domain.task import Rollout
from gradcheck.methods.policies.merging import contested, draw_merge
from gradcheck.methods.policies.pareto import Pool, draw_member, fronts, gain, undominated
from tests.support import made


def rollout(candidate: str, example: str, score: float | None, tokens: int = 10) -> Rollout:
    return replace(made.rollout(candidate, example, score), tokens=tokens)


SEED = Candidate(id="seed", components={"user": "seed"})


def filled(frontier: str = "instance", objectives: tuple[str, ...] = ("score",), **scores: dict[str, Any]) -> Pool:
    found = Pool(SEED, frontier, objectives)
    for name, own in scores.items():
        candidate = Candidate(id=name, components={"user": name * 3})
        found.add(candidate, [rollout(name, example, score) for example, score in own.items()])
    return found


def test_a_front_holds_all_that_nobody_beats_on_its_key() -> None:
    found = fronts({"a": {"x": 1, "y": 0}, "b": {"x": 1, "y": 1}, "c": {"y": 1, "z": 0}})
    assert found == {"x": {"a", "b"}, "y": {"b", "c"}, "z": {"c"}}


def test_a_candidate_that_others_cover_everywhere_is_dropped_the_worst_first() -> None:
    found = {"x": frozenset("ab"), "y": frozenset("bc"), "z": frozenset("ac")}
    assert undominated(found, {"a": 0.5, "b": 0.4, "c": 0.6}) == ("a", "c")
    assert undominated(found, {"a": 0.5, "b": 0.7, "c": 0.6}) == ("b", "c")
    assert undominated({"x": frozenset("ab")}, {"a": 0.5, "b": 0.5}) == ("b",)
    assert undominated({"x": frozenset("a"), "y": frozenset("b")}, {"a": 0.1, "b": 0.9}) == ("a", "b")


def test_parents_are_drawn_by_the_number_of_fronts_they_are_on() -> None:
    found = {**{f"x{n}": frozenset("a") for n in range(3)}, "y": frozenset("bc"), "z": frozenset("b")}
    rng = np.random.default_rng(0)
    drawn = Counter(draw_member(found, {"a": 0.9, "b": 0.5, "c": 0.1}, rng) for _ in range(2000))
    assert set(drawn) == {"a", "b"}
    assert drawn["a"] / 2000 == pytest.approx(0.6, abs=0.04)


def test_a_failed_rollout_is_on_no_front_and_in_no_mean() -> None:
    rest = {f"e{number}": 0.4 for number in range(8)}
    found = filled(a={"x": None, "y": 0.5, **rest}, b={"x": 0.0, "y": 0.4, **rest}, c={"x": None, "y": None, **rest})
    shown = found.fronts()
    assert {"x": shown["example/x"], "y": shown["example/y"]} == {"x": {"b"}, "y": {"a"}}
    assert shown["example/e0"] == {"a", "b"}
    assert found.means == {"a": pytest.approx(3.7 / 9), "b": pytest.approx(3.6 / 9)}
    assert (found.entries["a"].n, found.entries["a"].failed) == (9, 1)


def of_three(frontier: str, *objectives: str) -> dict[str, frozenset[str]]:
    """The fronts of one that is right once, of the shortest, and of the cheapest."""
    found = filled(frontier, objectives, aa={"x": 1.0, "y": 0.0}, b={"x": 0.0, "y": 0.0})
    found.add(Candidate(id="c", components={"user": "cccc"}), [rollout("c", e, 0.4, tokens=3) for e in ("x", "y")])
    return found.fronts()


def test_objectives_have_a_front_each_and_those_but_the_score_are_minimized() -> None:
    objectives = ("score", "length", "cost")
    assert of_three("objective", *objectives) == {
        "objective/score": {"aa"},
        "objective/length": {"b"},
        "objective/cost": {"c"},
    }
    assert of_three("objective", "score").keys() == {"objective/score"}
    hybrid = of_three("hybrid", *objectives)
    assert hybrid == of_three("instance", "score") | of_three("objective", *objectives)


def test_components_take_turns_and_a_child_goes_on_where_the_further_of_its_parents_was() -> None:
    found = filled(seed={"x": 0.0}, a={"x": 0.0}, b={"x": 0.0})
    for name, turns in (("a", 1), ("b", 2)):
        assert [found.next_component(found.candidates[name], "pqr") for _ in range(turns)] == ["p", "q"][:turns]
    child = Candidate(id="c", components={}, parents=("a", "b"))
    found.add(child, [rollout("c", "x", 1.0)])
    assert [found.next_component(child, "pqr") for _ in range(2)] == ["r", "p"]


def test_a_gain_is_on_examples_that_both_have_and_none_where_too_many_are_lacking() -> None:
    before = {"x": 0.5, "y": 0.25, "z": None}
    assert gain(before, [rollout("a", "x", 1.0), rollout("a", "y", 0.0), rollout("a", "z", 1.0)]) == 0.25
    assert gain(before, [rollout("a", "x", 1.0), rollout("a", "y", None)]) is None
    assert gain(before, []) is None


FAMILY = {
    "seed": Candidate(id="seed", components={"p": "0", "q": "0", "r": "0"}),
    "a": Candidate(id="a", components={"p": "A", "q": "0", "r": "A"}, parents=("seed",)),
    "b": Candidate(id="b", components={"p": "0", "q": "B", "r": "B"}, parents=("seed",)),
    "c": Candidate(id="c", components={"p": "C", "q": "0", "r": "A"}, parents=("a",)),
}
MEANS = {"seed": 0.2, "a": 0.5, "b": 0.6, "c": 0.6}


def test_a_merge_takes_what_one_side_changed_and_of_both_changes_the_better_one() -> None:
    merge = draw_merge(["a", "b"], FAMILY, MEANS, set(), np.random.default_rng(0))
    assert merge is not None
    assert merge.who == ("a", "b", "seed")
    assert merge.components == {"p": "A", "q": "B", "r": "B"}
    assert draw_merge(["a", "b"], FAMILY, MEANS | {"a": 0.7}, set(), np.random.default_rng(0)).components["r"] == "A"  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("members", "means", "done"),
    [
        (["a"], MEANS, set()),
        (["a", "c"], MEANS, set()),
        (["a", "b"], MEANS, {("a", "b", "seed")}),
        (["a", "b"], MEANS | {"seed": 0.55}, set()),
    ],
    ids=["alone", "one descends from the other", "done before", "the ancestor is better than one"],
)
def test_what_cannot_be_merged_is_not(
    members: list[str], means: dict[str, float], done: set[tuple[str, str, str]]
) -> None:
    assert draw_merge(members, FAMILY, means, done, np.random.default_rng(0)) is None


def test_candidates_that_changed_the_same_component_alone_are_not_merged() -> None:
    family = {name: FAMILY[name] for name in ("seed", "a")}
    family["d"] = Candidate(id="d", components={"p": "D", "q": "0", "r": "D"}, parents=("seed",))
    assert draw_merge(["a", "d"], family, {**MEANS, "d": 0.5}, set(), np.random.default_rng(0)) is None


def test_a_merge_is_checked_where_one_is_better_where_the_other_is_and_where_neither_is() -> None:
    one = {f"e{n}": float(n < 6) for n in range(20)}
    other = {f"e{n}": float(6 <= n < 12) for n in range(20)}
    chosen = contested(one, other, 5, np.random.default_rng(1))
    assert len(set(chosen)) == 5
    kinds = Counter((one[name], other[name]) for name in chosen)
    assert kinds == {(1.0, 0.0): 2, (0.0, 1.0): 2, (0.0, 0.0): 1}
    assert len(contested(one, one, 5, np.random.default_rng(1))) == 5
    assert sorted(contested({"x": 1.0, "y": 0.0}, {"x": 0.0, "z": 1.0}, 5, np.random.default_rng(1))) == ["x"]
