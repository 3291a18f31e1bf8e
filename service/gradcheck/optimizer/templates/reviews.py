"""The words of PromptAgent, and of PromptWizard's critique and refinement: critics of each answer, and an editor."""

from gradcheck.optimizer.templates import gradients
from gradcheck.optimizer.templates.chats import ANSWERED, ERRORS, critic, data, editor
from gradcheck.optimizer.templates.completions import CRITIC_TEMPERATURE, EDITOR_TEMPERATURE, completion

STANDARD = (
    critic(
        "examine",
        f"{ERRORS}\n\n"
        "Take the answers one by one and say what in the prompt led to each. Then list everything that a better prompt "
        "would say, or leave out.",
    ),
    critic(
        "keep",
        f"{ANSWERED}\n\n"
        "Say what in the prompt serves these answers and must be kept, and what would make it surer still.",
    ),
    editor(
        "revise",
        f"{ANSWERED}\n\nThe versions the prompt came from, oldest first:\n{data('history')}\n\n"
        f"A reviewer wrote about the prompt:\n{data('feedback')}\n\n"
        "Write a new version that follows the review and is like none of the earlier ones.",
    ),
)

_KEEP = """\
Instruction: What language is this? Answer with one word: english or french.
Answer: french
Note: correct
Keep: The question and the words english or french at the end.

Instruction: Write about the article. Keep it short.
Answer: The bridge will be closed for two weeks.
Note: correct
Keep: The wish for a short text.

Instruction: How big is the thing? Answer with one word: large or small.
Answer: small
Note: correct
Keep: The question and the words large or small at the end.

Instruction: {{instruction}}
{{evidence}}
Keep:"""

# A model this small names one problem, as the critic of ProTeGi does, and mends it in the same way: what it is told
# stands in front of that editor's worked examples.
SMALL = (
    completion("examine", gradients.CRITIQUE, CRITIC_TEMPERATURE, evidence_line=gradients.MISTAKE),
    completion("keep", _KEEP, CRITIC_TEMPERATURE),
    completion(
        "revise",
        f"{{{{history}}}}\n{{{{evidence}}}}\n\n{gradients.EDIT}",
        EDITOR_TEMPERATURE,
        evidence_line=gradients.MISTAKE,
        history_line="Before: {{text}}",
        nothing="Before: none",
    ),
)
