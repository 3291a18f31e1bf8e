"""The words of PromptWizard: ways of thinking, worked examples with their reasoning, who would do a task best."""

from gradcheck.domain.call import Sampling
from gradcheck.domain.feedback import Template
from gradcheck.optimizer.templates.chats import ANSWERED, PROMPT, critic, data, editor
from gradcheck.optimizer.templates.completions import CRITIC_TEMPERATURE, EDITOR_TEMPERATURE, completion

THINKING_STYLES = (
    "Break the task into small steps and say in which order they are taken.",
    "Ask what a careful reader could still misunderstand, and settle it.",
    "Put first what decides the answer, and leave out what does not.",
    "Say exactly what form an answer has, and what it must not contain.",
    "Think of the input that is hardest to get right, and say how it is dealt with.",
    "Write as you would for somebody who has never seen such a task.",
    "Write as an expert of the field would write to a colleague.",
    "Name what an answer has to be checked for before it is given.",
    "Look at the task from its end: what is the answer used for, and what follows from that?",
    "Question what the task seems to take for granted, and say what really holds.",
    "Say it as briefly as it can be said without losing anything.",
    "Give a rule for each kind of input, and one for inputs that fit no kind.",
)

_TASK = f"{PROMPT}\n\nIts task:\n{data('task')}"
_EXAMPLE = "Input: {{input}}\nRight answer: {{output}}"

STANDARD = (
    editor(
        "restyle",
        f"{PROMPT}\n\nWrite a new prompt for the same purpose. Think like this while you write it: {{{{style}}}}",
    ),
    critic(
        "review_examples",
        f"{ANSWERED}\n\n"
        "These examples are meant to teach the task. Say what they fail to teach: which kinds of input and which traps "
        "are missing, and what better ones would show.",
    ),
    editor(
        "synthesize",
        f"{PROMPT}\n\nExamples that were meant to teach its task:\n{data('examples')}\n\n"
        f"A reviewer wrote about these examples:\n{data('feedback')}\n\n"
        "Write the prompt again with worked examples of your own in it that are better in this way, each an input "
        "of this kind with its right answer. Copy none of those above.",
        example_line=_EXAMPLE,
    ),
    critic(
        "reasoning",
        f"{PROMPT}\n\nAn example with its right answer:\n{data('examples')}\n\n"
        "Write, in a few sentences, the reasoning that leads from the input to this answer, and stop before the "
        "answer itself.",
        example_line=_EXAMPLE,
    ),
    critic(
        "persona",
        f'{_TASK}\n\nSay in two or three sentences that begin with "You are" who would do this task best.',
    ),
    critic("keywords", f"{_TASK}\n\nName the few keywords that say what is asked for, with commas between them."),
    Template(name="preface", endpoint="none", user="{{preface}}\n\n{{instruction}}", sampling=Sampling()),
)

_RESTYLE = """\
Instruction: Translate the sentence to German.
Way of thinking: Say exactly what form an answer has.
New instruction: Translate the sentence to German. Give only the translation, in one sentence.

Instruction: What is the capital of the country?
Way of thinking: Say it as briefly as it can be said.
New instruction: Name the capital.

Instruction: Write about the article.
Way of thinking: Break the task into small steps.
New instruction: Read the article, find its main point, and write one sentence about it.

Instruction: {{instruction}}
Way of thinking: {{style}}
New instruction:"""

_REVIEW_EXAMPLES = """\
Instruction: What language is this?
Answer: french
Note: correct
Answer: The text is written in the French language.
Note: expected "french", got "The text is written in the French language."; allowed answers: english or french
Missing: An english text, and answers that are one word.

Instruction: How big is the thing?
Answer: An elephant is a very big animal.
Note: expected "large", got "An elephant is a very big animal."; allowed answers: large or small
Missing: A small thing, and answers that are one word.

Instruction: Look at the message.
Answer: urgent
Note: correct
Missing: A message that can wait.

Instruction: {{instruction}}
{{evidence}}
Missing:"""

_SYNTHESIZE = """\
Instruction: What language is this?
Example: Bonjour, Anna -> french
Missing: An english text, and answers that are one word.
Better instruction: What language is this? Answer like this: Good night, Tom -> english, Bonne nuit, Tom -> french.

Instruction: How big is the thing?
Example: an elephant -> large
Missing: A small thing, and answers that are one word.
Better instruction: How big is the thing? Answer like this: a house -> large, an ant -> small.

Instruction: Look at the message.
Example: The pipe is broken! -> urgent
Missing: A message that can wait.
Better instruction: Look at the message. Answer like this: The cellar burns! -> urgent, See you in May. -> later.

Instruction: {{instruction}}
{{examples}}
Missing: {{feedback}}
Better instruction:"""

_REASONING = """\
Instruction: What language is this?
Input: Bonjour, Anna
Answer: french
Because: Bonjour is the french word for good day.

Instruction: How big is the thing?
Input: an elephant
Answer: large
Because: An elephant is one of the biggest animals there are.

Instruction: Look at the message.
Input: The pipe is broken!
Answer: urgent
Because: Water that runs out does damage every minute.

Instruction: {{instruction}}
{{examples}}
Because:"""

_PERSONA = """\
Instruction: What language is this?
Task: none
Expert: You are a translator who speaks english and french.

Instruction: How big is the thing?
Task: sizes of things
Expert: You are a teacher who knows the sizes of things.

Instruction: Write about the article.
Task: one sentence for the front page
Expert: You are an editor of a newspaper who writes clear sentences.

Instruction: {{instruction}}
Task: {{task}}
Expert:"""

_KEYWORDS = """\
Instruction: What language is this?
Task: none
Keywords: language, english, french

Instruction: How big is the thing?
Task: sizes of things
Keywords: size, large, small

Instruction: Write about the article.
Task: one sentence for the front page
Keywords: article, summary, one sentence

Instruction: {{instruction}}
Task: {{task}}
Keywords:"""

SMALL = (
    completion("restyle", _RESTYLE, EDITOR_TEMPERATURE),
    completion("review_examples", _REVIEW_EXAMPLES, CRITIC_TEMPERATURE),
    completion("synthesize", _SYNTHESIZE, EDITOR_TEMPERATURE, example_line="Example: {{input}} -> {{output}}"),
    completion("reasoning", _REASONING, CRITIC_TEMPERATURE, example_line="Input: {{input}}\nAnswer: {{output}}"),
    completion("persona", _PERSONA, CRITIC_TEMPERATURE),
    completion("keywords", _KEYWORDS, CRITIC_TEMPERATURE),
    Template(
        name="preface",
        endpoint="none",
        user="{{preface}} {{instruction}}",
        sampling=Sampling(),
        keeps_frame=True,
    ),
)
