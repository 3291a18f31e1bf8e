"""D5, dose: whether the effect grows with how much of the feedback is given.

Nested random subsets of the feedback's suggestions: none, a quarter, a half, all. The claim is a slope of scores on the
dose above 0; beside it stand Page's trend, local linearity, and the share of the effect that a quarter reaches. The
dose is nominal: a quarter of three suggestions is one of them. Doses must differ in what editors are shown; how far
they then move the prompt is their own affair, and only a figure: an editor may fill up what it was not told. The
realised step is one minus difflib's ratio of the prompts' words before and after: the share of both texts' words that
no common run of words holds.
"""

from difflib import SequenceMatcher
from itertools import pairwise
from typing import Final

import numpy as np

from gradcheck.diagnostics.analysis.checks import trend
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
from gradcheck.diagnostics.analysis.telling import Telling, pairs_of_edits
from gradcheck.diagnostics.effects.contrasts import Terms, contrast, of_differences
from gradcheck.diagnostics.effects.effect import Effect
from gradcheck.diagnostics.effects.samples import Matrix, Samples
from gradcheck.diagnostics.request import Rules
from gradcheck.diagnostics.requirements import Requirements
from gradcheck.statistics.edits.crossed import crossed_means
from gradcheck.statistics.edits.ratio import share_of
from gradcheck.statistics.trend import slopes
from gradcheck.texts.numbers import limit, rounded
from gradcheck.texts.vocabulary import tokens, vocabulary

_DOSES: Final = {"none": 0.0, "first_quarter": 0.25, "first_half": 0.5, "real": 1.0}
_ARMS: Final = tuple(_DOSES)
LINEARITY = "half - chord"
_DIFFERENT = 0.8  # of the blocks; a critic that is asked anew may now and then say a single thing


def _measure(given: TestInput) -> Measured:
    samples, rules = given.samples, given.rules
    arms = [samples.scores[arm] for arm in _ARMS]
    none, _, half, whole = arms
    terms = Terms(early=is_primary("dose", rules))
    linearity = of_differences(
        LINEARITY,
        half - (none + whole) / 2,
        (none, half, whole),
        samples,
        ("none", "first_half", "real"),
        rules,
        Terms(claim="equivalence", room="arms"),
    )
    overshoot = contrast(samples, "real", "first_half", rules)
    step_sizes = _steps_made(samples)
    return Measured(
        claims=(of_differences("slope on dose", _slopes(arms), arms, samples, _ARMS, rules, terms),),
        others=(linearity, overshoot, contrast(samples, "real", "none", rules)),
        checks=_shows_more(samples),
        figures=(
            *trend("Page's trend over the doses", arms),
            *_share_at_a_quarter(samples, rules),
            *(
                Figure(name=f"realised step at dose {limit(_DOSES[arm])}", value=size)
                for arm, size in step_sizes.items()
            ),
        ),
        flags=_flags(overshoot, rules),
    )


def _slopes(arms: list[Matrix]) -> Matrix:
    """The slope of each cell on the dose, shape (blocks, items): the score's change from none to all."""
    cells = np.stack(arms, axis=2)
    by_pair = np.full(cells.shape[:2], np.nan)
    complete = ~np.isnan(cells).any(axis=2)
    if complete.any():
        by_pair[complete] = slopes(cells[complete], list(_DOSES.values()))
    return by_pair


def _share_at_a_quarter(samples: Samples, rules: Rules) -> tuple[Figure, ...]:
    """How much of the whole effect a quarter of the suggestions has, by Fieller; nothing of an effect that is none."""
    none, quarter, _, whole = (samples.scores[arm] for arm in _ARMS)
    parts = np.stack([quarter - none, whole - none])
    parts[:, np.isnan(parts).any(axis=0)] = np.nan
    scored = ~np.isnan(parts[0]).all(axis=1)
    if scored.sum() < 2:
        return ()
    try:
        share = share_of(crossed_means(parts[:, scored], samples.steps[scored], rules.scope), 0, 1)
    except ValueError:  # too few items or steps, or no effect at all
        return ()
    if share.interval is None:
        return ()
    return (Figure(name="share of the effect reached at a quarter", value=share.estimate, ci95=share.interval),)


def _steps_made(samples: Samples) -> dict[str, float]:
    """The mean realised step of each arm; empty in simulations and where an arm has no usable edit."""
    if samples.material is None:
        return {}
    before = {step.step: tokens(step.before) for step in samples.material.steps}
    step_sizes = {}
    for arm in _ARMS:
        pairs = zip(samples.drawn(arm), samples.steps.tolist(), strict=True)
        distances = [_distance(before[step], tokens(drawn.text)) for drawn, step in pairs if drawn.text is not None]
        if not distances:
            return {}
        step_sizes[arm] = float(np.mean(distances))
    return step_sizes


def _distance(before: list[str], after: list[str]) -> float:
    return 1 - SequenceMatcher(None, before, after, autojunk=False).ratio()


def _shows_more(samples: Samples) -> tuple[Check, ...]:
    """A larger dose shows editors more: its feedback has more different words. What is said twice is no more."""
    blocks = zip(*(samples.drawn(arm) for arm in _ARMS), strict=True)
    shown = [[len(vocabulary(draw.feedback)) for draw in draws] for draws in blocks if all(d.feedback for d in draws)]
    if not shown:
        return ()
    more = sum(all(less < larger for less, larger in pairwise(sizes)) for sizes in shown)
    means = ", ".join(rounded(mean) for mean in np.mean(shown, axis=0))
    detail = f"editors are shown {means} different words at the doses 0, 1/4, 1/2 and 1"
    passed = more >= _DIFFERENT * len(shown)
    if not passed:
        detail += f": in {len(shown) - more} of {len(shown)} blocks a larger dose says no more than a smaller one"
    return (Check(name="dose_shows_more", passed=passed, detail=detail),)


def _flags(overshoot: Effect, rules: Rules) -> tuple[str, ...]:
    worse = overshoot.estimate is not None and overshoot.estimate < 0
    if worse and overshoot.p_value is not None and overshoot.p_value <= rules.alpha:
        return ("overshoot: half of the feedback does better than all of it",)
    return ()


def _read(finding: Decided) -> str:
    match finding.verdict:
        case "supported":
            return f"the more of the feedback is given, the better the edits score{_bend(finding.other(LINEARITY))}"
        case "refuted" if finding.is_opposite(finding.claims[0]):
            return "the more of the feedback is given, the worse the edits score"
        case "refuted":
            return "how much of the feedback is given does not matter"
        case _:
            return "not settled whether edits score better the more of the feedback is given"


def _bend(linearity: Effect | None) -> str:
    """Whether the effect is in proportion to the dose, in words."""
    if linearity is None or linearity.estimate is None or linearity.verdict not in {"supported", "refuted"}:
        return ""
    if linearity.verdict == "supported":
        return ", about in proportion"
    return ", with diminishing returns" if linearity.estimate > 0 else ", at first less than in proportion"


DOSE = DiagnosticTest(
    name="dose",
    asks="Does more of the feedback have more effect?",
    source="Page 1963, JASA 58, for the trend; truncation after Lanham et al. 2023, arXiv 2307.13702",
    needs=Requirements.of(*_ARMS),
    required=_ARMS,
    measure=_measure,
    read=_read,
    news=speaks(supported="good", refuted="bad"),
    telling=Telling(unit="in score from none to all of it", on=pairs_of_edits),
)
