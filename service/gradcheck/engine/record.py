"""The record of a step: what was asked, written, proposed and selected in it, in canonical order.

Identifiers inside a step derive from the places that a method asks at.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Literal

from msgspec import UNSET

from gradcheck.domain.events.runs import CandidateProposed, FeedbackWritten, ProposalRejected
from gradcheck.domain.feedback import Background, CriticRequest, EditRequest, Feedback, Proposal
from gradcheck.domain.program import Candidate, Demo, joined
from gradcheck.domain.run import PoolEntry, Selection, SourceEffect, Step, step_path
from gradcheck.domain.task import Example
from gradcheck.engine.commits import in_words
from gradcheck.engine.state import RunState
from gradcheck.optimizer.model import Reply
from gradcheck.optimizer.question import EditorQuestion, Path, Question, dotted

_Key = tuple[Path, str]


class StepRecord:
    """What is recorded of a step under way."""

    def __init__(
        self, state: RunState, number: int, parents: Sequence[Candidate], minibatch: Sequence[Example]
    ) -> None:
        self._state = state
        self._number = number
        self._parents = tuple(dict.fromkeys(candidate.id for candidate in parents))
        self._minibatch = tuple(dict.fromkeys(example.id for example in minibatch))
        self._feedback: dict[_Key, Feedback] = {}
        self._asked: dict[_Key, CriticRequest | Background | EditRequest] = {}
        self._proposals: dict[str, Proposal] = {}
        self._proposed: dict[str, Candidate] = {}
        self._order: dict[str, tuple[str, Path]] = {}
        self._left_out: set[str] = set()
        self._notes: dict[_Key, str] = {}
        self._selection: Selection | None = None

    @property
    def path(self) -> str:
        """Where in the run this step is."""
        return step_path(self._number)

    def asked(self, question: Question, request: CriticRequest | Background | EditRequest) -> None:
        """Note what a critic or an editor is asked, or what editors are told."""
        self._asked[question.at, question.template] = request

    def unusable(self, question: Question, reason: str) -> None:
        """Note why a question has no answer to use."""
        where = dotted(question.at)
        self._notes[question.at, question.template] = f"{question.template} at {where}: {reason}"

    def feedback(self, at: Path, source: str, feedback: Feedback) -> Feedback:
        """The feedback bus: all feedback of a run passes here, after the critic and before any editor is shown it."""
        passed = self._state.bus.passed(self._number, at, source, feedback)
        self._feedback[at, source] = passed
        written = UNSET if passed.written is None else passed.written
        told = FeedbackWritten(
            step=self._number, id=passed.id, component=passed.component, text=passed.text, written=written
        )
        self._state.tell(f"feedback/{passed.id}", told)
        return passed

    def accept(self, question: EditorQuestion, request: EditRequest, text: str) -> Candidate:
        """The candidate that an editor's text makes."""
        candidate = Candidate(
            id=self._name(question.at),
            components={**question.candidate.components, question.component: text},
            demos=question.candidate.demos,
            parents=tuple(dict.fromkeys(request.parents)),
            operator=request.operator,
            feedback=request.feedback,
        )
        self._propose(candidate, "", question.at)
        self._proposals[request.id] = Proposal(
            request=request.id, candidate=candidate.id, text=text, status="accepted", reason=""
        )
        self._tell_proposed(candidate, text=text, component=question.component)
        return candidate

    def reject(self, request: EditRequest, reply: Reply) -> None:
        """Note that an editor's call failed, or its answer was refused."""
        status: Literal["failed", "rejected"] = "failed" if reply.status == "failed" else "rejected"
        self._proposals[request.id] = Proposal(
            request=request.id, candidate=None, text=reply.said, status=status, reason=reply.reason
        )
        told = ProposalRejected(step=self._number, request=request.id, reason=reply.reason)
        self._state.tell(f"rejected/{request.id}", told)

    def join(self, parent: Candidate, edits: Sequence[Candidate], at: Path) -> Candidate:
        """One candidate with the changes that several edits made to different components of the parent."""
        if len(edits) == 1:
            return edits[0]
        candidate = Candidate(
            id=self._name(at),
            components=joined(parent, edits),
            demos=parent.demos,
            parents=(parent.id,),
            operator="join",
            feedback=tuple(name for edit in edits for name in edit.feedback),
        )
        self._propose(candidate, "", at)
        return candidate

    def compose(
        self,
        at: Path,
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
        self._propose(candidate, operator, at)
        self._tell_proposed(candidate, demos=len(candidate.demos))
        return candidate

    def offer(self, candidates: Sequence[Candidate]) -> None:
        """Note candidates that came with the request."""
        for index, candidate in enumerate(candidates):
            self._propose(candidate, "", (index,))

    def distinct(self, proposed: Sequence[Candidate | None], known: Sequence[Candidate] = ()) -> list[Candidate]:
        """Proposals in canonical order without those whose texts are there already."""
        contents = {candidate.content for candidate in known}
        distinct: list[Candidate] = []
        for candidate in proposed:
            if candidate is None:
                continue
            if candidate.content in contents:
                self._leave_out(candidate, "duplicate")
            else:
                contents.add(candidate.content)
                distinct.append(candidate)
        return distinct

    def drop(self, candidates: Sequence[Candidate], reason: str) -> None:
        """Note that proposals are left out before they are scored."""
        for candidate in candidates:
            self._leave_out(candidate, reason)

    def select(
        self,
        policy: str,
        pool: Sequence[PoolEntry],
        chosen: Sequence[str],
        reason: str,
        sources: Sequence[SourceEffect] = (),
    ) -> None:
        """Note what was selected; the first chosen is the best so far, where nothing speaks against it.

        It is not where it looks better for want of answers alone, or by less evidence than the run asks for.
        """
        state = self._state
        best, addition = state.preferred(chosen[0]), ""
        if best != chosen[0]:
            by = "by its strength, of more comparisons" if state.pairwise else "on the items that both have a score on"
            addition = f"; {best} stays the best, {by}"
        lead = state.lead_of(best)
        if lead is not None and not lead.enough:
            best, addition = state.best.id, f"; {state.best.id} stays the best: {in_words(lead)}"
        self._selection = Selection(
            policy=policy,
            pool=tuple(pool),
            chosen=tuple(dict.fromkeys((best, *chosen))),
            best=best,
            reason=reason + addition,
            sources=tuple(sources),
            lead=lead,
        )

    def whole(self) -> Step:
        """Everything of the step, in the order the method gave. A candidate that was left out stays if it has heirs."""
        asked = [self._asked[at] for at in sorted(self._asked)]
        edits = tuple(request for request in asked if isinstance(request, EditRequest))
        ancestors = {
            name
            for candidate in self._proposed.values()
            if candidate.id not in self._left_out
            for name in candidate.parents
        }
        names = [name for name in self._proposed if name in ancestors or name not in self._left_out]
        return Step(
            n=self._number,
            parents=self._parents,
            minibatch=self._minibatch,
            backgrounds=tuple(request for request in asked if isinstance(request, Background)),
            critic_requests=tuple(request for request in asked if isinstance(request, CriticRequest)),
            feedback=tuple(self._feedback[at] for at in sorted(self._feedback)),
            edit_requests=edits,
            proposals=tuple(self._proposals[request.id] for request in edits if request.id in self._proposals),
            candidates=tuple(self._proposed[name] for name in sorted(names, key=self._order.__getitem__)),
            selection=self._selection,
            notes=tuple(self._notes[at] for at in sorted(self._notes)),
        )

    def _name(self, at: Path) -> str:
        return f"s{self._number}.{dotted(at)}"

    def _propose(self, candidate: Candidate, operator: str, at: Path) -> None:
        self._proposed[candidate.id] = candidate
        self._order[candidate.id] = operator, at

    def _tell_proposed(self, candidate: Candidate, **what: Any) -> None:  # noqa: ANN401 - fields of the event
        told = CandidateProposed(step=self._number, candidate=candidate.id, operator=candidate.operator, **what)
        self._state.tell(f"candidate/{candidate.id}", told)

    def _leave_out(self, candidate: Candidate, reason: str) -> None:
        """Turn an accepted proposal into a rejected one; its text stays on record."""
        for identity, proposal in self._proposals.items():
            if proposal.candidate == candidate.id:
                self._proposals[identity] = Proposal(
                    request=identity, candidate=None, text=proposal.text, status="rejected", reason=reason
                )
        self._left_out.add(candidate.id)
