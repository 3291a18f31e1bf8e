"""The words of PromptAgent, and of PromptWizard's critique and refinement: critics of each answer, and an editor."""

from gradcheck.optimizer.templates.standard.making import PROMPT, critic, data, editor

_ANSWERED = f"{PROMPT}\n\nWith it the model answered these examples:\n{data('evidence')}"

TEMPLATES = (
    critic(
        "examine",
        f"{PROMPT}\n\nWith it the model got these examples wrong:\n{data('evidence')}\n\n"
        "Take the answers one by one and say what in the prompt led to each. Then list everything that a better prompt "
        "would say, or leave out.",
    ),
    critic(
        "keep",
        f"{_ANSWERED}\n\n"
        "Say what in the prompt serves these answers and must be kept, and what would make it surer still.",
    ),
    editor(
        "revise",
        f"{_ANSWERED}\n\nThe versions the prompt came from, oldest first:\n{data('history')}\n\n"
        f"A reviewer wrote about the prompt:\n{data('feedback')}\n\n"
        "Write a new version that follows the review and is like none of the earlier ones.",
    ),
)
