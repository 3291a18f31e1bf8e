"""D11, decomposition: what of a step's gain is rewriting, form, content and selection.

Four replicates of a step are four candidates of one editor without feedback (W), with a placebo (P) and with the real
feedback (F), all scored on the gate's items and on the probe, where none was selected. A gate that keeps the best of
them if it scores at least as well as the prompt before gives Y(a, 1), their mean Y(a, 0); `statistics.decomposition`
has the parts. An edit that could not be used counts as the prompt before: it stays in use. A step's decomposition does
not add up over a run, whose later steps start elsewhere.
"""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

import numpy as np
from msgspec.structs import replace
from numpy.typing import NDArray

from gradcheck.diagnostics.analysis.checks import knows_nothing
from gradcheck.diagnostics.analysis.finding import Check, DiagnosticTest, Figure, Finding, Measured, TestInput, speaks
from gradcheck.diagnostics.analysis.telling import Telling, sets_of_edits
from gradcheck.diagnostics.effects.contrasts import TWO_WAY, of_interval
from gradcheck.diagnostics.effects.samples import Matrix, Samples
from gradcheck.diagnostics.effects.units import edits_of, new
from gradcheck.diagnostics.request import Rules
from gradcheck.diagnostics.requirements import Requirements
from gradcheck.domain.base import Value
from gradcheck.statistics.edits.crossed import TwoWayInterval
from gradcheck.statistics.edits.decomposition import Decomposition, decompose
from gradcheck.statistics.edits.selection import best_of, optimism, selection_curve, with_rollback
from gradcheck.texts.numbers import difference, rounded

if TYPE_CHECKING:
    from gradcheck.diagnostics.plan import DiagnosticPlan

CANDIDATES: Final = 4
_LEAST_SETS = 2
_ARMS = ("none", "placebo", "real")
_PARTS = ("generic", "form", "content", "selection")
_ROUNDING = 1e-9
NOT_A_RUN = "these are parts of single steps' gains: they do not add up over a run, whose later steps start elsewhere"


class _Sets(Value, frozen=True, kw_only=True, eq=False):
    """Candidates in sets of four; `fresh` and `gate` by arm, shape (sets, 4, items), without what an edit lacks.

    `before` and `before_gate` are of the prompt before, shape (sets, items). `means` are the candidates' means over
    the gate items that all of a set were scored on, shape (sets, 4), `least` the prompt's before, shape (sets,).
    """

    steps: NDArray[np.int_]
    fresh: Mapping[str, Matrix]
    gate: Mapping[str, Matrix]
    means: Mapping[str, Matrix]
    before: Matrix
    before_gate: Matrix
    least: NDArray[np.float64]
    dropped: int
    replaced: int


