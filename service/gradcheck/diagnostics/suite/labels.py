"""D3, labels: whether the feedback depends on what is right.

The critic is asked again about the same answers to the same examples, judged by true labels, by wrong ones (all, or
half), by each other's, or not at all. The claim is redrawn > wrong labels, both scored by true labels on fresh items.
Beside it stands whether critics took the wrong labels for true: that tells a critic that overrules them from feedback
whose content does no harm. Whether prompts learn the wrong labels is not asked: it takes answers, and scores are kept.
"""

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

import numpy as np

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
from gradcheck.diagnostics.analysis.telling import Telling, pairs_of_redrawn
from gradcheck.diagnostics.effects.contrasts import Terms, contrast, of_differences
from gradcheck.diagnostics.effects.effect import Effect, withheld
from gradcheck.diagnostics.effects.samples import Samples
from gradcheck.diagnostics.material import Labelled
from gradcheck.diagnostics.perturbations.feedback_sources import Critic, obstacle
from gradcheck.diagnostics.perturbations.relabel import believes, relabelled, told
from gradcheck.diagnostics.request import Recorded, Rules
from gradcheck.diagnostics.requirements import Requirements
from gradcheck.scoring.expected import text_of
from gradcheck.statistics.trend import slopes
from gradcheck.texts.vocabulary import alike

if TYPE_CHECKING:
    from gradcheck.diagnostics.plan import DiagnosticPlan

_ARMS: Final = ("redrawn", "wrong_labels")
_MORE: Final = ("half_wrong_labels", "permuted_labels", "no_labels")
_RHO: Final = ("redrawn", "half_wrong_labels", "wrong_labels")
_TWO, _HALF = 2, 0.5
FALL = "fall over the share of wrong labels"
PERMUTED = "redrawn - permuted_labels"
BELIEVED = "critiques that name the wrong label and not the true one"
_NAMED_ANYHOW = "critiques of true labels that do so too"
_ALIKE, _ALIKE_ANYHOW = "words shared by critiques of wrong and true labels", "words shared by redrawn critiques"
_INVERTED = "with two labels all wrong labels are an inversion: they tell as much as the true ones to who suspects it"
_BLIND = "the critic's text changes no more with wrong labels than from draw to draw"


def _refuse(plan: "DiagnosticPlan") -> str | None:
    able = [recorded for recorded in plan.recorded if obstacle(Critic(labels="wrong"), recorded, plan.run) is None]
    if not able or any(_shows(recorded, plan) for recorded in able):
        return None
    return "the scorer's notes do not follow from what was expected: critics cannot see a label"


def _shows(recorded: Recorded, plan: "DiagnosticPlan") -> bool:
    """Whether anything that critics and editor are shown is another with wrong labels than with true ones."""
    seen = (*recorded.request.seen, *(rollout for critic in recorded.critics for rollout in critic.seen))
    wrong = told(recorded.shown, "wrong", plan.run, plan.rules.seed)
    true = {example.id: example.expected for example in plan.run.examples}
    read = [relabelled(seen, "wrong", labels, plan.run, recorded.answers) for labels in (wrong, true)]
    return read[0] != read[1]


def _measure(given: TestInput) -> Measured:
    samples, rules = given.samples, given.rules
    claim = contrast(samples, "redrawn", "wrong_labels", rules, Terms(early=is_primary("labels", rules)))
    present = [arm for arm in _MORE if arm in samples.scores]
    others = [contrast(samples, "redrawn", arm, rules) for arm in present]
    if "half_wrong_labels" in present:
        others.insert(0, _fall(samples, rules))
    if samples.material is None:
        return Measured(claims=(claim,), others=tuple(others))
    shown = [label for step in samples.material.steps for label in step.labels]
    if all(text_of(label.permuted) == text_of(label.true) for label in shown):
        reason = "the shown examples of every step have one label: permuting changes nothing"
        others = [withheld(effect, reason) if effect.name == PERMUTED else effect for effect in others]
    figures = (*_believed(samples), *_alike(samples))
    shares = {figure.name: figure.value for figure in figures}
    flags = [_INVERTED] if len(samples.material.labels) == _TWO else []
    if shares.get(_ALIKE, 0.0) >= shares.get(_ALIKE_ANYHOW, 1.0):
        flags.append(_BLIND)
    return Measured(
        claims=(claim,),
        others=tuple(others),
        checks=(_shown(shown),),
        figures=figures,
        flags=tuple(flags),
    )


