"""Melcer et al. 2025 in a world made for it: whole studies of W12 must return its pattern of verdicts.

The arms are those of the paper's six families as far as they have comparisons; both chains are alike in this world.
`TRIALS` an arm, and `LONG_TRIALS` of its long runs, are enough to find every expected verdict in 99 studies of 100. The
paper's own counts are not, which is stated beside: five trials an arm find an effect of 0.8 standard deviations with a
power of 0.31, and of 0.20 to 0.12 after Bonferroni's correction for two to four comparisons. It owns the pattern. The
paper's findings are known second-hand: wrong labels bring no drop, a missing evaluation does, rewriting brings nothing
and improving something, one candidate does not help and five do, and a long run ends where its first epoch did.
"""

from collections.abc import Callable, Iterator

import numpy as np
from msgspec.structs import replace
from numpy.typing import NDArray
from scipy import stats

from service.calibration.cell import Cell, Columns, Part
from service.calibration.cells.shared import DELTA
from service.calibration.given import rules
from service.calibration.limits import Limit, Share, Stated
from service.diagnostics.effects import Effect, Equivalence, Verdict, decided
from service.domain.base import Value
from service.llm.simulated.optimizing import Data, Outcomes, Recipe, optimize
from service.llm.simulated.worlds import WORLDS
from service.statistics.equivalence import tost
from service.statistics.multiplicity import holm
from service.statistics.student import pair_t
from service.statistics.trend import slopes
from service.statistics.trials import permutation_t

TRIALS, LONG_TRIALS = 150, 250
_DRAWS = 999
_EPOCH, _LONG = 10, 100
_NAIVE, _VALIDATED, _FEW = 30, 5, 15  # the paper's trials
_PATTERN = "all expected verdicts"

Floats = NDArray[np.float64]


class Compared(Value, frozen=True, kw_only=True):
    """A comparison: its family, the better arm first, the verdict it must have, and the paper's trials."""

    family: str
    first: str
    second: str
    expected: Verdict | None
    published: int


def _arms() -> Iterator[tuple[str, Recipe]]:
    for chain in ("three_stage", "one_step"):
        for selection, candidates in (("naive", 0), ("validated", 3)):
            own = Recipe(candidates=candidates, chain=chain)
            yield f"{chain}_{selection}", own
            yield f"{chain}_{selection}_wrong", replace(own, labels="wrong")
            yield f"{chain}_{selection}_none", replace(own, evaluation="none")
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


def _comparisons() -> Iterator[Compared]:
    def one(family: str, first: str, second: str, expected: Verdict | None, published: int) -> Compared:
        return Compared(family=family, first=first, second=second, expected=expected, published=published)

    counts = {"naive": _NAIVE, "validated": _VALIDATED}
    for selection, trials in counts.items():
        yield one("chain", f"three_stage_{selection}", f"one_step_{selection}", "refuted", trials)
    for run in ("three_stage_naive", "one_step_naive", "three_stage_validated", "one_step_validated"):
        trials = counts[run.rsplit("_", 1)[1]]
        yield one("labels", run, f"{run}_wrong", "refuted", trials)
        yield one("labels", run, f"{run}_none", "supported", trials)
    for grade in ("binary", "smooth"):
        run = f"three_stage_naive_{grade}"
        yield one("labels", run, f"{run}_wrong", "refuted", _NAIVE)
    yield one("prompt_only", "rewrite", "default", "refuted", _VALIDATED)
    yield one("prompt_only", "improve", "default", "supported", _VALIDATED)
    yield one("prompt_only", "three_stage_validated", "improve", "supported", _VALIDATED)
    yield one("fitting", "three_stage_long", "three_stage_long_wrong", "refuted", _VALIDATED)
    by_count: dict[str, Verdict | None] = {
        "_1": "refuted",
        "_2": None,
        "": "supported",
        "_4": "supported",
        "_5": "supported",
    }
    for count, expected in by_count.items():
        yield one("selection", f"three_stage_validated{count}", "three_stage_naive", expected, _FEW)


ARMS = dict(_arms())
COMPARISONS = tuple(_comparisons())


