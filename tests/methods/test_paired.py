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
    weights: dict[str, float] | None = None,
) -> tuple[list[Pull], list[PoolEntry]]:
    every, blocks = items(sum(sizes)), []
    for size in sizes:
        blocks.append(every[:size])
        every = every[size:]
    pool = candidates(count)
    taken = {candidate.id: 0.0 for candidate in pool} | (penalties or {})
    return play(paired(pool, blocks, keep=keep, alpha=0.2, penalties=taken, weights=weights or {}), score, most)


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


@pytest.mark.parametrize("seed", range(4))
def test_items_that_count_more_often_do_so_in_the_t_test(seed: int) -> None:
    score, weights = noisy(seed), {f"e{n}": 3.0 if n % 4 == 0 else 1 / 3 for n in range(40)}
    pulls, _ = race(score, count=6, sizes=[20, 20], keep=2, weights=weights)
    left, seen = [f"c{n}" for n in range(6)], 0
    for pull in pulls:
        assert [candidate.id for candidate in pull.candidates] == left
        seen += 20
        own = np.array([weights[f"e{e}"] for e in range(seen)])
        values = {name: np.array([score(name, f"e{e}") or 0.0 for e in range(seen)]) for name in left}
        out = [
            name
            for name in left
            if sum(
                stats.ttest_1samp(own * (values[other] - values[name]), 0, alternative="greater").pvalue < 0.2
                for other in left
                if other != name
            )
            >= 2
        ]
        left = [name for name in left if name not in out]


def test_who_is_worse_in_the_rare_class_alone_leaves_by_classes_and_stays_without() -> None:
    rng, rare = np.random.default_rng(4), 12
    chance = {"c0": (0.6, 0.9), "c1": (0.6, 0.2)}  # of the usual class, of the rare one

    def drawn(seed: int) -> Score:
        luck = np.random.default_rng(seed).random((2, 72))
        return lambda name, item: float(
            luck[int(name[1:]), int(item[1:])] < chance[name][int(item[1:]) % (72 // rare) == 0]
        )

    weights = {f"e{n}": 72 / (2 * rare) if n % (72 // rare) == 0 else 72 / (2 * (72 - rare)) for n in range(72)}
    left = {"with": 0, "without": 0}
    for seed in rng.integers(1 << 30, size=40).tolist():
        for name, own in (("with", weights), ("without", None)):
            _, ranked = race(drawn(seed), count=2, sizes=[36, 36], keep=1, weights=own)
            left[name] += ranked[-1].candidate == "c1" and ranked[-1].n < 72
    assert left["with"] > left["without"]
