"""One step of a method: critics' and editors' work, and the record of the step in canonical order.

It owns identifiers inside a step (they derive from the order a method gives) and the record. It does not own which
stages a method calls, nor what they may spend (`stages.py`).
"""

from collections.abc import Awaitable, Mapping, Sequence
from typing import Literal

from msgspec.structs import replace

from gradcheck.domain.call import Spend
from gradcheck.domain.feedback import (
    Background,
    CriticRequest,
    EditRequest,
    Feedback,
    Proposal,
    one_of_several,
)
from gradcheck.domain.program import Candidate, Demo
from gradcheck.domain.run import PoolEntry, Scored, Selection, SourceEffect, Step
from gradcheck.domain.task import Example, Rollout
from gradcheck.engine.stages import Stages
from gradcheck.engine.state import RunState
from gradcheck.optimizer.asking import StepQuestions
from gradcheck.optimizer.model import Reply
from gradcheck.optimizer.question import At, BackgroundQuestion, CriticQuestion, EditorQuestion, Question, dotted


class StepRun(Stages):
    """A step under way."""

    def __init__(
        self, state: RunState, number: int, parents: Sequence[Candidate], minibatch: Sequence[Example]
    ) -> None:
        super().__init__(state, number)
        self._parents = tuple(candidate.id for candidate in parents)
        self._minibatch = tuple(example.id for example in minibatch)
        self._feedback: dict[tuple[At, str], Feedback] = {}
        self._critics: dict[tuple[At, str], CriticRequest] = {}
        self._backgrounds: dict[tuple[At, str], Background] = {}
        self._requests: dict[tuple[At, str], EditRequest] = {}
        self._proposals: dict[str, Proposal] = {}
        self._proposed: dict[str, Candidate] = {}
        self._left_out: set[str] = set()
        self._notes: dict[tuple[At, str], str] = {}
        self._selection: Selection | None = None
        self._questions = StepQuestions(state.optimizer, self.path, self._spend)

    def evaluate(
        self, candidates: Sequence[Candidate], examples: Sequence[Example], stage: str, sample: int = 0
    ) -> Awaitable[list[Rollout]]:
        """Rollouts, candidate by candidate; those beyond the budget are not started.

        Where critics are shown no evaluation the method does not know the errors of train examples either: every answer
        counts as one to look at. What is recorded keeps its score.
        """
        asked = super().evaluate(candidates, examples, stage, sample)
        return self._blinded(asked) if self._state.critics_see == "none" else asked

    async def critique(self, task: CriticQuestion) -> Feedback | None:
        """A critic's text after it has passed the bus; None if the call failed or the text had to be rejected."""
        reply = await self._criticized(task)
        if reply is None or reply.text is None:
            return None
        return self._feed(task, (task.at, task.template), self._questions.path(task), reply.text)

    async def critiques(self, task: CriticQuestion) -> list[Feedback]:
        """What a critic wrote in one answer, each text after it has passed the bus; nothing if it is unusable."""
        reply = await self._criticized(task)
        identity = self._questions.path(task)
        found = [
            self._feed(task, ((*task.at, place), task.template), one_of_several(identity, place), text)
            for place, text in enumerate(reply.blocks if reply is not None else ())
        ]
        return [feedback for feedback in found if feedback is not None]

    async def _criticized(self, task: CriticQuestion) -> Reply | None:
        """A critic's answer; None where there is nothing it could be asked about."""
        filled = await self._questions.fill(task)
        if filled.lacks_evidence:
            self._notes[task.at, task.template] = f"{task.template} at {dotted(task.at)}: no rollout has a verdict"
            return None
        self._critics[task.at, task.template] = CriticRequest(
            id=filled.path,
            candidate=task.candidate.id,
            component=task.component,
            template=filled.template,
            slots=filled.slots,
            seen=filled.seen,
            upstream=tuple(feedback.id for feedback in task.upstream),
            history=filled.history,
        )
        reply = await self._questions.ask(filled)
        self._note_failure(task, reply)
        return reply

    def _feed(self, task: CriticQuestion, place: tuple[At, str], identity: str, text: str) -> Feedback | None:
        """What passes the bus of a critic's text."""
        written = Feedback(
            id=identity,
            kind=task.kind,
            module=self._state.program.module_of(task.component).name,
            component=task.component,
            text=text,
            author="optimizer",
            candidate=task.candidate.id,
            evidence=tuple(rollout.example for rollout in task.rollouts),
        )
        return self._carry(place, written)

    def note(self, at: At, rollout: Rollout, component: str) -> Feedback | None:
        """The scorer's note on a rollout as feedback about a component, after it has passed the bus."""
        written = Feedback(
            id=f"{self.path}/note/{dotted(at)}",
            kind="note",
            module=self._state.program.module_of(component).name,
            component=component,
            text=rollout.note,
            author="scorer",
            candidate=rollout.candidate,
            evidence=(rollout.example,),
        )
        return self._carry((at, "note"), written)

    async def brief(self, task: BackgroundQuestion) -> str | None:
        """A text that editors will be told; None if the call failed or had to be rejected."""
        filled = await self._questions.fill(task)
        reply = await self._questions.ask(filled)
        self._note_failure(task, reply)
        self._backgrounds[task.at, task.template] = Background(
            id=filled.path, template=filled.template, slots=filled.slots, text=reply.text, history=filled.history
        )
        return reply.text

    async def edit(self, task: EditorQuestion) -> Candidate | None:
        """An editor's proposal; None if the call failed or the proposal was rejected."""
        name = f"s{self._number}.{dotted(task.at)}"
        filled = await self._questions.fill(task)
        request = EditRequest(
            id=filled.path,
            operator=task.template,
            parents=(task.candidate.id, *(other.id for other in task.others.values())),
            component=task.component,
            template=filled.template,
            slots=filled.slots,
            seen=filled.seen,
            feedback=tuple(feedback.id for feedback in task.feedback),
            history=filled.history,
            draw=task.draw,
        )
        self._requests[task.at, task.template] = request
        reply = await self._questions.edit(request, task.candidate)
        if reply.text is None:
            self._reject(request.id, reply)
            return None
        candidate = Candidate(
            id=name,
            components={**task.candidate.components, task.component: reply.text},
            demos=task.candidate.demos,
            parents=tuple(dict.fromkeys(request.parents)),
            operator=task.template,
            feedback=request.feedback,
        )
        self._proposed[name] = candidate
        self._proposals[request.id] = Proposal(
            request=request.id, candidate=name, text=reply.text, status="accepted", reason=""
        )
        data = {"step": self._number, "candidate": name, "operator": task.template, "text": reply.text}
        self._state.tell(f"candidate/{name}", "candidate_proposed", {**data, "component": task.component})
        return candidate

    def worst(self, task: Question, unknown: int = 0) -> Spend:
        """The worst case of a call to the optimizer; nothing where it is inherited."""
        return self._questions.max_cost(task, unknown)

    def join(self, parent: Candidate, edits: Sequence[Candidate], at: At | None = None) -> Candidate:
        """One candidate with the changes that several edits made to different components of the parent."""
        if len(edits) == 1:
            return edits[0]
        changed = {
            name: text for edit in edits for name, text in edit.components.items() if text != parent.components[name]
        }
        others = sum(candidate.operator == "join" for candidate in self._proposed.values())
        joined = Candidate(
            id=f"s{self._number}.joined" + (f".{others}" if others else "")
            if at is None
            else f"s{self._number}.{dotted(at)}",
            components={**parent.components, **changed},
            demos=parent.demos,
            parents=(parent.id,),
            operator="join",
            feedback=tuple(name for edit in edits for name in edit.feedback),
        )
        self._proposed[joined.id] = joined
        return joined

    def distinct(self, proposed: Sequence[Candidate | None], known: Sequence[Candidate] = ()) -> list[Candidate]:
        """Proposals in canonical order without those whose texts are there already."""
        there = {candidate.content for candidate in known}
        kept: list[Candidate] = []
        for candidate in proposed:
            if candidate is None:
                continue
            if candidate.content in there:
                self._mark(candidate, "duplicate")
            else:
                there.add(candidate.content)
                kept.append(candidate)
        return kept

    def compose(
        self,
        at: At,
        operator: str,
        parents: Sequence[Candidate],
        *,
        components: Mapping[str, str] | None = None,
        demos: Sequence[Demo] | None = None,
    ) -> Candidate:
        """A candidate made without a call: the first parent with these texts of other parents, or with these demos."""
        candidate = Candidate(
            id=f"s{self._number}.{operator}.{dotted(at)}",
            components={**parents[0].components, **(components or {})},
            demos=parents[0].demos if demos is None else tuple(demos),
            parents=tuple(dict.fromkeys(parent.id for parent in parents)),
            operator=operator,
        )
        self._proposed[candidate.id] = candidate
        self._state.tell(
            f"candidate/{candidate.id}",
            "candidate_proposed",
            {"step": self._number, "candidate": candidate.id, "operator": operator, "demos": len(candidate.demos)},
        )
        return candidate

    def offer(self, candidates: Sequence[Candidate]) -> None:
        """Note candidates that came with the request."""
        self._proposed.update((candidate.id, candidate) for candidate in candidates)

    def drop(self, candidates: Sequence[Candidate], reason: str) -> None:
        """Note that proposals are left out before they are scored."""
        for candidate in candidates:
            self._mark(candidate, reason)

    def select(
        self,
        policy: str,
        pool: Sequence[PoolEntry],
        chosen: Sequence[str],
        reason: str,
        sources: Sequence[SourceEffect] = (),
    ) -> None:
        """Note what was selected; the first chosen is the best so far, unless it is so for want of answers alone."""
        best = self._state.preferred(chosen[0])
        kept = "" if best == chosen[0] else f"; {best} stays the best, on the items that {chosen[0]} has a score on too"
        self._selection = Selection(
            policy=policy,
            pool=tuple(pool),
            chosen=tuple(dict.fromkeys((best, *chosen))),
            best=best,
            reason=reason + kept,
            sources=tuple(sources),
        )

    async def complete(self) -> Selection | None:
        """Record the step, and take over what it selected as the best so far."""
        state = self._state
        step = self._recorded()
        for candidate in step.candidates:
            state.register(candidate)
        state.records.add_step(state.job_id, step)
        for proposal in step.proposals:
            state.telemetry.proposals.labels(state.method, proposal.status).inc()
        rejected = sum(proposal.status != "accepted" for proposal in step.proposals)
        state.proposals += len(step.proposals)
        state.rejected += rejected
        best: Scored | None = None
        if self._selection is not None:
            state.best = state.candidates[self._selection.best]
            state.sources = self._selection.sources
            best = state.validation(state.best.id)
        data = {
            "step": self._number,
            "best": state.best.id,
            "best_score": None if best is None else best.score,
            "proposals": len(step.proposals),
            "rejected": rejected,
        }
        state.tell(f"{self.path}/completed", "step_completed", data)
        return self._selection

    def _recorded(self) -> Step:
        """Everything of the step, in the order the method gave. A candidate that was left out stays if it has heirs."""
        requests = tuple(self._requests[at] for at in sorted(self._requests))
        ancestors = {name for made in self._proposed.values() if made.id not in self._left_out for name in made.parents}
        kept = [name for name in self._proposed if name in ancestors or name not in self._left_out]
        return Step(
            n=self._number,
            parents=self._parents,
            minibatch=self._minibatch,
            backgrounds=tuple(self._backgrounds[at] for at in sorted(self._backgrounds)),
            critic_requests=tuple(self._critics[at] for at in sorted(self._critics)),
            feedback=tuple(self._feedback[at] for at in sorted(self._feedback)),
            edit_requests=requests,
            proposals=tuple(self._proposals[request.id] for request in requests if request.id in self._proposals),
            candidates=tuple(self._proposed[name] for name in sorted(kept, key=_ordinal)),
            selection=self._selection,
            notes=tuple(self._notes[at] for at in sorted(self._notes)),
        )

    async def _blinded(self, asked: Awaitable[list[Rollout]]) -> list[Rollout]:
        """The rollouts with every answer to a train example as good as any other."""
        return [
            replace(rollout, score=0.0, note="")
            if rollout.score is not None and self._state.examples[rollout.example].split == "train"
            else rollout
            for rollout in await asked
        ]

    def _note_failure(self, task: Question, reply: Reply) -> None:
        if reply.text is None:
            self._notes[task.at, task.template] = f"{task.template} at {dotted(task.at)}: {reply.reason}"

    def _carry(self, place: tuple[At, str], written: Feedback) -> Feedback | None:
        """What passes the bus of a feedback, noted and told."""
        carried = self._state.bus.carry(written)
        if carried is not None:
            self._feedback[place] = carried
            data = {"step": self._number, "id": carried.id, "component": carried.component, "text": carried.text}
            self._state.tell(f"feedback/{carried.id}", "feedback_written", data)
        return carried

    def _reject(self, request: str, reply: Reply) -> None:
        status: Literal["failed", "rejected"] = "failed" if reply.status == "failed" else "rejected"
        self._proposals[request] = Proposal(
            request=request, candidate=None, text=reply.said, status=status, reason=reply.reason
        )
        data = {"step": self._number, "request": request, "reason": reply.reason}
        self._state.tell(f"rejected/{request}", "proposal_rejected", data)

    def _mark(self, candidate: Candidate, reason: str) -> None:
        """Turn an accepted proposal into a rejected one; its text stays on record."""
        for identity, proposal in self._proposals.items():
            if proposal.candidate == candidate.id:
                self._proposals[identity] = Proposal(
                    request=identity, candidate=None, text=proposal.text, status="rejected", reason=reason
                )
        self._left_out.add(candidate.id)


def _ordinal(name: str) -> list[tuple[int, int | str]]:
    """Sorts names by their numbers: s1.2 before s1.10."""
    return [(0, int(part)) if part.isdigit() else (1, part) for part in name.split(".")]
