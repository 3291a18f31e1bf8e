"""What critics and editors are shown: the slots of their templates, filled from what a method gives.

It owns which part of a question goes into which slot, and its kind. It does not own the words around slots, nor what is
shown of the evaluation of rollouts (`verdicts.py`).
"""

from collections.abc import Iterator, Mapping, Sequence

from gradcheck.domain.feedback import Feedback, Seen, Slot, Template
from gradcheck.domain.program import Program, default_user_message
from gradcheck.domain.task import Example
from gradcheck.editing import evidence, fill_gaps, gaps, one_line, shown
from gradcheck.methods.asks import Ask, Tried
from gradcheck.scoring.answers import acceptable


def slots(
    program: Program,
    examples: Mapping[str, Example],
    template: Template,
    ask: Ask,
    seen: Sequence[Seen],
    feedback: Sequence[Feedback],
) -> tuple[Slot, ...]:
    """The slots the template has room for: what is not shown is not recorded as seen."""
    room = gaps(template)
    found = [Slot(name="instruction", kind="context", text=_component(program, template, ask))]
    if "evidence" in room:
        found.append(Slot(name="evidence", kind="evidence", text=evidence(template, seen, examples)))
    if "history" in room:
        found.append(Slot(name="history", kind="history", text=_history(program, template, ask)))
    if "examples" in room:
        found.append(Slot(name="examples", kind="demos", text=_examples(template, ask.examples)))
    for name, other in ask.others.items():
        text = shown(program, template, other.components[ask.component])
        found.append(Slot(name=name, kind="context", text=text))
    for name, text in ask.context.items():
        own = text if template.endpoint == "chat" else " ".join(text.split())
        found.append(Slot(name=name, kind="context", text=own))
    if "feedback" in room:
        found += [Slot(name="feedback", kind="feedback", text=one.text) for one in feedback] or [
            Slot(name="feedback", kind="feedback", text="")
        ]
    return tuple(found)


def tried(template: Template, ask: Ask) -> tuple[str, ...]:
    """The candidates whose trials the template has room for, in the order they are shown."""
    return tuple(one.candidate.id for one in ask.history) if "history" in gaps(template) else ()


def _component(program: Program, template: Template, ask: Ask) -> str:
    return shown(program, template, ask.candidate.components[ask.component])


def _history(program: Program, template: Template, ask: Ask) -> str:
    """What was tried, a line or block each, in the order given."""

    def lines() -> Iterator[str]:
        for number, tried in enumerate(ask.history, start=1):
            text = shown(program, template, tried.candidate.components[ask.component])
            values = {"number": str(number), "text": text, "score": _points(tried), "note": tried.note}
            yield fill_gaps(template.history_line, values)

    return "\n".join(lines()) or template.nothing


def _points(tried: Tried) -> str:
    """A score as a whole number of 100."""
    return "unknown" if tried.score is None else str(round(100 * tried.score))


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
