"""The tree of Monte Carlo tree search, against numbers worked out by hand."""

import math

import pytest

from gradcheck.domain.program import Candidate
from gradcheck.domain.run import PoolEntry
from gradcheck.methods.policies.tree import Bounds, Node, back_propagate, best_path, descend, most_rewarding, uct

WIDE = Bounds(depth_limit=10, min_depth=2)


def made(name: str, reward: float, parent: Node | None = None) -> Node:
    candidate, entry = Candidate(id=name, components={}), PoolEntry(candidate=name, score=reward, n=4)
    return Node(candidate, entry) if parent is None else parent.add(candidate, entry)


def names(path: list[Node]) -> list[str]:
    return [node.candidate.id for node in path]


def chain(*rewards: float) -> list[Node]:
    path = [made("0", rewards[0])]
    for place, reward in enumerate(rewards[1:], start=1):
        path.append(made(str(place), reward, path[-1]))
    return path


def test_a_return_is_the_sum_of_rewards_to_the_end_of_the_path() -> None:
    path = chain(0.5, 0.25, 0.75)
    back_propagate(path)
    back_propagate(path[:2])
    assert [node.returns for node in path] == [[1.5, 0.75], [1.0, 0.25], [0.75]]
    assert [node.value for node in path] == [1.125, 0.625, 0.75]


def test_before_any_path_the_value_is_the_own_reward() -> None:
    assert made("0", 0.5).value == 0.5


def test_uct_is_the_mean_and_a_bonus_that_shrinks_with_visits() -> None:
    root = made("0", 0.5)
    first, second = made("1", 0.25, root), made("2", 0.5, root)
    back_propagate([root, first])
    back_propagate([root, first])
    assert uct(first, 2.5) == pytest.approx(0.25 + 2.5 * math.sqrt(math.log(3) / 2))
    assert uct(second, 2.5) == pytest.approx(0.5 + 2.5 * math.sqrt(math.log(3)))
    assert uct(root, 2.5) == root.value


def test_a_weight_of_zero_exploits_and_a_large_one_explores() -> None:
    root = made("0", 0.5)
    good, poor = made("good", 0.9, root), made("poor", 0.1, root)
    back_propagate([root, good])
    assert names(descend(root, 0.0, WIDE)) == ["0", "good"]
    back_propagate([root, good])
    assert names(descend(root, 10.0, WIDE)) == ["0", "poor"]
    assert poor.returns == []


def test_descent_goes_to_a_leaf_and_takes_the_older_of_equals() -> None:
    root = made("0", 0.5)
    older, younger = made("older", 0.5, root), made("younger", 0.5, root)
    made("below", 0.5, older)
    assert names(descend(root, 2.5, WIDE)) == ["0", "older", "below"]
    assert younger.children == []


def test_descent_stops_where_paths_end() -> None:
    path = chain(0.5, 0.5, 0.5, 0.5)
    assert descend(path[0], 2.5, Bounds(depth_limit=2, min_depth=0)) == path[:3]


@pytest.mark.parametrize(
    "rewards",
    [(0.6, 0.4, 0.4, 0.49), (0.2, 0.4, 0.8, 0.49), (0.2, 0.2, 0.2, 0.9, 0.9, 0.9)],
)
def test_a_path_ends_at_the_limit_or_below_the_mean_of_root_and_parent(rewards: tuple[float, ...]) -> None:
    assert Bounds(depth_limit=5, min_depth=2).ends(chain(*rewards)[-1])


@pytest.mark.parametrize(
    "rewards",
    [(0.6,), (0.6, 0.4), (0.6, 0.4, 0.1), (0.6, 0.4, 0.4, 0.51), (0.6, 0.4, 0.4, 0.5), (0.2, 0.2, 0.2, 0.9, 0.9)],
)
def test_a_path_goes_on_up_to_the_least_depth_and_as_long_as_it_is_worth_it(rewards: tuple[float, ...]) -> None:
    assert not Bounds(depth_limit=5, min_depth=2).ends(chain(*rewards)[-1])


def test_a_path_succeeds_past_the_least_depth_with_more_than_the_best() -> None:
    bounds, path = Bounds(depth_limit=5, min_depth=1), chain(0.5, 0.9, 0.9)
    assert not bounds.succeeds(path[1], 0.5)
    assert not bounds.succeeds(path[2], 0.9)
    assert bounds.succeeds(path[2], 0.89)


def test_the_best_path_has_the_highest_mean_not_the_best_node() -> None:
    steady, lucky = chain(0.5, 0.6, 0.6), chain(0.5, 0.1, 0.9)
    assert best_path([lucky, steady]) is steady
    assert most_rewarding(lucky) is lucky[2]
    assert most_rewarding(chain(0.5, 0.5)).candidate.id == "0"
