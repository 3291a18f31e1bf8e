"""D2, sign: whether the opposite of the feedback does the opposite.

Fresh edits from the feedback, from its opposite as a model writes it, and from none. The claims are real > none and
inverted < none, each one-sided; both must hold. Where both help, the feedback has no direction: that is the signature
of a flawed metaphor (Melcer et al. 2025). An opposite that is the feedback over again is none, whatever a judge calls
it. Editors may refuse harmful advice, so it must have been followed.
"""

from collections.abc import Sequence
from typing import Final

import numpy as np

from gradcheck.diagnostics.analysis.checks import affirmed, differs
from gradcheck.diagnostics.analysis.finding import (
    Check,
    Decided,
    DiagnosticTest,
    Figure,
    Measured,
    TestInput,
    is_primary,
    speaks,
)
from gradcheck.diagnostics.effects.contrasts import Terms, contrast, over
from gradcheck.diagnostics.effects.effect import Effect
from gradcheck.diagnostics.effects.samples import Samples
from gradcheck.diagnostics.perturbations.feedback_sources import mute_judge
from gradcheck.diagnostics.request import Rules
from gradcheck.diagnostics.requirements import JudgeQuestion, Requirements
from gradcheck.statistics.edits.antisymmetry import antisymmetry_index
from gradcheck.statistics.edits.pairs import pair_means
from gradcheck.texts.vocabulary import taken_up

_ARMS: Final = ("real", "inverted", "none")
_FOLLOWED: Final = ("real", "inverted")
_OPPOSITE = 0.8  # of the inversions that the judge could answer about; a tenth of its answers may be wrong
_ECHOED = 0.2  # of the inversions at most; more of them would hide what opposites do
_HALF = 0.5
_TWO = 2
_SWAPPED = "with two labels the opposite of advice may be the same advice with the labels swapped"
INDEX = "antisymmetry index (0 opposite, 1 both help, -1 both harm)"
HELPED, HARMED = "real - before", "before - inverted"
_READINGS: Final = {  # by what became of real > none and of none > inverted
    ("supported", "supported"): "the feedback has a direction: edits from it help, edits from its opposite harm",
    ("supported", "opposite"): "both help: edits from the feedback and from its opposite beat edits without any",
    ("opposite", "supported"): "both harm: edits without feedback beat edits from the feedback and from its opposite",
    ("supported", "none"): "edits from the feedback help, but those from its opposite do no harm",
    ("none", "none"): "neither the feedback nor its opposite moves the score away from edits without any",
}
_ONE_SIDE: Final = {
    "opposite": "edits from the feedback do worse than edits without any",
    "none": "edits from the feedback do no better than edits without any",
}
_OTHER_SIDE: Final = {
    "opposite": "edits from the opposite of the feedback beat edits without any",
    "none": "edits from the opposite of the feedback do no harm",
}
_ASKS = (
    *(JudgeQuestion(question="follows", arm=arm) for arm in _FOLLOWED),
    JudgeQuestion(question="opposite", arm="inverted"),
)


def _measure(given: TestInput) -> Measured:
    samples, rules = given.samples, given.rules
    real, inverted, before = samples.scores["real"], samples.scores["inverted"], samples.before()
    early = is_primary("sign", rules)  # an e-process has two sides
    terms = Terms(alternative="two_sided" if early else "greater", early=early)
    claims = (contrast(samples, "real", "none", rules, terms), contrast(samples, "none", "inverted", rules, terms))
    checks = (
        *differs(samples, "inverted", _ECHOED),
        *affirmed(samples, "opposite", ("inverted",), _OPPOSITE),
        *_followed(samples),
    )
    sound = all(check.passed for check in checks) and all(claim.verdict != "not_testable" for claim in claims)
    return Measured(
        claims=claims,
        others=(
            over(HELPED, real, before, samples, "real", rules),
            over(HARMED, before, inverted, samples, "inverted", rules),
        ),
        checks=checks,
        figures=(*(_antisymmetry(samples, rules) if sound else ()), *_uptake(samples)),
        flags=(_SWAPPED,) if samples.material is not None and len(samples.material.labels) == _TWO else (),
    )


