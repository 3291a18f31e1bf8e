"""DialogueInputs as examples' inputs, and their system message as a prompt."""

from gradcheck.formats.conversation import Dialogue
from gradcheck.formats.recognized import Findings, Json


class DialogueInputs:
    """The conversations among a file's rows: what they share is known when all are read."""

    def __init__(self) -> None:
        self._read: list[tuple[Json, Json, Dialogue]] = []

    def put(self, example: Json, parts: Dialogue, beside: Json | None = None) -> None:
        """Make a conversation an example's input, with the fields beside it."""
        self._read.append((example, beside or {}, parts))

    def finish(self, found: Findings) -> None:
        """Write the inputs: as one text each where no conversation is more; and the prompt that all begin with."""
        plain = all(parts.plain for _, _, parts in self._read)
        systems = {parts.system for _, _, parts in self._read}
        differ = len(systems) > 1
        for example, beside, parts in self._read:
            if plain and not differ:
                example["input"] = {**beside, "input": parts.question}
            else:
                first = [{"role": "system", "content": parts.system}] if differ and parts.system else []
                example["input"] = {**beside, "messages": [*first, *parts.turns]}
        if differ:
            found.prompts.append({"user": "{input}"})
            found.leaves(f"there are {len(systems)} system messages, so they stay in their rows and are no prompt")
        elif systems != {None} and systems:
            found.prompts.append({"system": systems.pop()})
            found.maps("the system message", "prompt.system")
