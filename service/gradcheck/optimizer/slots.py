"""What critics and editors are shown: the slots of their templates, filled from what a method gives."""

from collections.abc import Iterator, Mapping, Sequence

from gradcheck.domain.feedback import ShownRollout, Slot, Template
from gradcheck.domain.program import Program, default_user_message
from gradcheck.domain.task import Example, Rollout
from gradcheck.optimizer.components import shown
from gradcheck.optimizer.question import Question
from gradcheck.optimizer.remarks import remarks_on, with_remarks
from gradcheck.optimizer.rendering import fill_gaps, gaps, one_line
from gradcheck.scoring.expected import acceptable

_MOST_NOTE, _MOST_TRACE = 400, 1200  # characters


def slots(
    program: Program,
    examples: Mapping[str, Example],
    template: Template,
    question: Question,
    seen: Sequence[ShownRollout],
) -> tuple[Slot, ...]:
    """The slots the template has room for: what is not shown is not recorded as seen."""
    room, program = gaps(template), program.reading(question.component)
    instruction = shown(program, template, question.candidate.components[question.component])
    filled_slots = [Slot(name="instruction", kind="context", text=instruction)]
    if "evidence" in room:
        filled_slots.append(Slot(name="evidence", kind="evidence", text=evidence(template, seen, examples)))
    if "history" in room:
        filled_slots.append(Slot(name="history", kind="history", text=_history(program, template, question)))
    if "examples" in room:
        filled_slots.append(Slot(name="examples", kind="demos", text=_examples(template, question.examples)))
    if "peers" in room:
        filled_slots.append(Slot(name="peers", kind="context", text=_peers(template, question)))
    for name, other in question.others.items():
        text = shown(program, template, other.components[question.component])
        filled_slots.append(Slot(name=name, kind="context", text=text))
    known = {name: _known(template, text) for name, text in question.context.items() if name in room}
    filled_slots += [Slot(name=name, kind="context", text=text) for name, text in known.items()]
    if "feedback" in room:
        texts = [feedback.text for feedback in question.told] or [""]
        filled_slots += [Slot(name="feedback", kind="feedback", text=text) for text in texts]
    return tuple(filled_slots)


def shown_rollout(rollout: Rollout, example: Example) -> ShownRollout:
    """What is shown of a rollout on an example."""
    traces = [(call.module, call.trace) for call in rollout.trace if call.trace]
    told = [trace if len(traces) == 1 else f"{module}: {trace}" for module, trace in traces]
    return ShownRollout(
        example=rollout.example,
        answer=rollout.output or "",
        note=rollout.note,
        trace="\n".join(told),
        remarks=remarks_on(example),
    )


def evidence(template: Template, rollouts: Sequence[ShownRollout], examples: Mapping[str, Example]) -> str:
    """Rollouts as this template shows them: inputs and answers are data, shortened and on one line each."""
    return "\n".join(
        fill_gaps(
            template.evidence_line,
            {
                "number": str(number),
                "input": one_line(default_user_message(examples[rollout.example].fields), 600),
                "answer": one_line(rollout.answer, 200),
                "note": _told(rollout),
            },
        )
        for number, rollout in enumerate(rollouts, start=1)
    )


def _told(rollout: ShownRollout) -> str:
    """What is said of an answer: the scorer's note, what was said of earlier ones, how an application came to it."""
    note = with_remarks(one_line(rollout.note, _MOST_NOTE), rollout.remarks)
    return f"{note}; how it came about: {one_line(rollout.trace, _MOST_TRACE)}" if rollout.trace else note


def tried(template: Template, question: Question) -> tuple[str, ...]:
    """The candidates whose trials the template has room for, in the order they are shown."""
    return tuple(entry.candidate.id for entry in question.history) if "history" in gaps(template) else ()


def _known(template: Template, text: str) -> str:
    """A text as context, on one line where a line is an item."""
    return text if template.endpoint == "chat" else " ".join(text.split())


def _peers(template: Template, question: Question) -> str:
    """The other components of the candidate, a line or block each."""
    peers = [
        f"Another part of the program, {name}: {text}"
        for name, text in question.candidate.components.items()
        if name != question.component
    ]
    return _known(template, "\n".join(peers) or "nothing")


def _history(program: Program, template: Template, question: Question) -> str:
    """What was tried, a line or block each, in the order given."""

    def lines() -> Iterator[str]:
        for number, tried in enumerate(question.history, start=1):
            text = shown(program, template, tried.candidate.components[question.component])
            points = "unknown" if tried.score is None else str(round(100 * tried.score))
            values = {"number": str(number), "text": text, "score": points, "note": tried.note}
            yield fill_gaps(template.history_line, values)

    return "\n".join(lines()) or template.nothing


def _examples(template: Template, examples: Sequence[Example]) -> str:
    """Examples with their expected answers, if they have any, shortened and on one line each."""
    lines = (
        fill_gaps(
            template.example_line,
            {
                "number": str(number),
                "input": one_line(default_user_message(example.fields), 600),
                "output": one_line(_expected(example), 200),
            },
        )
        for number, example in enumerate(examples, start=1)
    )
    return "\n".join(lines) or template.nothing


def _expected(example: Example) -> str:
    return "not known" if example.expected is None else " or ".join(acceptable(example.expected))
