"""Those who look at data and programs, and the editor who is told of both: the words of MIPROv2."""

from gradcheck.optimizer.templates.chats import PROMPT, critic, data, editor
from gradcheck.optimizer.templates.completions import CRITIC_TEMPERATURE, EDITOR_TEMPERATURE, completion

TIPS = (
    "none",
    "Be inventive: try another way to put the task than the usual one.",
    "Keep it simple and clear.",
    "Be thorough: say all that is needed to do the task well.",
    "Say what depends on the answer, so that it is taken seriously.",
    "Give the model a role that suits the task.",
)
"""Tips for the editor, one of which fills its gap."""

_NUMBERED = "{{number}}. Input: {{input}}\n   Output: {{output}}"

STANDARD = (
    critic(
        "observe",
        f"Examples of a task, with the outputs that are wanted:\n{data('examples')}\n\n"
        "Say in two or three sentences what is common to them and what decides the output. Copy no example.",
        example_line=_NUMBERED,
    ),
    critic(
        "summarize",
        f"What several readers have seen in examples of one task:\n{data('observations')}\n\n"
        "Say in two or three sentences what they agree on and what a newcomer to the task must know.",
    ),
    critic(
        "describe_program",
        f"The prompts of a program, step by step:\n{data('modules')}\n\n"
        f"What is known of its task:\n{data('task')}\n\n"
        "Say in two or three sentences what the program is for and how its steps work together.",
    ),
    critic(
        "describe_part",
        f"{PROMPT}\n\nIts name:\n{data('name')}\n\nThe program it belongs to:\n{data('program')}\n\n"
        "Say in one or two sentences what this prompt is for in the program.",
    ),
    editor(
        "propose_grounded",
        f"{PROMPT}\n\nWhat is known of the data:\n{data('summary')}\n\n"
        f"What the program is for:\n{data('program')}\n\nWhat this prompt is for in it:\n{data('part')}\n\n"
        f"A tip:\n{data('tip')}\n\nInputs with good outputs:\n{data('examples')}\n\n"
        "Write a prompt that makes a model do this task well.",
        example_line=_NUMBERED,
    ),
)

_OBSERVE = """\
Input: The weather is nice today.
Output: english
Input: Il fait beau.
Output: french
Input: I like to read books in the evening.
Output: english
The outputs: The answer is one of the words english or french.

Input: An elephant.
Output: large
Input: An ant.
Output: small
Input: A flea on a dog.
Output: small
The outputs: The answer is one of the words large or small.

Input: There is a picnic next week.
Output: later
Input: A pipe is broken and water runs into the hall.
Output: urgent
The outputs: The answer is one of the words later or urgent.

{{examples}}
The outputs:"""

_SUMMARIZE = """\
Notes: - The answer is one of the words english or french. - The answer is the word french or the word english.
In short: The answer is one of the words english or french.

Notes: - The answer is the size, small. - The answer is one of the words large or small.
In short: The answer is one of the words large or small.

Notes: - The answer is one of the words later or urgent.
In short: The answer is one of the words later or urgent.

Notes: {{observations}}
In short:"""

_DESCRIBE_PROGRAM = """\
Prompts: user, of the step that writes output: What language is this? {text}
Task: not known
What it is for: It finds out the language of a text.

Prompts: user, of the step that writes output: How big is the thing? {name}
Task: sizes of animals
What it is for: It finds out how big an animal is.

Prompts: {{modules}}
Task: {{task}}
What it is for:"""

_DESCRIBE_PART = """\
Instruction: What language is this?
Name: user
Program: It finds out the language of a text.
Its part: It asks for the language.

Instruction: Note down how big the animal is.
Name: first.user
Program: It finds out how big an animal is and writes a sentence about it.
Its part: It collects what is known of the size.

Instruction: {{instruction}}
Name: {{name}}
Program: {{program}}
Its part:"""

_PROPOSE = """\
Instruction: What language is this?
Task: The answer is one of the words english or french.
Program: It finds out the language of a text. It asks for the language.
Tip: Keep it simple and clear.
Input: Il fait beau.
Output: french
Better instruction: What language is this? Answer with one word: english or french.

Instruction: Write about the article.
Task: The answer is a short summary of an article.
Program: It sums up articles. It writes the summary.
Tip: none
Input: The council met on Monday and talked about the new bridge for five hours.
Output: The council discussed the new bridge.
Better instruction: Write one short sentence that sums up the article.

Instruction: How big is the thing?
Task: The answer is one of the words large or small.
Program: It finds out how big an animal is. It asks for the size.
Tip: none
Input: An elephant.
Output: large
Better instruction: How big is the thing? Answer with one word: large or small.

Instruction: {{instruction}}
Task: {{summary}}
Program: {{program}} {{part}}
Tip: {{tip}}
{{examples}}
Better instruction:"""

_EXAMPLE = "Input: {{input}}\nOutput: {{output}}"

SMALL = (
    completion("observe", _OBSERVE, CRITIC_TEMPERATURE, example_line=_EXAMPLE),
    completion("summarize", _SUMMARIZE, CRITIC_TEMPERATURE),
    completion("describe_program", _DESCRIBE_PROGRAM, CRITIC_TEMPERATURE),
    completion("describe_part", _DESCRIBE_PART, CRITIC_TEMPERATURE),
    completion("propose_grounded", _PROPOSE, EDITOR_TEMPERATURE, example_line=_EXAMPLE),
)
