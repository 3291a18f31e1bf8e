"""A world in which every example has a word of its own, and a run in it with six steps on disjoint minibatches.

A task model knows more examples when the prompt asks for one word, and an example for sure when the prompt mentions its
own word. The run's critics wish for both. What an editor obeys, and what a critic says when it is asked again, is up to
the test: `obeys` and `says` are read at every call.
"""

import functools
import re
from collections.abc import Callable, Collection

from tests.support import harness, world
from tests.support.recorded import Ran, example, recorded

ONE_WORD, BE_KIND = "Ask for one word.", "Be kind and calm."
LINE = "One more thing with the word {} in it."
LABELS = ("negative", "positive")
STEPS, BATCH, PROBE = 6, 4, 24
_OWN = re.compile(r"\bk\d+\b")
_MENTION = re.compile(r"Mention (k\d+)\.")
_DRAFT = re.compile(r"Draft (0\.\d+)")


class Batches:
    """The scripted model. Without `obeys` its editor spoils prompts."""

    def __init__(self, obeys: Collection[str] = (), says: Callable[[int], str] | None = None) -> None:
        self.obeys = obeys
        self.says = says
        self.model = harness.Model(self.answer)

    def answer(self, body: harness.Body) -> str:
        """The model's answer to a request."""
        text, seed = harness.text_of(body), body["seed"]
        match harness.role(body):
            case "critic":
                said = f"Mention {_OWN.findall(text)[-1]}. {ONE_WORD}" if self.says is None else self.says(seed)
                return f"<FEEDBACK>{said}</FEEDBACK>"
            case "editor":
                return f"<PROMPT>{self._edited(text, seed)}</PROMPT>"
            case _:
                own = _OWN.findall(text)[-1]
                truth = LABELS[int(own[1:]) % 2]
                return truth if self._knows(text, own, seed) else "I do not know"

    def _edited(self, text: str, seed: int) -> str:
        luck = world.noise(seed, "luck")
        parts = [f"Draft {luck:.4f}." if self.obeys else f"Do not look at {luck:.4f}."]
        if ("one word" in self.obeys and ONE_WORD in text and luck < 0.8) or ("luck" in self.obeys and luck < 0.5):
            parts.append("Answer with one word.")
        if "mention" in self.obeys:
            parts += [f"Think of {word}." for word in _MENTION.findall(text)]
        if "quote" in self.obeys:
            parts += [LINE.format(word) for word in _MENTION.findall(text)]
        return " ".join([*parts, "{text}"])

    def _knows(self, text: str, own: str, seed: int) -> bool:
        draft = _DRAFT.search(text)
        skill = 0.4 + 0.4 * ("one word" in text) + 0.75 * (text.count(own) > 1) - ("Do not look at" in text)
        skill += 0.1 * (float(draft[1]) - 0.5) if draft else 0.0
        return world.noise(own) < skill if world.noise(text, seed) < 0.95 else world.noise(seed) < 0.5


@functools.cache
def run() -> Ran:
    """The run, made once: no edit was kept, so that every step starts from the given prompt.

    To be called where no event loop runs.
    """
    examples = []
    for number in range(STEPS * BATCH + 8 + PROBE):
        split = "train" if number < STEPS * BATCH else "probe" if number < STEPS * BATCH + PROBE else "validation"
        examples.append(example(number, split, LINE.format(f"k{number}"), LABELS))
    method = {"name": "textgrad", "steps": STEPS, "batch": BATCH, "chain": "one_step"}
    return recorded(Batches().model, examples, method, "Answer.\n\n{text}")