def _antisymmetry(samples: Samples, rules: Rules) -> tuple[Figure, ...]:
    """The index over blocks that have all three arms; resampled are pairs, in scope `method` steps."""
    real, inverted, none = (samples.scores[arm] for arm in ("real", "inverted", "none"))
    missing = np.isnan(real + inverted + none)
    scored = np.flatnonzero(~missing.all(axis=1))
    units = samples.steps[scored] if rules.scope == "method" else scored
    if np.unique(units).size < 2:
        return ()
    forward, backward = (np.where(missing, np.nan, arm - none)[scored] for arm in (real, inverted))
    index = antisymmetry_index(pair_means(forward), pair_means(backward), units, delta=rules.delta, seed=rules.seed)
    return (Figure(name=INDEX, value=index.estimate, ci95=index.interval),)


def _followed(samples: Samples) -> tuple[Check, ...]:
    """Editors follow the opposite at least half as often as the feedback, as the judge sees it."""
    if samples.material is None:
        return ()
    real, inverted = (_answers(samples, arm) for arm in _FOLLOWED)
    counts = [f"{sum(answers)} of {len(answers)}" for answers in (inverted, real)]
    shown = f"editors followed {counts[0]} inverted feedbacks and {counts[1]} real ones"
    if not real or not inverted:
        return (Check(name="inverted_followed", passed=False, detail=f"{shown}: the judge's answers cannot be read"),)
    passed = np.mean(inverted) >= _HALF * np.mean(real)
    detail = shown if passed else f"{shown}: what refuses the opposite cannot show its effect"
    return (Check(name="inverted_followed", passed=bool(passed), detail=detail),)


def _uptake(samples: Samples) -> tuple[Figure, ...]:
    """How much of the feedback reaches the prompts: by the judge, and by the words that are new in them."""
    if samples.material is None:
        return ()
    before = {step.step: step.before for step in samples.material.steps}
    figures: list[Figure] = []
    for arm in _FOLLOWED:
        blocks = zip(samples.drawn(arm), samples.steps.tolist(), strict=True)
        words = [taken_up(draw.feedback, before[step], draw.text) for draw, step in blocks if draw.text is not None]
        shares: list[tuple[str, Sequence[float]]] = [
            (f"{arm} edits that follow it, by the judge", _answers(samples, arm)),
            (f"words of {arm} feedback that edits take up", [share for share in words if share is not None]),
        ]
        figures += [Figure(name=name, value=float(np.mean(values))) for name, values in shares if values]
    return tuple(figures)


def _answers(samples: Samples, arm: str) -> list[bool]:
    """What the judge could answer about whether edits follow their feedback."""
    judged = samples.judged("follows", arm)
    return [judgement.answer for judgement in judged if judgement is not None and judgement.answer is not None]


def _read(finding: Decided) -> str:
    if finding.verdict not in {"supported", "refuted"}:
        return "not settled whether edits from the feedback help and edits from its opposite harm"
    helps, harms = (_state(finding, effect) for effect in finding.claims)
    helped, harmed = (_state(finding, finding.other(name)) for name in (HELPED, HARMED))
    beat_the_prompt = (helped, harmed) == ("supported", "opposite")
    if (helps, harms) == ("none", "none") and beat_the_prompt:
        return "both help: edits from the feedback, from its opposite and from none beat the prompt before alike"
    return _READINGS.get((helps, harms)) or _ONE_SIDE.get(helps) or _OTHER_SIDE[harms]


def _state(finding: Decided, effect: Effect | None) -> str:
    """The verdict of a claim, with what refuted it: an effect the other way round, or none."""
    if effect is None or effect.verdict != "refuted":
        return "" if effect is None else effect.verdict
    return "opposite" if finding.is_opposite(effect) else "none"


SIGN = DiagnosticTest(
    name="sign",
    asks="Does the opposite of the feedback do the opposite?",
    source="sign agreement of a gradient check; Melcer et al. 2025, arXiv 2512.13598, left it untested",
    needs=Requirements.of(*_ARMS, repeats=1, asks=_ASKS),
    required=_ARMS,
    shared=-0.5,
    refuse=lambda plan: mute_judge(plan.run),
    measure=_measure,
    read=_read,
    news=speaks(supported="good", refuted="bad"),
)
