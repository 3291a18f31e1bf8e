"""What methods read off rollouts: errors and means."""

from collections.abc import Iterable

from gradcheck.domain.program import Candidate
from gradcheck.domain.run import PoolEntry
from gradcheck.domain.task import Rollout
from gradcheck.methods.standing import lacks


def errors(rollouts: Iterable[Rollout]) -> list[Rollout]:
    """Those that scored less than they could; a failure has no score and is none of them."""
    return [rollout for rollout in rollouts if rollout.score is not None and rollout.score < 1]


def mean_entry(candidate: Candidate, rollouts: Iterable[Rollout]) -> PoolEntry:
    """A candidate's mean score over its rollouts; failures have no score and are counted.

    Where too many have none the candidate has no score either, and ranks behind all that have one.
    """
    own = [rollout for rollout in rollouts if rollout.candidate == candidate.id]
    scores = [rollout.score for rollout in own if rollout.score is not None]
    failed = len(own) - len(scores)
    mean = sum(scores) / len(scores) if scores and not lacks(len(scores), failed) else None
    return PoolEntry(candidate=candidate.id, score=mean, n=len(scores), failed=failed)


def mean_score(candidate: Candidate, rollouts: Iterable[Rollout]) -> float | None:
    """A candidate's mean score over its rollouts; None where none has a score."""
    return mean_entry(candidate, rollouts).score
