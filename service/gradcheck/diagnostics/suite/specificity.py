"""D4c, specificity: whether edits help the minibatch they were made from more than those of other steps.

Every fresh edit is scored on the minibatches of all chosen steps. Edits of different steps start from different
prompts, so what is compared is their gain over the prompt before them on the same items, both answered anew. Examples
in more than one step's minibatch say nothing and are left out.
"""

from collections import Counter
from typing import TYPE_CHECKING

import numpy as np
from msgspec.structs import replace
from numpy.typing import NDArray

from gradcheck.diagnostics.analysis.finding import Check, DiagnosticTest, Figure, Finding, Measured, TestInput
from gradcheck.diagnostics.analysis.telling import News, Telling, of_steps
from gradcheck.diagnostics.effects.contrasts import of_units, over_batches
from gradcheck.diagnostics.effects.effect import Effect
from gradcheck.diagnostics.effects.samples import Matrix, Samples
from gradcheck.diagnostics.request import Rules
from gradcheck.diagnostics.requirements import Requirements
from gradcheck.domain.base import Value
from gradcheck.statistics.edits.assignment import crossed_permutation, crossed_t
from gradcheck.texts.quoting import QUOTE_WORDS, quotable, quoted

if TYPE_CHECKING:
    from gradcheck.diagnostics.plan import DiagnosticPlan

_ARM = "real"
_LEAST_STEPS = 4  # 4! assignments: the fewest with which p can reach 0.05
_CLAIM = "own - other minibatches"
_UNQUOTED = "own - other minibatches, without edits that quote their examples"
_OWN = "real - before on its own minibatch"
_OTHERS = "real - before on other minibatches"


class _Table(Value, frozen=True, kw_only=True, eq=False):
    """Mean gains of each step's edits (rows) on each step's minibatch (columns), and what they are means of."""

    gains: Matrix
    edits: int
    items: int
    left_out: int


def _refuse(plan: "DiagnosticPlan") -> str | None:
    if plan.run.classes:
        return "minibatches do not hold as many examples of each class, and macro counts each alike; content does it"
    owners = Counter(name for recorded in plan.recorded for name in set(recorded.minibatch))
    batches = sum(bool(recorded.minibatch) for recorded in plan.recorded)
    alone = sum(any(owners[name] == 1 for name in recorded.minibatch) for recorded in plan.recorded)
    if batches < _LEAST_STEPS:
        return f"{batches} of the chosen steps have a minibatch; {_LEAST_STEPS} are needed"
    if alone < _LEAST_STEPS:
        return (
            f"{alone} of {batches} steps have examples that no other chosen step has; {_LEAST_STEPS} are needed: "
            "choose steps whose minibatches are disjoint"
        )
    return None


def _measure(given: TestInput) -> Measured:
    samples, rules = given.samples, given.rules
    if _ARM not in samples.crossed:
        return Measured(obstacle="the steps have no minibatch")
    gains = samples.crossed[_ARM] - samples.crossed_before()
    quoting = _quoting(samples)
    others = [_beside(samples, rules, own=True), _beside(samples, rules, own=False)]
    if quoting.any():
        unquoted = np.where(quoting[:, np.newaxis], np.nan, gains)
        others.append(_effect(_UNQUOTED, _table(samples, unquoted), rules))
    table = _table(samples, gains)
    shared = int((samples.owners.sum(axis=0) > 1).sum())
    flags = []
    if quoting.any():
        flags.append(f"leakage: {int(quoting.sum())} of {len(quoting)} edits quote an example of their minibatch")
    if table.left_out:
        flags.append(f"{table.left_out} steps are left out: they have no scored edit or no examples of their own")
    return Measured(
        claims=(_effect(_CLAIM, table, rules),),
        others=tuple(others),
        checks=_comparable(samples),
        figures=(
            Figure(name="examples in several minibatches, left out", value=shared),
            Figure(name="edits that quote an example of their minibatch", value=int(quoting.sum())),
            *_unquotable(samples),
        ),
        flags=tuple(flags),
    )


def _effect(name: str, table: _Table, rules: Rules) -> Effect:
    """The mean gain on own less that on other minibatches, with the permutation test of who was given which."""
    steps = len(table.gains)
    untested = Effect(
        name=name,
        test="crossed permutation",
        alternative="greater",
        least=rules.delta / 2,
        n_pairs=table.edits,
        n_items=table.items,
        n_steps=steps,
    )
    if steps < _LEAST_STEPS:
        return replace(untested, reasons=(f"{steps} steps can be compared; {_LEAST_STEPS} are needed",))
    try:
        result = crossed_t(table.gains)
    except ValueError as problem:
        return replace(untested, reasons=(str(problem),))
    towards = crossed_permutation(table.gains, seed=rules.seed)
    opposite = crossed_permutation(-table.gains, seed=rules.seed).p_value
    effect = of_units(name, untested.test, result, towards, opposite, rules)
    return replace(effect, n_pairs=table.edits, n_items=table.items, n_steps=steps)


