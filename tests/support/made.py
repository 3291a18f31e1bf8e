"""Values that several tests make. It owns no rule."""

from gradcheck.domain.task import Rollout


def rollout(candidate: str, example: str, score: float | None) -> Rollout:
    """A rollout of which only the score matters; None is a failure."""
    return Rollout(
        candidate=candidate,
        example=example,
        sample=0,
        stage="s",
        status="failed" if score is None else "ok",
        output=None,
        score=score,
        note="",
        trace=(),
    )
