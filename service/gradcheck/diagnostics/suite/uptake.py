"""D9, uptake: whether edits move along their feedback. It needs no score.

A judge sees a prompt before and after and is to name the feedback that led to the change, among that of other steps.
The claim is that it does so more often than by chance; less than a tenth above chance counts as chance. A second score
needs no judge: the share of the feedback's content words that are newly in the prompt, own minus other steps'. The unit
of both is the step: questions about one step depend on each other. Where the edits were scored for another test, the
correlation of uptake and effect within steps is shown.
"""

from typing import TYPE_CHECKING, Final

import numpy as np
from msgspec.structs import replace
from numpy.typing import NDArray

from gradcheck.diagnostics.analysis.finding import DiagnosticTest, Figure, Measured, TestInput, speaks, worded
from gradcheck.diagnostics.analysis.telling import Telling, of_steps
from gradcheck.diagnostics.effects.contrasts import estimated
from gradcheck.diagnostics.effects.effect import Effect
from gradcheck.diagnostics.effects.samples import Samples
from gradcheck.diagnostics.material import Material
from gradcheck.diagnostics.request import Rules
from gradcheck.diagnostics.requirements import JudgeQuestion, Requirements
from gradcheck.statistics.edits.association import rank_correlation_within
from gradcheck.statistics.edits.identification import identification
from gradcheck.statistics.edits.pairs import cluster_flip
from gradcheck.statistics.edits.residuals import edit_effects
from gradcheck.statistics.student import cluster_t
from gradcheck.texts.vocabulary import taken_up

if TYPE_CHECKING:
    from gradcheck.diagnostics.plan import DiagnosticPlan

MARGIN: Final = 0.1  # of a share: of answers that are right, of words that are taken up
IDENTIFIED, TAKEN_UP = "identified - chance", "own words - other steps' words"
_NEEDS: Final = Requirements(arms=("real",), asks=(JudgeQuestion(question="identify", arm="real"),))

Vector = NDArray[np.float64]


def _refuse(plan: "DiagnosticPlan") -> str | None:
    texts = {recorded.texts for recorded in plan.recorded}
    return None if len(texts) > 1 else "no other step has feedback that differs, to tell a step's own from"


def _measure(given: TestInput) -> Measured:
    samples, rules = given.samples, given.rules
    if samples.material is None:
        return Measured(obstacle="uptake is read from texts, and there are none")
    own, others = _words(samples, samples.material)
    judge_free = _taken_up(own - others, samples, rules)
    figures = _mediation(own, samples, rules)
    if samples.material.mute_judge is not None:
        return Measured(figures=(*_as_figure(judge_free), *figures), obstacle=samples.material.mute_judge)
    claim = _identified(samples, rules)
    return Measured(
        claims=(claim,),
        others=(judge_free,),
        figures=(*_accuracy(claim, samples), *figures),
        flags=_flags(claim, judge_free, rules),
    )


def _identified(samples: Samples, rules: Rules) -> Effect:
    """The judge's answers that can be read, of questions with at least two options."""
    asked = samples.judged("identify", "real")
    readable = np.array(
        [judgement is not None and judgement.answer is not None and len(judgement.options) > 1 for judgement in asked]
    )
    steps = samples.steps[readable]
    effect = Effect(
        name=IDENTIFIED,
        test="sign flip of steps",
        n_pairs=int(readable.sum()),
        dropped_pairs=int((~readable).sum()),
        n_steps=int(np.unique(steps).size),
    )
    if effect.n_steps < 2:
        return replace(effect, reasons=("the judge's answers are about fewer than two steps",))
    judgements = [
        judgement for judgement, use in zip(asked, readable.tolist(), strict=True) if use and judgement is not None
    ]
    right = np.array([judgement.answer for judgement in judgements], dtype=np.float64)
    options = np.array([len(judgement.options) for judgement in judgements], dtype=np.float64)
    result = identification(right, options, steps, seed=rules.seed)
    tested = replace(
        effect,
        test=result.test,
        verdict="inconclusive",
        estimate=result.above_chance,
        p_value=result.p_value,
        p_opposite=result.p_opposite,
        alternative="greater",
        least_p_value=result.minimum_p,
    )
    return _with_interval(tested, right - 1 / options, steps, rules)


