"""What holds for every diagnostic that compares arms: what it rests on is fresh scores, and pairs within a block."""

from typing import NamedTuple

import numpy as np
import pytest
from msgspec.structs import replace

from tests.diagnostics import (
    test_additivity,
    test_chain,
    test_dose,
    test_labels,
    test_paraphrase,
    test_sentences,
    test_sign,
)
from tests.support.drawing import found, quiet, shuffled, with_scores


class Case(NamedTuple):
    """The shifts of arms, then some too small to be seen but within a block, and the arms that are shuffled then."""

    levels: dict[str, float]
    small: dict[str, float]
    arms: tuple[str, ...]


def case(levels: dict[str, float], arms: tuple[str, ...] = (), **small: float) -> Case:
    return Case(levels, {**levels, **small}, arms or tuple(levels))


CASES = {
    "additivity": case(test_additivity.ADDS),
    "chain": case(test_chain.LEVELS, ("direct",), redrawn=0.06),
    "dose": case(test_dose.LINEAR),
    "labels": case(test_labels.DOSES, ("redrawn",), redrawn=0.06, wrong_labels=0.0),
    "paraphrase": case(test_paraphrase.SAME),
    "sentences": case(test_sentences.SECOND, ("real",), real=0.06, without_1=0.06, without_3=0.06),
    "sign": case(test_sign.BOTH, ("none",), real=0.06, inverted=-0.06),
}
each = pytest.mark.parametrize("name", CASES)


@each
def test_fresh_items_hold_scores_on_the_gate_or_on_minibatches_change_nothing(name: str) -> None:
    made = quiet(CASES[name].levels)
    turned = dict(zip(made.scores, reversed(list(made.scores.values())), strict=True))
    assert found(name, replace(made, gate=turned, crossed=turned)) == found(name, made)


@each
def test_scores_without_variance_are_not_testable(name: str) -> None:
    made = quiet(CASES[name].levels)
    finding = found(name, with_scores(made, **{arm: np.full_like(own, 0.5) for arm, own in made.scores.items()}))
    assert (finding.verdict, finding.claims[0].estimate) == ("not_testable", None)


@each
def test_pairing_holds_blocks_that_share_a_deviation_are_compared_with_themselves(name: str) -> None:
    made = quiet(CASES[name].small, block_sd=0.5)
    assert found(name, made, delta=0.05).verdict == "supported"
    assert found(name, shuffled(made, *CASES[name].arms), delta=0.05).verdict != "supported"
