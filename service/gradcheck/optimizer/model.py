"""The optimizer's model: a template with filled slots goes out, a feedback text or a candidate's text comes back."""

from collections.abc import Iterable, Mapping
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from gradcheck.domain.base import Value
from gradcheck.domain.call import Answer, Call, Endpoint, Role, Spend
from gradcheck.domain.feedback import EditRequest, Evaluation, Slot, Template
from gradcheck.domain.program import Candidate, Program
from gradcheck.domain.seeds import derive
from gradcheck.domain.task import Example
from gradcheck.llm.sampling import tuned
from gradcheck.llm.session import Session
from gradcheck.optimizer.components import objection, proposed
from gradcheck.optimizer.parsing import parse
from gradcheck.optimizer.patches import carried_out
from gradcheck.optimizer.rendering import filled, render
from gradcheck.optimizer.told import Briefing
from gradcheck.texts.quoting import Quotations


class Reply(Value, frozen=True, kw_only=True):
    """What a critic or an editor wrote, or why there is nothing to use; `said` is the answer as it came.

    `blocks` are the texts of an answer that may hold several; `text` is all of them.
    """

    text: str | None
    blocks: tuple[str, ...] = ()
    status: Literal["ok", "rejected", "failed"]
    reason: str
    said: str | None
    spend: Spend


class OptimizerModel(Struct, frozen=True):
    """Sends templates to the optimizer's model, or to that of another role, through one session.

    Edits that hold one of the `rejected` quotations become no candidates.
    """

    session: Session
    program: Program
    endpoint: Endpoint
    seed: int
    role: Role = "optimizer"
    rejected: Quotations | None = None

    def max_cost(self, template: Template, known: Iterable[str], unknown: int = 0) -> Spend:
        """The worst case of a call whose slots hold the `known` texts and `unknown` answers of earlier calls."""
        if template.endpoint == "none":
            return Spend()
        sampling = tuned(self.endpoint, template)
        parts = [template.user, template.system or "", template.absent]
        for text in known:
            parts += [template.feedback_line, text]
        size = sum(len(part.encode()) for part in parts)
        outputs = sampling.max_tokens + self.endpoint.dialect.headroom
        inputs = size // 2 + 24 + unknown * outputs
        return Spend(calls=1, tokens=inputs + outputs, cost_micro_usd=self.endpoint.cost(inputs, outputs))

    def inherits(self, template: Template, slots: tuple[Slot, ...], path: str) -> bool:
        """Whether another job, which this one continues, has paid for the call that these slots make."""
        if template.endpoint == "none" or not self.session.is_heir:
            return False
        return self.session.free(self._call(template, slots, path)) is not None

    async def write(self, template: Template, slots: tuple[Slot, ...], path: str, draw: int = 0) -> Reply:
        """Fill the template, make the call, read the answer strictly. Without an endpoint the filled text is it."""
        if template.endpoint == "none":
            text = _unasked(template, slots).strip()
            return Reply(text=text, blocks=(text,), status="ok", reason="", said=text, spend=Spend())
        delivery = await self.session.call(self._call(template, slots, path, draw))
        outcome, spend = delivery.outcome, self.session.count([delivery])
        if not isinstance(outcome, Answer):
            return Reply(text=None, status="failed", reason=outcome.message, said=None, spend=spend)
        blocks, reason = parse(template, outcome)
        status: Literal["ok", "rejected"] = "ok" if blocks else "rejected"
        whole = "\n\n".join(blocks) or None
        return Reply(text=whole, blocks=blocks, status=status, reason=reason, said=outcome.text, spend=spend)

    async def edit(self, request: EditRequest, parent: Candidate, path: str) -> Reply:
        """A new text for the request's component: an edit is a function of its request and of the draw."""
        old = parent.components[request.component]
        reply = await self.write(request.template, request.slots, path, request.draw)
        if reply.text is None:
            return reply
        program = self.program.reading(request.component)
        text = proposed(program, request.template, old, reply.text)
        reason = objection(program, old, text) or self._quoted(text)
        if reason is not None:
            return replace(reply, text=None, status="rejected", reason=reason)
        return replace(reply, text=text)

    def _quoted(self, text: str) -> str | None:
        names = self.rejected.of(text) if self.rejected is not None else ()
        return f"quotes example {names[0]}" if names else None

    def _call(self, template: Template, slots: tuple[Slot, ...], path: str, draw: int = 0) -> Call:
        return Call(
            path=path,
            role=self.role,
            endpoint=self.endpoint,
            request=render(template, slots),
            sampling=tuned(self.endpoint, template),
            seed=derive(self.seed, path, draw),
            draw=draw,
        )


def _unasked(template: Template, slots: tuple[Slot, ...]) -> str:
    """The text of a template that no model is asked for."""
    if template.reply != "edits":
        return filled(template, slots)["user"]
    texts = {slot.name: slot.text for slot in slots if slot.kind != "feedback"}
    return carried_out(texts["instruction"], [slot.text for slot in slots if slot.kind == "feedback" and slot.text])


class Optimizer(Struct, frozen=True):
    """What a run says to its optimizer's model; `inherited` are the paths at which its ancestors have answers.

    `briefing` is what critics and editors are told beside what their templates show; None where that is nothing.
    """

    model: OptimizerModel
    program: Program
    examples: Mapping[str, Example]
    templates: Mapping[str, Template]
    evaluation: Evaluation = "scorer"
    inherited: frozenset[str] = frozenset()
    briefing: Briefing | None = None
