"""The words of PDO: editors that vary a prompt as a tip says. Whose answers are better is asked in `by_answers.py`."""

from gradcheck.optimizer.templates.chats import PROMPT, data, editor
from gradcheck.optimizer.templates.completions import EDITOR_TEMPERATURE, completion

FIRST_TIPS = (
    "put the task into a scene that makes plain what it is about",
    "keep it short and clear",
    "tell in detail all that is needed to do the task well",
    "give the model a role that suits the task",
    "name the cases in which it is easy to go wrong, and what to do in them",
    "have the model say what it takes for granted before it answers",
)
"""What the first prompts of a pool are to be like, in turn."""

TIPS = (
    "leave it as it is, and add after it what helps to do the task",
    "change a few words only, with the same meaning and about the same length",
    "add one to three short worked cases that show how to come to an answer and what it looks like",
    "change its tone or what it lays stress on, so that the model goes about the task in another way",
)
"""What is done to the best prompt of a pool, in turn."""

STANDARD = (
    editor(
        "vary",
        f"{PROMPT}\n\nSome inputs, which are not to be answered:\n{data('examples')}\n\n"
        "Write another prompt for the same task. Do it like this: {{tip}}.",
        example_line="{{number}}. {{input}}",
    ),
    editor(
        "mutate",
        PROMPT + "\n\nIt is the best of several for its task. Write a variant of it. Do it like this: {{tip}}.",
    ),
)

_VARY = """\
Instruction: What language is this?
Input: Il fait beau.
Tip: keep it short and clear
Another instruction: Name the language: english or french.

Instruction: How big is the thing?
Input: An elephant.
Tip: give the model a role that suits the task
Another instruction: You know all animals. Is the thing large or small? Answer with one word.

Instruction: {{instruction}}
{{examples}}
Tip: {{tip}}
Another instruction:"""

_MUTATE = """\
Instruction: What language is this?
Tip: leave it as it is, and add after it what helps to do the task
Variant: What language is this? Answer with one word: english or french.

Instruction: Write about the article in one sentence.
Tip: change a few words only, with the same meaning and about the same length
Variant: Describe the article in a single sentence.

Instruction: {{instruction}}
Tip: {{tip}}
Variant:"""

SMALL = (
    completion("vary", _VARY, EDITOR_TEMPERATURE, example_line="Input: {{input}}"),
    completion("mutate", _MUTATE, EDITOR_TEMPERATURE),
)
