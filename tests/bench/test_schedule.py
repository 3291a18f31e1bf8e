import random

import pytest

from bench.schedule import Node, floor, waves


def calls(*after: tuple[int, ...]) -> list[Node]:
    return [Node(after=before) for before in after]


def anything(seed: int) -> list[Node]:
    luck = random.Random(seed)
    nodes: list[Node] = []
    for position in range(60):
        after = luck.sample(range(position), min(position, luck.choice([0, 0, 1, 2, 8])))
        nodes.append(Node(after=tuple(after), is_call=luck.random() < 0.9))
    return nodes


def test_independent_calls_take_the_slots_bound() -> None:
    assert waves(calls(*[()] * 128), 64) == floor(calls(*[()] * 128), 64) == 2
    assert waves(calls(*[()] * 129), 64) == floor(calls(*[()] * 129), 64) == 3


def test_nothing_takes_no_time() -> None:
    assert waves([], 4) == floor([], 4) == 0


def test_a_chain_takes_its_length_whatever_the_slots() -> None:
    assert waves(calls((), (0,), (1,)), 64) == floor(calls((), (0,), (1,)), 64) == 3


def test_free_slots_go_to_the_longest_chain_first() -> None:
    assert waves(calls((), (), (), (2,), (3,)), 2) == 3


def test_no_slot_stays_free_while_a_call_is_ready() -> None:
    assert waves(calls((), (0,), (1,), (), ()), 2) == 3
    assert waves(calls((), (0,), (1,), (), (), ()), 1) == 6


def test_a_meeting_point_takes_neither_time_nor_a_slot() -> None:
    meeting = Node(after=(0, 1, 2), is_call=False)
    assert waves([*calls((), (), ()), meeting, *calls((3,), (3,))], 2) == 3


def test_meeting_points_pass_on_what_they_waited_for() -> None:
    nodes = [Node(after=(), is_call=False), Node(after=(0,), is_call=False), Node(after=(1,)), Node(after=(1, 2))]
    assert waves(nodes, 2) == 2


def test_the_floor_knows_that_a_meeting_point_waits_for_whole_waves() -> None:
    stage = calls(*[()] * 3)
    nodes = [*stage, Node(after=(0, 1, 2), is_call=False), *calls((3,), (3,), (3,))]
    assert floor(nodes, 2) == waves(nodes, 2) == 4


@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize("slots", [1, 3, 16])
def test_no_schedule_is_below_the_floor_and_a_greedy_one_is_near_it(seed: int, slots: int) -> None:
    nodes = anything(seed)
    assert floor(nodes, slots) <= waves(nodes, slots) <= 2 * floor(nodes, slots)


def test_a_node_after_a_later_one_is_refused() -> None:
    with pytest.raises(ValueError, match="node 0"):
        waves(calls((1,), ()), 2)
