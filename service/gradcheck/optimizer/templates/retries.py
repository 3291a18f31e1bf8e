"""The words of ContraPrompt: the nudge, those who read rules off answers, and who arranges rules by kinds of inputs."""

from gradcheck.domain.call import Sampling
from gradcheck.domain.feedback import Template
from gradcheck.optimizer.templates import gradients
from gradcheck.optimizer.templates.chats import ERRORS, PROMPT, critic, data
from gradcheck.optimizer.templates.completions import CRITIC_TEMPERATURE, completion

_RULE = (
    "Each rule has the form: When the input is like this, do that, because of this reason. Name what can be seen in an "
    "input, and speak of no single one."
)
# No model is asked: the prompt with something after it.
_AFTER = {
    "nudge_wrong": "An earlier answer to this was wrong. Think more carefully.",
    "nudge_partly": "An earlier answer to this was right only in part. Think more carefully.",
    "hold_rules": "{{feedback}}",
}


def _after(*, keeps_frame: bool) -> tuple[Template, ...]:
    return tuple(
        Template(
            name=name,
            endpoint="none",
            user=f"{{{{instruction}}}}\n\n{text}",
            feedback_line="{{feedback}}",
            absent="",
            sampling=Sampling(),
            keeps_frame=keeps_frame,
        )
        for name, text in _AFTER.items()
    )


STANDARD = (
    critic(
        "rule_of_retry",
        f"{PROMPT}\n\nTwo answers to the same input, the worse one first; before a second answer the model is told "
        f"that the one before it fell short, and nothing else:\n{data('evidence')}\n\n"
        "Find the step at which the better answer goes another way; that it was told to take care is none. Write one "
        f"to three rules with which a first answer would go that way. A rule may be about the form of answers. {_RULE}",
        several=True,
    ),
    critic(
        "rule_of_failures",
        f"{ERRORS}\n\nTrying again did not help with any of them. Say what the prompt lacks that the model would "
        f"need, as one to three rules. {_RULE}",
        several=True,
    ),
    critic(
        "arrange",
        f"{PROMPT}\n\nInputs with which it has failed:\n{data('inputs')}\n\nThe rules so far:\n{data('tree')}\n\n"
        f"Rules to take in:\n{data('feedback')}\n\n"
        'Arrange all rules in one text, made of these parts. <always>: the rules for every input. <branch when="...">: '
        "the rules for one kind of inputs; a branch may hold branches, and these none. To find the branches sort the "
        "inputs into kinds; a condition must be one that can be seen in the input. Join rules that say the same, and "
        "keep what the others say.",
    ),
    *_after(keeps_frame=False),
)

_RULE_OF_RETRY = """\
Instruction: What language is this?
Answer: The text is written in the French language.
Note: expected "french", got "The text is written in the French language."; allowed answers: english or french
Answer: french
Note: correct
Rule: When asked for the language, answer with one word, english or french, because nothing else is allowed.

Instruction: How big is the thing?
Answer: An elephant is a very big animal.
Note: expected "large", got "An elephant is a very big animal."; allowed answers: large or small
Answer: large
Note: correct
Rule: When asked for a size, answer with one word, large or small, because nothing else is allowed.

Instruction: {{instruction}}
{{evidence}}
Rule:"""

_RULE_OF_FAILURES = gradients.CRITIQUE.replace("Problem:", "Rule:")

_ARRANGE = """\
Inputs: 1. Il fait beau.
Before: none
Rule: Answer with one word, english or french.
Rule: The answer must be one of the words english or french.
All in one: Answer with one word, english or french.

Inputs: 1. An elephant. 2. An ant.
Before: Answer with one word, large or small.
Rule: When the thing is an insect, answer small.
All in one: Answer with one word, large or small. When the thing is an insect, answer small.

Inputs: {{inputs}}
Before: {{tree}}
{{feedback}}
All in one:"""

SMALL = (
    completion("rule_of_retry", _RULE_OF_RETRY, CRITIC_TEMPERATURE),
    completion("rule_of_failures", _RULE_OF_FAILURES, CRITIC_TEMPERATURE, evidence_line=gradients.MISTAKE),
    completion("arrange", _ARRANGE, CRITIC_TEMPERATURE, feedback_line="Rule: {{feedback}}"),
    *_after(keeps_frame=True),
)
