"""Critics that go through answers one by one, and the editor that revises a prompt by what they say.

A model this small names one problem, as the critic of ProTeGi does, and mends it in the same way: `examine` has that
critic's words, and in `revise` history and evidence stand in front of that editor's worked examples.
"""

from msgspec.structs import replace

from gradcheck.optimizer.templates.small import gradients
from gradcheck.optimizer.templates.small.making import CRITIC_TEMPERATURE, completion

_PROTEGI = {template.name: template for template in gradients.TEMPLATES}

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

TEMPLATES = (
    replace(_PROTEGI["critique"], name="examine"),
    completion("keep", _KEEP, CRITIC_TEMPERATURE),
    replace(
        _PROTEGI["edit"],
        name="revise",
        user=f"{{{{history}}}}\n{{{{evidence}}}}\n\n{_PROTEGI['edit'].user}",
        evidence_line="Mistake: {{note}}",
        history_line="Before: {{text}}",
        nothing="Before: none",
    ),
)
