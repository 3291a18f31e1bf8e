"""The content diagnostic: whether what the feedback says matters.

For each recorded request fresh edits are drawn with the real feedback, with the real feedback again (the A/A noise
floor), with none, and with a placebo of the same length that never saw the task. Adebayo et al. 2018 did this to
saliency maps. It owns the arms and the reading; drawing, contrasts and statistics are elsewhere.
"""

from collections.abc import Sequence

import msgspec

from service.diagnostics.blocks import Arm, Block
from service.diagnostics.contrast import Contrast, Rule, Verdict, contrast
from service.diagnostics.placebo import leaks, placebo, words
from service.diagnostics.request import DiagnosticPlan, Recorded
from service.domain.base import Value
from service.domain.seeds import stream

REAL, AGAIN, NONE, PLACEBO = "real", "real_again", "none", "placebo"
ARMS = (REAL, AGAIN, NONE, PLACEBO)
_LENGTH_SHARE, _LENGTH_WORDS = 0.1, 2


class ArmSummary(Value, frozen=True, kw_only=True):
    """An arm over all blocks: mean score on the probe items, edits drawn, tries rejected."""

    mean: float | None
    edits: int
    unusable: int
    rejected_tries: int


class Check(Value, frozen=True, kw_only=True):
    """A manipulation check: whether the arms differ in what they were meant to differ in."""

    name: str
    passed: bool
    detail: str


class ContentResult(Value, frozen=True, kw_only=True):
    """What the content diagnostic found. The verdict is the primary contrast's."""

    verdict: Verdict
    reading: str
    primary: Contrast
    secondary: Contrast
    noise_floor: Contrast
    arms: dict[str, ArmSummary]
    checks: tuple[Check, ...]
    blocks: tuple[Block, ...]


def arms(plan: DiagnosticPlan, recorded: Recorded, replicate: int) -> list[Arm]:
    """The four arms of a block; a placebo is drawn for every slot and replicate."""
    real = tuple(slot.text for slot in recorded.request.slots if slot.kind == "feedback")
    rng = stream(plan.seed, "placebo", recorded.step, replicate)
    dummies = tuple(placebo(words(text), plan.run.labels, rng) for text in real)
    texts = {REAL: real, AGAIN: real, NONE: ("",) * len(real), PLACEBO: dummies}
    return [Arm(name=name, texts=texts[name]) for name in ARMS]


def analyse(plan: DiagnosticPlan, blocks: Sequence[Block]) -> ContentResult:
    """Contrasts, checks and the verdict."""
    rule = Rule(scope=plan.scope, delta=plan.delta, alpha=plan.alpha, seed=plan.seed)
    floor = contrast(blocks, REAL, AGAIN, rule)
    noisy = msgspec.structs.replace(rule, least_pair_sd=floor.pair_sd or 0.0)
    primary = contrast(blocks, REAL, PLACEBO, noisy)
    secondary = contrast(blocks, REAL, NONE, noisy)
    checks = _checks(blocks, plan.run.labels)
    verdict: Verdict = primary.verdict if all(check.passed for check in checks) else "not_testable"
    return ContentResult(
        verdict=verdict,
        reading=_reading(verdict, secondary.verdict),
        primary=primary,
        secondary=secondary,
        noise_floor=floor,
        arms={name: _summary(blocks, name) for name in ARMS},
        checks=checks,
        blocks=tuple(blocks),
    )


def _summary(blocks: Sequence[Block], name: str) -> ArmSummary:
    drawn = [block.arm(name) for block in blocks]
    scores = [score for one in drawn for score in one.scores if score is not None]
    return ArmSummary(
        mean=sum(scores) / len(scores) if scores else None,
        edits=len(drawn),
        unusable=sum(one.text is None for one in drawn),
        rejected_tries=sum(len(one.rejected) for one in drawn),
    )


def _checks(blocks: Sequence[Block], labels: Sequence[str]) -> tuple[Check, ...]:
    """Labels are the task's allowed answers: a placebo that holds one of them would leak the task."""
    pairs = [
        (real, dummy)
        for block in blocks
        for real, dummy in zip(block.arm(REAL).feedback, block.arm(PLACEBO).feedback, strict=True)
    ]
    lengths = [(words(real), words(dummy)) for real, dummy in pairs]
    leaking = sum(leaks(dummy, labels) for _, dummy in pairs)
    usable = all(any(block.arm(name).text is not None for block in blocks) for name in ARMS)
    return (
        Check(
            name="placebo_differs",
            passed=all(real != dummy for real, dummy in pairs),
            detail="the placebo's text is not the feedback's",
        ),
        Check(
            name="placebo_length",
            passed=all(abs(a - b) <= max(_LENGTH_SHARE * a, _LENGTH_WORDS) for a, b in lengths),
            detail=f"its length is off by at most {max((abs(a - b) for a, b in lengths), default=0)} words",
        ),
        Check(
            name="placebo_blind",
            passed=not leaking,
            detail=f"{leaking} of {len(pairs)} placebos hold an allowed answer",
        ),
        Check(name="edits_usable", passed=usable, detail="every arm has edits that could be scored"),
    )


def _reading(verdict: Verdict, against_none: Verdict) -> str:
    match verdict:
        case "supported":
            return "what the feedback says moved the score: edits from it beat edits from a placebo"
        case "refuted" if against_none == "supported":
            return "any feedback-shaped text does as well; what it says did not matter"
        case "refuted":
            return "edits from the feedback are no better than edits from a placebo"
        case "not_testable":
            return "this run's steps cannot answer the question"
        case "inconclusive":
            return "not settled: more pairs are needed to tell the feedback from a placebo"
