"""The tree of PromptAgent's search, against numbers worked out by hand."""

import math

import pytest

from gradcheck.domain.program import Candidate
from gradcheck.domain.run import PoolEntry
from gradcheck.methods.policies.population import Member
from gradcheck.methods.promptagent import Node, PromptAgent


def made(name: str, reward: float, parent: Node | None = None) -> Node:
    candidate, entry = Candidate(id=name, components={}), PoolEntry(candidate=name, score=reward, n=4)
    node = Node(Member(candidate=candidate, entry=entry), parent.path if parent else ())
    if parent is not None:
        parent.children.append(node)
    return node


def chosen(root: Node, weight: float) -> Node:
    return max(root.children, key=lambda child: child.uct(weight))


def chain(*rewards: float) -> list[Node]:
    path = [made("0", rewards[0])]
    for place, reward in enumerate(rewards[1:], start=1):
        path.append(made(str(place), reward, path[-1]))
    return path


def test_a_return_is_the_sum_of_rewards_to_the_end_of_the_search() -> None:
    path = chain(0.5, 0.25, 0.75)
    path[2].back_propagate()
    path[1].back_propagate()
    assert [node.returns for node in path] == [[1.5, 0.75], [1.0, 0.25], [0.75]]
    assert [node.uct(0.0) for node in path[1:]] == [0.625, 0.75]


def test_before_any_search_a_node_is_worth_its_own_reward() -> None:
    assert chain(0.5, 0.25)[1].uct(2.5) == 0.25


def test_uct_is_the_mean_and_a_bonus_that_shrinks_with_visits() -> None:
    root = made("0", 0.5)
    first, second = made("1", 0.25, root), made("2", 0.5, root)
    first.back_propagate()
    first.back_propagate()
    assert first.uct(2.5) == pytest.approx(0.25 + 2.5 * math.sqrt(math.log(3) / 2))
    assert second.uct(2.5) == pytest.approx(0.5 + 2.5 * math.sqrt(math.log(3)))


def test_a_weight_of_zero_exploits_and_a_large_one_explores() -> None:
    root = made("0", 0.5)
    good, poor = made("good", 0.9, root), made("poor", 0.1, root)
    good.back_propagate()
    assert chosen(root, 0.0) is good
    good.back_propagate()
    assert chosen(root, 10.0) is poor


@pytest.mark.parametrize(
    "rewards",
    [(0.6, 0.4, 0.4, 0.49), (0.2, 0.4, 0.8, 0.49), (0.2, 0.2, 0.2, 0.9, 0.9, 0.9)],
)
def test_a_search_ends_at_the_limit_or_below_the_mean_of_root_and_parent(rewards: tuple[float, ...]) -> None:
    assert PromptAgent(depth_limit=5, min_depth=2).is_end(chain(*rewards)[-1])


@pytest.mark.parametrize(
    "rewards",
    [(0.6,), (0.6, 0.4), (0.6, 0.4, 0.1), (0.6, 0.4, 0.4, 0.51), (0.6, 0.4, 0.4, 0.5), (0.2, 0.2, 0.2, 0.9, 0.9)],
)
def test_a_search_goes_on_up_to_the_least_depth_and_as_long_as_it_is_worth_it(rewards: tuple[float, ...]) -> None:
    assert not PromptAgent(depth_limit=5, min_depth=2).is_end(chain(*rewards)[-1])


def test_a_limit_below_the_least_depth_is_the_limit() -> None:
    assert PromptAgent(depth_limit=1, min_depth=2).is_end(chain(0.5, 0.5)[-1])
