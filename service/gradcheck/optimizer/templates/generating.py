"""Editors that generate prompts: from examples of what they do (APE), from a history of others (OPRO, COPRO)."""

from gradcheck.optimizer.templates.chats import PROMPT, data, editor
from gradcheck.optimizer.templates.completions import EDITOR_TEMPERATURE, completion

_EXAMPLE = "Input: {{input}}\nOutput: {{output}}"
_TRIED = "{{number}}. Score {{score}} of 100:\n{{text}}"

STANDARD = (
    editor(
        "induce",
        "Placeholders the prompt must hold, each where its text is to be read (none if there are none here):\n"
        f"{data('placeholders')}\n\n"
        f"A language model followed one prompt and gave these outputs:\n{data('examples')}\n\n"
        "Find out what that prompt asked for, and write it: it must work for all inputs of this kind and name none "
        "of these.",
        example_line=_EXAMPLE,
    ),
    editor(
        "continue_history",
        f"{PROMPT}\n\nPrompts that were tried, from the lowest score to the highest:\n{data('history')}\n\n"
        f"Examples of the task with the answers that are expected:\n{data('examples')}\n\n"
        "Write a prompt that differs from all that were tried and scores higher than any of them.",
        example_line=_EXAMPLE,
        history_line=_TRIED,
    ),
)

_INDUCE = """\
Input: Mr Smith met Ann.
Output: Smith, Ann
Input: Do you know Tom Gray?
Output: Tom Gray
Input: Miss Hill laughed.
Output: Hill
Instruction: Say which names the input holds. Answer with the names alone.

Input: Bonjour, comment allez-vous?
Output: french
Input: The train is late again.
Output: english
Input: Il pleut depuis hier.
Output: french
Instruction: Say whether the input is english or french. Answer with one word: english or french.

Input: An elephant in the zoo
Output: large
Input: An ant on a leaf
Output: small
Input: A drop of rain
Output: small
Instruction: Say whether the input is large or small. Answer with one word: large or small.

Input: The pipe has burst, come at once.
Output: urgent
Input: Here are the pictures of our picnic.
Output: later
Input: The alarm does not stop.
Output: urgent
Instruction: Say whether the input is later or urgent. Answer with one word: later or urgent.

{{examples}}
Instruction:"""

_CONTINUE_HISTORY = """\
Example: hot = cold
Example: early = late
Score 20: Look at the word.
Score 60: Say something that is the opposite.
Score 100: What is the opposite? Answer with one word.

Example: Bonjour, comment allez-vous? = french
Example: The train is late again. = english
Score 10: What language is this?
Score 100: What language is this? Answer with one word: english or french.

Example: An elephant in the zoo = large
Example: An ant on a leaf = small
Score 0: How big is the thing?
Score 50: Say whether the thing is large or small.
Score 100: How big is the thing? Answer with one word: large or small.

{{examples}}
{{history}}
Score 100:"""

SMALL = (
    completion("induce", _INDUCE, EDITOR_TEMPERATURE, example_line="Input: {{input}}\nOutput: {{output}}"),
    completion(
        "continue_history",
        _CONTINUE_HISTORY,
        EDITOR_TEMPERATURE,
        example_line="Example: {{input}} = {{output}}",
        history_line="Score {{score}}: {{text}}",
        nothing="",
    ),
)
