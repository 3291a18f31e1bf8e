"""A world with a program of two modules, and a run in it: a prompt that asks for care helps its own module.

The critics of the chain pass on what is wanted. What critics that are asked directly say, what editors make of it, and
how the modules work together is up to the test: the attributes are read at every call.
"""

import functools
import re

from tests.support import harness, world
from tests.support.recorded import Ran, example, recorded

MODULES = ("reading", "naming")
LABELS = ("negative", "neutral", "positive")
PROBE, STEPS, BATCH = 24, 6, 2
_OWN = re.compile(r"\bItem k(\d+)\b")
_DATA = re.compile(r"<data-[0-9a-f]+>\n(.*?)\n</data-", re.DOTALL)
_PROGRAM = {
    "modules": [
        {"name": "first", "system": "Do reading.", "user": "Note: {text}", "output": "notes"},
        {"name": "second", "system": "Do naming.", "user": "{text} {notes}"},
    ],
    "frozen": ["first.user", "second.user"],
}


class Chained:
    """The scripted model.

    `direct` is what a critic says that is asked in one step: `nothing` of use, what the chain says in the `same` words,
    or the same in `other` words. `editor`: `obeys` what is meant for its own module, obeys what is meant for `any`, or
    `ignores` it. With `jointly` care helps only where both modules ask for it.
    """

    def __init__(self, direct: str = "nothing", editor: str = "obeys", *, jointly: bool = False) -> None:
        self.direct, self.editor, self.jointly = direct, editor, jointly
        self.model = harness.Model(self.answer)

    def answer(self, body: harness.Body) -> str:
        """The model's answer to a request."""
        text = harness.text_of(body)
        blocks = _DATA.findall(text)
        match harness.role(body):
            case "critic":
                return f"<FEEDBACK>{self._criticised(text, blocks)}</FEEDBACK>"
            case "editor":
                return self._edited(blocks, body["seed"])
            case _:
                return self._answered(text, body["seed"])

    def _criticised(self, text: str, blocks: list[str]) -> str:
        if "how the answer should have been" in text or "that step's output" in text:
            return "It should show care."
        wish = f"Ask for care in {_module(blocks[0])}."
        if "examples like this score better" in text:
            return {"nothing": "It could be nicer.", "same": wish, "other": f"Please: {wish}"}[self.direct]
        return wish if "show care" in blocks[-1] else "It could be nicer."

    def _edited(self, blocks: list[str], seed: int) -> str:
        if self.editor == "nothing":
            return "I would rather not."
        wanted = "care in" if self.editor == "any" else f"care in {_module(blocks[0])}"
        care = " Care." * (wanted in blocks[-1] and self.editor != "ignores")
        return f"<PROMPT>Do {_module(blocks[0])}. Draft {seed}.{care}</PROMPT>"

    def _answered(self, text: str, seed: int) -> str:
        own = int(_OWN.findall(text)[-1])
        care = "Care." in text
        if "Note:" in text:
            return f"NOTES {'clear' if care else 'dim'}"
        both = care + ("NOTES clear" in text)
        skill = 0.4 + (0.5 * (both == len(MODULES)) if self.jointly else 0.25 * both)
        return LABELS[(own + (world.noise(text, seed) >= skill)) % len(LABELS)]


def _module(prompt: str) -> str:
    return MODULES["Do naming" in prompt]


@functools.cache
def run(chain: str = "three_stage") -> Ran:
    """The run, made once: no edit was usable, so that every step starts from the given program.

    To be called where no event loop runs.
    """
    splits = ["train"] * STEPS * BATCH + ["validation"] * 3 + ["probe"] * PROBE
    examples = [example(n, split, f"Item k{n}", LABELS) for n, split in enumerate(splits)]
    method = {"name": "textgrad", "steps": STEPS, "batch": BATCH, "chain": chain}
    return recorded(Chained(editor="nothing").model, examples, method, _PROGRAM)
