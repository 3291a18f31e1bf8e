"""A conversation as an example's input and as a prompt."""

from collections.abc import Sequence

from gradcheck.formats.conversation import Conversation
from gradcheck.formats.recognized import Findings, Json


def put_conversation(example: Json, parts: Conversation, beside: Json | None = None) -> None:
    """Make a conversation an example's input: what is asked is the field `input`, what was said before `history`."""
    fields = dict(beside or {})
    if parts.history:
        fields["history"] = list(parts.history)
    example["input"] = {**fields, "input": parts.question or ""}


def common_system(systems: Sequence[str | None], rows: Sequence[Json], found: Findings) -> None:
    """Make the system message that all conversations share the prompt; else each stands in a field of its row."""
    different = set(systems)
    if different == {None} or not different:
        return
    if len(different) == 1:
        found.prompts.append({"system": systems[0]})
        found.maps("the system message", "prompt.system")
        return
    for row, system in zip(rows, systems, strict=True):
        row["input"]["system"] = system or ""
    found.prompts.append({"system": "{system}", "user": "{input}"})
    found.leaves(f"there are {len(different)} system messages, so each is the field system of its row and no prompt")
