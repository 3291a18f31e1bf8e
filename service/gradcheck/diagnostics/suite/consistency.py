"""D8, consistency: whether it matters which of several genuine feedbacks of a step an edit was made from.

The step's critics are asked four times about the same evidence, and every feedback is edited in every replicate. If
edits of one feedback resemble each other no more than edits of different ones, swapping a feedback for another changes
nothing. No placebo is needed. Texts that are the same count as one feedback.
"""

from itertools import combinations, product
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
from msgspec.structs import replace

from gradcheck.diagnostics.analysis.finding import Check, DiagnosticTest, Figure, Measured, TestInput, speaks, worded
from gradcheck.diagnostics.analysis.telling import Telling, of_feedbacks
from gradcheck.diagnostics.effects.contrasts import of_spread
from gradcheck.diagnostics.effects.effect import Effect, Equivalence
from gradcheck.diagnostics.effects.room import means_of, no_room
from gradcheck.diagnostics.effects.samples import Matrix, Samples
from gradcheck.diagnostics.effects.units import first_draws
from gradcheck.diagnostics.perturbations.catalogue import FEEDBACKS
from gradcheck.diagnostics.request import Rules
from gradcheck.diagnostics.requirements import Requirements
from gradcheck.domain.base import Value
from gradcheck.statistics.edits.nested import feedback_bound, nested_components
from gradcheck.texts.vocabulary import alike

if TYPE_CHECKING:
    from gradcheck.diagnostics.plan import DiagnosticPlan

_ARMS = tuple(f"feedback_{number}" for number in range(1, FEEDBACKS + 1))
_CLAIM = "sd between feedbacks of a step"
_WITHIN, _BETWEEN = "agreement of draws of a step", "agreement of draws of different steps"
_LEAST_EDITS = 2


class _Edits(Value, frozen=True, kw_only=True, eq=False):
    """All arms' distinct edits one below the other, shape (edits, items), with their step and their feedback in it."""

    scores: Matrix
    steps: npt.NDArray[np.int_]
    feedbacks: npt.NDArray[np.int_]
    dropped: int
    repeats: int


def _refuse(plan: "DiagnosticPlan") -> str | None:
    if plan.replicates < _LEAST_EDITS:
        return f"edits of one feedback are compared with each other: {_LEAST_EDITS} replicates are the least"
    return None


def _measure(given: TestInput) -> Measured:
    samples, rules = given.samples, given.rules
    texts = _texts(samples)
    edits = _edits(samples, texts)
    agreement = _agreement(texts)
    flags = []
    if len(agreement) > 1 and agreement[0].value <= agreement[1].value:
        flags.append("draws of one step agree no more than draws of different steps: the critic hardly sees the step")
    return Measured(
        claims=(_identity(edits, samples, rules),),
        checks=_differing(texts),
        figures=(*agreement, *_components(edits)),
        flags=tuple(flags),
    )


def _texts(samples: Samples) -> dict[int, list[str | None]]:
    """Each step's feedback by arm, None where there is none; empty in simulations."""
    if samples.material is None:
        return {}
    feedbacks: dict[int, list[str | None]] = {step: [None] * len(_ARMS) for step in samples.steps.tolist()}
    for index, arm in enumerate(_ARMS):
        for step, drawn in zip(samples.steps.tolist(), samples.drawn(arm), strict=True):
            if drawn.feedback:
                feedbacks[step][index] = "\n".join(drawn.feedback)
    return feedbacks


def _edits(samples: Samples, texts: dict[int, list[str | None]]) -> _Edits:
    """Edits that have scores, each once. Arms of a step with the same text are one feedback."""
    scores = np.concatenate([samples.scores[arm] for arm in _ARMS])
    steps = np.tile(samples.steps, len(_ARMS))
    feedbacks = np.repeat(np.arange(len(_ARMS)), len(samples.steps))
    for index, step in enumerate(steps.tolist()):
        if texts:
            feedbacks_of_step = texts[step]
            feedbacks[index] = feedbacks_of_step.index(feedbacks_of_step[feedbacks[index]])
    scored = ~np.isnan(scores).all(axis=1)
    kept = scored & first_draws(samples, _ARMS, steps, feedbacks)
    return _Edits(
        scores=scores[kept],
        steps=steps[kept],
        feedbacks=feedbacks[kept],
        dropped=int((~scored).sum()),
        repeats=int(scored.sum() - kept.sum()),
    )


