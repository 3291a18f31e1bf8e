"""Editors that generate prompts: from examples of what they do (APE), from a history of others (OPRO, COPRO)."""

from msgspec.structs import replace

from gradcheck.optimizer.templates.standard.making import PROMPT, data, editor

_EXAMPLE = "Input: {{input}}\nOutput: {{output}}"
_TRIED = "{{number}}. Score {{score}} of 100:\n{{text}}"

TEMPLATES = (
    replace(
        editor(
            "induce",
            "Placeholders the prompt must hold, each where its text is to be read (none if there are none here):\n"
            f"{data('placeholders')}\n\n"
            f"A language model followed one prompt and gave these outputs:\n{data('examples')}\n\n"
            "Find out what that prompt asked for, and write it: it must work for all inputs of this kind and name none "
            "of these.",
        ),
        example_line=_EXAMPLE,
    ),
    replace(
        editor(
            "continue_history",
            f"{PROMPT}\n\nPrompts that were tried, from the lowest score to the highest:\n{data('history')}\n\n"
            f"Examples of the task with the answers that are expected:\n{data('examples')}\n\n"
            "Write a prompt that differs from all that were tried and scores higher than any of them.",
        ),
        example_line=_EXAMPLE,
        history_line=_TRIED,
    ),
)
