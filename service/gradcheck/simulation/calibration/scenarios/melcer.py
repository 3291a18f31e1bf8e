"""Melcer et al. 2025 in a world made for it: whole studies of W12 must return its pattern of verdicts.

Arms, comparisons and analysis are those of the preset `melcer2025`; both chains are alike in this world. `TRIALS` an
arm, and `LONG_TRIALS` of its long runs, are enough to find every expected verdict in 99 studies of 100. The paper's own
counts are not, which is stated beside: five trials an arm find an effect of 0.8 standard deviations with a power of
0.31, and of 0.20 to 0.12 after Bonferroni's correction for two to four comparisons. The paper's findings are known
second-hand: wrong labels bring no drop, a missing evaluation does, rewriting brings nothing and improving something,
one candidate does not help and five do, and a long run ends where its first epoch did.
"""

from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import scipy
from msgspec.structs import replace
from numpy.typing import NDArray
from prometheus_client import CollectorRegistry

from gradcheck.engine.request import OptimizeRequest
from gradcheck.llm.gateway import Gateway
from gradcheck.settings import SIMULATED, Settings
from gradcheck.simulation.calibration.limits import Informational, Limit, Share
from gradcheck.simulation.calibration.scenario import Columns, Portion, Scenario
from gradcheck.simulation.calibration.scenarios.shared import DELTA
from gradcheck.simulation.provider.client import PROVIDER
from gradcheck.simulation.twin.optimizing import Data, Outcomes, Recipe, optimize
from gradcheck.simulation.worlds.registry import WORLDS
from gradcheck.simulation.worlds.tasks import dataset, seed_prompt
from gradcheck.statistics.equivalence import tost
from gradcheck.statistics.student import pair_t
from gradcheck.statistics.trend import slopes
from gradcheck.studies.analysis.compare import compare
from gradcheck.studies.analysis.outcome import RunOutcome
from gradcheck.studies.analysis.verdict import Verdict
from gradcheck.studies.plan import StudyPlan
from gradcheck.studies.presets.melcer2025 import FAMILIES, NAME
from gradcheck.studies.request import StudyRequest
from gradcheck.studies.validation import build_study_plan
from gradcheck.telemetry import Telemetry

TRIALS, LONG_TRIALS = 200, 300
_DRAWS = 999
_EPOCH, _LONG = 10, 100
_EXAMPLES, _ALPHA = 100, 0.05
_PATTERN = "all expected verdicts"

Floats = NDArray[np.float64]


def _arms() -> Iterator[tuple[str, Recipe]]:
    for chain in ("three_stage", "one_step"):
        for selection, candidates in (("naive", 0), ("validated", 3)):
            recipe = Recipe(candidates=candidates, chain=chain)
            yield f"{chain}_{selection}", recipe
            yield f"{chain}_{selection}_wrong", replace(recipe, labels="wrong")
            yield f"{chain}_{selection}_none", replace(recipe, evaluation="none")
    for grade in ("binary", "smooth"):
        yield f"three_stage_naive_{grade}", Recipe(evaluation=grade)
        yield f"three_stage_naive_{grade}_wrong", Recipe(evaluation=grade, labels="wrong")
    yield "default", Recipe(method="none")
    yield "rewrite", Recipe(method="rewrite", candidates=3)
    yield "improve", Recipe(method="improve", candidates=3)
    for count in (1, 2, 4, 5):
        yield f"three_stage_validated_{count}", Recipe(candidates=count)
    yield "three_stage_long", Recipe(steps=_LONG, track=_EPOCH)
    yield "three_stage_long_wrong", Recipe(steps=_LONG, track=_EPOCH, labels="wrong")


def _expected() -> dict[tuple[str, str], Verdict]:
    """The verdict each of the preset's comparisons must have; that of two candidates with none is left open."""
    naive, validated = "three_stage_naive", "three_stage_validated"
    runs = (naive, "one_step_naive", validated, "one_step_validated")
    return {
        (naive, "one_step_naive"): "refuted",
        (validated, "one_step_validated"): "refuted",
        **{(run, f"{run}_wrong"): "refuted" for run in (*runs, f"{naive}_binary", f"{naive}_smooth")},
        **{(run, f"{run}_none"): "supported" for run in runs},
        ("rewrite", "default"): "refuted",
        ("improve", "default"): "supported",
        (validated, "improve"): "supported",
        ("three_stage_long", "three_stage_long_wrong"): "refuted",
        (f"{validated}_1", naive): "refuted",
        **{(f"{validated}{count}", naive): "supported" for count in ("", "_4", "_5")},
    }


ARMS = dict(_arms())
EXPECTED = _expected()


