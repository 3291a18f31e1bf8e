"""The paired race against an independent t-test, and its rules for failures, ties and unfinished blocks."""

import math
from collections.abc import Sequence

import numpy as np
import pytest
from scipy import stats

from gradcheck.domain.run import PoolEntry
from gradcheck.methods.policies.paired import paired
from gradcheck.methods.policies.policy import Pull
from tests.methods.test_policies import Score, candidates, items, noisy, play


def race(
    score: Score,
    *,
    count: int,
    sizes: Sequence[int],
    keep: int,
    penalties: dict[str, float] | None = None,
    most: int | None = None,
) -> tuple[list[Pull], list[PoolEntry]]:
    every, blocks = items(sum(sizes)), []
    for size in sizes:
        blocks.append(every[:size])
        every = every[size:]
    pool = candidates(count)
    taken = {candidate.id: 0.0 for candidate in pool} | (penalties or {})
    return play(paired(pool, blocks, keep=keep, alpha=0.2, penalties=taken), score, most)


def alive(pulls: Sequence[Pull]) -> list[list[str]]:
    return [[candidate.id for candidate in pull.candidates] for pull in pulls]


@pytest.mark.parametrize("seed", range(6))
def test_a_candidate_leaves_once_enough_others_beat_it_by_the_paired_t_test(seed: int) -> None:
    score, keep = noisy(seed), 3
    penalties = {f"c{n}": 0.02 * n for n in range(8)}
    pulls, ranked = race(score, count=8, sizes=[10] * 6, keep=keep, penalties=penalties)
    left, seen, gone = [f"c{n}" for n in range(8)], 0, list[str]()
    for pull in pulls:
        assert [candidate.id for candidate in pull.candidates] == left
        seen += 10
        values = {name: np.array([score(name, f"e{e}") or 0.0 for e in range(seen)]) - penalties[name] for name in left}
        out = []
        for name in left:
            p_values = [
                stats.ttest_rel(values[other], values[name], alternative="greater").pvalue
                for other in left
                if other != name
            ]
            if sum(p < 0.2 for p in p_values) >= keep:
                out.append(name)
        gone = out + gone
        left = [name for name in left if name not in out]
    assert len(left) == keep or len(pulls) == 6
    assert [entry.candidate for entry in ranked][: len(left)] == sorted(left, key=lambda name: -values[name].mean())
    assert {entry.candidate for entry in ranked[len(left) :]} == set(gone)
    assert all(entry.n == 10 * sum(entry.candidate in names for names in alive(pulls)) for entry in ranked)


def test_equal_scores_eliminate_nobody() -> None:
    pulls, ranked = race(lambda _, item: float(int(item[1:]) % 2), count=5, sizes=[4, 4, 2], keep=2)
    assert alive(pulls) == [[f"c{n}" for n in range(5)]] * 3
    assert [entry.n for entry in ranked] == [10] * 5


def test_a_constant_positive_difference_eliminates() -> None:
    pulls, ranked = race(lambda name, _: 0.1 * int(name[1:]), count=4, sizes=[4, 4], keep=2)
    assert len(pulls) == 1
    assert [entry.candidate for entry in ranked] == ["c3", "c2", "c1", "c0"]


def test_the_penalty_decides_between_equal_scores_and_stays_in_the_ranking() -> None:
    penalties = {"c0": 0.05, "c1": 0.01, "c2": 0.03}
    _, ranked = race(lambda *_: 0.5, count=3, sizes=[4], keep=3, penalties=penalties)
    assert [(entry.candidate, entry.score) for entry in ranked] == [("c1", 0.5), ("c2", 0.5), ("c0", 0.5)]
    pulls, _ = race(lambda *_: 0.5, count=3, sizes=[4, 4], keep=1, penalties=penalties)
    assert len(pulls) == 1


def test_a_single_item_eliminates_nobody() -> None:
    pulls, _ = race(lambda name, _: float(name == "c0"), count=3, sizes=[1, 1], keep=1)
    assert alive(pulls)[1] == ["c0", "c1", "c2"]


def test_pairs_with_a_failed_side_are_no_evidence() -> None:
    def score(name: str, item: str) -> float | None:
        return None if name == "c1" else float(name == "c0")

    pulls, ranked = race(score, count=3, sizes=[4, 4], keep=1)
    assert alive(pulls)[1] == ["c0", "c1"]
    assert [(entry.candidate, entry.score) for entry in ranked] == [("c0", 1.0), ("c2", 0.0), ("c1", None)]


def test_a_block_that_is_not_finished_for_all_is_left_out() -> None:
    opening = {"c0": (1.0, 0.0, 1.0, 1.0), "c1": (0.0, 1.0, 1.0, 0.0)}

    def score(name: str, item: str) -> float | None:
        number = int(item[1:])
        return opening[name][number] if number < 4 else float(name == "c1")

    pulls, ranked = race(score, count=2, sizes=[4, 40], keep=1, most=60)
    assert alive(pulls) == [["c0", "c1"]] * 2
    assert [(entry.candidate, entry.score, entry.n) for entry in ranked] == [("c0", 0.75, 4), ("c1", 0.5, 4)]
    _, whole = race(score, count=2, sizes=[4, 40], keep=1)
    assert [entry.candidate for entry in whole] == ["c1", "c0"]


def test_the_first_block_ranks_those_that_finished_it() -> None:
    _, ranked = race(lambda *_: 0.5, count=3, sizes=[4], keep=1, most=8)
    assert [(entry.candidate, entry.score) for entry in ranked] == [("c0", 0.5), ("c1", 0.5), ("c2", None)]
    assert not any(entry.score is not None and math.isinf(entry.score) for entry in ranked)
