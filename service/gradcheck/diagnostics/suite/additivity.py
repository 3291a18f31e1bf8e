"""D6, additivity: whether the effects of two halves of the feedback add up.

A random half of the suggestions, the other half, all and none: I = Y12 - Y1 - Y2 + Y0 on every item of a block. The
claim is that I lies within delta. Its pairs vary about sqrt(2) times as much as a contrast of two arms, so twice as
many are needed. Near the ceiling effects cannot add up; the interaction of the arms' log odds is shown beside it.
"""

import math
from collections.abc import Mapping

import numpy as np

from gradcheck.diagnostics.analysis.finding import (
    Check,
    DiagnosticTest,
    Figure,
    Finding,
    Measured,
    TestInput,
    is_primary,
    speaks,
)
from gradcheck.diagnostics.analysis.telling import Telling, pairs_of_edits
from gradcheck.diagnostics.effects.contrasts import Terms, contrast, of_differences
from gradcheck.diagnostics.effects.effect import Effect
from gradcheck.diagnostics.effects.samples import Samples
from gradcheck.diagnostics.request import Rules
from gradcheck.diagnostics.requirements import Requirements
from gradcheck.texts.numbers import percent, score
from gradcheck.texts.vocabulary import alike

_ARMS = ("none", "first_half", "second_half", "real")
_MOST_SHARED = 0.5


def _measure(given: TestInput) -> Measured:
    samples, rules = given.samples, given.rules
    none, first, second, both = (samples.scores[arm] for arm in _ARMS)
    terms = Terms(claim="equivalence", early=is_primary("additivity", rules), room="arms")
    interaction = both - first - second + none
    claim = of_differences("interaction", interaction, (none, first, second, both), samples, _ARMS, rules, terms)
    whole = contrast(samples, "real", "none", rules)
    means = _means(samples)
    return Measured(
        claims=(claim,),
        others=(whole, *(contrast(samples, half, "none", rules) for half in _ARMS[1:3])),
        checks=_apart(samples),
        figures=_figures(means),
        flags=(*_ceiling(means, rules), *_trivial(whole, rules)),
    )


def _means(samples: Samples) -> dict[str, float]:
    """Each arm's mean over blocks of their means over the items that all arms have; empty if there are none."""
    cells = np.stack([samples.scores[arm] for arm in _ARMS])
    complete = np.logical_not(np.isnan(cells).any(axis=0))
    scored = complete.any(axis=1)
    if not scored.any():
        return {}
    rows = np.where(complete, cells, 0.0).sum(axis=2)[:, scored] / complete.sum(axis=1)[scored]
    return dict(zip(_ARMS, rows.mean(axis=1).tolist(), strict=True))


def _figures(means: Mapping[str, float]) -> tuple[Figure, ...]:
    figures = [Figure(name=f"mean of {arm}", value=mean) for arm, mean in means.items()]
    if means and all(0 < mean < 1 for mean in means.values()):
        none, first, second, both = (math.log(mean / (1 - mean)) for mean in means.values())
        figures.append(Figure(name="interaction of log odds of the arms' means", value=both - first - second + none))
    return tuple(figures)


def _ceiling(means: Mapping[str, float], rules: Rules) -> tuple[str, ...]:
    """The bounds leave no room for effects that add up."""
    if not means:
        return ()
    predicted = means["first_half"] + means["second_half"] - means["none"]
    bound = "ceiling" if predicted > 1 - rules.delta else "floor" if predicted < rules.delta else None
    if bound is None:
        return ()
    return (f"{bound}: effects that add up would score {score(predicted)}; see the interaction of log odds",)


def _trivial(whole: Effect, rules: Rules) -> tuple[str, ...]:
    if whole.p_value is not None and whole.p_value <= rules.alpha:
        return ()
    return ("additivity is trivial where the feedback has no effect, and none is shown here",)


def _apart(samples: Samples) -> tuple[Check, ...]:
    """The halves are two directions: they share few content words."""
    pairs = zip(samples.drawn("first_half"), samples.drawn("second_half"), strict=True)
    shares = [alike(draw.feedback, other.feedback) for draw, other in pairs if draw.text and other.text]
    if not shares:
        return ()
    mean = float(np.mean(shares))
    most = f"at most {percent(_MOST_SHARED)} make two directions"
    detail = f"the halves share {percent(mean)} of their content words; {most}"
    return (Check(name="halves_differ", passed=mean <= _MOST_SHARED, detail=detail),)


def _read(finding: Finding) -> str:
    together = finding.claims[0].estimate if finding.claims else None
    match finding.verdict:
        case "supported":
            return "ADDITIVE: the effects of two halves of the feedback add up"
        case "refuted" if together is not None and together < 0:
            return "SUB-ADDITIVE: all of the feedback does less than its halves do in sum"
        case "refuted":
            return "SUPER-ADDITIVE: all of the feedback does more than its halves do in sum"
        case _:
            return "not settled whether the effects of two halves of the feedback add up"


ADDITIVITY = DiagnosticTest(
    name="additivity",
    asks="Do the effects of two halves of the feedback add up?",
    source="2 x 2 interaction; dilution after Darshan and Divekar 2026, arXiv 2605.26046",
    needs=Requirements.of(*_ARMS),
    required=_ARMS,
    measure=_measure,
    read=_read,
    news=speaks(supported="neutral", refuted="neutral"),
    telling=Telling(unit="in score beyond the sum", on=pairs_of_edits),
)
