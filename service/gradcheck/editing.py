"""Critics and editors at work: a template with filled slots goes out, a feedback text or a candidate comes back.

It owns rendering, strict reading and the checks of a proposal. It does not own the words of templates, nor which
feedback an editor is shown.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Literal

import msgspec

from gradcheck.domain.base import Value
from gradcheck.domain.call import (
    Answer,
    Call,
    Chat,
    Completion,
    Endpoint,
    Message,
    ModelRequest,
    Role,
    Spend,
)
from gradcheck.domain.feedback import EditRequest, Seen, Slot, Template
from gradcheck.domain.program import Candidate, Program, default_user_message
from gradcheck.domain.seeds import derive, digest
from gradcheck.domain.silence import in_words, silence
from gradcheck.domain.task import Example, Rollout
from gradcheck.llm.sampling import tuned
from gradcheck.llm.session import Session

_GAP = re.compile(r"\{\{([a-z_]+)\}\}")
_ROLES: tuple[Literal["system", "user"], ...] = ("system", "user")
_BLANK = re.compile(r"(\n[ \t]*\n)")
_FENCED = re.compile(r"(`{3,}|~{3,})[\w+-]*[ \t]*\n(.*)\n\1", re.DOTALL)
_QUOTED = re.compile(r"""(["'`])((?:(?!\1).)+)\1|“([^“”]+)”""")


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


class Writer:
    """Sends templates to a role's model through one session."""

    def __init__(
        self, session: Session, program: Program, endpoint: Endpoint, seed: int, role: Role = "optimizer"
    ) -> None:
        self._session = session
        self._program = program
        self._endpoint = endpoint
        self._seed = seed
        self._role = role

    def worst(self, template: Template, known: Iterable[str], unknown: int) -> Spend:
        """The worst case of a call whose slots hold the `known` texts and `unknown` answers of earlier calls."""
        if template.endpoint == "none":
            return Spend()
        sampling = tuned(self._endpoint, template)
        parts = [template.user, template.system or "", template.absent]
        for text in known:
            parts += [template.feedback_line, text]
        size = sum(len(part.encode()) for part in parts)
        outputs = sampling.max_tokens + self._endpoint.dialect.headroom
        inputs = size // 2 + 24 + unknown * outputs
        return Spend(calls=1, tokens=inputs + outputs, cost_micro_usd=self._endpoint.cost(inputs, outputs))

    def inherits(self, template: Template, slots: tuple[Slot, ...], path: str, draw: int = 0) -> bool:
        """Whether another job, which this one continues, has paid for the call that these slots make."""
        if template.endpoint == "none" or not self._session.is_heir:
            return False
        return self._session.free(self._call(template, slots, path, draw)) is not None

    async def write(self, template: Template, slots: tuple[Slot, ...], path: str, draw: int = 0) -> Reply:
        """Fill the template, make the call, read the answer strictly. Without an endpoint the filled text is it."""
        if template.endpoint == "none":
            filled = _filled(template, slots)["user"].strip()
            return Reply(text=filled, blocks=(filled,), status="ok", reason="", said=filled, spend=Spend())
        delivery = await self._session.call(self._call(template, slots, path, draw))
        outcome, spend = delivery.outcome, self._session.count([delivery])
        if not isinstance(outcome, Answer):
            return Reply(text=None, status="failed", reason=outcome.message, said=None, spend=spend)
        blocks, reason = _read(template, outcome)
        text = "\n\n".join(blocks) or None
        status: Literal["ok", "rejected"] = "ok" if blocks else "rejected"
        return Reply(text=text, blocks=blocks, status=status, reason=reason, said=outcome.text, spend=spend)

    async def edit(self, request: EditRequest, parent: Candidate, path: str) -> Reply:
        """A new text for the request's component: an edit is a function of its request and of the draw."""
        old = parent.components[request.component]
        reply = await self.write(request.template, request.slots, path, request.draw)
        if reply.text is None:
            return reply
        text = reply.text
        if request.template.keeps_frame:
            text = _unframe(self._program, old).around(text)
        reason = objection(self._program, old, text)
        if reason is not None:
            return msgspec.structs.replace(reply, text=None, status="rejected", reason=reason)
        return msgspec.structs.replace(reply, text=text)

    def _call(self, template: Template, slots: tuple[Slot, ...], path: str, draw: int) -> Call:
        return Call(
            path=path,
            role=self._role,
            endpoint=self._endpoint,
            request=_render(template, slots),
            sampling=tuned(self._endpoint, template),
            seed=derive(self._seed, path, draw),
            draw=draw,
        )


def objection(program: Program, old: str, new: str) -> str | None:
    """Why a text may not replace another, or None. A lost placeholder is never repaired."""
    if not new.strip():
        return "empty"
    if program.max_length is not None and len(new) > program.max_length:
        return f"too long: {len(new)} characters, the bound is {program.max_length}"
    if (reason := _unfaithful(program, old, new)) is not None:
        return reason
    if new.strip() == old.strip():
        return "unchanged"
    return None


def _unfaithful(program: Program, old: str, new: str) -> str | None:
    """What became of the placeholders that must not."""
    before, after = program.placeholders(old), program.placeholders(new)
    if lost := before - after:
        return f"lost placeholder {', '.join(program.written(lost))}"
    if invented := after - before:
        return f"invented placeholder {', '.join(program.written(invented))}"
    if strayed := before & program.in_other_braces(new) - program.in_other_braces(old):
        return f"placeholder {', '.join(program.written(strayed))} in other braces"
    return None


def shown(program: Program, template: Template, text: str) -> str:
    """What a critic or editor sees of a component: all of it, or its core on one line if it has one."""
    if not template.keeps_frame:
        return text
    return " ".join((_unframe(program, text).core or text).split())


def seen(rollout: Rollout) -> Seen:
    """What is shown of a rollout."""
    return Seen(example=rollout.example, answer=rollout.output or "", note=rollout.note)


def evidence(template: Template, rollouts: Sequence[Seen], examples: Mapping[str, Example]) -> str:
    """Rollouts as this template shows them: inputs and answers are data, shortened and on one line each."""
    return "\n".join(
        fill_gaps(
            template.evidence_line,
            {
                "number": str(number),
                "input": one_line(default_user_message(examples[rollout.example].fields), 600),
                "answer": one_line(rollout.answer, 200),
                "note": one_line(rollout.note, 400),
            },
        )
        for number, rollout in enumerate(rollouts, start=1)
    )


def one_line(text: str, limit: int) -> str:
    """A text on one line, shortened to a number of characters."""
    line = " ".join(text.split())
    return line if len(line) <= limit else line[: limit - 1].rstrip() + "…"


def gaps(template: Template) -> frozenset[str]:
    """The names of a template's gaps."""
    return frozenset(_GAP.findall(template.user + (template.system or "")))


def fill_gaps(text: str, values: Mapping[str, str]) -> str:
    """Fill {{gaps}} in one pass."""
    return _GAP.sub(lambda gap: values[gap[1]], text)


class _Framed(Value, frozen=True, kw_only=True):
    """A component's core between the outer blocks that hold placeholders."""

    head: str
    core: str
    tail: str

    def around(self, core: str) -> str:
        """The frame with another core; a frame without one gets it in front."""
        return self.head + core + self.tail if self.core else f"{core}\n\n{self.head}"


def _unframe(program: Program, text: str) -> _Framed:
    blocks = _BLANK.split(text)  # blocks at even positions, the blank lines between them at odd ones
    first, last = 0, len(blocks)
    while first < last and _is_frame(program, blocks[first]):
        first += 1
    while last > first and _is_frame(program, blocks[last - 1]):
        last -= 1
    return _Framed(head="".join(blocks[:first]), core="".join(blocks[first:last]), tail="".join(blocks[last:]))


def _is_frame(program: Program, block: str) -> bool:
    return not block.strip() or bool(program.placeholders(block))


def _render(template: Template, slots: tuple[Slot, ...]) -> ModelRequest:
    """The request that fills the template."""
    parts = _filled(template, slots)
    if template.endpoint == "completion":
        return Completion(prompt=parts["user"], stop=template.stop)
    return Chat(messages=tuple(Message(role=role, content=parts[role]) for role in _ROLES if role in parts))


def _filled(template: Template, slots: tuple[Slot, ...]) -> dict[Literal["system", "user"], str]:
    """The template's texts with their gaps filled: every feedback is one line, `absent` stands where there is none.

    A feedback keeps the number of its slot when others are blank.
    """
    texts: dict[str, str] = {}
    told: dict[str, list[str]] = {slot.name: [] for slot in slots if slot.kind == "feedback"}
    for slot in slots:
        if slot.kind == "feedback":
            told[slot.name].append(" ".join(slot.text.split()))
        else:
            texts[slot.name] = slot.text
    for name, lines in told.items():
        texts[name] = "\n".join(
            fill_gaps(template.feedback_line, {"number": str(number), "feedback": text})
            for number, text in enumerate(lines if any(lines) else [template.absent], start=1)
            if text or not any(lines)
        )
    # The marks around data hold a digest of what an example could have written, and stay when feedback is perturbed.
    texts["mark"] = digest(*(slot.text for slot in slots if slot.kind != "feedback"))[:8]
    filled: dict[Literal["system", "user"], str] = {"user": fill_gaps(template.user, texts)}
    if template.system is not None:
        filled["system"] = fill_gaps(template.system, texts)
    return filled


def _read(template: Template, answer: Answer) -> tuple[tuple[str, ...], str]:
    """The texts of an answer, or none and why not."""
    cause = silence(answer)
    if cause is not None:
        return (), in_words(cause, answer)
    if answer.cut:
        return (), "cut off at the token limit"
    if template.reply == "line":
        line = _unquoted(_unfenced(answer.text).split("\n", 1)[0].strip())
        return ((line,), "") if line else ((), "empty")
    opened, closed = f"<{template.tag}>", f"</{template.tag}>"
    parts = re.split(f"({re.escape(opened)}|{re.escape(closed)})", answer.text)
    if template.reply == "tags":
        if parts[1::2] != [opened, closed] * max(len(parts) // 4, 1):
            return (), f"expected one or more of {opened}…{closed}"
        found = parts[2::4]
    else:
        found = _last_pair(parts, opened)
        if not found:
            return (), f"expected {opened}…{closed}"
    texts = tuple(filter(None, map(_unfenced, found)))
    return (texts, "") if texts else ((), "empty")


def _last_pair(parts: Sequence[str], opened: str) -> list[str]:
    """What the last complete pair of tags holds, tags inside it included; nothing where no pair is complete.

    `parts` are texts at even positions and tags at odd ones. A model may think aloud in tags that it never closes, or
    write drafts before its answer.
    """
    starts: list[int] = []
    last = (0, 0)
    for place in range(1, len(parts), 2):
        if parts[place] == opened:
            starts.append(place)
        elif starts:
            last = (starts.pop(), place)
    return ["".join(parts[last[0] + 1 : last[1]])] if last[1] else []


def _unfenced(text: str) -> str:
    """A text without the blank space and the code fence around the whole of it; fences inside it stay."""
    stripped = text.strip()
    fenced = _FENCED.fullmatch(stripped)
    if fenced is None or any(line.startswith(fenced[1]) for line in fenced[2].splitlines()):
        return stripped
    return fenced[2].strip()


def _unquoted(line: str) -> str:
    """A line without the quotes around the whole of it; quotes inside it stay."""
    quoted = _QUOTED.fullmatch(line)
    return line if quoted is None else (quoted[2] or quoted[3]).strip()
