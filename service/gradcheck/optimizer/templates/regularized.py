"""The words of TextReg: who makes feedback general and counts it, who sees what a prompt has become, and the update."""

from typing import Final

from gradcheck.optimizer.templates.chats import PROMPT, critic, data, editor
from gradcheck.optimizer.templates.completions import CRITIC_TEMPERATURE, EDITOR_TEMPERATURE, completion
from gradcheck.optimizer.templates.gradients import UPDATE

_SHORTER = "join sentences that ask for the same, and say the rest in fewer words"
_WIDER = "find the rules for rare cases and turn each into a principle that covers more inputs"
WANTED: Final = {
    (True, False): f"It has become much longer. {_SHORTER.capitalize()}.",
    (False, True): f"It has become narrower. {_WIDER.capitalize()}; how long it is does not matter.",
    (True, True): (
        f"It has become much longer and narrower. {_SHORTER.capitalize()}; {_WIDER}; drop what no principle covers."
    ),
}
"""What is wanted of a prompt's form, by whether it has become longer and whether narrower."""

_BANK = f"Rules that feedback has asked for so far, by number, with how often:\n{data('rules')}"

STANDARD = (
    critic(
        "generalize",
        f"{PROMPT}\n\nAn example:\n{data('evidence')}\n\n{_BANK}\n\nFeedback on the example:\n{data('feedback')}\n\n"
        "If it holds for many inputs, write what it asks for as a principle: short, each sentence another one, without "
        "the names, numbers and details of the example. What makes answers right is general: how to reason, what to "
        "check, what form an answer has. That rules like it were asked for often speaks for it. If it would help with "
        "few inputs besides this one, or is about tone and looks alone, write the word none.",
    ),
    critic(
        "count_rules",
        f"{_BANK}\n\nFeedback that is to be counted:\n{data('feedback')}\n\n"
        "For each thing that it asks for write the number of the rule that asks for the same, if there is one, or else "
        "the thing itself as a rule: neither so narrow that it fits one example, nor so wide that it says nothing.",
        several=True,
    ),
    critic(
        "rule_changes",
        f"{PROMPT}\n\nIt was, before its last change:\n{data('before')}\n\nAt the very first:\n{data('given')}\n\n"
        f"With it the model answered these examples:\n{data('evidence')}\n\n{_BANK}\n\n"
        "Say what the last change did to its rules, not to its words, and of each changed rule whether it is general, "
        "a patch for single cases or wording alone. It is a patch unless it has been asked for often or helps with "
        "more than one of the examples, and names no particulars. Do not say whether it is right. End with a line of "
        "its own: Scope: narrower, if patches came or grew; Scope: wider, if patches went and none came; else "
        "Scope: same.",
    ),
    critic(
        "regularize",
        f"{PROMPT}\n\nWhat its last change did:\n{data('feedback')}\n\n{{{{wanted}}}}\n\n"
        "Say of which sentences, and what each becomes, without reasons. What helps with many inputs stays.",
    ),
    editor(
        "update_in_form",
        f"{PROMPT}\n\nFeedback about it, one item for each of several examples, and in the last item what is wanted of "
        f"its form:\n{data('feedback')}\n\n"
        "Write a prompt that follows the items on examples as a whole, without copying examples, in the form that the "
        "last item asks for. What concerns one place is one change of it. Where they disagree, do what the examples "
        "need in the way that suits the form best; only where none does, the form gives way there, and there alone.",
    ),
)

# Tried with the embedded model: it says again what the last worked example says, which is therefore the usual case.
_GENERALIZE = """\
Feedback: Say that a toy elephant on the table of my aunt is small.
General: none

Feedback: Say that the answer must be one of the words english or french; here it is french.
General: Say that the answer must be one of the words english or french and nothing else.

Feedback: Say that the article about the bridge should be told in one sentence.
General: Say that articles should be told in one sentence.

Feedback: {{feedback}}
General:"""

_COUNT_RULES = """\
Rules: 1. [2 times] Answer with one word. 2. [1 times] Leave out side stories.
Feedback: Say that the answer must be a single word.
Rule: 1

Rules: none
Feedback: Say that the answer must be one of the words large or small.
Rule: Answer with one of the words large or small.

Rules: 1. [1 times] Answer with one of the words large or small.
Feedback: Say that articles should be told in one sentence.
Rule: Tell articles in one sentence.

Rules: {{rules}}
Feedback: {{feedback}}
Rule:"""

_RULE_CHANGES = """\
Before: What language is this?
Now: What language is this? Answer with one word: english or french.
Change: A general rule on the form of answers. Scope: same

Before: How big is the thing?
Now: How big is the thing? If it is a toy elephant on a table, answer small.
Change: A patch for toy elephants. Scope: narrower

Before: {{before}}
Now: {{instruction}}
Change:"""

_REGULARIZE = """\
Instruction: Name the language. Say which language it is. Answer with one word.
Wanted: Join sentences that ask for the same.
Advice: Join the first two sentences: Name the language.

Instruction: How big is the thing? If it is a toy elephant on a table, answer small.
Wanted: Turn rules for rare cases into principles.
Advice: Instead of the toy elephant: Look at the thing itself, not at what it is a picture of.

Instruction: {{instruction}}
Wanted: {{wanted}}
Advice:"""

SMALL = (
    completion("generalize", _GENERALIZE, CRITIC_TEMPERATURE),
    completion("count_rules", _COUNT_RULES, CRITIC_TEMPERATURE),
    completion("rule_changes", _RULE_CHANGES, CRITIC_TEMPERATURE),
    completion("regularize", _REGULARIZE, CRITIC_TEMPERATURE),
    completion("update_in_form", UPDATE, EDITOR_TEMPERATURE, feedback_line="Advice: {{feedback}}"),
)
