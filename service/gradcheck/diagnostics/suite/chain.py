"""D10, chain: whether feedback that is carried back through the program beats feedback straight from the example.

In programs of two or more modules: the chain's critics asked again, critics asked directly in one step, the chain with
a placebo at its last link, and the feedback that was meant for another module. The claim is chained > direct. Both are
drawn for every replicate: with one recorded text for all replicates of a step a lucky draw looks like a difference of
kinds. Credit is compared on recorded texts, so its unit is the step. Edits of the step's modules, alone and together,
show whether their effects add up. The chain makes more critic calls; figures say how many, nothing makes up for them.
"""

from typing import TYPE_CHECKING, Final

import numpy as np
from msgspec.structs import replace

from gradcheck.diagnostics.analysis.finding import (
    Check,
    Decided,
    DiagnosticTest,
    Figure,
    Measured,
    TestInput,
    is_primary,
)
from gradcheck.diagnostics.analysis.telling import News, Telling, pairs_of_redrawn
from gradcheck.diagnostics.effects.contrasts import Terms, by_interval, contrast
from gradcheck.diagnostics.effects.effect import Effect, withheld
from gradcheck.diagnostics.effects.samples import Samples
from gradcheck.diagnostics.request import Rules
from gradcheck.diagnostics.requirements import Requirements
from gradcheck.texts.numbers import rounded

if TYPE_CHECKING:
    from gradcheck.diagnostics.plan import DiagnosticPlan

_ARMS: Final = ("redrawn", "direct")
_LINKS: Final = ("path_ablated", "real", "permuted_credit")
_OTHERS: Final = ("second_module", "third_module")
_LEAST_MODULES = 2
_HALF = 0.5
CREDIT, PATH = "real - permuted_credit", "redrawn - path_ablated"
INTERACTION = "all modules - the sum of single ones"
_MORE_CALLS = "more critic calls an edit for the chain"
_LAST = "every edit is of the last module: its feedback was carried through no other"


def _refuse(plan: "DiagnosticPlan") -> str | None:
    if len(plan.run.program.modules) < _LEAST_MODULES:
        return "the program has one module: there is no chain to carry feedback back through"
    return None


def _measure(given: TestInput) -> Measured:
    samples, rules = given.samples, given.rules
    material = samples.material
    others: list[Effect] = []
    if "path_ablated" in samples.scores:
        by_step = replace(rules, scope="method")  # replicates share both recorded texts, so steps are what repeats
        others = [
            _if_it_differs(contrast(samples, "redrawn", "path_ablated", rules), samples, "path_ablated"),
            _if_it_differs(contrast(samples, "real", "permuted_credit", by_step), samples, "permuted_credit"),
            _interaction(samples, rules),
        ]
    return Measured(
        claims=(contrast(samples, "redrawn", "direct", rules, Terms(early=is_primary("chain", rules))),),
        others=tuple(others),
        checks=_differs(samples, "direct"),
        figures=_calls(samples),
        flags=(_LAST,) if material is not None and all(step.is_last for step in material.steps) else (),
    )


def _interaction(samples: Samples, rules: Rules) -> Effect:
    """What all modules' edits do together beyond the sum of what each does alone; 0 where effects add up.

    The prompt before stands for no edit. A program of two modules has no third one to add.
    """
    before, together = samples.before(), samples.scores["all_modules"]
    singly = [arm for arm in ("real", *_OTHERS) if not np.isnan(samples.scores[arm]).all()]
    singles = [samples.scores[arm] for arm in singly]
    beyond = together - sum(singles) + (len(singles) - 1) * before
    sides = (together, *singles, before)
    effect = by_interval(INTERACTION, beyond, sides, samples, singly, rules, claim="equivalence")
    missing = [draw.rejected for draw in samples.drawn("all_modules") if draw.text is None and draw.rejected]
    return withheld(effect, missing[0][0]) if missing and effect.n_pairs == 0 else effect


def _if_it_differs(effect: Effect, samples: Samples, arm: str) -> Effect:
    failed = [check.detail for check in _differs(samples, arm) if not check.passed]
    return withheld(effect, failed[0]) if failed else effect


def _differs(samples: Samples, arm: str) -> tuple[Check, ...]:
    """Most of an arm's texts are not the recorded ones."""
    if samples.material is None:
        return ()
    recorded = {step.step: step.feedback for step in samples.material.steps}
    same = [
        text == real
        for drawn, step in zip(samples.drawn(arm), samples.steps.tolist(), strict=True)
        if drawn.feedback
        for text, real in zip(drawn.feedback, recorded[step], strict=True)
    ]
    detail = f"{sum(same)} of {len(same)} {arm} texts are the recorded feedback"
    return (Check(name=f"{arm}_differs", passed=sum(same) <= _HALF * len(same), detail=detail),)


def _calls(samples: Samples) -> tuple[Figure, ...]:
    """Critic calls behind an edit, as means over steps; one a slot without the chain."""
    if samples.material is None:
        return ()
    chained = float(np.mean([step.critic_calls for step in samples.material.steps]))
    direct = float(np.mean([len(step.feedback) for step in samples.material.steps]))
    return (
        Figure(name="critic calls an edit, chained", value=chained),
        Figure(name="critic calls an edit, direct", value=direct),
        Figure(name=_MORE_CALLS, value=chained - direct),
    )


def _read(finding: Decided) -> str:
    credit, more = finding.other(CREDIT), finding.figure(_MORE_CALLS)
    matters = credit is not None and credit.verdict == "supported"
    tail = "; credit matters: feedback meant for another module does worse" if matters else ""
    cost = f", at {rounded(more)} more critic calls an edit" if more is not None else ""
    match finding.verdict:
        case "supported":
            return f"the chain helps: edits from feedback carried back beat those from direct feedback{cost}{tail}"
        case "refuted" if finding.is_opposite(finding.claims[0]):
            return f"the chain hurts: edits from direct feedback beat those from feedback carried back{tail}"
        case "refuted":
            return f"the chain is of no benefit: direct feedback does as well{tail}"
        case _:
            return f"not settled whether edits from feedback carried back beat those from direct feedback{tail}"


def _news(finding: Decided) -> News:
    """A chain that is of no benefit takes nothing from the gain; one that hurts does."""
    if finding.verdict == "supported":
        return "good"
    return "bad" if finding.is_opposite(finding.claims[0]) else "neutral"


CHAIN = DiagnosticTest(
    name="chain",
    asks="Does carrying feedback back through the program help?",
    source="chain rule of Yuksekgonul et al. 2024, arXiv 2406.07496; Melcer et al. 2025, arXiv 2512.13598",
    needs=Requirements.of(*_ARMS, *_LINKS, *_OTHERS, "all_modules", repeats=1),
    core=Requirements.of(*_ARMS),
    required=_ARMS,
    refuse=_refuse,
    measure=_measure,
    read=_read,
    news=_news,
    telling=Telling(on=pairs_of_redrawn),
)
