"""Families of paired differences: against independent references, and the error of the family by simulation."""

from itertools import combinations

import numpy as np
import numpy.typing as npt
import pytest
from scipy.stats import binomtest
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import proportion_confint

from gradcheck.statistics.runs.all_pairs import family_of_differences, family_of_shares
from gradcheck.statistics.runs.macro import macro_difference
from gradcheck.statistics.runs.paired import mcnemar_midp, newcombe_paired, paired_difference
from gradcheck.statistics.runs.win_share import win_share


def pairs_of(
    scores: npt.NDArray[np.float64], classes: list[str] | None = None
) -> list[tuple[list[float], list[float], list[str]]]:
    alike = classes or ["one"] * scores.shape[1]
    return [(list(scores[a]), list(scores[b]), alike) for a, b in combinations(range(len(scores)), 2)]


def test_adjusted_values_are_those_of_an_independent_holm() -> None:
    rng = np.random.default_rng(3)
    scores = (rng.random((5, 60)) < np.array([[0.3], [0.4], [0.5], [0.6], [0.8]])).astype(float)
    found = family_of_differences(pairs_of(scores), seed=1)
    raw = [mcnemar_midp(int(np.sum(b > np.array(a))), int(np.sum(b < np.array(a)))) for a, b, _ in pairs_of(scores)]
    assert [one.difference.p_value for one in found] == pytest.approx(raw)
    assert [one.adjusted_p for one in found] == pytest.approx(multipletests(raw, method="holm")[1])


def test_one_pair_is_a_paired_difference_without_adjustment() -> None:
    first, second = [0.1, 0.5, 0.9, 0.2, 0.4], [0.3, 0.5, 1.0, 0.1, 0.9]
    (found,) = family_of_differences([(first, second, ["one"] * 5)], seed=4)
    assert found.difference == paired_difference(first, second, seed=4)
    assert found.adjusted_p == found.difference.p_value


def test_no_pairs_are_no_family() -> None:
    assert family_of_differences([], seed=0) == []


def test_a_level_reaches_the_interval_of_binary_scores() -> None:
    # With no discordance between margins of n / 2 the interval is built of Wilson's alone.
    low, high = proportion_confint(20, 40, alpha=0.01, method="wilson")
    found = newcombe_paired(both=0, fixed=20, broken=20, neither=0, level=0.99)
    phi = -1.0
    down = np.sqrt((0.5 - low) ** 2 + (high - 0.5) ** 2 - 2 * phi * (0.5 - low) * (high - 0.5))
    assert (found.low, found.high) == pytest.approx((-down, down))


@pytest.mark.parametrize("kind", ["binary", "graded"])
def test_more_pairs_make_wider_intervals(kind: str) -> None:
    rng = np.random.default_rng(9)
    scores = rng.random((4, 40))
    scores = (scores < 0.5).astype(float) if kind == "binary" else scores
    alone = family_of_differences(pairs_of(scores[:2]), seed=2)[0].difference
    among = family_of_differences(pairs_of(scores), seed=2)[0].difference
    assert among.interval.low < alone.interval.low
    assert among.interval.high > alone.interval.high


def test_a_family_of_equal_prompts_is_rejected_in_at_most_a_twentieth() -> None:
    """Items differ in how hard they are, prompts do not: any rejection is false."""
    rng, rejected, missed, rounds = np.random.default_rng(11), 0, 0, 1500
    for _ in range(rounds):
        easy = rng.beta(1, 1, size=60)
        found = family_of_differences(pairs_of((rng.random((5, 60)) < easy).astype(float)), seed=0)
        rejected += any(one.adjusted_p <= 0.05 for one in found)
        missed += any(not one.difference.interval.low <= 0 <= one.difference.interval.high for one in found)
    slack = 3 * np.sqrt(0.05 * 0.95 / rounds)
    assert rejected / rounds <= 0.05 + slack
    assert missed / rounds <= 0.05 + slack


