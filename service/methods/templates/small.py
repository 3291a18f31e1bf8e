"""Templates for very small models: the raw completion endpoint, worked examples, one line.

A model of a hundred million parameters does not follow an instruction about instructions, but it continues a pattern. The
worked examples are about other tasks than any caller's. It owns these words and how they are sampled, nothing else.
"""

from service.domain.call import Sampling
from service.domain.feedback import Template

_NOTE = "Mistake: {{note}}"
_EXAMPLE = "Answer: {{answer}}\nNote: {{note}}"

# A critic that strays is of no use, an editor that always says the same neither: measured on the embedded model.
_CRITIC_TEMPERATURE, _EDITOR_TEMPERATURE = 0.2, 0.7

_CRITIQUE = """\
Instruction: What language is this?
Mistake: expected "french", got "The text is written in the French language."; allowed answers: english or french
Mistake: expected "english", got "This is English."; allowed answers: english or french
Problem: The answer must be one of the words english or french and nothing else.

Instruction: How big is the thing?
Mistake: expected "large", got "An elephant is a very big animal."; allowed answers: large or small
Mistake: expected "small", got "The size of an ant is about 5 mm."; allowed answers: large or small
Problem: The answer must be one of the words large or small and nothing else.

Instruction: Look at the message.
Mistake: expected "later", got "The message is about a picnic"; allowed answers: later or urgent
Mistake: expected "urgent", got "This message seems to be about a broken pipe"; allowed answers: later or urgent
Problem: The answer must be one of the words later or urgent and nothing else.

Instruction: {{instruction}}
{{evidence}}
Problem:"""

_EDIT = """\
Instruction: What language is this?
Problem: The answer must be one of the words english or french and nothing else.
Better instruction: What language is this? Answer with one word: english or french.

Instruction: Translate the letter.
Problem: The wording could be nicer.
Better instruction: Please translate the letter.

Instruction: Write about the article.
Problem: The summaries are too long and include side stories.
Better instruction: Write about the article. Keep it short and leave out side stories.

Instruction: Who wrote this?
Problem: The names from the greeting are given, not the names at the end.
Better instruction: Who wrote this? Look at the name at the end.

Instruction: How big is the thing?
Problem: The answer must be one of the words large or small and nothing else.
Better instruction: How big is the thing? Answer with one word: large or small.

Instruction: {{instruction}}
Problem: {{feedback}}
Better instruction:"""

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

_GRADIENT_RESPONSE = """\
Answer: The text is written in the French language.
Note: expected "french", got "The text is written in the French language."; allowed answers: english or french
Change: The answer must be one of the words english or french; here it is french.

Answer: An elephant is a very big animal.
Note: expected "large", got "An elephant is a very big animal."; allowed answers: large or small
Change: The answer must be one of the words large or small; here it is large.

{{evidence}}
Change:"""

_GRADIENT_PROMPT = """\
Instruction: What language is this?
Change of the answer: The answer must be one of the words english or french; here it is french.
Change of the instruction: Say that the answer must be one of the words english or french and nothing else.

Instruction: How big is the thing?
Change of the answer: The answer must be one of the words large or small; here it is large.
Change of the instruction: Say that the answer must be one of the words large or small and nothing else.

Instruction: {{instruction}}
Change of the answer: {{feedback}}
Change of the instruction:"""

_GRADIENT_ONE_STEP = """\
Instruction: What language is this?
Answer: The text is written in the French language.
Note: expected "french", got "The text is written in the French language."; allowed answers: english or french
Change of the instruction: Say that the answer must be one of the words english or french and nothing else.

Instruction: How big is the thing?
Answer: An elephant is a very big animal.
Note: expected "large", got "An elephant is a very big animal."; allowed answers: large or small
Change of the instruction: Say that the answer must be one of the words large or small and nothing else.

Instruction: {{instruction}}
{{evidence}}
Change of the instruction:"""

_UPDATE = """\
Instruction: What language is this?
Advice: Say that the answer must be one of the words english or french and nothing else.
Advice: Say that the answer must be one of the words english or french and nothing else.
Better instruction: What language is this? Answer with one word: english or french.

Instruction: Write about the article.
Advice: Keep it short.
Advice: Leave out side stories.
Better instruction: Write about the article. Keep it short and leave out side stories.

Instruction: How big is the thing?
Advice: Say that the answer must be one of the words large or small and nothing else.
Advice: Say that the answer must be one of the words large or small and nothing else.
Better instruction: How big is the thing? Answer with one word: large or small.

Instruction: {{instruction}}
{{feedback}}
Better instruction:"""

_GRADIENT_INPUT = """\
Instruction: What language is this? Use the summary.
Change of the answer: It should be only the one word french, not a whole sentence.
Change of the earlier text: It should name the language, english or french, and nothing else.

Instruction: How big is the thing? Use the description.
Change of the answer: It should be small, not large.
Change of the earlier text: It should say how big the thing is in plain numbers.

Instruction: {{instruction}}
Change of the answer: {{feedback}}
Change of the earlier text:"""


def _template(
    name: str, user: str, temperature: float, evidence_line: str = _EXAMPLE, feedback_line: str = "{{feedback}}"
) -> Template:
    return Template(
        name=name,
        endpoint="completion",
        user=user,
        stop=("\n",),
        reply="line",
        sampling=Sampling(temperature=temperature, max_tokens=60),
        evidence_line=evidence_line,
        feedback_line=feedback_line,
        keeps_frame=True,
    )


SMALL = {
    template.name: template
    for template in (
        _template("critique", _CRITIQUE, _CRITIC_TEMPERATURE, evidence_line=_NOTE),
        _template("edit", _EDIT, _EDITOR_TEMPERATURE),
        _template("paraphrase", _PARAPHRASE, _EDITOR_TEMPERATURE),
        _template("rewrite", _REWRITE, _EDITOR_TEMPERATURE),
        _template("improve", _IMPROVE, _EDITOR_TEMPERATURE),
        _template("gradient_response", _GRADIENT_RESPONSE, _CRITIC_TEMPERATURE),
        _template("gradient_input", _GRADIENT_INPUT, _CRITIC_TEMPERATURE),
        _template("gradient_prompt", _GRADIENT_PROMPT, _CRITIC_TEMPERATURE),
        _template("gradient_one_step", _GRADIENT_ONE_STEP, _CRITIC_TEMPERATURE),
        _template("update", _UPDATE, _EDITOR_TEMPERATURE, feedback_line="Advice: {{feedback}}"),
    )
}
