"""The graph of a recorded run's paid calls: what was called, and after what it had to come.

It owns the rules by which a record tells this, of any method on a prompt of one module whose scorer makes no call. It
knows no method, and does not own how calls are laid out in time (`schedule.py`). Where the record leaves it open an
edge is left out, so that no service could be faster than the graph. The rules:

- A step comes after the one before it: whether there is another, and from whom, is decided by all that is known.
- A candidate comes after the edit that made it; one made without a call comes after its parents, after the edits that
  wrote its texts, and after the answers among which its demos were chosen.
- Critics and editors come after the feedback, the background and the tries of earlier candidates that they are shown.
  Who is shown several texts of critics would have been shown the unusable ones too, and waits for them all.
- They come after the answers that they are shown. Where all that is known of a candidate on a stage is shown to
  somebody, nothing was chosen and each waits for its own; where some are left out, all have to be there for the choice.
  A candidate of the same step, or one of several samples, was compared with all of its stage. Worked examples that an
  editor is shown are chosen by what the step's parents answered to its minibatch.
- The first try of a parent or of a new candidate waits for nothing else. Tried on another stage, or as a candidate of
  an earlier step that is no parent, it was chosen by what was seen before, by anybody but those who were made later in
  the knowledge of its score. A parent waits for nobody as long as only parents have been tried.
- `NAME.1` comes after `NAME.0` for who was tried on both, and for who was composed without a call: it could have been
  tried at once, so it was chosen by what came of those before.

What is left open: that a proposal follows one that could not be used, or a retry children that were no better.
"""

from collections.abc import Iterable

import msgspec

from bench.answers import Answers, Block, Content
from bench.order import Key, Order
from bench.schedule import Node
from gradcheck.domain.feedback import Background, CriticRequest, EditRequest
from gradcheck.domain.program import Candidate
from gradcheck.domain.run import Step
from gradcheck.domain.task import Rollout

_JOINED = "join"


class Recorded(msgspec.Struct, frozen=True, kw_only=True):
    """What the API tells of a run, all pages together."""

    steps: tuple[Step, ...]
    rollouts: tuple[Rollout, ...]
    candidates: tuple[Candidate, ...]


def build(recorded: Recorded) -> list[Node]:
    """The calls and meeting points, each after what it comes after."""
    order = Order()
    candidates = {candidate.id: candidate for candidate in recorded.candidates}
    edited = {_name(step, one) for step in recorded.steps for one in step.edit_requests}
    composed = {one.id for one in recorded.candidates if one.parents and one.id not in edited}
    composed -= {one.id for one in recorded.candidates if one.operator == _JOINED}
    paid: dict[Content, Key] = {}
    begin = order.meet(("begin",), ())
    for step in recorded.steps:
        first = len(order)
        inside = [one for one in recorded.rollouts if one.stage.startswith(f"step/{step.n}/")]
        _Step(order, step, Answers(step, inside, candidates, paid), begin, candidates, composed).add()
        begin = order.meet(("end", str(step.n)), (begin, *order.since(first)))
    nothing = Step(
        n=-1, parents=(), minibatch=(), feedback=(), edit_requests=(), proposals=(), candidates=(), selection=None
    )
    test = [one for one in recorded.rollouts if one.stage == "test"]
    for key in Answers(nothing, test, candidates, paid).first:
        order.call(key, (begin,))
    return order.nodes()


