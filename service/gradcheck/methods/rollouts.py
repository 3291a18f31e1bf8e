"""What methods read off rollouts: errors and means."""

from collections.abc import Iterable

from gradcheck.domain.program import Candidate
from gradcheck.domain.run import PoolEntry
from gradcheck.domain.task import Rollout
from gradcheck.methods.standing import lacks
from gradcheck.statistics.strata import macro_mean


def errors(rollouts: Iterable[Rollout]) -> list[Rollout]:
    """Those that scored less than they could; a failure has no score and is none of them."""
    return [rollout for rollout in rollouts if rollout.score is not None and rollout.score < 1]


def mean_of(rollouts: Iterable[Rollout]) -> float | None:
    """The mean of the scores of those that have one, by their classes where they have some; None without any."""
    known = [(rollout.score, rollout.label) for rollout in rollouts if rollout.score is not None]
    return macro_mean([score for score, _ in known], [label for _, label in known]) if known else None


def mean_entry(candidate: Candidate, rollouts: Iterable[Rollout]) -> PoolEntry:
    """A candidate's mean score over its rollouts; failures have no score and are counted.

    Where too many have none the candidate has no score either, and ranks behind all that have one.
    """
    own = [rollout for rollout in rollouts if rollout.candidate == candidate.id]
    failed = sum(rollout.score is None for rollout in own)
    scored = len(own) - failed
    mean = None if lacks(scored, failed) else mean_of(own)
    return PoolEntry(candidate=candidate.id, score=mean, n=scored, failed=failed)


def mean_score(candidate: Candidate, rollouts: Iterable[Rollout]) -> float | None:
    """A candidate's mean score over its rollouts; None where none has a score."""
    return mean_entry(candidate, rollouts).score