def _fall(samples: Samples, rules: Rules) -> Effect:
    """What the score loses from no to all labels wrong, by least squares over three shares.

    The shares are the realised ones: of three shown examples two are the wrong half. With half of an even number the
    slope is the difference of its ends.
    """
    arms = [samples.scores[arm] for arm in _RHO]
    cells = np.stack(arms, axis=2)
    half = np.array([_wrong_half(samples).get(step, _HALF) for step in samples.steps.tolist()])
    fall = np.full(cells.shape[:2], np.nan)
    for share in np.unique(half).tolist():
        complete = ~np.isnan(cells).any(axis=2) & (half == share)[:, np.newaxis]
        if complete.any():
            fall[complete] = -slopes(cells[complete], [0.0, share, 1.0])
    return of_differences(FALL, fall, arms, samples, _RHO, rules)


def _wrong_half(samples: Samples) -> dict[int, float]:
    """The share of a step's shown examples that are judged by a wrong label in `half_wrong_labels`."""
    steps = () if samples.material is None else samples.material.steps
    return {step.step: math.ceil(len(step.labels) / 2) / len(step.labels) for step in steps if step.labels}


def _shown(shown: Sequence[Labelled]) -> Check:
    wrong = sum(text_of(label.wrong) != text_of(label.true) for label in shown)
    detail = f"{wrong} of {len(shown)} shown examples were judged by a wrong label"
    return Check(name="wrong_labels_shown", passed=0 < wrong == len(shown), detail=detail)


def _believed(samples: Samples) -> tuple[Figure, ...]:
    """How many critiques take the wrong labels for true, as far as their words tell; and how many do so by chance."""
    figures = []
    for arm, name in (("wrong_labels", BELIEVED), ("redrawn", _NAMED_ANYHOW)):
        beliefs = [answer for answer in _beliefs(samples, arm) if answer is not None]
        if beliefs:
            figures.append(Figure(name=name, value=float(np.mean(beliefs))))
    return tuple(figures)


def _beliefs(samples: Samples, arm: str) -> list[bool | None]:
    """Of every critique of an arm, slot by slot, whether it takes the wrong labels of its own examples for true."""
    steps = {step.step: step for step in samples.material.steps} if samples.material else {}
    labels = {n: {label.example: label for label in step.labels} for n, step in steps.items()}
    return [
        believes(text, [labels[step][name].wrong for name in names], [labels[step][name].true for name in names])
        for drawn, step in zip(samples.drawn(arm), samples.steps.tolist(), strict=True)
        if drawn.feedback
        for text, names in zip(drawn.feedback, steps[step].behind, strict=True)
    ]


def _alike(samples: Samples) -> tuple[Figure, ...]:
    """How alike critiques of wrong and true labels are, and how alike two draws of the critic are."""
    recorded = {step.step: step.feedback for step in samples.material.steps} if samples.material else {}
    shares: dict[str, list[float]] = {_ALIKE: [], _ALIKE_ANYHOW: []}
    drawn = (samples.drawn(arm) for arm in _ARMS)
    for redrawn, wrong, step in zip(*drawn, samples.steps.tolist(), strict=True):
        if redrawn.feedback and wrong.feedback:
            shares[_ALIKE].append(alike(redrawn.feedback, wrong.feedback))
            shares[_ALIKE_ANYHOW].append(alike(redrawn.feedback, recorded[step]))
    return tuple(Figure(name=name, value=float(np.mean(values))) for name, values in shares.items() if values)


def _read(finding: Decided) -> str:
    believed = finding.figure(BELIEVED)
    match finding.verdict:
        case "supported":
            return "the feedback depends on the labels: with wrong ones its edits do worse"
        case "refuted" if finding.is_opposite(finding.claims[0]):
            return "edits from feedback on wrong labels do better than from feedback on true ones"
        case "refuted" if believed is not None and believed >= _HALF:
            return "label-blind: critics took wrong labels for true, and edits from their feedback do as well"
        case "refuted" if believed is not None:
            return "label-blind: wrong labels do no harm, and most critics did not go by them"
        case "refuted":
            return "label-blind: wrong labels do no harm; whether critics believed them, their words do not tell"
        case _:
            return "not settled whether edits from feedback on wrong labels do worse"


LABELS = DiagnosticTest(
    name="labels",
    asks="Does the feedback depend on what is right?",
    source="label randomisation after Adebayo et al. 2018, arXiv 1810.03292; Melcer et al. 2025, arXiv 2512.13598",
    needs=Requirements.of(*_ARMS, *_MORE, repeats=1),
    core=Requirements.of(*_ARMS, repeats=1),
    required=_ARMS,
    refuse=_refuse,
    measure=_measure,
    read=_read,
    news=speaks(supported="good", refuted="bad"),
    telling=Telling(on=pairs_of_redrawn),
)
