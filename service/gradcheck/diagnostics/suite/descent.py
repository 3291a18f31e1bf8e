"""D4a and b, descent: whether edits improve on the prompt they were made from.

Fresh edits of the real feedback are scored on the probe, against the prompt before them. Beside it stands the same on
the step's own minibatch, where both are answered anew: the scores that the run recorded before and after play no part,
for a minibatch that was looked at because of its errors gains by regression to the mean alone.
"""

from gradcheck.diagnostics.analysis.finding import Decided, DiagnosticTest, Measured, TestInput, speaks
from gradcheck.diagnostics.analysis.telling import Telling, edits
from gradcheck.diagnostics.effects.contrasts import TWO_WAY, over, over_batches
from gradcheck.diagnostics.effects.effect import Effect
from gradcheck.diagnostics.effects.locating import located_after
from gradcheck.diagnostics.effects.samples import Samples
from gradcheck.diagnostics.request import Rules
from gradcheck.diagnostics.requirements import Requirements

_ARM = "real"
_REPEATS = 2
_OWN = "real - before on its own minibatch"


def _measure(given: TestInput) -> Measured:
    samples, rules = given.samples, given.rules
    effect = over("real - before", samples.scores[_ARM], samples.before(), samples, _ARM, rules)
    return Measured(
        claims=(located_after(effect, samples, _ARM, rules),),
        others=(_own_batch(samples, rules),),
    )


def _own_batch(samples: Samples, rules: Rules) -> Effect:
    """The same on the columns of the step's own minibatch."""
    if _ARM not in samples.crossed:
        return Effect(
            name=_OWN, test=TWO_WAY, reasons=("no minibatch was scored; the ladder whole does, where there is one",)
        )
    return over_batches(_OWN, samples, _ARM, samples.own_batch(), rules)


def _read(finding: Decided) -> str:
    effect = finding.other(_OWN)
    fits = effect is not None and effect.verdict == "supported"
    match finding.verdict:
        case "supported" if fits:
            return "edits beat the prompt they were made from, on items of their own and on new ones"
        case "supported":
            return "edits beat the prompt they were made from, on items they were not made from"
        case "refuted" if fits:
            return "edits help on the minibatch they were made from but not on new items: they overfit it"
        case "refuted" if finding.is_opposite(finding.claims[0]):
            return "edits are worse than the prompt they were made from"
        case "refuted":
            return "edits are no better than the prompt they were made from"
        case _:
            return "not settled whether edits beat the prompt they were made from"


DESCENT = DiagnosticTest(
    name="descent",
    asks="Do edits improve on the prompt they were made from, on items they were not made from?",
    source="Cameron, Gelbach and Miller 2011 for the interval over steps and items",
    needs=Requirements.of(_ARM, crossed=(_ARM,), repeats=_REPEATS),
    core=Requirements.of(_ARM, repeats=_REPEATS),
    required=(_ARM,),
    against_one=True,
    measure=_measure,
    read=_read,
    news=speaks(supported="good", refuted="bad"),
    telling=Telling(on=edits),
)
