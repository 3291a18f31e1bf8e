"""The pool behind GEPA's choices: its fronts, turns and merges, each by itself."""

import math
from collections import Counter
from typing import Any

import numpy as np
import pytest
from msgspec.structs import replace

from gradcheck.domain.program import Candidate
from gradcheck.domain.task import Example, PartScore, Rollout
from gradcheck.methods.policies.pareto_pool import ParetoPool
from gradcheck.methods.policies.policy import Observed
from gradcheck.statistics.search.pareto import Front
from tests.support import made


def rollout(candidate: str, example: str, score: float | None, tokens: int = 10) -> Rollout:
    return replace(made.rollout(candidate, example, score), tokens=tokens)


SEED = Candidate(id="seed", components={"user": "seed"})
ITEMS = [Example(id=name, fields={}, split="validation") for name in ("x", "y", "z", *(f"e{n}" for n in range(10)))]


def filled(
    frontier: str = "instance", objectives: tuple[str, ...] = ("score",), **scores: dict[str, Any]
) -> ParetoPool:
    found = ParetoPool(SEED, frontier, objectives)
    for name, own in scores.items():
        candidate = Candidate(id=name, components={"user": name * 3})
        found.enter(candidate, ITEMS, [rollout(name, example, score) for example, score in own.items()])
    return found


def test_a_failed_rollout_is_on_no_front_and_in_no_mean() -> None:
    rest = {f"e{number}": 0.4 for number in range(8)}
    found = filled(a={"x": None, "y": 0.5, **rest}, b={"x": 0.0, "y": 0.4, **rest}, c={"x": None, "y": None, **rest})
    assert Counter(found.fronts()) == {frozenset("b"): 1, frozenset("a"): 1, frozenset("ab"): 8}
    assert found.means() == {"a": pytest.approx(3.7 / 9), "b": pytest.approx(3.6 / 9)}
    assert (found.entry("a").n, found.entry("a").failed) == (9, 1)


def of_three(frontier: str, *objectives: str) -> list[Front]:
    """The fronts of one that is right once, of the shortest, and of the cheapest."""
    found = filled(frontier, objectives, aa={"x": 1.0, "y": 0.0}, b={"x": 0.0, "y": 0.0})
    cheap = Candidate(id="c", components={"user": "cccc"})
    found.enter(cheap, ITEMS, [rollout("c", example, 0.4, tokens=3) for example in ("x", "y")])
    return found.fronts()


def test_objectives_have_a_front_each_and_those_but_the_score_are_minimized() -> None:
    objectives = ("score", "length", "cost")
    assert of_three("objective", *objectives) == [{"aa"}, {"b"}, {"c"}]
    assert of_three("objective", "score") == [{"aa"}]
    hybrid = of_three("hybrid", *objectives)
    assert Counter(hybrid) == Counter(of_three("instance", "score") + of_three("objective", *objectives))


def test_parts_of_a_score_have_a_front_each_or_one_on_every_example() -> None:
    def parted(candidate: str, example: str, **parts: float) -> Rollout:
        own = tuple(PartScore(name=name, weight=1, score=score, note="") for name, score in parts.items())
        return replace(rollout(candidate, example, sum(parts.values()) / 2), parts=own)

    def fronts(frontier: str) -> Counter[frozenset[str]]:
        found = ParetoPool(SEED, frontier, ("parts",))
        for name, of_x, of_y in (("a", (1.0, 0.0), (1.0, 0.2)), ("b", (0.0, 0.9), (0.0, 0.1))):
            child = Candidate(id=name, components={"user": name})
            rollouts = [parted(name, item, label=p, kind=q) for item, (p, q) in (("x", of_x), ("y", of_y))]
            found.enter(child, ITEMS, rollouts)
        return Counter(map(frozenset, found.fronts()))

    assert fronts("objective") == {frozenset("a"): 1, frozenset("b"): 1}
    assert fronts("hybrid") == {frozenset("a"): 3, frozenset("b"): 1}, "two of examples, two of parts"
    assert fronts("cartesian") == {frozenset("a"): 3, frozenset("b"): 1}, "two parts on two examples"


def test_an_answer_without_text_is_worth_nothing_in_any_part() -> None:
    found = ParetoPool(SEED, "objective", ("parts",))
    own = (PartScore(name="label", weight=1, score=1.0, note=""),)
    found.enter(SEED, ITEMS, [replace(rollout("seed", "x", 1.0), parts=own), rollout("seed", "y", 0.0)])
    assert found.worth("seed", "objective", ("parts",), 0.5) == {("objective", ("part", "label")): 0.5}


def test_an_example_named_like_an_objective_is_another_front() -> None:
    found = ParetoPool(SEED, "hybrid", ("score",))
    found.enter(SEED, ITEMS, [rollout("seed", "score", 0.4)])
    assert found.fronts() == [{"seed"}, {"seed"}]


