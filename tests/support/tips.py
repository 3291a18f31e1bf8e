"""A model whose editor follows tips: every property of feedback is true or false by construction.

A critic writes four tips ("Mention kilo17."), the editor puts each tip it follows into the prompt as "[kilo17]", and
the task model is right with a chance that the prompt's tips raise. What is followed and what it is worth is set between
diagnostics, on one and the same recorded run.
"""

import random
import re
from typing import Any

import msgspec

from gradcheck.runtime import Service
from tests.support import harness, world

_DATA = re.compile(r"<data-[0-9a-f]+>\n(.*?)\n</data-[0-9a-f]+>", re.DOTALL)
_TIP = re.compile(r"(Mention|Bring in) (\w+)")
_PUT_IN = re.compile(r"\[(\w+)\]")
STEPS, ITEMS, GATE = 6, 16, 8
TEXT = "Answer with one word.\n\n{text}"


class Tips(msgspec.Struct, kw_only=True):
    """How the model behaves.

    `follows` are the openings of tips that the editor follows; with `saturates` the first tip is worth all four, with
    `alone` only the one whose name ends so; `worth` is what a tip adds to the skill. With `blind` the editor makes a
    change of its own instead. `paraphrase` is what the rewriter makes of a tip, `vague` has the critic say one thing
    four times.
    """

    follows: tuple[str, ...] = ("Mention", "Bring in")
    worth: float = 0.12
    saturates: bool = False
    alone: str = ""
    blind: bool = False
    paraphrase: str = "Bring in {}."
    judges: bool = True
    vague: bool = False

    def answer(self, body: harness.Body) -> str:
        """The model's answer to a request."""
        text = harness.text_of(body)
        if "<ANSWER>" in text:
            return f"<ANSWER>{self._judged(text, body)}</ANSWER>" if self.judges else "Who knows?"
        if "A review:" in text:
            return f"<FEEDBACK>{' '.join(self.paraphrase.format(tip) for _, tip in _TIP.findall(text))}</FEEDBACK>"
        match harness.role(body):
            case "critic":
                names = [f"kilo{body['seed']}{letter}" for letter in ("aaaa" if self.vague else "abcd")]
                return f"<FEEDBACK>{' '.join(f'Mention {name}.' for name in names)}</FEEDBACK>"
            case "editor":
                return f"<PROMPT>{self._edited(text, body['seed'])}</PROMPT>"
            case _:
                return self._classified(text)

    def _edited(self, text: str, seed: int) -> str:
        prompt, feedback = _DATA.findall(text)[:2]
        tips = [name for opening, name in _TIP.findall(feedback) if opening in self.follows]
        put_in = f"(own{seed})" if self.blind else " ".join(f"[{name}]" for name in tips)
        return f"{put_in} {prompt} Take {seed}."

    def _classified(self, text: str) -> str:
        tips = sum(name.endswith(self.alone) for name in _PUT_IN.findall(text))
        skill = 0.2 + self.worth * (4 * bool(tips) if self.saturates or self.alone else tips)
        truth = "positive" if "good" in text else "negative"
        return truth if world.noise(text) < skill else world.LABELS[truth == "negative"]

    def _judged(self, text: str, body: harness.Body) -> str:
        blocks = _DATA.findall(text)
        if "Numbered reviews:" not in text:
            first, second = ({name for _, name in _TIP.findall(block)} for block in blocks[-2:])
            return "yes" if first == second else "no"
        new = set(_PUT_IN.findall(blocks[1])) - set(_PUT_IN.findall(blocks[0]))
        reviews = blocks[2].splitlines()
        fitting = [
            number for number, review in enumerate(reviews, start=1) if new & {n for _, n in _TIP.findall(review)}
        ]
        return str(random.Random(body["seed"]).choice(fitting or range(1, len(reviews) + 1)))


def request(**changes: object) -> dict[str, Any]:
    """A run of textgrad whose steps each hold one feedback of four tips, without any test."""
    sizes = {"train": STEPS, "validation": GATE, "probe": ITEMS}
    examples = world.task(sum(sizes.values()))["examples"]
    splits = [name for name, size in sizes.items() for _ in range(size)]
    for example, split in zip(examples, splits, strict=True):
        example["split"] = split
    task = {
        "examples": examples,
        "scoring": {"kind": "exact"},
        "split": {"train": 0.3, "validation": 0.3, "probe": 0.4, "test": 0},
    }
    method = {"name": "textgrad", "steps": STEPS, "batch": 1, "chain": "one_step", "revert": "naive"}
    return harness.request(**{"prompt": TEXT, "task": task, "method": method, **changes})


async def recorded(service: Service, model: harness.Model, behaviour: Tips) -> harness.Record:
    """The run, whose editor went its own way: its edits follow no tip, so that none of them can stand in for an arm."""
    behaviour.blind = True
    record = await harness.read(service, await harness.submit(service, harness.plan_of(service, request())))
    behaviour.blind = False
    model.received.clear()
    return record


def assert_fresh(found: dict[str, Any], record: harness.Record, model: harness.Model) -> None:
    """Every edit is the answer to a request of its own, and none is the recorded edit."""
    blocks = found["material"]["blocks"]
    texts = [arm["text"] for block in blocks for arm in block["arms"] if arm["text"] is not None]
    seeds = [body["seed"] for body in model.of("editor") if "<ANSWER>" not in harness.text_of(body)]
    assert texts
    assert not set(texts) & {text for candidate in record.candidates for text in candidate.components.values()}
    assert len(set(texts)) == len(texts) <= len(set(seeds)) == len(seeds)
