"""Critics of answers and editors that follow them: the words of ProTeGi and TextGrad."""

from gradcheck.domain.feedback import Template
from gradcheck.optimizer.templates.chats import ERRORS, PROMPT, critic, data, editor
from gradcheck.optimizer.templates.completions import CRITIC_TEMPERATURE, EDITOR_TEMPERATURE, completion

_EXAMPLE = f"{PROMPT}\n\nOne example:\n{data('evidence')}"
_WANTED = f"{_EXAMPLE}\n\nIts answer should change like this:\n{data('feedback')}"


def _update(name: str, known: str, wanted: str) -> Template:
    """An update that is shown what was tried and what else is known, and told what else is wanted."""
    return editor(
        name,
        f"{PROMPT}\n\nPrompts before it and prompts that were tried, with what came of each:\n{data('history')}\n\n"
        f"{known}\n\nFeedback about it, one item for each of several examples:\n{data('feedback')}\n\n"
        f"Write a prompt that follows the feedback as a whole, without copying examples. {wanted} do not come back to "
        "a text that did no better.",
        history_line="{{number}}. {{text}}\n   Score of 100: {{score}}. {{note}}",
    )


STANDARD = (
    critic(
        "critique",
        f"{ERRORS}\n\nGive the one reason in the prompt that best explains these mistakes, and what it fails to say.",
    ),
    editor(
        "edit",
        f"{ERRORS}\n\nA reviewer found this problem with the prompt:\n{data('feedback')}\n\n"
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
    _update(
        "update_told",
        f"What else is known:\n{data('peers')}",
        "Keep to every constraint that is named above, take the prompts that are called good as models, and",
    ),
    _update(
        "update_within",
        f"Constraints:\n{data('constraints')}\n\nGood prompts:\n{data('models')}",
        "Keep to every constraint, take the good prompts as models, and",
    ),
)

MISTAKE = "Mistake: {{note}}"

CRITIQUE = """\
Instruction: What language is this?
Mistake: expected "french", got "The text is written in the French language."; allowed answers: english or french
Mistake: expected "english", got "This is English."; allowed answers: english or french
Problem: The answer must be one of the words english or french and nothing else.

Instruction: How big is the thing?
Mistake: expected "large", got "An elephant is a very big animal."; allowed answers: large or small
Mistake: expected "small", got "The size of an ant is about 5 mm."; allowed answers: large or small
Problem: The answer must be one of the words large or small and nothing else.

Instruction: Look at the message.
Mistake: expected "later", got "The message is about a picnic"; allowed answers: later or urgent
Mistake: expected "urgent", got "This message seems to be about a broken pipe"; allowed answers: later or urgent
Problem: The answer must be one of the words later or urgent and nothing else.

Instruction: {{instruction}}
{{evidence}}
Problem:"""

EDIT = """\
Instruction: What language is this?
Problem: The answer must be one of the words english or french and nothing else.
Better instruction: What language is this? Answer with one word: english or french.

Instruction: Translate the letter.
Problem: The wording could be nicer.
Better instruction: Please translate the letter.

Instruction: Write about the article.
Problem: The summaries are too long and include side stories.
Better instruction: Write about the article. Keep it short and leave out side stories.

Instruction: Who wrote this?
Problem: The names from the greeting are given, not the names at the end.
Better instruction: Who wrote this? Look at the name at the end.

Instruction: How big is the thing?
Problem: The answer must be one of the words large or small and nothing else.
Better instruction: How big is the thing? Answer with one word: large or small.

Instruction: {{instruction}}
Problem: {{feedback}}
Better instruction:"""

_GRADIENT_RESPONSE = """\
Answer: The text is written in the French language.
Note: expected "french", got "The text is written in the French language."; allowed answers: english or french
Change: The answer must be one of the words english or french; here it is french.

Answer: An elephant is a very big animal.
Note: expected "large", got "An elephant is a very big animal."; allowed answers: large or small
Change: The answer must be one of the words large or small; here it is large.

{{evidence}}
Change:"""

_GRADIENT_PROMPT = """\
Instruction: What language is this?
Change of the answer: The answer must be one of the words english or french; here it is french.
Change of the instruction: Say that the answer must be one of the words english or french and nothing else.

Instruction: How big is the thing?
Change of the answer: The answer must be one of the words large or small; here it is large.
Change of the instruction: Say that the answer must be one of the words large or small and nothing else.

Instruction: {{instruction}}
Change of the answer: {{feedback}}
Change of the instruction:"""

_GRADIENT_ONE_STEP = """\
Instruction: What language is this?
Answer: The text is written in the French language.
Note: expected "french", got "The text is written in the French language."; allowed answers: english or french
Change of the instruction: Say that the answer must be one of the words english or french and nothing else.

Instruction: How big is the thing?
Answer: An elephant is a very big animal.
Note: expected "large", got "An elephant is a very big animal."; allowed answers: large or small
Change of the instruction: Say that the answer must be one of the words large or small and nothing else.

Instruction: {{instruction}}
{{evidence}}
Change of the instruction:"""

UPDATE = """\
Instruction: What language is this?
Advice: Say that the answer must be one of the words english or french and nothing else.
Advice: Say that the answer must be one of the words english or french and nothing else.
Better instruction: What language is this? Answer with one word: english or french.

Instruction: Write about the article.
Advice: Keep it short.
Advice: Leave out side stories.
Better instruction: Write about the article. Keep it short and leave out side stories.

Instruction: How big is the thing?
Advice: Say that the answer must be one of the words large or small and nothing else.
Advice: Say that the answer must be one of the words large or small and nothing else.
Better instruction: How big is the thing? Answer with one word: large or small.

Instruction: {{instruction}}
{{feedback}}
Better instruction:"""

_GRADIENT_INPUT = """\
Instruction: What language is this? Use the summary.
Change of the answer: It should be only the one word french, not a whole sentence.
Change of the earlier text: It should name the language, english or french, and nothing else.

Instruction: How big is the thing? Use the description.
Change of the answer: It should be small, not large.
Change of the earlier text: It should say how big the thing is in plain numbers.

Instruction: {{instruction}}
Change of the answer: {{feedback}}
Change of the earlier text:"""


def _small_update(name: str, known: str) -> Template:
    """An update that is shown what was tried and what else is known.

    Tried with the embedded model: what is told between the worked examples breaks the pattern that it continues, so it
    stands in front of them.
    """
    return completion(
        name,
        f"{known}\n{{{{history}}}}\n\n{UPDATE}",
        EDITOR_TEMPERATURE,
        feedback_line="Advice: {{feedback}}",
        history_line="Before: {{text}}",
        nothing="Before: none",
    )


SMALL = (
    completion("critique", CRITIQUE, CRITIC_TEMPERATURE, evidence_line=MISTAKE),
    completion("edit", EDIT, EDITOR_TEMPERATURE),
    completion("gradient_response", _GRADIENT_RESPONSE, CRITIC_TEMPERATURE),
    completion("gradient_input", _GRADIENT_INPUT, CRITIC_TEMPERATURE),
    completion("gradient_prompt", _GRADIENT_PROMPT, CRITIC_TEMPERATURE),
    completion("gradient_one_step", _GRADIENT_ONE_STEP, CRITIC_TEMPERATURE),
    completion("update", UPDATE, EDITOR_TEMPERATURE, feedback_line="Advice: {{feedback}}"),
    _small_update("update_told", "Known of the last instruction below: {{peers}}"),
    _small_update(
        "update_within", "Constraints of the last instruction below: {{constraints}}\nGood instructions: {{models}}"
    ),
)
