"""Looking at a job while it runs: with what may stop it, looks or an e-process, the level holds however it ends."""

import math
from functools import partial

from gradcheck.diagnostics.analysis.finding import is_settled
from gradcheck.diagnostics.analysis.measuring import found_by
from gradcheck.diagnostics.planning.sizing import looks_of
from gradcheck.diagnostics.registry import DIAGNOSTICS
from gradcheck.diagnostics.request import Stopping
from gradcheck.simulation.calibration.given import given, rules
from gradcheck.simulation.calibration.limits import Exposed, Level, Share
from gradcheck.simulation.calibration.scenario import Columns, Portion, Scenario
from gradcheck.simulation.calibration.scenarios.shared import core, together
from gradcheck.simulation.calibration.twin_samples import first_blocks, samples_of
from gradcheck.simulation.twin.simulate import simulate
from gradcheck.simulation.twin.sizes import TwinDesign
from gradcheck.simulation.worlds.registry import WORLDS
from gradcheck.simulation.worlds.world import World
from gradcheck.statistics.sequential import log_e_path
from gradcheck.statistics.student import pair_t

_WAVE = 6
_ALPHA = 0.05
_PLANNED_SD = 0.08  # assumed before the data, as a job does
_LEAST = 5  # pairs at the first look of the known-bad analysis


def _stopped(world: World, design: TwinDesign, stop: Stopping, part: Portion) -> Columns:
    """A job that stops as soon as it is settled, as the service does after every wave of blocks or at a look."""
    scores = simulate(world, design, part.runs, part.seed)
    columns: Columns = {"ever rejects": [], "covered where it stops": [], "supported": []}
    for run in range(part.runs):
        samples, blocks = samples_of(design, scores, run), design.steps * design.replicates
        looks = looks_of(stop, ["content"], "this_run", blocks)
        under = rules("content", stop=stop, looks=looks, seed=part.seed + run)
        for seen in looks or range(_WAVE, blocks + 1, _WAVE):
            findings = found_by([DIAGNOSTICS["content"]], given(first_blocks(samples, seen), under), {})
            if is_settled(under, findings):
                break
        claim = findings["content"].claims[0]
        columns["ever rejects"].append(float(claim.p_value is not None and claim.p_value <= _ALPHA))
        columns["supported"].append(float(findings["content"].verdict == "supported"))
        low, high = claim.ci95 or (-math.inf, math.inf)
        columns["covered where it stops"].append(float(low <= 0 <= high))
    return columns


def _every_pair(part: Portion) -> Columns:
    """Two hundred pairs without an effect, looked at after every one; and a t-test looked at as often."""
    design = TwinDesign(steps=20, replicates=10, items=50, arms=("real", "placebo"))
    means = simulate(WORLDS["W3"], design, part.runs, part.seed).edits[..., 0, :].mean(-1)
    pairs = (means[:, 0] - means[:, 1]).swapaxes(1, 2).reshape(part.runs, -1)
    ever = (log_e_path(pairs, _PLANNED_SD) >= -math.log(_ALPHA)).any(axis=-1)
    looks = range(_LEAST, pairs.shape[1] + 1, _LEAST)
    peeked = [any(pair_t(row[:seen]).p_value <= _ALPHA for seen in looks) for row in pairs[: part.runs // 10]]
    return {"e-process ever rejects": ever.astype(float).tolist(), "t-test ever rejects": list(map(float, peeked))}


def _stopping(name: str, about: str, stop: Stopping) -> Scenario:
    """Jobs that may stop in this way."""
    jobs = {"no effect": WORLDS["W2"], "large effect": WORLDS["W1"]}
    return Scenario(
        name=name,
        about=f"{about}: no effect, and a large one",
        worlds=("W2", "W1"),
        draw=together({job: partial(_stopped, world, core(10, 3, 100), stop) for job, world in jobs.items()}),
        limits={
            "no effect: ever rejects": Level(),
            "no effect: covered where it stops": Share(),
            "large effect: supported": Share(least=0.99),
        },
        per_thousand=300,
    )


CELLS = (
    _stopping("peeking", "a job that may stop after any wave", "evalue"),
    _stopping("looks", "a job that stops at looks", "looks"),
    Scenario(
        name="every-pair",
        about="two hundred pairs, looked at after every one",
        worlds=("W3",),
        draw=_every_pair,
        limits={"e-process ever rejects": Level(), "t-test ever rejects": Exposed()},
        per_thousand=2000,
        part=200,
    ),
)
