"""The noise floor: what it says of redraws of one feedback, and when it says that nothing reacts to prompts."""

import numpy as np
import pytest

from gradcheck.diagnostics.effects.samples import Samples
from gradcheck.diagnostics.suite.noise_floor import BETWEEN_REDRAWS, NO_REACTION
from tests.support.drawing import drawn, found, quiet, with_scores

SAME = {"real": 0.0, "real_again": 0.0}


def alike(**others: float) -> Samples:
    """Redraws that differ by the noise of scoring alone, other arms so far away, and the prompt before as good."""
    return drawn({**SAME, **others}, block_sd=0.0, edit_sd=0.0)


@pytest.mark.parametrize(
    "samples",
    [
        alike(placebo=-0.39),
        alike(none=-0.2, placebo=0.0),
        alike(wrong_labels=0.2),
        drawn(SAME, before=-0.3, block_sd=0.0, edit_sd=0.0),
    ],
)
def test_redraws_that_are_alike_are_no_reason_to_call_a_task_deaf_where_something_else_differs(
    samples: Samples,
) -> None:
    finding = found("noise_floor", samples)
    assert (finding.figure(BETWEEN_REDRAWS) or 0.0) < 0.02
    assert NO_REACTION not in finding.flags


def test_a_difference_that_never_varies_is_one() -> None:
    samples = alike(none=0.0)
    for arm in ("real", "real_again"):
        samples = with_scores(samples, **{arm: samples.scores["none"] + 0.25})
    assert NO_REACTION not in found("noise_floor", samples).flags


def test_no_reaction_is_said_where_redraws_other_arms_and_the_prompt_before_are_all_alike() -> None:
    for samples in (alike(), alike(none=0.0, placebo=0.0)):
        assert NO_REACTION in found("noise_floor", samples).flags


def test_redraws_that_differ_are_a_reaction() -> None:
    assert NO_REACTION not in found("noise_floor", quiet(SAME, edit_sd=0.1)).flags


def test_one_of_many_arms_that_differs_by_luck_is_no_reaction() -> None:
    """Of twelve arms that are all alike the luckiest is often below 0.05 by itself."""
    flagged = [
        NO_REACTION
        in found(
            "noise_floor",
            drawn({**SAME, **{f"arm_{n}": 0.0 for n in range(12)}}, seed=seed, block_sd=0.0, edit_sd=0.0),
        ).flags
        for seed in range(12)
    ]
    assert np.mean(flagged) > 0.6
