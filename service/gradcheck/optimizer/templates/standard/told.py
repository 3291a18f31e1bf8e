"""Editors that are told more than feedback: what was tried before, and what else is known."""

from msgspec.structs import replace

from gradcheck.optimizer.templates.standard.making import PROMPT, data, editor

TEMPLATES = (
    replace(
        editor(
            "update_told",
            f"{PROMPT}\n\nPrompts before it and prompts that were tried, with what came of each:\n{data('history')}\n\n"
            f"What else is known:\n{data('known')}\n\n"
            f"Feedback about it, one item for each of several examples:\n{data('feedback')}\n\n"
            "Write a prompt that follows the feedback as a whole, without copying examples. Keep to every constraint "
            "that is named above, take the prompts that are called good as models, and do not come back to a text that "
            "did no better.",
        ),
        history_line="{{number}}. {{text}}\n   Score of 100: {{score}}. {{note}}",
    ),
)
