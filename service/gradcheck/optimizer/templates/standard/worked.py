"""The words of PromptWizard: ways of thinking, worked examples with their reasoning, who would do a task best."""

from msgspec.structs import replace

from gradcheck.domain.call import Sampling
from gradcheck.domain.feedback import Template
from gradcheck.optimizer.templates.standard.making import PROMPT, critic, data, editor

_TASK = f"{PROMPT}\n\nIts task:\n{data('task')}"
_EXAMPLE = "Input: {{input}}\nRight answer: {{output}}"

TEMPLATES = (
    editor(
        "restyle",
        f"{PROMPT}\n\nWrite a new prompt for the same purpose. Think like this while you write it: {{{{style}}}}",
    ),
    critic(
        "review_examples",
        f"{PROMPT}\n\nWith it the model answered these examples:\n{data('evidence')}\n\n"
        "These examples are meant to teach the task. Say what they fail to teach: which kinds of input and which traps "
        "are missing, and what better ones would show.",
    ),
    replace(
        editor(
            "synthesize",
            f"{PROMPT}\n\nExamples that were meant to teach its task:\n{data('examples')}\n\n"
            f"A reviewer wrote about these examples:\n{data('feedback')}\n\n"
            "Write the prompt again with worked examples of your own in it that are better in this way, each an input "
            "of this kind with its right answer. Copy none of those above.",
        ),
        example_line=_EXAMPLE,
    ),
    replace(
        critic(
            "reasoning",
            f"{PROMPT}\n\nAn example with its right answer:\n{data('examples')}\n\n"
            "Write, in a few sentences, the reasoning that leads from the input to this answer, and stop before the "
            "answer itself.",
        ),
        example_line=_EXAMPLE,
    ),
    critic(
        "persona",
        f'{_TASK}\n\nSay in two or three sentences that begin with "You are" who would do this task best.',
    ),
    critic("keywords", f"{_TASK}\n\nName the few keywords that say what is asked for, with commas between them."),
    Template(name="preface", endpoint="none", user="{{preface}}\n\n{{instruction}}", sampling=Sampling()),
)
