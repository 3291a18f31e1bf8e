"""The words of SkillOpt: who reads answers and proposes few edits, who makes one list of several, who ranks them."""

from gradcheck.domain.call import Sampling
from gradcheck.domain.feedback import Template
from gradcheck.optimizer.templates.chats import ANSWERED, ERRORS, PROMPT, critic, data
from gradcheck.optimizer.templates.completions import CRITIC_TEMPERATURE, completion
from gradcheck.optimizer.templates.gradients import MISTAKE

_FORMS = (
    "An edit has one of these forms:\n"
    "ADD: text for the end of the prompt\n"
    "AFTER: words that stand in the prompt, exactly ADD: text for the line after them\n"
    "REPLACE: words that stand in the prompt, exactly WITH: other text\n"
    "DELETE: words that stand in the prompt, exactly\n"
    "Nothing else of the prompt changes, and it loses none of its placeholders in curly braces."
)
_TRIED = f"Edits of earlier steps that did not make it better and were turned down:\n{data('tried')}"
_FEW = (
    "Propose at most {{most}} edits, fewer where fewer will do. Each is about what many such inputs have in common, "
    f"not about a single one, and says nothing that the prompt says already. {_FORMS}"
)

_ONE_LIST = (
    "Make one list of them: join those that say the same, keep what only one of them says, and where two contradict "
    f"one another keep the earlier one. {_FORMS}"
)


def _carrying_out(*, keeps_frame: bool) -> Template:
    """No model is asked: the text is what the edits make of it."""
    return Template(
        name="carry_out",
        endpoint="none",
        user="{{instruction}}\n\n{{feedback}}",
        reply="edits",
        absent="",
        sampling=Sampling(),
        keeps_frame=keeps_frame,
    )


STANDARD = (
    critic(
        "mend_errors",
        f"{ERRORS}\n\n{_TRIED}\n\nFind the patterns that several of these mistakes share, and what the prompt would "
        f"have to say so that they do not happen. {_FEW}",
        several=True,
    ),
    critic(
        "keep_successes",
        f"{ANSWERED}\n\nAll of them are right.\n\n{_TRIED}\n\nFind the ways of working behind these answers that the "
        f"prompt does not ask for yet and should, so that they stay. {_FEW}",
        several=True,
    ),
    critic(
        "merge_edits",
        f"{PROMPT}\n\nEdits of it that several reviewers propose, each from other answers:\n{data('feedback')}\n\n"
        f"{_ONE_LIST}",
        several=True,
    ),
    critic(
        "join_edits",
        f"{PROMPT}\n\nEdits of it, first those that mend wrong answers, then those that keep right ones:\n"
        f"{data('feedback')}\n\n{_ONE_LIST}",
        several=True,
    ),
    critic(
        "rank_edits",
        f"{PROMPT}\n\nEdits of it that are proposed:\n{data('edits')}\n\n"
        "Which {{most}} of them will do most for its answers? Your text is their numbers, the most useful first.",
    ),
    _carrying_out(keeps_frame=False),
)

_MEND = """\
Instruction: What language is this?
Mistake: expected "french", got "The text is written in the French language."; allowed answers: english or french
Mistake: expected "english", got "This is English."; allowed answers: english or french
Add: Answer with one word: english or french.

Instruction: How big is the thing?
Mistake: expected "large", got "An elephant is a very big animal."; allowed answers: large or small
Mistake: expected "small", got "The size of an ant is about 5 mm."; allowed answers: large or small
Add: Answer with one word: large or small.

Instruction: Look at the message.
Mistake: expected "later", got "The message is about a picnic"; allowed answers: later or urgent
Add: Answer with one word: later or urgent.

Instruction: {{instruction}}
{{evidence}}
Add:"""

_KEEP = """\
Instruction: What language is this?
Answer: french
Note: correct
Add: Answer with the name of the language alone.

Instruction: Write about the article.
Answer: The bridge will be closed in May.
Note: correct
Add: Keep to what the article says.

Instruction: {{instruction}}
{{evidence}}
Add:"""

_MERGE = """\
Instruction: What language is this?
Add: Answer with one word: english or french.
Add: Answer with one word: french.
Add all: Answer with one word: english or french.

Instruction: Write about the article.
Add: Keep it short.
Add: Leave out side stories.
Add all: Keep it short and leave out side stories.

Instruction: How big is the thing?
Add: Answer with one word: large.
Add: Answer with one word: large or small.
Add all: Answer with one word: large or small.

Instruction: {{instruction}}
{{feedback}}
Add all:"""

_RANK = """\
Edits: 1. Be nice. 2. Answer with one word: english or french. 3. Use the word please.
The best 1 of them: 2

Edits: 1. Answer with one word: large or small. 2. Think of animals. 3. Say how big it is.
The best 2 of them: 1, 3

Edits: {{edits}}
The best {{most}} of them:"""

SMALL = (
    completion("mend_errors", f"Did not help: {{{{tried}}}}\n\n{_MEND}", CRITIC_TEMPERATURE, evidence_line=MISTAKE),
    completion("keep_successes", f"Did not help: {{{{tried}}}}\n\n{_KEEP}", CRITIC_TEMPERATURE),
    completion("merge_edits", _MERGE, CRITIC_TEMPERATURE, feedback_line="Add: {{feedback}}"),
    completion("join_edits", _MERGE, CRITIC_TEMPERATURE, feedback_line="Add: {{feedback}}"),
    completion("rank_edits", _RANK, CRITIC_TEMPERATURE),
    _carrying_out(keeps_frame=True),
)
