"""The panels of a run's result, from what it has come to."""

from gradcheck.domain.base import Value
from gradcheck.domain.results.panels import Changes, ComponentDiff, HygieneCheck, PromptForms, Rejection
from gradcheck.domain.run import TestResult
from gradcheck.engine.labels_said import said
from gradcheck.engine.panels.changed import first_changes
from gradcheck.engine.panels.hygiene import LabelAnswers, hygiene
from gradcheck.engine.panels.prompt_forms import prompt_forms
from gradcheck.engine.panels.word_diff import word_diff
from gradcheck.engine.state import RunState

_MOST_REASONS = 20


class Panels(Value, frozen=True, kw_only=True):
    """Fields of a run's result."""

    forms: PromptForms
    diff: tuple[ComponentDiff, ...]
    changes: Changes
    hygiene: tuple[HygieneCheck, ...]
    rejections: tuple[Rejection, ...]


def panels(state: RunState, test: TestResult) -> Panels:
    """All panels; it takes a while for long prompts and many examples, so not on the event loop."""
    before, after = state.baseline, state.best
    fields = set.intersection(*(set(example.fields) for example in state.examples.values()))
    ordered = [name for name in next(iter(state.examples.values())).fields if name in fields]
    return Panels(
        forms=prompt_forms(state.program, after, ordered),
        diff=tuple(
            ComponentDiff(component=name, runs=word_diff(text, after.components[name]))
            for name, text in before.components.items()
        ),
        changes=first_changes(state.examples, state.tested, before.id, after.id),
        hygiene=hygiene(
            before,
            after,
            state.examples,
            description=state.description,
            answers=_answers(state),
            improved=test.verdict == "improved",
        ),
        rejections=_rejections(state),
    )


def _answers(state: RunState) -> LabelAnswers | None:
    """What both prompts said on the test, where answers name labels; nothing where it was not reached."""
    if state.reader is None:
        return None
    by_side = {
        (rollout.candidate, rollout.example): said(rollout, state.examples, state.reader) for rollout in state.tested
    }
    items = []
    for name in dict.fromkeys(rollout.example for rollout in state.tested):
        before, after = by_side.get((state.baseline.id, name)), by_side.get((state.best.id, name))
        if before is not None and after is not None:
            items.append((state.reader.expected(state.examples[name].expected), before, after))
    return LabelAnswers(state.reader.labels, items)


def _rejections(state: RunState) -> tuple[Rejection, ...]:
    """The commonest reasons; the others are counted together."""
    ranked = sorted(state.rejections.items(), key=lambda item: (-item[1], item[0]))
    named = [Rejection(reason=reason, status=status, count=n) for (reason, status), n in ranked[:_MOST_REASONS]]
    others = sum(n for _, n in ranked[_MOST_REASONS:])
    return (*named, *([Rejection(reason="other reasons", status="rejected", count=others)] if others else []))
