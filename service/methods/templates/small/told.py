"""Editors that are told more than feedback: what was tried before, and what else is known."""

from msgspec.structs import replace

from service.methods.templates.small.making import EDITOR_TEMPERATURE, completion

_UPDATE_TOLD = """\
Instruction: What language is this?
Before: Name it.
Known: nothing
Advice: Say that the answer must be one of the words english or french and nothing else.
Better instruction: What language is this? Answer with one word: english or french.

Instruction: Write about the article.
Before: none
Known: Constraint: Stay polite.
Advice: Keep it short.
Advice: Leave out side stories.
Better instruction: Please write about the article. Keep it short and leave out side stories.

Instruction: How big is the thing?
Before: Look at the size of the thing.
Before: Tell me about the thing.
Known: nothing
Advice: Say that the answer must be one of the words large or small and nothing else.
Better instruction: How big is the thing? Answer with one word: large or small.

Instruction: {{instruction}}
{{history}}
Known: {{known}}
{{feedback}}
Better instruction:"""

TEMPLATES = (
    replace(
        completion("update_told", _UPDATE_TOLD, EDITOR_TEMPERATURE, feedback_line="Advice: {{feedback}}"),
        history_line="Before: {{text}}",
        nothing="Before: none",
    ),
)
