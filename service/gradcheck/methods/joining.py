"""GEPA's merge as a step: a candidate made of two, checked on a few examples and then scored on all.

It owns the order of the two stages and what must be reached; who is merged is in `policies/merging.py`.
"""

from gradcheck.methods.interface import RunContext, StepContext
from gradcheck.methods.policies.merging import Merge, contested
from gradcheck.methods.policies.pareto import Archive
from gradcheck.methods.standing import lacks

_CHECKED = 5  # validation examples that a merge is tried on first


async def joined(run: RunContext, step: StepContext, archive: Archive, merge: Merge, number: int) -> str | None:
    """The merged candidate's name, once it is in the archive; None where it is left.

    On the few examples it must do at least as well as the better of its parents.
    """
    parents = [archive.candidates[merge.first], archive.candidates[merge.second]]
    one, other = archive.scores[merge.first], archive.scores[merge.second]
    chosen = set(contested(one, other, _CHECKED, run.rng("check", number)))
    examples = [example for example in run.validation if example.id in chosen]
    child = step.compose("merge", parents, components=merge.components)
    new = await step.distinct([child], list(archive.candidates.values()))
    checked = await step.evaluate(new, examples)
    scores = {r.example: r.score for r in checked if r.score is not None}
    least = max(sum(one[name] for name in scores), sum(other[name] for name in scores))
    whole = bool(scores) and not lacks(len(scores), len(checked) - len(scores))
    passed = whole and sum(scores.values()) >= least
    rollouts = await step.evaluate(new if passed else [], run.validation)
    if not passed or len(rollouts) < len(run.validation):
        return None
    archive.add(child, rollouts)
    return child.id
