"""How candidates compare where some of their items have no score."""

import pytest

from gradcheck.domain.program import Candidate
from gradcheck.domain.task import Example
from gradcheck.methods.policies.bandits import brute_force
from gradcheck.methods.policies.pareto_pool import ParetoPool
from gradcheck.methods.rollouts import mean_entry
from gradcheck.methods.standing import Scores, ahead, lacks, means
from tests.support.made import rollout


def candidate(name: str) -> Candidate:
    return Candidate(id=name, components={"user": name})


def row(text: str) -> Scores:
    """A score for each sign, item by item: a dot has none."""
    return {str(place): None if sign == "." else float(sign) for place, sign in enumerate(text)}


@pytest.mark.parametrize(
    ("scored", "failed", "expected"),
    [(9, 1, False), (8, 2, True), (18, 2, False), (17, 3, True), (0, 0, False), (0, 1, True)],
)
def test_a_candidate_may_lack_a_tenth_of_its_items_and_no_more(scored: int, failed: int, *, expected: bool) -> None:
    assert lacks(scored, failed) == expected


def test_candidates_compare_on_the_items_that_all_have() -> None:
    found = means({"a": row("0011111111"), "b": row(".011111110"), "c": row("0111111111")})
    assert found == {"a": 8 / 9, "b": 7 / 9, "c": 1.0}


def test_who_lacks_too_many_has_no_standing_and_takes_no_item_from_the_others() -> None:
    found = means({"a": row("0011111111"), "silent": row("..11111111")})
    assert found == {"a": 0.8, "silent": None}


def test_where_no_item_is_common_each_goes_by_what_it_has() -> None:
    many = {str(place): row("".join("." if n == place else "1" for n in range(10))) for place in range(10)}
    assert set(means(many).values()) == {1.0}


def test_items_that_a_candidate_was_not_tried_on_are_no_holes() -> None:
    assert means({"a": row("11"), "b": {"5": 0.0}}) == {"a": 1.0, "b": 0.0}


@pytest.mark.parametrize(
    ("own", "other", "reached", "expected"),
    [
        ("1111111110", "1111111100", 0.8, 0.1),
        (".111111110", "0111111111", 0.9, -1 / 9),
        ("0111111111", ".111111110", 8 / 9, 1 / 9),
        ("..11111111", "0011111111", 0.8, None),
        ("1111111111", "", 0.9, 0.1),
    ],
)
def test_a_lead_is_measured_on_the_items_that_both_have(
    own: str, other: str, reached: float, expected: float | None
) -> None:
    assert ahead(row(own), row(other), reached) == (None if expected is None else pytest.approx(expected))


def test_a_pool_is_ranked_by_common_items_and_who_lacks_too_many_comes_last() -> None:
    names = ("hole", "plain", "silent")
    rows = {"hole": ".111111110", "plain": "0111111111", "silent": "..11111111"}
    items = [Example(id=str(place), fields={}, split="validation") for place in range(10)]
    policy = brute_force([candidate(name) for name in names], items)
    next(policy)
    rollouts = [rollout(name, item, score) for name in names for item, score in row(rows[name]).items()]
    with pytest.raises(StopIteration) as ended:
        policy.send(rollouts)
    ranked = ended.value.value
    assert [(entry.candidate, entry.score, entry.failed) for entry in ranked] == [
        ("plain", 1.0, 0),
        ("hole", 8 / 9, 1),
        ("silent", None, 2),
    ]


def test_who_lacks_too_many_is_on_no_front() -> None:
    pool, items = ParetoPool(candidate("seed")), [Example(id=str(n), fields={}, split="validation") for n in range(10)]
    for name, text in (("plain", "0011111100"), ("silent", "..11111111")):
        pool.enter(candidate(name), items, [rollout(name, item, score) for item, score in row(text).items()])
    assert pool.means() == {"plain": 0.6}
    assert {name for front in pool.fronts() for name in front} == {"plain"}
    assert mean_entry(candidate("silent"), []).score is None