def test_the_error_holds_where_one_prompt_is_better_and_that_one_is_found() -> None:
    rng, false, found_it, rounds = np.random.default_rng(12), 0, 0, 500
    rates = np.array([[0.4], [0.4], [0.4], [0.8]])
    for _ in range(rounds):
        found = family_of_differences(pairs_of((rng.random((4, 80)) < rates).astype(float)), seed=0)
        places = list(combinations(range(4), 2))
        by_place = {place: one.adjusted_p <= 0.05 for place, one in zip(places, found, strict=True)}
        false += any(rejects for (_, b), rejects in by_place.items() if b != 3)
        found_it += all(rejects for (_, b), rejects in by_place.items() if b == 3)
    assert false / rounds <= 0.05 + 3 * np.sqrt(0.05 * 0.95 / rounds)
    assert found_it / rounds > 0.9


def test_a_family_by_classes_is_of_sign_flips_and_its_intervals_are_of_the_shared_level() -> None:
    rng, classes = np.random.default_rng(21), ["a"] * 60 + ["b"] * 30
    scores = (rng.random((3, 90)) < np.array([[0.3], [0.5], [0.6]])).astype(float)
    found = family_of_differences(pairs_of(scores, classes), seed=1)
    alone = [macro_difference(a, b, classes, seed=1) for a, b, _ in pairs_of(scores)]
    raw = [one.p_value for one in alone]
    assert [one.adjusted_p for one in found] == pytest.approx(multipletests(raw, method="holm")[1])
    for family, one in zip(found, alone, strict=True):
        assert family.difference.estimate == one.estimate
        assert family.difference.interval.low < one.interval.low
        assert family.difference.interval.high > one.interval.high


def test_a_family_by_classes_holds_its_level_where_one_over_items_does_not() -> None:
    """Prompts move skill from the rare class to the usual one: by classes all are equal, by items none is."""
    rng, rounds, classes = np.random.default_rng(22), 150, ["usual"] * 80 + ["rare"] * 20
    moved = np.array([[0.0], [0.15], [0.3]])
    chance = np.where(np.array([name == "usual" for name in classes]), 0.5 + moved, 0.5 - moved)
    rejected = missed = plainly = 0
    for _ in range(rounds):
        scores = (rng.random(chance.shape) < chance).astype(float)
        found = family_of_differences(pairs_of(scores, classes), seed=0)
        rejected += any(one.adjusted_p <= 0.05 for one in found)
        missed += any(not one.difference.interval.low <= 0 <= one.difference.interval.high for one in found)
        plainly += any(one.adjusted_p <= 0.05 for one in family_of_differences(pairs_of(scores), seed=0))
    assert rejected / rounds <= 0.1
    assert missed / rounds <= 0.1
    assert plainly / rounds >= 0.3


def test_shares_of_a_family_are_sign_tests_adjusted_by_an_independent_holm() -> None:
    counts = [(12, 3, 5), (7, 6, 7), (2, 9, 9)]
    found = family_of_shares(counts)
    raw = [binomtest(wins, wins + losses).pvalue for wins, losses, _ in counts]
    assert [one.share.p_value for one in found] == pytest.approx(raw)
    assert [one.adjusted_p for one in found] == pytest.approx(multipletests(raw, method="holm")[1])
    assert family_of_shares([]) == []
    assert family_of_shares(counts[:1])[0].share == win_share(*counts[0])


def test_intervals_of_shares_hold_together_and_equal_prompts_are_rejected_in_at_most_a_twentieth() -> None:
    rng, rounds, rejected, missed = np.random.default_rng(14), 600, 0, 0
    for _ in range(rounds):
        counts = [tuple(map(int, rng.multinomial(40, [0.3, 0.3, 0.4]))) for _ in range(3)]
        found = family_of_shares([(a, b, c) for a, b, c in counts])
        rejected += any(one.adjusted_p <= 0.05 for one in found)
        missed += any(not one.share.interval.low <= 0.5 <= one.share.interval.high for one in found)
    slack = 3 * np.sqrt(0.05 * 0.95 / rounds)
    assert rejected / rounds <= 0.05 + slack
    assert missed / rounds <= 0.05 + slack
