"""The figures by label of a mean score, from the rollouts that it rests on."""

from collections.abc import Mapping

from msgspec.structs import replace

from gradcheck.domain.labels import Named, by_label
from gradcheck.domain.run import Scored
from gradcheck.domain.task import Example, Rollout
from gradcheck.scoring.reading import Reader


def said(rollout: Rollout, examples: Mapping[str, Example], reader: Reader | None) -> Named | None:
    """The labels that a rollout's answer says; None where it has no score or there is nothing to read."""
    if reader is None or rollout.score is None:
        return None
    return reader.said(rollout.output or "", examples[rollout.example].expected, rollout.score)


def with_labels(
    score: Scored, answers: Mapping[str, Named | None], examples: Mapping[str, Example], reader: Reader | None
) -> Scored:
    """The score with its figures by label; `answers` are what `said` gave for each item."""
    if reader is None:
        return score
    items = [(reader.expected(examples[name].expected), labels) for name, labels in answers.items()]
    return replace(score, by_label=by_label(reader.labels, items))
