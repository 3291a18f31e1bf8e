"""Critics of answers and editors that follow them: the words of ProTeGi and TextGrad."""

from gradcheck.optimizer.templates.standard.making import PROMPT, critic, data, editor

_ERRORS = f"{PROMPT}\n\nWith it the model got these examples wrong:\n{data('evidence')}"
_EXAMPLE = f"{PROMPT}\n\nOne example:\n{data('evidence')}"
_WANTED = f"{_EXAMPLE}\n\nIts answer should change like this:\n{data('feedback')}"

TEMPLATES = (
    critic(
        "critique",
        f"{_ERRORS}\n\nGive the one reason in the prompt that best explains these mistakes, and what it fails to say.",
    ),
    editor(
        "edit",
        f"{_ERRORS}\n\nA reviewer found this problem with the prompt:\n{data('feedback')}\n\n"
        "Write a prompt without this problem.",
    ),
    critic(
        "gradient_response",
        f"{_EXAMPLE}\n\nSay how the answer should have been different to score better. Do not rewrite the prompt.",
    ),
    critic(
        "gradient_input",
        f"{_WANTED}\n\n"
        "The input of this prompt was written by an earlier step. Say how that step's output should change so that "
        "this answer changes as wanted.",
    ),
    critic(
        "gradient_prompt",
        f"{_WANTED}\n\nSay how the prompt should change so that its answers change in this way.",
    ),
    critic(
        "gradient_one_step",
        f"{_EXAMPLE}\n\nSay how the prompt should change so that examples like this score better.",
    ),
    editor(
        "update",
        f"{PROMPT}\n\nFeedback about it, one item for each of several examples:\n{data('feedback')}\n\n"
        "Write a prompt that follows the feedback as a whole, without copying examples.",
    ),
)