def _identity(edits: _Edits, samples: Samples, rules: Rules) -> Effect:
    """The deviation between feedbacks; edits are permuted among the feedbacks of their step."""
    scores, steps, feedbacks = edits.scores, edits.steps, edits.feedbacks
    untested = Effect(
        name=_CLAIM,
        test="identity test",
        alternative="greater",
        n_pairs=len(scores),
        dropped_pairs=edits.dropped,
        repeated_pairs=edits.repeats,
        n_items=scores.shape[1],
        n_steps=int(np.unique(steps).size),
    )
    if not len(scores):
        return replace(untested, reasons=("no edit has scores",))
    cramped = no_room([float(np.nanmean(scores))], rules.delta, means_of(samples.prompts()))
    if cramped is not None:
        return replace(untested, reasons=(cramped,))
    bound = rules.delta / 2
    measured = of_spread(untested, scores, steps, feedbacks, rules.seed)
    if measured.estimate is None:
        return measured
    alike = feedback_bound(scores, steps, feedbacks, bound=bound, alpha=rules.alpha)
    return replace(
        measured,
        equivalence=Equivalence(delta=bound, p_value=alike.p_value, ci90=alike.interval90),
        minimum_detectable_effect=alike.detectable_sd,
    )


def _components(edits: _Edits) -> tuple[Figure, ...]:
    try:
        components = nested_components(edits.scores, edits.steps, edits.feedbacks)
    except ValueError:  # the claim says why
        return ()
    return (
        Figure(name="sd between edits of one feedback", value=components.edit_sd, ci95=components.edit_interval),
        Figure(name="sd of a cell", value=components.item_sd),
    )


def _differing(texts: dict[int, list[str | None]]) -> tuple[Check, ...]:
    """Somewhere the critic wrote more than one text: else all feedbacks of a step are one for a trivial reason."""
    if not texts:
        return ()
    several = sum(len(set(feedbacks) - {None}) > 1 for feedbacks in texts.values())
    detail = f"in {several} of {len(texts)} steps the critic's draws are not all the same text"
    if not several:
        detail = "the critic repeats itself: all its draws are the same text; raise its temperature"
    return (Check(name="feedbacks_differ", passed=several > 0, detail=detail),)


def _agreement(texts: dict[int, list[str | None]]) -> tuple[Figure, ...]:
    """How many content words two draws share of those that either has: of one step, of two."""
    drawn = [[(text,) for text in feedbacks if text is not None] for feedbacks in texts.values()]
    within = [alike(*pair) for feedbacks in drawn for pair in combinations(feedbacks, 2)]
    between = [alike(*pair) for first, second in combinations(drawn, 2) for pair in product(first, second)]
    named = ((_WITHIN, within), (_BETWEEN, between))
    return tuple(Figure(name=name, value=float(np.mean(values))) for name, values in named if values)


CONSISTENCY = DiagnosticTest(
    name="consistency",
    asks="Does it matter which of several feedbacks of a step an edit is made from?",
    source="permutation in a nested design: Anderson and ter Braak 2003; Searle, Casella and McCulloch 1992",
    needs=Requirements.of(*_ARMS, repeats=1),
    required=_ARMS,
    redraws=_ARMS,
    rotates=False,
    sets=_LEAST_EDITS,
    refuse=_refuse,
    measure=_measure,
    read=worded(
        supported="which feedback an edit was made from shows in its score: feedbacks of one step differ in worth",
        refuted="swapping one genuine feedback of a step for another changes nothing",
        unsettled="not settled whether it matters which feedback an edit was made from: more steps or edits are needed",
    ),
    news=speaks(supported="good", refuted="neutral"),  # critics that agree are as good as each other
    telling=Telling(unit="of deviation in score", signed=False, on=of_feedbacks),
)
