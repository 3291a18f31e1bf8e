"""Contrasts of several arms, intervals of their own, and which of them may end a job early."""

import numpy as np
import pytest
from msgspec.structs import replace

from gradcheck.diagnostics.analysis.finding import Finding, is_settled
from gradcheck.diagnostics.effects.contrasts import of_differences
from gradcheck.diagnostics.effects.effect import Effect
from tests.support.drawing import rules, samples

RULES = rules("dose", stop="evalue")
BLOCKS = samples([0] * 6)


@pytest.mark.parametrize(("level", "name"), [(0.02, "floor"), (0.98, "ceiling")])
def test_a_contrast_of_four_arms_has_no_room_only_where_all_four_have_none(level: float, name: str) -> None:
    rng = np.random.default_rng(0)
    low = level + rng.normal(0, 0.01, (6, 5))
    found = of_differences("i", low - low[::-1], (low, low, low, low), BLOCKS, (), RULES)
    assert (found.verdict, name in found.reasons[0]) == ("not_testable", True)
    middle = np.full((6, 5), 0.5)
    assert of_differences("i", low - low[::-1], (low, low, low, middle), BLOCKS, (), RULES).estimate is not None


def test_pairs_whose_means_are_all_equal_are_not_planned_with() -> None:
    """Only items vary: there is an estimate, but no deviation of pairs to say how many would be needed."""
    row = np.array([0.25, -0.25, 0.5, -0.5])
    differences = np.stack([row, row[::-1], row, row[::-1], row, row])
    found = of_differences("i", differences, (0.5 + differences, np.full((6, 4), 0.5)), BLOCKS, (), RULES)
    assert (found.verdict, found.estimate) == ("inconclusive", 0)
    assert found.minimum_detectable_effect is None


def test_only_a_claim_with_an_e_process_ends_a_job_early() -> None:
    fixed = Effect(name="slope", test="sign flip of pairs", verdict="supported", estimate=0.3, p_value=0.001)
    anytime = replace(fixed, test="symmetry e-process", e_value=40.0)
    for claim, settles in ((fixed, False), (anytime, True), (replace(anytime, verdict="inconclusive"), False)):
        found = {"dose": Finding(verdict=claim.verdict, reading="", claims=(claim,))}
        assert is_settled(RULES, found) == settles
        assert not is_settled(replace(RULES, stop="fixed"), found)