def _refuse(plan: "DiagnosticPlan") -> str | None:
    sets = len(plan.recorded) * (plan.replicates // CANDIDATES)
    if not any(example.split == "validation" for example in plan.run.examples):
        return "the run has no validation examples for a gate to select on"
    if sets < _LEAST_SETS:
        available = f"{len(plan.recorded)} steps with {plan.replicates} replicates make {sets}"
        return f"{_LEAST_SETS} sets of {CANDIDATES} replicates of a step are needed; {available}"
    return None


def _measure(given: TestInput) -> Measured:
    samples, rules = given.samples, given.rules
    checks = knows_nothing(samples, "placebo")
    sets = _sets(samples)
    try:
        rewrite, placebo, feedback = (_outcomes(sets, arm) for arm in _ARMS)
        parts = decompose(sets.before, rewrite, placebo, feedback, sets.steps, scope=rules.scope, delta=rules.delta)
    except ValueError as error:
        sets_left = f"{len(sets.steps)} sets of {CANDIDATES} candidates have scores"
        return Measured(checks=checks, flags=(NOT_A_RUN,), obstacle=f"{sets_left}: {error}")
    replaced = Figure(name="unusable edits counted as the prompt before", value=sets.replaced)
    claim = of_interval("content", TWO_WAY, parts.content.interval, rules)
    return Measured(
        claims=(replace(claim, dropped_pairs=sets.dropped),),
        checks=(*checks, *_identity(parts)),
        figures=(*_parts(parts), *_optimism(sets, rules), *_curves(sets), replaced),
        flags=(NOT_A_RUN,),
        obstacle=_unestablished(parts.total),
    )


def _sets(samples: Samples) -> _Sets:
    """Every four replicates of a step in their order; a set that no score can be compared in is dropped."""
    chosen, left_out = _grouped(samples)
    before = samples.before()[chosen[:, 0]]
    before_gate = samples.parent_gate[np.searchsorted(samples.parent_steps, samples.steps[chosen[:, 0]])]
    unusable = {arm: _unusable(samples, arm)[chosen] for arm in _ARMS}
    fresh = {arm: _filled(samples.scores[arm][chosen], before, unusable[arm]) for arm in _ARMS}
    gate = {arm: _filled(samples.gate[arm][chosen], before_gate, unusable[arm]) for arm in _ARMS}
    shared = _complete(before_gate, gate)
    complete = shared.any(axis=1) & _complete(before, fresh).any(axis=1)
    shared = shared[complete]
    return _Sets(
        steps=samples.steps[chosen[:, 0]][complete],
        fresh={arm: rows[complete] for arm, rows in fresh.items()},
        gate={arm: rows[complete] for arm, rows in gate.items()},
        means={arm: _mean(rows[complete], shared[:, np.newaxis]) for arm, rows in gate.items()},
        before=before[complete],
        before_gate=before_gate[complete],
        least=_mean(before_gate[complete], shared),
        dropped=int((~complete).sum()) + left_out,
        replaced=int(sum(rows[complete].sum() for rows in unusable.values())),
    )


def _grouped(samples: Samples) -> tuple[NDArray[np.intp], int]:
    """The blocks of each set, shape (sets, 4), and how many sets are incomplete or hold an earlier one's edit."""
    chosen: list[Sequence[int]] = []
    left_out, edits = 0, edits_of(samples, _ARMS)
    for step in np.unique(samples.steps):
        rows = np.flatnonzero(samples.steps == step)
        rows = rows[np.argsort(samples.replicates[rows], kind="stable")]
        whole = len(rows) // CANDIDATES * CANDIDATES
        sets = rows[:whole].reshape(-1, CANDIDATES)
        kept = new([frozenset().union(*(edits[block] for block in candidates)) for candidates in sets.tolist()])
        chosen += sets[kept].tolist()
        left_out += int((~kept).sum())
        left_out += int(whole < len(rows))
    return np.array(chosen, dtype=np.intp).reshape(-1, CANDIDATES), left_out


def _unusable(samples: Samples, arm: str) -> NDArray[np.bool_]:
    """Where an arm has no edit, shape (blocks,); in simulations, where it has no score."""
    if samples.material is None:
        return np.asarray(np.isnan(samples.scores[arm]).all(axis=1), dtype=np.bool_)
    return np.array([drawn.text is None for drawn in samples.drawn(arm)], dtype=np.bool_)


def _filled(rows: Matrix, before: Matrix, unusable: NDArray[np.bool_]) -> Matrix:
    """The candidates' scores, the prompt's before in place of unusable edits; shape (sets, 4, items)."""
    return np.where(unusable[:, :, np.newaxis], before[:, np.newaxis], rows)


def _complete(before: Matrix, arms: Mapping[str, Matrix]) -> NDArray[np.bool_]:
    """The cells that the prompt before and all candidates have, shape (sets, items)."""
    missing = np.stack([np.isnan(rows).any(axis=1) for rows in arms.values()]).any(axis=0)
    return np.asarray(~(np.isnan(before) | missing), dtype=np.bool_)


def _mean(rows: Matrix, present: NDArray[np.bool_]) -> Matrix:
    """Means over the items that are there, along the last axis."""
    return np.asarray(np.where(present, rows, 0.0).sum(axis=-1) / present.sum(axis=-1), dtype=np.float64)


def _kept(sets: _Sets, arm: str) -> NDArray[np.bool_]:
    """Which candidates the gate would put in use if they were the best, shape (sets, 4)."""
    return np.asarray(sets.means[arm] >= sets.least[:, np.newaxis], dtype=np.bool_)


def _outcomes(sets: _Sets, arm: str) -> Matrix:
    """A random candidate, and the gate's choice of all four or the prompt before: shape (2, sets, items)."""
    values = with_rollback(sets.fresh[arm], sets.before, _kept(sets, arm))
    return np.stack([sets.fresh[arm].mean(axis=1), best_of(sets.means[arm], values, CANDIDATES)])


def _identity(decomposition: Decomposition) -> tuple[Check, ...]:
    parts = [getattr(decomposition, name).interval.estimate for name in _PARTS]
    off = abs(sum(parts) - decomposition.total.estimate)
    detail = f"the parts and the total differ by {rounded(off)}"
    return (Check(name="parts_sum", passed=off < _ROUNDING, detail=detail),)


def _unestablished(total: TwoWayInterval) -> str | None:
    """A gain that is not there has no parts."""
    if total.interval is None:
        return "the total gain is not established: it does not vary, so no error can be estimated"
    if total.interval.low > 0:
        return None
    return f"the total gain is not established: it is {difference(total.estimate, total.interval)}"


def _parts(decomposition: Decomposition) -> tuple[Figure, ...]:
    """The parts with p-values adjusted over the four, their shares where these may be shown, and what they sum to."""
    parts = {name: getattr(decomposition, name) for name in _PARTS}
    figures = [_figure(name, part.interval, part.p_holm) for name, part in parts.items()]
    figures += [
        _figure(name, getattr(decomposition, name), getattr(decomposition, name).p_value)
        for name in ("total", "interaction")
    ]
    for name, part in parts.items():
        if part.share is not None:
            figures.append(Figure(name=f"share of {name}", value=part.share.estimate, ci95=part.share.interval))
    return tuple(figures)


def _figure(name: str, interval: TwoWayInterval, p_value: float | None) -> Figure:
    return Figure(name=name, value=interval.estimate, ci95=interval.interval, p_value=p_value)


def _optimism(sets: _Sets, rules: Rules) -> tuple[Figure, ...]:
    """By how much the gate's scores of what it chose with the real feedback exceed the probe's."""
    accepted, means = _kept(sets, "real"), sets.means["real"]
    gate = best_of(means, with_rollback(sets.gate["real"], sets.before_gate, accepted), CANDIDATES)
    fresh = best_of(means, with_rollback(sets.fresh["real"], sets.before, accepted), CANDIDATES)
    try:
        difference = optimism(gate, fresh, sets.steps, scope=rules.scope)
    except ValueError:  # too few items on one side
        return ()
    return (_figure("optimism of the gate", difference, difference.p_value),)


def _curves(sets: _Sets) -> tuple[Figure, ...]:
    """The gain over the prompt before of the gate's choice of k candidates, by arm and k, on the cells of the parts."""
    complete = _complete(sets.before, sets.fresh)
    before = _mean(sets.before, complete)
    figures = []
    for arm in _ARMS:
        values = with_rollback(sets.fresh[arm], sets.before, _kept(sets, arm))
        curve = selection_curve(sets.means[arm], _mean(values, complete[:, np.newaxis]))
        gains = (curve - before).mean(axis=1).tolist()
        name = "gain of {}, best of {} or the prompt before"
        figures += [Figure(name=name.format(arm, k), value=gain) for k, gain in enumerate(gains, start=1)]
    return tuple(figures)


def _read(finding: Finding) -> str:
    parts = {name: finding.figure(name) or 0.0 for name in _PARTS}
    largest = max(parts, key=lambda name: parts[name])
    total = difference(finding.figure("total") or 0.0)
    largest_part = f"most of a step's gain is {largest} ({difference(parts[largest])} of {total})"
    match finding.verdict:
        case "supported":
            return f"part of a step's gain comes from what the feedback says; {largest_part}"
        case "refuted":
            return f"no part of a step's gain comes from what the feedback says; {largest_part}"
        case _:
            return f"not settled whether part of a step's gain comes from what the feedback says; {largest_part}"


DECOMPOSITION = DiagnosticTest(
    name="decomposition",
    asks="What is a step's gain made of?",
    source="Shapley 1953 over the order of selection; best of k after Tang et al. 2020, ACL",
    needs=Requirements.of(*_ARMS, gated=_ARMS, repeats=1),
    required=_ARMS,
    rotates=False,
    sets=CANDIDATES,
    refuse=_refuse,
    measure=_measure,
    read=_read,
    news=speaks(supported="good", refuted="bad"),
    telling=Telling(on=sets_of_edits(CANDIDATES), counted="sets", edits=CANDIDATES),
)
