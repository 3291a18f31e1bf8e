"""The words of VISTA: who names root causes by label, who mends one of them, who writes a prompt anew."""

from gradcheck.domain.call import Sampling
from gradcheck.domain.feedback import Template
from gradcheck.optimizer.templates.chats import ERRORS, critic, data, editor
from gradcheck.optimizer.templates.completions import CRITIC_TEMPERATURE, EDITOR_TEMPERATURE, completion
from gradcheck.optimizer.templates.gradients import MISTAKE

LABELS = {
    "order": "it asks for the parts of an answer in an order that hurts, such as the result before the way to it",
    "form": "it does not say, or says wrongly, what an answer looks like: its form, its fields, the words allowed",
    "task": "what it asks for is unclear, contradicts itself or lacks a condition",
    "reasoning": "it leads to a wrong way of working, or to none",
    "knowledge": "it lacks facts or definitions that the inputs need",
    "edge_cases": "it is right for usual inputs and says nothing of unusual ones",
    "other": "none of these; say what it is",
}
"""Kinds of root causes, by label."""

_KINDS = "\n".join(f"{label}: {what}" for label, what in LABELS.items())
_TRIED = (
    "What was tried on the way to this prompt, by label, with the change of the score of 100 on a few examples:\n"
    f"{data('tried')}\nLeave alone what was tried and gained little; where two labels take turns, join them."
)
_BLANK = Template(name="blank", endpoint="none", user="{{text}}", sampling=Sampling())

STANDARD = (
    critic(
        "hypotheses",
        f"{ERRORS}\n\n{_TRIED}\n\nWhat in the prompt may be the root cause? Kinds of root causes are:\n{_KINDS}\n\n"
        "Write {{count}} hypotheses, each of another kind. Begin each with the label of its kind and a colon, then say "
        "what exactly in the prompt it is, and how to mend it.",
        several=True,
    ),
    critic(
        "free_hypothesis",
        f"{ERRORS}\n\n{_TRIED}\n\nFind a root cause in the prompt that a list of usual ones would miss: something in "
        "its structure, or something that it takes for granted. Begin with a label of a few words and a colon, then "
        "say what exactly in the prompt it is, and how to mend it.",
    ),
    editor(
        "mend_cause",
        f"{ERRORS}\n\nThe root cause that is to be mended, and no other:\n{data('feedback')}\n\n"
        "Write the prompt with this mended and the rest as it is. What it says of the form of an answer stays unless "
        "that is the cause.",
        feedback_line="{{feedback}}",
    ),
    editor(
        "restart",
        "Placeholders the prompt must hold, each where its text is to be read (none if there are none here):\n"
        f"{data('placeholders')}\n\nA language model that was told nothing, or what was written before, answered:\n"
        f"{data('evidence')}\n\nWrite a prompt from the start with which it gives right answers to inputs of this "
        "kind: build on how it answers by itself, and say what the scoring asks for. Do not name this input.",
    ),
    _BLANK,
)

_HYPOTHESES = """\
Instruction: First name the size, then say why. How big is the thing?
Mistake: expected "large", got "small, because it is much larger than a person"; allowed answers: large or small
Cause: order: It asks for the size before the reason.

Instruction: What language is this?
Mistake: expected "french", got "The text is written in the French language."; allowed answers: english or french
Mistake: expected "english", got "This is English."; allowed answers: english or french
Cause: form: The answer must be one of the words english or french and nothing else.

Instruction: Look at the message.
Mistake: expected "later", got "The message is about a picnic"; allowed answers: later or urgent
Mistake: expected "urgent", got "This message seems to be about a broken pipe"; allowed answers: later or urgent
Cause: form: The answer must be one of the words later or urgent and nothing else.

Instruction: {{instruction}}
{{evidence}}
Cause:"""

_MEND = """\
Instruction: What language is this?
Cause: form: The answer must be one of the words english or french and nothing else.
Better instruction: What language is this? Answer with one word: english or french.

Instruction: First name the size, then say why. How big is the thing?
Cause: order: It asks for the size before the reason.
Better instruction: First say why, then name the size. How big is the thing?

Instruction: Look at the message.
Cause: form: The answer must be one of the words later or urgent and nothing else.
Better instruction: Look at the message. Answer with one word: later or urgent.

Instruction: {{instruction}}
Cause: {{feedback}}
Better instruction:"""

_RESTART = """\
Answer: The text is written in the French language.
Note: expected "french", got "The text is written in the French language."; allowed answers: english or french
Instruction: What language is this? Answer with one word: english or french.

Answer: An elephant is a very big animal.
Note: expected "large", got "An elephant is a very big animal."; allowed answers: large or small
Instruction: Say how big the thing is. Answer with one word: large or small.

{{evidence}}
Instruction:"""

SMALL = (
    completion("hypotheses", _HYPOTHESES, CRITIC_TEMPERATURE, evidence_line=MISTAKE),
    completion("free_hypothesis", _HYPOTHESES, EDITOR_TEMPERATURE, evidence_line=MISTAKE),
    completion("mend_cause", _MEND, EDITOR_TEMPERATURE),
    completion("restart", _RESTART, EDITOR_TEMPERATURE),
    _BLANK,
)
