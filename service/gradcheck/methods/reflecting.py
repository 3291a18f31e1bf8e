"""GEPA's reflections: what the editor of a component reads of a minibatch's answers and of the scorer's notes on them.

It owns the calls of a reflection and what each is shown, not whose answers are reflected on nor what is kept.
"""

from collections.abc import Sequence
from functools import partial

from msgspec.structs import replace

from gradcheck.domain.program import Candidate, Program
from gradcheck.domain.task import Rollout
from gradcheck.methods.asks import At, Critique, Edit
from gradcheck.methods.revising import following
from gradcheck.methods.view import StepView, Work, errors, inside


def reflection(
    step: StepView,
    program: Program,
    at: At,
    parent: Candidate,
    component: str,
    answers: Sequence[Rollout],
    *,
    in_two: bool,
) -> Work:
    """The work of a reflection, which gives the child or None; the notes pass the bus now.

    One call reads answers and notes and writes the component anew. `in_two` calls a critic reads the wrong answers with
    their notes, and an editor follows it. Takes rollouts that have a score.
    """
    module = program.module_of(component)
    notes = [step.note((*at, place), rollout, component) for place, rollout in enumerate(answers)]
    told = tuple(
        replace(inside(rollout, module), note=note.text if note is not None else "")
        for rollout, note in zip(answers, notes, strict=True)
    )
    if in_two:
        wrong = tuple(errors(told))
        critique = Critique(
            at=at, template="critique", kind="critique", candidate=parent, component=component, rollouts=wrong
        )
        edit = Edit(at=at, template="edit", candidate=parent, component=component, rollouts=wrong)
        return following(step, critique, edit)
    edit = Edit(
        at=at,
        template="reflect",
        candidate=parent,
        component=component,
        rollouts=told,
        feedback=tuple(note for note in notes if note is not None),
    )
    return Work(reserve=step.worst(edit), start=partial(step.edit, edit))
