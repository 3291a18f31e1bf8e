"""What a run's record offers to perturb: one edit request a step, drawn by seed, and all that arms are made from."""

from collections.abc import Callable, Mapping, Sequence

from msgspec.structs import replace

from gradcheck.diagnostics.request import Checkpoint, Recorded, contrasts, feedback_of, in_slots
from gradcheck.domain.base import Value
from gradcheck.domain.division import data_digest
from gradcheck.domain.feedback import CriticRequest, EditRequest, critic_of
from gradcheck.domain.program import Candidate
from gradcheck.domain.run import Result, Step
from gradcheck.domain.seeds import stream
from gradcheck.domain.task import Rollout
from gradcheck.engine.plan import Plan


class CompletedRun(Value, frozen=True, kw_only=True):
    """An ended run as it was recorded."""

    id: str
    plan: Plan
    result: Result | None
    steps: Sequence[Step]
    candidates: Sequence[Candidate]
    rollouts: Sequence[Rollout]


def with_feedback(step: Step) -> list[EditRequest]:
    """The edit requests of a step that hold feedback; a control text that stands in its place is none."""
    written = {feedback.id for feedback in step.feedback}
    return [
        request
        for request in step.edit_requests
        if written.intersection(request.feedback)
        and any(slot.kind == "feedback" and slot.text for slot in request.slots)
    ]


def recorded_at(
    chosen: Sequence[int], by_step: Mapping[int, Sequence[EditRequest]], ran: CompletedRun, seed: int
) -> tuple[Recorded, ...]:
    """One edit request of every chosen step, with what its arms need."""
    parents = {candidate.id: candidate for candidate in ran.candidates}
    numbered = {step.n: step for step in ran.steps}
    drawn = {n: requests[int(stream(seed, "request", n).integers(len(requests)))] for n, requests in by_step.items()}

    def recorded(n: int) -> Recorded:
        step = numbered[n]
        critics = _critics(drawn[n], step)
        shown = _shown(drawn[n], critics, step, ran.rollouts)
        return Recorded(
            step=n,
            request=drawn[n],
            parent=parents[drawn[n].parents[0]],
            critics=critics,
            from_notes=_is_from_notes(drawn[n], step),
            minibatch=step.minibatch,
            scores=tuple(rollout.score for rollout in shown if rollout.score is not None),
            answers={
                rollout.example: {call.module: call.output for call in rollout.trace if call.output is not None}
                for rollout in shown
            },
            stale=_stale(n, drawn, seed),
            siblings=_siblings(drawn[n], step),
        )

    return tuple(map(recorded, chosen))


def checkpoints(runs: Sequence[CompletedRun]) -> tuple[Checkpoint, ...]:
    """The best candidate after every step of runs, where a step chose one."""
    recorded = []
    for run in runs:
        by_id = {candidate.id: candidate for candidate in run.candidates}
        recorded += [
            Checkpoint(run_id=run.id, step=step.n, candidate=by_id[step.selection.best])
            for step in run.steps
            if step.selection is not None and step.selection.best in by_id
        ]
    return tuple(recorded)


def unlike(run: Plan, other: Plan) -> str | None:
    """In what another run is no further trial of the same: data, scoring, prompt, method, models, feedback; or None."""
    parts: dict[str, Callable[[Plan], object]] = {
        "other examples or splits": lambda plan: data_digest(plan.examples),
        "another scoring": lambda plan: plan.scoring,
        "another prompt to start from": lambda plan: (plan.program, plan.components, plan.demos),
        "another method": lambda plan: plan.method_name,
        "other models": lambda plan: [
            (endpoint.provider, endpoint.model) for endpoint in (*plan.answering_once, plan.models.optimizer)
        ],
        "other feedback for its editors": lambda plan: (plan.feedback, plan.critics_see),
    }
    return next((f"has {what}" for what, part in parts.items() if part(run) != part(other)), None)


def _critics(request: EditRequest, step: Step) -> tuple[CriticRequest, ...]:
    """The critics' requests behind an edit's feedback, each once, those they stand on included.

    One that wrote several feedbacks goes by the id of the feedback it is behind. A scorer's note has none behind it.
    """
    by_id = {critic.id: critic for critic in step.critic_requests}
    critics: dict[str, CriticRequest] = {}
    waiting = list(request.feedback)
    while waiting:
        name = waiting.pop(0)
        critic = by_id.get(name) or by_id.get(critic_of(name)[0])
        if critic is not None and name not in critics:
            critics[name] = replace(critic, id=name)
            waiting += critic.upstream
    return tuple(critics.values())


def _is_from_notes(request: EditRequest, step: Step) -> bool:
    """Whether all of an edit's feedback are the scorer's notes."""
    authors = {feedback.id: feedback.author for feedback in step.feedback}
    return {authors.get(name) for name in request.feedback} == {"scorer"}


def _shown(
    request: EditRequest, critics: Sequence[CriticRequest], step: Step, rollouts: Sequence[Rollout]
) -> list[Rollout]:
    """The step's scored rollouts that these critics were shown, or the editor where there are none.

    What contrasts several answers to one example is left out: it may be of several candidates.
    """
    shown = {
        (critic.candidate, rollout.example) for critic in critics if not contrasts(critic) for rollout in critic.seen
    }
    if not critics:
        shown = {(request.parents[0], rollout.example) for rollout in request.seen}
    return [
        rollout
        for rollout in rollouts
        if (rollout.candidate, rollout.example) in shown and rollout.score is not None and step.made(rollout)
    ]


def _stale(n: int, drawn: Mapping[int, EditRequest], seed: int) -> tuple[str, ...]:
    """Another step's feedback, in as many slots: of the steps in a drawn order, the next one that says another."""
    order = [sorted(drawn)[index] for index in stream(seed, "stale").permutation(len(drawn))]
    feedback, position = feedback_of(drawn[n]), order.index(n)
    others = (
        in_slots(feedback_of(drawn[other]), len(feedback)) for other in (*order[position + 1 :], *order[:position])
    )
    return next((texts for texts in others if texts != feedback), ())


def _siblings(request: EditRequest, step: Step) -> tuple[EditRequest, ...]:
    """The step's first request with feedback for each module but the request's own, made for the same parent."""
    modules = {feedback.component: feedback.module for feedback in step.feedback}
    siblings: dict[str, EditRequest] = {}
    for other in with_feedback(step):
        if other.parents == request.parents and other.component in modules:
            siblings.setdefault(modules[other.component], other)
    return tuple(sibling for module, sibling in siblings.items() if module != modules.get(request.component))