def _words(samples: Samples, material: Material) -> tuple[Vector, Vector]:
    """Shares of content words newly in each block's prompt, shape (blocks,): of its own feedback, of other steps'."""
    before = {step.step: step.before for step in material.steps}
    recorded = {step.step: step.feedback for step in material.steps}
    from_own, others = [], []
    for step, drawn in zip(samples.steps.tolist(), samples.drawn("real"), strict=True):
        text = drawn.text
        decoys = [texts for other, texts in recorded.items() if other != step and texts != drawn.feedback]
        shares = [None if text is None else taken_up(texts, before[step], text) for texts in (drawn.feedback, *decoys)]
        known = [share for share in shares[1:] if share is not None]
        from_own.append(np.nan if shares[0] is None else shares[0])
        others.append(float(np.mean(known)) if known else np.nan)
    return np.array(from_own, dtype=np.float64), np.array(others, dtype=np.float64)


def _taken_up(values: Vector, samples: Samples, rules: Rules) -> Effect:
    """Own minus other steps' share of words, by steps."""
    known = ~np.isnan(values)
    values, steps = values[known], samples.steps[known]
    effect = Effect(
        name=TAKEN_UP,
        test="sign flip of steps",
        n_pairs=values.size,
        dropped_pairs=int((~known).sum()),
        n_steps=int(np.unique(steps).size),
    )
    if effect.n_steps < 2:
        return replace(effect, reasons=("the edits that can be read are of fewer than two steps",))
    flip = cluster_flip(values, steps, seed=rules.seed)
    tested = replace(
        effect,
        verdict="inconclusive",
        estimate=float(values.mean()),
        p_value=flip.p_value,
        least_p_value=flip.minimum_p,
    )
    return _with_interval(tested, values, steps, rules)


def _with_interval(effect: Effect, values: Vector, steps: NDArray[np.int_], rules: Rules) -> Effect:
    """The effect with its interval over steps and its test against the margin, if steps differ at all."""
    try:
        interval = cluster_t(values, steps)
    except ValueError:  # all steps are the same
        return effect
    return estimated(effect, interval, rules, MARGIN)


def _accuracy(claim: Effect, samples: Samples) -> tuple[Figure, ...]:
    if claim.estimate is None:
        return ()
    answers = [
        judgement.answer
        for judgement in samples.judged("identify", "real")
        if judgement is not None and len(judgement.options) > 1
    ]
    right = [answer for answer in answers if answer is not None]
    accuracy = sum(right) / len(right)
    return (
        Figure(name="identification accuracy", value=accuracy),
        Figure(name="chance", value=accuracy - claim.estimate),
    )


def _as_figure(effect: Effect) -> tuple[Figure, ...]:
    if effect.estimate is None:
        return ()
    return (Figure(name=effect.name, value=effect.estimate, ci95=effect.ci95, p_value=effect.p_value),)


def _mediation(uptake: Vector, samples: Samples, rules: Rules) -> tuple[Figure, ...]:
    """Do edits that take up more score more, within steps; where another test had them scored."""
    scores = samples.scores.get("real")
    if scores is None:
        return ()
    complete = ~np.isnan(uptake) & ~np.isnan(scores).all(axis=1)
    steps = samples.steps[complete]
    try:
        effects = edit_effects(scores[complete], steps).effects
        correlation = rank_correlation_within(uptake[complete], effects, steps, seed=rules.seed)
    except ValueError:  # too few edits, or all alike
        return ()
    name = "rank correlation of uptake and score within steps"
    return (Figure(name=name, value=correlation.estimate, p_value=correlation.p_value),)


def _flags(judged: Effect, judge_free: Effect, rules: Rules) -> tuple[str, ...]:
    """A judge may prefer long or pleasing texts; where the words do not bear it out, its answers are in doubt."""
    seen, read = (_shown(effect, rules) for effect in (judged, judge_free))
    if None in {seen, read} or seen == read:
        return ()
    doubtful = "no more than by chance, yet the edits" if read else "more than by chance, yet the edits do not"
    flag = f"the judge and the judge-free score disagree: the judge names the own feedback {doubtful}"
    return (f"{flag} take up more of its words than of other steps'",)


def _shown(effect: Effect, rules: Rules) -> bool | None:
    if effect.estimate is None or effect.p_value is None:
        return None
    return effect.estimate > 0 and effect.p_value <= rules.alpha


UPTAKE = DiagnosticTest(
    name="uptake",
    asks="Do edits do what their feedback says?",
    source="forced choice among decoys",
    needs=_NEEDS,
    required=("real",),
    refuse=_refuse,
    measure=_measure,
    read=worded(
        supported="edits follow their feedback: a judge can tell which feedback led to a change",
        refuted="edits do not follow their feedback: a judge cannot tell which feedback led to a change",
        unsettled="not settled whether edits follow their feedback",
    ),
    news=speaks(supported="good", refuted="bad"),
    telling=Telling(
        unit="in right answers above chance", on=of_steps("answers of a judge about edits"), counted="steps"
    ),
)