def verdicts(scores: Callable[[str, int], Floats], trials: Callable[[Compared], int]) -> dict[str, Verdict]:
    """The verdicts of all comparisons of one study, whose runs' scores by arm and number of trials are given.

    One-sided permutation t-tests as published, adjusted by Holm within their family, equivalences apart.
    """
    found: dict[str, Verdict] = {}
    for family in dict.fromkeys(one.family for one in COMPARISONS):
        own = [one for one in COMPARISONS if one.family == family]
        tested = [_tested(one, scores(one.first, trials(one)), scores(one.second, trials(one))) for one in own]
        claims = holm([effect.p_value or 0.0 for effect in tested])
        opposites = holm([effect.p_opposite or 0.0 for effect in tested])
        equal = holm([effect.equivalence.p_value if effect.equivalence else 1.0 for effect in tested])
        for one, effect, *adjusted in zip(own, tested, claims, opposites, equal, strict=True):
            claim, opposite, same = map(float, adjusted)
            judged = decided(replace(effect, p_opposite=opposite), claim, same, rules(delta=DELTA))
            found[f"{one.first} - {one.second}"] = judged.verdict
    return found


def _tested(one: Compared, first: Floats, second: Floats) -> Effect:
    towards = permutation_t(first, second, seed=0, alternative="greater", draws=_DRAWS)
    against = permutation_t(first, second, seed=0, alternative="less", draws=_DRAWS)
    equal = tost(towards.estimate, towards.se, int(towards.df), DELTA)
    return Effect(
        name=f"{one.first} - {one.second}",
        test="permutation t",
        verdict="inconclusive",
        estimate=towards.estimate,
        least=DELTA / 2,
        alternative="greater",
        p_value=towards.p_value,
        p_opposite=against.p_value,
        equivalence=Equivalence(delta=DELTA, p_value=equal.p_value, ci90=(equal.interval90.low, equal.interval90.high)),
    )


def _draw(part: Part) -> Columns:
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
    def scores(arm: str, trials: int) -> Floats:
        return drawn[arm].test[study, :trials]

    large = verdicts(scores, lambda _: TRIALS)
    small = verdicts(scores, lambda one: one.published)
    row: dict[str, float] = {}
    for one in COMPARISONS:
        name = f"{one.first} - {one.second}"
        if one.expected is not None:
            row[_quantity(one)] = float(large[name] == one.expected)
        if one.expected == "supported":
            row[_published(one)] = float(small[name] == "supported")
    row[_FITS] = _flat(drawn["three_stage_long"].train[study])
    row[_RISES] = _rising(scores)
    return {**row, _PATTERN: float(all(value for name, value in row.items() if isinstance(LIMITS[name], Share)))}


def _flat(curves: Floats) -> float:
    """Whether train scores after the first epoch change by less than delta until the last."""
    later = np.arange(1, curves.shape[1], dtype=np.float64)
    change = pair_t(slopes(curves[:, 1:], later) * (later[-1] - later[0]))
    return float(tost(change.estimate, change.se, change.df, DELTA).equivalent)


def _rising(scores: Callable[[str, int], Floats]) -> float:
    """Kendall's tau between the number of candidates and the score, one-sided, with the paper's trials."""
    arms = {1: "_1", 2: "_2", 3: "", 4: "_4", 5: "_5"}
    found = [(count, score) for count, name in arms.items() for score in scores(f"three_stage_validated{name}", _FEW)]
    return float(stats.kendalltau(*zip(*found, strict=True), alternative="greater").pvalue <= 0.05)


def _quantity(one: Compared) -> str:
    return f"{one.first} - {one.second}: {one.expected}"


def _published(one: Compared) -> str:
    return f"{one.first} - {one.second}: supported with the paper's {one.published} trials"


_FITS, _RISES = "a long run ends where its first epoch did", "the score rises with the number of candidates"
LIMITS: dict[str, Limit] = {
    **{_quantity(one): Share(least=0.99) for one in COMPARISONS if one.expected is not None},
    _FITS: Share(least=0.99),
    _RISES: Stated(),
    **{_published(one): Stated() for one in COMPARISONS if one.expected == "supported"},
    _PATTERN: Share(least=0.9),
}
CELLS = (
    Cell(
        name="melcer2025",
        about=f"the pattern of Melcer et al. 2025, with {TRIALS} trials an arm, {LONG_TRIALS} of long runs",
        worlds=("W12",),
        draw=_draw,
        limits=LIMITS,
        per_thousand=20,
        part=5,
    ),
)
