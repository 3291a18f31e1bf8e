"""Editors that see nothing but the prompt."""

from gradcheck.optimizer.templates.chats import PROMPT, editor
from gradcheck.optimizer.templates.completions import EDITOR_TEMPERATURE, completion

STANDARD = (
    editor("paraphrase", f"{PROMPT}\n\nSay the same in other words, with the same meaning."),
    editor("rewrite", f"{PROMPT}\n\nRewrite it without changing what it asks for."),
    editor("improve", f"{PROMPT}\n\nWrite a better prompt for the same purpose."),
)

_PARAPHRASE = """\
Instruction: What language is this? Answer with one word: english or french.
Same in other words: Which language is this? Reply with only one word: english or french.

Instruction: Write about the article in one sentence.
Same in other words: Describe the article in a single sentence.

Instruction: How big is the thing?
Same in other words: Name the size of the thing.

Instruction: {{instruction}}
Same in other words:"""

_REWRITE = """\
Rewrite each instruction without changing what it asks for.

Instruction: Translate the sentence to German.
Rewritten instruction: Give the German translation of the sentence.

Instruction: What is the capital of the country?
Rewritten instruction: Name the capital city of the country.

Instruction: Write a short poem about the season.
Rewritten instruction: Compose a brief poem on the season.

Instruction: {{instruction}}
Rewritten instruction:"""

_IMPROVE = """\
Make each instruction better.

Instruction: Translate the sentence to German.
Better instruction: Translate the sentence to natural German and keep the names as they are.

Instruction: What is the capital of the country?
Better instruction: Name the capital of the country and give only the name of the city.

Instruction: Write a short poem about the season.
Better instruction: Write a poem of four lines about the season, with rhymes.

Instruction: {{instruction}}
Better instruction:"""

SMALL = (
    completion("paraphrase", _PARAPHRASE, EDITOR_TEMPERATURE),
    completion("rewrite", _REWRITE, EDITOR_TEMPERATURE),
    completion("improve", _IMPROVE, EDITOR_TEMPERATURE),
)