def test_components_take_turns_and_a_child_goes_on_where_the_further_of_its_parents_was() -> None:
    found = filled(seed={"x": 0.0}, a={"x": 0.0}, b={"x": 0.0})
    for name, turns in (("a", 1), ("b", 2)):
        assert [found.next_component(found.candidates[name], "pqr") for _ in range(turns)] == ["p", "q"][:turns]
    child = Candidate(id="c", components={}, parents=("a", "b"))
    found.enter(child, ITEMS, [rollout("c", "x", 1.0)])
    assert [found.next_component(child, "pqr") for _ in range(2)] == ["r", "p"]


def test_a_lead_is_on_examples_that_both_have_and_none_where_too_many_are_lacking() -> None:
    seen = Observed([SEED])
    seen.add([SEED], ITEMS[:3], [rollout("seed", "x", 0.5), rollout("seed", "y", 0.25), rollout("seed", "z", None)])
    child = [rollout("a", "x", 1.0), rollout("a", "y", 0.0), rollout("a", "z", 1.0)]
    assert seen.lead(child, "seed") == 0.25
    assert seen.lead([rollout("a", "x", 1.0), rollout("a", "y", None)], "seed") == -math.inf
    assert seen.lead([], "seed") == -math.inf


FAMILY = {
    "seed": Candidate(id="seed", components={"p": "0", "q": "0", "r": "0"}),
    "a": Candidate(id="a", components={"p": "A", "q": "0", "r": "A"}, parents=("seed",)),
    "b": Candidate(id="b", components={"p": "0", "q": "B", "r": "B"}, parents=("seed",)),
    "c": Candidate(id="c", components={"p": "C", "q": "0", "r": "A"}, parents=("a",)),
}
MEANS = {"seed": 0.2, "a": 0.5, "b": 0.6, "c": 0.6}


def merges(means: dict[str, float] = MEANS, *names: str, family: dict[str, Candidate] = FAMILY) -> list[dict[str, str]]:
    """The components of all merges that a pool of the seed and these candidates draws, each on a front of its own."""
    pool = ParetoPool(FAMILY["seed"], "hybrid")
    for place, name in enumerate(("seed", *names)):
        rest = (10 * means[name] - 1) / 9
        scores = {f"e{n}": 1.0 if n == place else rest for n in range(10)}
        pool.enter(family[name], ITEMS, [rollout(name, example, score) for example, score in scores.items()])
    found = []
    while (drawn := pool.draw_merge(np.random.default_rng(0))) is not None:
        found.append(drawn[2])
    return found


def test_a_merge_takes_what_one_side_changed_and_of_both_changes_the_better_one() -> None:
    assert merges(MEANS, "a", "b") == [{"p": "A", "q": "B", "r": "B"}]
    assert merges(MEANS | {"a": 0.7}, "a", "b") == [{"p": "A", "q": "B", "r": "A"}]


def test_every_merge_is_drawn_once() -> None:
    assert sorted(one["p"] for one in merges(MEANS, "a", "b", "c")) == ["A", "C"]


@pytest.mark.parametrize(
    ("names", "means"),
    [(["a"], MEANS), (["a", "c"], MEANS), (["a", "b"], MEANS | {"seed": 0.55})],
    ids=["alone", "one descends from the other", "the ancestor is better than one"],
)
def test_what_cannot_be_merged_is_not(names: list[str], means: dict[str, float]) -> None:
    assert merges(means, *names) == []


def test_candidates_that_changed_the_same_component_alone_are_not_merged() -> None:
    changed = Candidate(id="d", components={"p": "D", "q": "0", "r": "D"}, parents=("seed",))
    assert merges(MEANS | {"d": 0.5}, "a", "d", family=FAMILY | {"d": changed}) == []


def test_a_merge_that_is_there_already_is_not_drawn() -> None:
    known = Candidate(id="e", components={"p": "A", "q": "B", "r": "B"}, parents=("seed",))
    assert merges(MEANS | {"e": 0.8}, "a", "b", "e", family=FAMILY | {"e": known}) == []


def test_a_merge_is_checked_where_one_is_better_where_the_other_is_and_where_neither_is() -> None:
    pool, items = ParetoPool(SEED), [Example(id=f"e{n}", fields={}, split="validation") for n in range(20)]
    one = {f"e{n}": float(n < 6) for n in range(20)}
    other = {f"e{n}": float(6 <= n < 12) for n in range(20)}
    first, second = (Candidate(id=name, components={}) for name in "ab")
    for candidate, own in ((first, one), (second, other)):
        pool.enter(candidate, items, [rollout(candidate.id, example, score) for example, score in own.items()])
    chosen = pool.contested(first, second, 5, np.random.default_rng(1))
    assert len(chosen) == 5
    kinds = Counter((one[name], other[name]) for name in chosen)
    assert sorted(kinds.values()) == [1, 2, 2]
