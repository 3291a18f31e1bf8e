"""Placeholders as {{name}} for tools that have no other sign and no way to write such braces as text."""

from typing import Any

from gradcheck.domain.program import Module, in_style, names_by_style
from gradcheck.formats.final_prompt import FinalPrompt, cannot_hold, turns
from gradcheck.formats.placeholders import joined


def double_braced(prompt: FinalPrompt, module: Module, tool: str) -> list[dict[str, Any]]:
    """The messages of a module. Raises InvalidRequestError where text in them would be read as a placeholder."""
    found = turns(prompt, module)
    for turn in found:
        for piece in turn.pieces[::2]:
            if names_by_style(piece)["double"]:
                name = min(names_by_style(piece)["double"])
                shown = in_style("double", name)
                raise cannot_hold(f"{tool} would read {shown}, which is text here, as a placeholder; take json")
    return [turn.message(joined(turn.pieces, lambda name: in_style("double", name))) for turn in found]
