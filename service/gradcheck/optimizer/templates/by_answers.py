"""The words of SPO, which goes by answers alone: one who says whose are better, and an editor who reads a prompt's own.

No score and no expected answer is shown: what is asked for is read off the prompt that was given.
"""

from gradcheck.optimizer.templates.chats import PROMPT, critic, data, editor
from gradcheck.optimizer.templates.completions import CRITIC_TEMPERATURE, EDITOR_TEMPERATURE, completion

STANDARD = (
    critic(
        "compare",
        f"A task, as it was first put:\n{data('task')}\n\n"
        f"Answers A:\n{data('first')}\n\nAnswers B:\n{data('second')}\n\n"
        "Which answers do better what is asked for? The order says nothing about them, nor does their length. Give "
        "your reasons first. Your text is one letter: A or B.",
    ),
    editor(
        "align",
        f"{PROMPT}\n\nThe task, as it was first put:\n{data('task')}\n\n"
        f"With the prompt the model answered:\n{data('answers')}\n\n"
        "It is the best prompt so far. Say what these answers still lack, and what one change of the prompt would make "
        "up for it. Then write the prompt with this change.",
    ),
)

_COMPARE = """\
Task: What language is this? Answer with one word: english or french.
Answers A: 1. Input: Il fait beau. Answer: french
Answers B: 1. Input: Il fait beau. Answer: The text is about the weather.
Better: A

Task: How big is the thing?
Answers A: 1. Input: An elephant. Answer: I do not know.
Answers B: 1. Input: An elephant. Answer: An elephant is large.
Better: B

Task: {{task}}
Answers A: {{first}}
Answers B: {{second}}
Better:"""

_ALIGN = """\
Instruction: What language is this?
Answers: 1. Input: Il fait beau. Answer: The text is about the weather.
Better instruction: What language is this? Answer with one word: english or french.

Instruction: Write about the article.
Answers: 1. Input: The bridge will be closed. Answer: Bridges have been built for thousands of years.
Better instruction: Write about the article. Keep to what it says.

Instruction: How big is the thing?
Answers: 1. Input: An elephant. Answer: It is hard to say.
Better instruction: How big is the thing? Answer with one word: large or small.

Instruction: {{instruction}}
Answers: {{answers}}
Better instruction:"""

SMALL = (
    completion("compare", _COMPARE, CRITIC_TEMPERATURE),
    completion("align", _ALIGN, EDITOR_TEMPERATURE),
)
