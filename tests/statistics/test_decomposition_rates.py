"""Bias, coverage and error rates of the decomposition in a world whose truth is known."""

from functools import cache

import numpy as np
import numpy.typing as npt
import pytest
from scipy import stats

from gradcheck.statistics.edits.decomposition import Decomposition, decompose
from gradcheck.statistics.edits.selection import best_of, optimism, selection_curve
from tests.statistics.world import (
    INTERACTION_SD,
    ITEM_SD,
    PROMPT_SD,
    RUNS,
    Candidates,
    candidates,
    expected_score,
    winners_truth,
)

PARTS = ("generic", "form", "content", "selection")
# Two-way intervals cover more than 95 % where items carry most of the variance: t has the steps' degrees of freedom.
COVERED = (0.93, 0.985)
GAINS = (0.2, 0.35, 0.8)  # of W, P and F, in log odds
SPREAD = ITEM_SD**2 + INTERACTION_SD**2
K = 4


@cache
def truth(gains: tuple[float, float, float]) -> dict[str, float]:
    """The true parts, by quadrature and simulation."""
    base = float(expected_score(0.0, SPREAD))
    w0, p0, f0 = (float(expected_score(gain, SPREAD + PROMPT_SD**2)) for gain in gains)
    (w1, _), (p1, _), (f1, flattered) = (winners_truth(gain, size=K) for gain in gains)
    return {
        "generic": w0 - base,
        "form": (p0 - w0 + p1 - w1) / 2,
        "content": (f0 - p0 + f1 - p1) / 2,
        "selection": (w1 - w0 + f1 - f0) / 2,
        "total": f1 - base,
        "interaction": (f1 - f0) - (p1 - p0),
        "optimism": flattered - f1,
    }


def analysed(drawn: Candidates, gate: npt.NDArray[np.float64] | None = None) -> Decomposition:
    """The decomposition of one run, each step a pair; `gate` stands in for the gate's scores."""
    ranked = drawn.gate.mean(axis=-1) if gate is None else gate
    chosen = best_of(ranked, drawn.fresh, K)
    rewrite, placebo, feedback = (
        np.stack([fresh.mean(axis=1), best]) for fresh, best in zip(drawn.fresh, chosen, strict=True)
    )
    return decompose(drawn.base, rewrite, placebo, feedback, np.arange(len(drawn.base)), scope="method", delta=0.0)


@pytest.mark.slow
@pytest.mark.parametrize("steps", [10, 20])
def test_parts_are_unbiased_and_covered_where_step_only_intervals_fail(steps: int) -> None:
    rng = np.random.default_rng(800 + steps)
    true = truth(GAINS)
    estimates: dict[str, list[float]] = {}
    covered: dict[str, list[bool]] = {}
    for _ in range(RUNS):
        drawn = candidates(rng, steps=steps, gains=GAINS)
        result = analysed(drawn)
        gate = best_of(drawn.gate[2].mean(axis=-1), drawn.gate[2], K)
        fresh = best_of(drawn.gate[2].mean(axis=-1), drawn.fresh[2], K)
        intervals = {name: getattr(result, name).interval for name in PARTS}
        intervals |= {"total": result.total, "interaction": result.interaction}
        intervals["optimism"] = optimism(gate, fresh, np.arange(steps), scope="method")
        critical = stats.t.ppf(0.975, steps - 1)
        for name, found in intervals.items():
            estimates.setdefault(name, []).append(found.estimate)
            covered.setdefault(name, []).append(found.interval.low <= true[name] <= found.interval.high)
            rows_only = abs(found.estimate - true[name]) <= critical * found.se_rows
            covered.setdefault(f"{name} by steps alone", []).append(bool(rows_only))
        share = result.content.share
        if share is not None and share.interval is not None:
            inside = share.interval.low <= true["content"] / true["total"] <= share.interval.high
            covered.setdefault("share", []).append(inside)
    rates = {name: float(np.mean(values)) for name, values in covered.items()}
    for name, values in estimates.items():
        error = np.std(values) / np.sqrt(RUNS)
        assert abs(np.mean(values) - true[name]) <= max(0.005, 2 * error), (name, np.mean(values), true[name])
        assert COVERED[0] <= rates[name] <= COVERED[1], (name, rates)
    assert COVERED[0] <= rates["share"] <= COVERED[1], rates
    assert len(covered["share"]) > 0.9 * RUNS
    for name in ("generic", "total", "optimism"):
        assert rates[f"{name} by steps alone"] < 0.9, rates


@pytest.mark.slow
def test_content_and_form_that_are_not_there_are_seldom_found() -> None:
    rng = np.random.default_rng(821)
    raw: dict[str, list[float]] = {"form": [], "content": [], "interaction": []}
    family = []
    for _ in range(RUNS):
        result = analysed(candidates(rng, steps=10, gains=(0.2, 0.2, 0.2)))
        for name, found in (
            ("form", result.form.interval),
            ("content", result.content.interval),
            ("interaction", result.interaction),
        ):
            assert found.p_value is not None
            raw[name].append(found.p_value)
        adjusted = [part.p_holm for part in (result.form, result.content) if part.p_holm is not None]
        family.append(min(adjusted) <= 0.05)
    rates = {name: float(np.mean(np.array(values) <= 0.05)) for name, values in raw.items()}
    assert all(0.005 <= rate <= 0.067 for rate in rates.values()), rates
    assert np.mean(family) <= 0.067


def test_content_is_found_when_it_is_there() -> None:
    rng = np.random.default_rng(823)
    found = [analysed(candidates(rng, steps=20, gains=GAINS)).content.p_holm for _ in range(200)]
    assert np.mean([p_holm is not None and p_holm <= 0.05 for p_holm in found]) > 0.9


@pytest.mark.slow
def test_judging_the_selection_on_the_gates_own_items_invents_a_gain() -> None:
    rng = np.random.default_rng(827)
    true = truth((0.2, 0.2, 0.2))["selection"]
    reused: list[bool] = []
    fresh: list[bool] = []
    for _ in range(400):
        drawn = candidates(rng, steps=10, gains=(0.2, 0.2, 0.2))
        for gate, covered in ((drawn.fresh.mean(axis=-1), reused), (None, fresh)):
            interval = analysed(drawn, gate).selection.interval.interval
            assert interval is not None
            covered.append(interval.low <= true <= interval.high)
    assert np.mean(reused) < 0.85
    assert np.mean(fresh) >= 0.93


def test_the_selection_curve_rises_to_the_gain_of_the_gates_winner() -> None:
    rng = np.random.default_rng(829)
    drawn = candidates(rng, steps=4000, gains=(0.2,), items=30)
    curve = selection_curve(drawn.gate[0].mean(axis=-1), drawn.fresh[0].mean(axis=-1)).mean(axis=1)
    assert np.all(np.diff(curve) > 0)
    random, winner = float(expected_score(0.2, SPREAD + PROMPT_SD**2)), winners_truth(0.2, size=K)[0]
    assert curve[-1] - curve[0] == pytest.approx(winner - random, abs=0.004)