def _table(samples: Samples, gains: Matrix) -> _Table:
    """The table of the steps that have edits and examples of their own, replicates and examples averaged."""
    owned = samples.owners & (samples.owners.sum(axis=0) == 1)
    size = len(owned)
    means = np.full((size, size), np.nan)
    for row, step in enumerate(samples.parent_steps):
        of_step = gains[samples.steps == step]
        for column in range(size):
            cells = of_step[:, owned[column]]
            if not np.isnan(cells).all():
                means[row, column] = np.nanmean(cells)
    steps = np.arange(size)
    while (missing := np.isnan(means[np.ix_(steps, steps)])).any():
        steps = np.delete(steps, int(np.argmax(missing.sum(axis=0) + missing.sum(axis=1))))
    rows = np.isin(samples.steps, samples.parent_steps[steps]) & ~np.isnan(gains).all(axis=1)
    return _Table(
        gains=means[np.ix_(steps, steps)],
        edits=int(rows.sum()),
        items=int(owned[steps].any(axis=0).sum()),
        left_out=size - len(steps),
    )


def _beside(samples: Samples, rules: Rules, *, own: bool) -> Effect:
    """The gain over the prompt before on a step's own examples, or on those of the other steps."""
    alone = samples.owners.sum(axis=0) == 1
    return over_batches(_OWN if own else _OTHERS, samples, _ARM, (samples.own_batch() == own) & alone, rules)


def _quoting(samples: Samples) -> NDArray[np.bool_]:
    """Which blocks' edits repeat eight words of an example of their own minibatch."""
    quoting = np.zeros(len(samples.steps), dtype=bool)
    if samples.material is None:
        return quoting
    inputs = dict(zip(samples.material.minibatches, samples.material.inputs, strict=True))
    texts = {texts_of_step.step: texts_of_step for texts_of_step in samples.material.steps}
    for index, (step, drawn) in enumerate(zip(samples.steps.tolist(), samples.drawn(_ARM), strict=True)):
        shown = {name: inputs[name] for name in texts[step].minibatch}
        quoting[index] = drawn.text is not None and bool(quoted(drawn.text, texts[step].before, shown))
    return quoting


def _unquotable(samples: Samples) -> tuple[Figure, ...]:
    if samples.material is None:
        return ()
    short = sum(not quotable(text) for text in samples.material.inputs)
    return (Figure(name=f"examples of fewer than {QUOTE_WORDS} words, whose quotation cannot be seen", value=short),)


def _comparable(samples: Samples) -> tuple[Check, ...]:
    """How edits of different prompts were made comparable."""
    if samples.material is None:
        return ()
    prompts = len({(texts_of_step.component, texts_of_step.before) for texts_of_step in samples.material.steps})
    detail = f"edits of {prompts} different prompts are compared by their gain over the prompt before them"
    return (Check(name="comparable", passed=True, detail=detail),)


def _read(finding: Finding) -> str:
    unquoted, elsewhere = finding.other(_UNQUOTED), finding.other(_OTHERS)
    others = "not_testable" if elsewhere is None else elsewhere.verdict
    match finding.verdict:
        case "supported" if unquoted is not None and unquoted.verdict != "supported":
            return "edits help their own examples more, but it rests on edits that quote them: answer leakage"
        case "supported":
            specific = {
                "supported": "instance-level signal: edits help all examples, most of all those they were made from",
                "refuted": "overfitting: edits help the examples they were made from, and no others",
            }
            unknown = "instance-level signal: edits help those examples most; that they help others is not shown"
            return specific.get(others, unknown)
        case "refuted" if others == "supported":
            return "task-level or generic improvement: edits help other steps' examples as much as their own"
        case "refuted":
            return "edits help the examples they were made from no more than any others"
        case _:
            return "not settled whether edits help the examples they were made from more than others"


def _news(finding: Finding) -> News:
    """What helps all examples alike speaks neither way; what helps its own alone, or quotes them, is no gain."""
    if finding.verdict == "refuted":
        return "neutral"
    unquoted, elsewhere = finding.other(_UNQUOTED), finding.other(_OTHERS)
    leaks = unquoted is not None and unquoted.verdict != "supported"
    overfits = elsewhere is not None and elsewhere.verdict == "refuted"
    return "bad" if leaks or overfits else "good"


SPECIFICITY = DiagnosticTest(
    name="specificity",
    asks="Do edits help the examples they were made from more than others?",
    source="crossed permutation: Mantel 1967; Hubert and Schultz 1976",
    needs=Requirements(arms=(_ARM,), crossed=(_ARM,)),
    required=(_ARM,),
    refuse=_refuse,
    measure=_measure,
    read=_read,
    news=_news,
    telling=Telling(on=of_steps("edits"), counted="steps"),
)
