"""Which labels an answer of a run says."""

from collections.abc import Mapping

from gradcheck.domain.labels import Named
from gradcheck.domain.task import Example, Rollout
from gradcheck.scoring.reading import Reader


def said(rollout: Rollout, examples: Mapping[str, Example], reader: Reader | None) -> Named | None:
    """The labels that a rollout's answer says; None where it has no score or there is nothing to read."""
    if reader is None or rollout.score is None:
        return None
    of_part = (part.score for part in rollout.parts if part.name == reader.part)
    score = next((score for score in of_part if score is not None), rollout.score)
    return reader.said(rollout.output or "", examples[rollout.example].expected, score)
