"""Test examples that the best prompt answers better or worse than the given one, with both answers."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Literal

from msgspec.structs import replace

from gradcheck.domain.results.panels import ChangedExample, Changes, ScoredAnswer
from gradcheck.domain.task import Example, Expected, Rollout

Direction = Literal["fixed", "broken"]
_MOST, _LONGEST = 10, 1000


def changed_examples(
    examples: Mapping[str, Example], rollouts: Iterable[Rollout], baseline: str, best: str, direction: Direction
) -> list[ChangedExample]:
    """All of one direction among pairs whose sides both have a score, the largest change first, then as they came."""
    answers: dict[str, dict[str, ScoredAnswer]] = {}
    for rollout in rollouts:
        if rollout.score is not None:
            answer = ScoredAnswer(output=rollout.output, score=rollout.score, note=rollout.note)
            answers.setdefault(rollout.example, {})[rollout.candidate] = answer
    sign = 1 if direction == "fixed" else -1
    found = [
        ChangedExample(
            id=name,
            fields=examples[name].fields,
            expected=examples[name].expected,
            baseline=sides[baseline],
            best=sides[best],
        )
        for name, sides in answers.items()
        if {baseline, best} <= sides.keys() and (sides[best].score - sides[baseline].score) * sign > 0
    ]
    return sorted(found, key=lambda one: (one.baseline.score - one.best.score) * sign)


def first_changes(examples: Mapping[str, Example], rollouts: Sequence[Rollout], baseline: str, best: str) -> Changes:
    """The first of both directions, with texts that are not too long."""
    fixed = changed_examples(examples, rollouts, baseline, best, "fixed")[:_MOST]
    broken = changed_examples(examples, rollouts, baseline, best, "broken")[:_MOST]
    return Changes(fixed=tuple(map(_shortened, fixed)), broken=tuple(map(_shortened, broken)))


def _shortened(example: ChangedExample) -> ChangedExample:
    return replace(
        example,
        fields={name: _cut(text) for name, text in example.fields.items()},
        expected=_cut_expected(example.expected),
        baseline=_cut_answer(example.baseline),
        best=_cut_answer(example.best),
    )


def _cut_answer(answer: ScoredAnswer) -> ScoredAnswer:
    return replace(answer, output=None if answer.output is None else _cut(answer.output), note=_cut(answer.note))


def _cut_expected(expected: Expected) -> Expected:
    if isinstance(expected, str):
        return _cut(expected)
    return _cut(str(expected)) if len(str(expected)) > _LONGEST else expected


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
