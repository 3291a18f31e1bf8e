"""The words of Promptbreeder: editors that mutate, begin anew or go on with a list, and who writes mutations."""

from gradcheck.optimizer.templates.chats import PROMPT, critic, data, editor
from gradcheck.optimizer.templates.completions import CRITIC_TEMPERATURE, EDITOR_TEMPERATURE, completion

MUTATIONS = (
    "Say it in stronger words.",
    "Give the hint that a good teacher would give.",
    "Make steps of it.",
    "Leave out all that is not needed.",
    "Say what is to be done with inputs that are unclear.",
    "Say which mistakes are usual and how they are avoided.",
    "Have an answer checked before it is given.",
    "Turn it around: begin with what the answer is for.",
    "Write it for somebody who is in a hurry.",
    "Ask for the thought that the answer hangs on.",
)
"""Words to begin with, by which a prompt is changed."""

_TASK = f"A task:\n{data('task')}"
_PLACED = f"Placeholders that a prompt must hold (none if there are none here):\n{data('placeholders')}"

STANDARD = (
    editor(
        "mutate_by",
        f"{PROMPT}\n\nHow it is to be changed:\n{data('mutation')}\n\nWrite the prompt, changed in this way.",
    ),
    editor(
        "from_task",
        f"{_TASK}\n\n{_PLACED}\n\nThink of a hundred hints for it that nobody has given yet. Write a prompt for the "
        "task that is the first of them.",
    ),
    editor(
        "continue_list",
        f"{PROMPT}\n\nPrompts for the same purpose, in no order:\n{data('history')}\n\n"
        "Write the next one of this list, which is like none of them.",
    ),
    editor(
        "continue_ranked",
        f"{PROMPT}\n\nPrompts for the same purpose, each better than the one before it:\n{data('history')}\n\n"
        "Write the next one of this list.",
    ),
    critic(
        "new_mutation",
        f"{_TASK}\n\nA way to think about it: {{{{style}}}}\n\nSay in a sentence or two how somebody who thinks like "
        "this would change prompts for the task.",
    ),
    critic(
        "better_mutation",
        f"Directions by which prompts are changed:\n{data('mutation')}\n\nWrite better ones, and shorter.",
    ),
)

_MUTATE = """\
Instruction: What language is this?
Change: Say it in stronger words.
Changed instruction: Say exactly which language this is, and nothing else.

Instruction: Write about the article.
Change: Leave out all that is not needed.
Changed instruction: Sum up the article.

Instruction: How big is the thing?
Change: Make steps of it.
Changed instruction: First picture the thing, then say how big it is.

Instruction: {{instruction}}
Change: {{mutation}}
Changed instruction:"""

_FROM_TASK = """\
Task: Which language is the text in?
Hint: Look at the small words between the others, and name the language.

Task: Say how big the thing is.
Hint: Compare the thing with a person, and say how big it is.

Task: {{task}}
Hint:"""

_CONTINUE = """\
- What language is this?
- Which language is the text in?
- Name the language that you read.

{{history}}
-"""

_NEW = """\
Thought: Ask what a reader could misunderstand.
Change: Say clearly what is asked for.

Thought: Write as an expert.
Change: Use the words of the field.

Thought: {{style}}
Change:"""

_BETTER = """\
Change: You should maybe try to make it a little shorter.
Better: Make it shorter.

Change: Write it so that it is understood by everybody who reads it.
Better: Use plain words.

Change: {{mutation}}
Better:"""

_LINE = "- {{text}}"

SMALL = (
    completion("mutate_by", _MUTATE, EDITOR_TEMPERATURE),
    completion("from_task", _FROM_TASK, EDITOR_TEMPERATURE),
    completion("continue_list", _CONTINUE, EDITOR_TEMPERATURE, history_line=_LINE),
    completion("continue_ranked", _CONTINUE, EDITOR_TEMPERATURE, history_line=_LINE),
    completion("new_mutation", _NEW, CRITIC_TEMPERATURE),
    completion("better_mutation", _BETTER, CRITIC_TEMPERATURE),
)
