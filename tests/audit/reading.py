"""What kind of request a model server got, and what stands in it: read from the words of the templates alone.

It owns the recognition. It does not own what a world answers.
"""

import re
from dataclasses import dataclass
from typing import Any, Literal

Kind = Literal["task", "critic", "editor", "invert", "paraphrase", "judge"]

_BLOCK = re.compile(r"(?:^|\n)([^\n]*)\n<data-([0-9a-f]+)>\n(.*?)\n</data-\2>", re.DOTALL)
_BEGUN: dict[str, Kind] = {
    "You write prompts for a language model.": "editor",
    "You review prompts that are given to a language model.": "critic",
    "You compare texts about prompts": "judge",
}
_REWRITES: dict[str, Kind] = {"Turn every suggestion in it": "invert", "Say the same in other words": "paraphrase"}
# The words before the slot that holds what a reviewer, a critic or a scorer said.
_FEEDBACK = re.compile(r"reviewer|^Feedback about it|were scored|in which its answers fail|should change like this")
NO_FEEDBACK = "No feedback is available."


@dataclass(frozen=True)
class Request:
    """A request as a world sees it: its kind, the model's name, the texts, and what decides which draw it is.

    `blocks` are the titles and contents of the marked slots, `draw` the seed, or nothing where the temperature is 0.
    """

    kind: Kind
    model: str
    system: str
    user: str
    blocks: tuple[tuple[str, str], ...]
    draw: int | None

    @property
    def key(self) -> tuple[object, ...]:
        """All that an answer may depend on."""
        return (self.model, self.system, self.user, self.draw)

    @property
    def feedback(self) -> str:
        """What stands in the feedback slot; empty where there is none."""
        return next((text for title, text in self.blocks if _FEEDBACK.search(title)), "")

    @property
    def instruction(self) -> str:
        """The component that a critic or an editor is shown: the first slot."""
        return self.blocks[0][1] if self.blocks else ""

    @property
    def evidence(self) -> str:
        """The examples that a critic or an editor is shown: the second slot, unless that is the feedback."""
        shown = [text for title, text in self.blocks[1:] if not _FEEDBACK.search(title)]
        return shown[0] if shown else ""


def read(body: dict[str, Any]) -> Request:
    """Read the body of a chat completion."""
    said = {"system": "", "user": ""}
    for message in body["messages"]:
        said[message["role"]] = said.get(message["role"], "") + message["content"]
    system, user = said["system"], said["user"]
    return Request(
        kind=_kind(system, user),
        model=body["model"],
        system=system,
        user=user,
        blocks=tuple((title.strip(), text) for title, _, text in _BLOCK.findall(user)),
        draw=body.get("seed") if body.get("temperature", 1) else None,
    )


def _kind(system: str, user: str) -> Kind:
    if system.startswith("You edit reviews of prompts"):
        return next(kind for words, kind in _REWRITES.items() if words in user)
    return next((kind for words, kind in _BEGUN.items() if system.startswith(words)), "task")
