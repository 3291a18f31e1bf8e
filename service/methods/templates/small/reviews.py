"""Critics that go through answers one by one, and the editor that revises a prompt by what they say.

A model this small names one problem, as the critic of ProTeGi does; `examine` therefore has that critic's words.
"""

from msgspec.structs import replace

from service.methods.templates.small import gradients
from service.methods.templates.small.making import CRITIC_TEMPERATURE, EDITOR_TEMPERATURE, completion

_CRITIQUE = next(template for template in gradients.TEMPLATES if template.name == "critique")

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

_REVISE = """\
Instruction: What language is this?
Before: Name it.
Mistake: expected "french", got "The text is written in the French language."; allowed answers: english or french
Problem: The answer must be one of the words english or french and nothing else.
Better instruction: What language is this? Answer with one word: english or french.

Instruction: Who wrote this?
Before: none
Mistake: expected "Anna", got "Dear Tom"
Problem: The names from the greeting are given, not the names at the end.
Better instruction: Who wrote this? Look at the name at the end.

Instruction: How big is the thing?
Before: Look at the size of the thing.
Before: Tell me about the thing.
Mistake: expected "large", got "An elephant is a very big animal."; allowed answers: large or small
Problem: The answer must be one of the words large or small and nothing else.
Better instruction: How big is the thing? Answer with one word: large or small.

Instruction: {{instruction}}
{{history}}
{{evidence}}
Problem: {{feedback}}
Better instruction:"""

TEMPLATES = (
    replace(_CRITIQUE, name="examine"),
    completion("keep", _KEEP, CRITIC_TEMPERATURE),
    replace(
        completion("revise", _REVISE, EDITOR_TEMPERATURE, evidence_line="Mistake: {{note}}"),
        history_line="Before: {{text}}",
        nothing="Before: none",
    ),
)
