"""Diagnostics on win shares: what a simulated judge makes of answers, and that verdicts hold their level on it."""

import numpy as np

from gradcheck.diagnostics.effects.samples import Matrix
from gradcheck.simulation.calibration.calibrate import calibrate
from gradcheck.simulation.calibration.pairwise_judge import PairwiseJudge
from gradcheck.simulation.calibration.registry import SCENARIOS
from gradcheck.simulation.calibration.scenarios.shared import core
from gradcheck.simulation.calibration.twin_samples import samples_of
from gradcheck.simulation.twin.simulate import simulate
from gradcheck.simulation.worlds.registry import WORLDS

DESIGN = core(4, 2, 40)


def shares(judge: PairwiseJudge, seed: int = 1) -> tuple[Matrix, Matrix, Matrix]:
    """What edits scored right and wrong, the same as the judge has it, and the given prompt's own answers."""
    drawn = samples_of(DESIGN, simulate(WORLDS["W3"], DESIGN, 1, 3), 0)
    compared = judge.win_shares(drawn, seed)
    return drawn.scores["real"] - drawn.parent[0, 0], compared.scores["real"], compared.parent


def test_a_judge_that_never_errs_gives_wins_ties_and_losses_and_the_reference_ties_with_itself() -> None:
    truth, said, own = shares(PairwiseJudge(errs=0, by_place=0, ties=1))
    assert np.array_equal(said, 0.5 + truth / 2)
    assert set(np.unique(said)) == {0.0, 0.5, 1.0}
    assert np.all(own[:, 0] == 0.5)
    assert len(np.unique(own[:, 1])) > 1, "another draw of its answers is compared like any other"


def test_one_that_goes_by_the_order_alone_makes_no_winner() -> None:
    _, said, _ = shares(PairwiseJudge(errs=0, by_place=1, ties=0))
    assert np.all(said == 0.5)


def test_verdicts_on_win_shares_hold_their_level_where_pairs_alone_do_not() -> None:
    found = calibrate([SCENARIOS["win-shares"]], 60, 1)
    verdicts = {row.quantity: row.verdict for row in found.rows if row.scenario == "win-shares"}
    assert sum("pairs alone" in name for name in verdicts) == 3
    assert {name: verdict for name, verdict in verdicts.items() if verdict not in {"pass", "over"}} == {}
    assert list(verdicts.values()).count("over") <= 1