class _Step:
    """One step's calls; all of them come after `begin`."""

    def __init__(
        self,
        order: Order,
        step: Step,
        answers: Answers,
        begin: Key,
        candidates: dict[str, Candidate],
        composed: set[str],
    ) -> None:
        self._order, self._step, self._answers, self._begin = order, step, answers, begin
        self._candidates, self._composed = candidates, composed
        self._critics = {one.id: one for one in step.critic_requests}
        self._makers: dict[str, Key] = {_name(step, one): (one.id,) for one in step.edit_requests}
        self._made = [one for one in step.candidates if one.id not in self._makers]
        self._makers |= {one.id: ("made", one.id) for one in self._made}
        self._texts = {
            (one.component, proposal.text): (one.id,)
            for proposal in step.proposals
            for one in step.edit_requests
            if one.id == proposal.request and proposal.candidate is not None
        }
        self._shown_scores = {_name(step, one): set(one.history) for one in step.edit_requests}

    def add(self) -> None:
        """All of the step."""
        waits = {(block.stage, block.candidate): self._waits(place) for place, block in enumerate(self._answers.blocks)}
        for key, block in self._answers.first.items():
            self._order.call(key, (self._begin, *self._by(block.candidate), *waits[block.stage, block.candidate]))
        for background in self._step.backgrounds:
            self._order.call((background.id,), (self._begin, *self._told(background)))
        for critic in self._step.critic_requests:
            after = (*self._told(critic), *self._by(critic.candidate), *self._feedback(critic.upstream))
            self._order.call((critic.id,), (self._begin, *after, *self._answers.shown(critic.candidate, critic.seen)))
        for edit in self._step.edit_requests:
            self._add_edit(edit)
        for candidate in self._made:
            self._order.meet(("made", candidate.id), (self._begin, *self._parts(candidate)))

    def _add_edit(self, edit: EditRequest) -> None:
        after = (*self._told(edit), *self._by(*edit.parents), *self._feedback(edit.feedback))
        after += tuple(self._answers.shown(edit.parents[0], edit.seen))
        if any(slot.kind == "demos" for slot in edit.slots):
            answered = (
                block for block in self._answers.of(*self._step.parents) if self._answers.is_on_minibatch(block)
            )
            after += tuple(self._answers.calls(answered))
        make = self._order.meet if edit.template.endpoint == "none" else self._order.call
        make((edit.id,), (self._begin, *after))

    def _by(self, *candidates: str) -> list[Key]:
        """What made candidates, of those that this step has made."""
        return [self._makers[name] for name in candidates if name in self._makers]

    def _waits(self, place: int) -> tuple[Key, ...]:
        """What a block comes after beside what made its candidate."""
        answers, block = self._answers, self._answers.blocks[place]
        before = [one for one in answers.blocks[:place] if one.stage != block.stage]
        own = [one for one in before if one.candidate == block.candidate]
        raced = any(one.name == block.name for one in own)
        is_parent = block.candidate in self._step.parents
        seen: list[Block] = []
        if own or not (is_parent or answers.is_made(block.candidate)):
            others = (one for one in before if one.name != block.name or raced)
            seen = [one for one in others if block.candidate not in self._shown_scores.get(one.candidate, ())]
            if is_parent and not raced and all(one.candidate in self._step.parents for one in seen):
                seen = []
        if block.candidate in self._composed:
            seen += [one for one in before if one.name == block.name]
        if not seen:
            return ()
        return (self._order.meet(("before", str(self._step.n), block.stage, block.candidate), answers.calls(seen)),)

    def _told(self, asked: Background | CriticRequest | EditRequest) -> list[Key]:
        """The tries of candidates whose scores are shown, and the background that is quoted."""
        context = [_words(slot.text) for slot in asked.slots if slot.kind == "context"]
        quoted = [
            (one.id,)
            for one in self._step.backgrounds
            if one.text
            and one.template.name != asked.template.name
            and any(_words(one.text) in text for text in context)
        ]
        return [*quoted, *self._by(*asked.history), *self._answers.calls(self._answers.of(*asked.history))]

    def _feedback(self, names: Iterable[str]) -> list[Key]:
        """Who wrote feedback: critics, and answers that the scorer noted something on."""
        ids = [name if name in self._critics else name.rpartition("/")[0] for name in names]
        wrote = [self._critics[one] for one in ids if one in self._critics]
        kinds = {(one.template.name, one.candidate, one.component) for one in wrote} if len(wrote) > 1 else set()
        critics = [
            (one.id,)
            for one in self._step.critic_requests
            if one in wrote or (one.template.name, one.candidate, one.component) in kinds
        ]
        noted = [one for one in self._step.feedback if one.kind == "note" and one.id in set(names)]
        return critics + [
            key for one in noted for key in self._answers.calls(self._answers.of(one.candidate), one.evidence)
        ]

    def _parts(self, candidate: Candidate) -> list[Key]:
        """What a candidate that was made without a call is made of."""
        parts = self._by(*candidate.parents)
        parts += [self._texts[text] for text in candidate.components.items() if text in self._texts]
        had = [demo for name in candidate.parents for demo in self._candidates[name].demos]
        for demo in (one for one in candidate.demos if one not in had):
            quoted = [(one.id,) for one in self._step.backgrounds if one.text and one.text in demo.output]
            of_parents = [one for one in self._answers.of(*candidate.parents) if demo.example in one.examples]
            others = self._answers.givers([(demo.example, demo.output)])
            parts += quoted
            parts += [key for one in of_parents or others for key in self._answers.chosen(one)]
        return parts


def _name(step: Step, request: EditRequest) -> str:
    """The candidate that an edit makes."""
    return f"s{step.n}.{request.id.rsplit('/', 1)[1]}"


def _words(text: str) -> str:
    return " ".join(text.split())
