"""Conversations and fields as examples' inputs, and the system message of all conversations as a prompt."""

from collections.abc import Mapping, Sequence
from typing import Any

from gradcheck.formats.conversation import Dialogue, conversation, is_conversation
from gradcheck.formats.recognized import Findings, Json
from gradcheck.formats.values import as_fields

_OF_TURNS = ("messages", "input")


class InputsOfRows:
    """The inputs of a file's rows: what its conversations share is known when all are read."""

    def __init__(self, found: Findings) -> None:
        self._found = found
        self._read: list[tuple[Json, Json, Dialogue]] = []

    def put(self, example: Json, values: Mapping[str, Any], row: int, where: str) -> None:
        """Make fields an example's input; a conversation among them is its turns, with the others beside it."""
        name = next((name for name in _OF_TURNS if is_conversation(values.get(name))), None)
        if name is None:
            example["input"] = as_fields(values, self._found, where)
            self._found.maps(where, "input")
            return
        beside = {other: value for other, value in values.items() if other != name}
        self.put_turns(example, values[name], row, f"{where}.{name}", as_fields(beside, self._found, where))

    def put_turns(
        self,
        example: Json,
        messages: Sequence[Any],
        row: int,
        where: str,
        beside: Json | None = None,
        *,
        with_calls: bool = False,
    ) -> Dialogue:
        """Make a conversation an example's input, with the fields beside it."""
        parts = conversation(messages, self._found, f"rows[{row}].{where}", row, with_calls=with_calls)
        self._read.append((example, beside or {}, parts))
        self._found.maps(where, "input")
        return parts

    def finish(self) -> None:
        """Write the inputs: as one text each where no conversation is more; and the prompt that all begin with."""
        found = self._found
        if found.errors:
            return
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