@cache
def plan(*, published: bool) -> StudyPlan:
    """The preset's study in W12, as the service accepts it: with the paper's trials, or with enough."""
    task: dict[str, Any] = dataset(WORLDS["W12"], _EXAMPLES, 0)
    models = {"task": {"provider": SIMULATED, "model": "W12"}}
    optimize = {"prompt": seed_prompt(WORLDS["W12"]), "task": task, "method": "none", "models": models}
    trials = None if published else {**dict.fromkeys(FAMILIES, TRIALS), "fitting": LONG_TRIALS}
    request = StudyRequest(preset=NAME, optimize=_read(optimize), trials=trials, delta=DELTA)
    settings = Settings(home=Path(), database_url="sqlite:///unused")
    gateway = Gateway(settings, Telemetry(CollectorRegistry()), built_in=(PROVIDER,))
    return build_study_plan(request, gateway, _read)


def _read(body: dict[str, Any]) -> OptimizeRequest:
    return msgspec.convert(body, OptimizeRequest)


def verdicts(scores: Callable[[str], Floats], of: StudyPlan) -> dict[tuple[str, str], Verdict]:
    """The verdicts of all comparisons of one study by the service's own analysis, from every arm's scores."""
    runs = [
        RunOutcome(
            run_id=f"{arm.name}.{trial}",
            arm=arm.name,
            trial=trial,
            status="succeeded",
            finish_reason="completed",
            outcome=score,
            missing=None,
            calls=0,
        )
        for arm in of.arms
        for trial, score in enumerate(scores(arm.name)[: arm.trials].tolist())
    ]
    return {(comparison.first, comparison.second): comparison.verdict for comparison in compare(of, runs, draws=_DRAWS)}


def _draw(part: Portion) -> Columns:
    """So many studies of all arms."""
    world, data = WORLDS["W12"], Data()
    drawn = {
        name: optimize(world, recipe, data, part.runs, LONG_TRIALS if recipe.track else TRIALS, part.seed)
        for name, recipe in ARMS.items()
    }
    columns: Columns = {name: [] for name in LIMITS}
    for study in range(part.runs):
        for name, value in _study(drawn, study).items():
            columns[name].append(value)
    return columns


def _study(drawn: dict[str, Outcomes], study: int) -> dict[str, float]:
    def scores(arm: str) -> Floats:
        outcomes: Floats = drawn[arm].test[study]
        return outcomes

    large, small = (verdicts(scores, plan(published=published)) for published in (False, True))
    row: dict[str, float] = {}
    for pair, expected in EXPECTED.items():
        row[_quantity(pair)] = float(large[pair] == expected)
        if expected == "supported":
            row[_published(pair)] = float(small[pair] == "supported")
    row[_FITS] = _flat(drawn["three_stage_long"].train[study])
    row[_RISES] = _rising(scores)
    return {**row, _PATTERN: float(all(value for name, value in row.items() if isinstance(LIMITS[name], Share)))}


def _flat(curves: Floats) -> float:
    """Whether train scores after the first epoch change by less than delta until the last."""
    later = np.arange(1, curves.shape[1], dtype=np.float64)
    change = pair_t(slopes(curves[:, 1:], later) * (later[-1] - later[0]))
    return float(tost(change.estimate, change.se, change.df, DELTA).p_value <= _ALPHA)


def _rising(scores: Callable[[str], Floats]) -> float:
    """Kendall's tau between the number of candidates and the score, one-sided, with the paper's trials."""
    arms = {1: "_1", 2: "_2", 3: "", 4: "_4", 5: "_5"}
    few = FAMILIES["selection"].arms["three_stage_validated_1"]
    scored = [(count, score) for count, name in arms.items() for score in scores(f"three_stage_validated{name}")[:few]]
    return float(scipy.stats.kendalltau(*zip(*scored, strict=True), alternative="greater").pvalue <= _ALPHA)


def _quantity(pair: tuple[str, str]) -> str:
    return f"{pair[0]} - {pair[1]}: {EXPECTED[pair]}"


def _published(pair: tuple[str, str]) -> str:
    trials = min(plan(published=True).arm(name).trials for name in pair)
    return f"{pair[0]} - {pair[1]}: supported with the paper's {trials} trials"


_FITS, _RISES = "a long run ends where its first epoch did", "the score rises with the number of candidates"
LIMITS: dict[str, Limit] = {
    **{_quantity(pair): Share(least=0.99) for pair in EXPECTED},
    _FITS: Share(least=0.99),
    _RISES: Informational(),
    **{_published(pair): Informational() for pair, expected in EXPECTED.items() if expected == "supported"},
    _PATTERN: Share(least=0.9),
}
CELLS = (
    Scenario(
        name="melcer2025",
        about=f"the pattern of Melcer et al. 2025, with {TRIALS} trials an arm, {LONG_TRIALS} of long runs",
        worlds=("W12",),
        draw=_draw,
        limits=LIMITS,
        per_thousand=20,
        part=5,
    ),
)
