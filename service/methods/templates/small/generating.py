"""Editors that generate prompts: from examples of what they do (APE), from a history of others (OPRO, COPRO)."""

from msgspec.structs import replace

from service.methods.templates.small.making import EDITOR_TEMPERATURE, completion

_INDUCE = """\
Input: Bonjour, comment allez-vous?
Output: french
Input: The train is late again.
Output: english
Instruction: What language is this? Answer with one word: english or french.

Input: hot
Output: cold
Input: early
Output: late
Instruction: Write the opposite of the word and nothing else.

Input: The elephant in the zoo
Output: large
Input: An ant on a leaf
Output: small
Instruction: How big is the thing? Answer with one word: large or small.

{{examples}}
Instruction:"""

_CONTINUE_HISTORY = """\
Example: Bonjour, comment allez-vous? = french
Example: The train is late again. = english
Score 10: What language is this?
Score 40: Name the language: english or french.
Score 100: What language is this? Answer with one word: english or french.

Example: hot = cold
Example: early = late
Score 20: Look at the word.
Score 60: Say something that is the opposite.
Score 100: Write the opposite of the word and nothing else.

Example: The elephant in the zoo = large
Example: An ant on a leaf = small
Score 0: How big is the thing?
Score 50: Say whether the thing is large or small.
Score 100: How big is the thing? Answer with one word: large or small.

{{examples}}
{{history}}
Score 100:"""

TEMPLATES = (
    replace(completion("induce", _INDUCE, EDITOR_TEMPERATURE), example_line="Input: {{input}}\nOutput: {{output}}"),
    replace(
        completion("continue_history", _CONTINUE_HISTORY, EDITOR_TEMPERATURE),
        example_line="Example: {{input}} = {{output}}",
        history_line="Score {{score}}: {{text}}",
    ),
)
