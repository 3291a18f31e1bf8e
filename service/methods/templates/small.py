"""Templates for very small models: the raw completion endpoint, worked examples, one line.

A model of a hundred million parameters does not follow an instruction about instructions, but it continues a pattern.
The worked examples are about other tasks than any caller's. It owns these words only.
"""

from service.domain.call import Sampling
from service.domain.feedback import Template

_NOTE = "Mistake: {{note}}"
_EXAMPLE = "Input: {{input}}\nAnswer: {{answer}}\nNote: {{note}}"

_CRITIQUE = """\
Find the problem of an instruction from its mistakes.

Instruction: What language is this?
Mistake: expected "french", got "The text is written in the French language."; allowed answers: english, french
Mistake: expected "english", got "This is an English sentence about a cat."; allowed answers: english, french
Problem: It does not say that the answer must be one word only, english or french, so the answers are whole sentences.

Instruction: Tell me the size of the thing.
Mistake: expected "large", got "An elephant is a very big animal with a trunk"; allowed answers: large, medium, small
Mistake: expected "small", got "The size of an ant is about 5 mm."; allowed answers: large, medium, small
Problem: It does not say that the answer must be one word only, large, medium or small, so the answers are whole sentences.

Instruction: Look at the message. Is it urgent?
Mistake: expected "no", got "It is not urgent because the meeting is next month."; allowed answers: no, yes
Mistake: expected "yes", got "This message seems to be urgent and"; allowed answers: no, yes
Problem: It does not say that the answer must be one word only, no or yes, so the answers are whole sentences.

Instruction: {{instruction}}
{{evidence}}
Problem:"""

_EDIT = """\
Improve each instruction so that its problem goes away.

Instruction: What language is this?
Problem: It does not say that the answer must be one word only, english or french, so the answers are whole sentences.
Better instruction: What language is this? Answer with one word: english or french.

Instruction: Give me a summary of the article.
Problem: The summaries are far too long and include side stories.
Better instruction: Summarize the main point of the article in one short sentence.

Instruction: Tell me the size of the thing.
Problem: The replies should be just large, medium or small, but they explain too much.
Better instruction: Classify the size of the thing. Answer with one word: large, medium or small.

Instruction: {{instruction}}
Problem: {{feedback}}
Better instruction:"""

_PARAPHRASE = """\
Say each instruction in other words, with the same meaning.

Instruction: What language is this? Answer with one word: english or french.
Same meaning: Name the language of the text. Reply with only one word, english or french.

Instruction: Summarize the article in one short sentence.
Same meaning: Write one brief sentence that tells what the article says.

Instruction: Tell me the size of the thing.
Same meaning: How big is the thing?

Instruction: {{instruction}}
Same meaning:"""

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
Say how each answer should change.

Instruction: What language is this?
Input: Le chat dort sur la chaise.
Answer: The text is written in the French language.
Note: expected "french", got "The text is written in the French language."; allowed answers: english, french
Change of the answer: It should be only the one word french, not a whole sentence; the allowed answers are english and french.

Instruction: Tell me the size of the thing.
Input: ant
Answer: An ant is about 5 mm long.
Note: expected "small", got "An ant is about 5 mm long."; allowed answers: large, medium, small
Change of the answer: It should be only the one word small, not a whole sentence; the allowed answers are large, medium and small.

Instruction: {{instruction}}
{{evidence}}
Change of the answer:"""

_GRADIENT_PROMPT = """\
Say how each instruction should change so that its answers change as wanted.

Instruction: What language is this?
Wanted change of the answer: It should be only the one word french, not a whole sentence; the allowed answers are english and french.
Change of the instruction: It should ask for one word only, english or french.

Instruction: Tell me the size of the thing.
Wanted change of the answer: It should be only the one word small, not a whole sentence; the allowed answers are large, medium and small.
Change of the instruction: It should ask for one word only, large, medium or small.

Instruction: Give me a summary of the article.
Wanted change of the answer: It should leave out the side stories and be one sentence long.
Change of the instruction: It should ask for the main point in one sentence.

Instruction: {{instruction}}
Wanted change of the answer: {{feedback}}
Change of the instruction:"""

_GRADIENT_ONE_STEP = """\
Say how each instruction should change so that its answer becomes right.

Instruction: What language is this?
Input: Le chat dort sur la chaise.
Answer: The text is written in the French language.
Note: expected "french", got "The text is written in the French language."; allowed answers: english, french
Change of the instruction: It should ask for one word only, english or french.

Instruction: Tell me the size of the thing.
Input: ant
Answer: An ant is about 5 mm long.
Note: expected "small", got "An ant is about 5 mm long."; allowed answers: large, medium, small
Change of the instruction: It should ask for one word only, large, medium or small.

Instruction: {{instruction}}
{{evidence}}
Change of the instruction:"""

_UPDATE = """\
Improve each instruction by following the advice.

Instruction: What language is this?
Advice: It should ask for one word only, english or french.
Advice: It should ask for only the language, english or french, without a sentence.
Better instruction: What language is this? Answer with one word: english or french.

Instruction: Give me a summary of the article.
Advice: It should ask for the main point only.
Advice: It should ask for one short sentence.
Better instruction: Summarize the main point of the article in one short sentence.

Instruction: Tell me the size of the thing.
Advice: It should ask for one word only, large, medium or small.
Better instruction: Classify the size of the thing. Answer with one word: large, medium or small.

Instruction: {{instruction}}
{{feedback}}
Better instruction:"""

_GRADIENT_INPUT = """\
Say how the text of an earlier step should change so that the answer changes as wanted.

Instruction: What language is this? Use the summary.
Wanted change of the answer: It should be only the one word french, not a whole sentence.
Change of the earlier text: It should name the language, english or french, and nothing else.

Instruction: Tell me the size of the thing. Use the description.
Wanted change of the answer: It should be small, not large.
Change of the earlier text: It should say how big the thing is in plain numbers.

Instruction: {{instruction}}
Wanted change of the answer: {{feedback}}
Change of the earlier text:"""


def _template(name: str, user: str, evidence_line: str = _EXAMPLE, feedback_line: str = "{{feedback}}") -> Template:
    return Template(
        name=name,
        endpoint="completion",
        user=user,
        stop=("\n",),
        reply="line",
        sampling=Sampling(temperature=0.9, max_tokens=60),
        evidence_line=evidence_line,
        feedback_line=feedback_line,
        keeps_frame=True,
    )


SMALL = {
    template.name: template
    for template in (
        _template("critique", _CRITIQUE, evidence_line=_NOTE),
        _template("edit", _EDIT, evidence_line=_NOTE),
        _template("paraphrase", _PARAPHRASE),
        _template("rewrite", _REWRITE),
        _template("improve", _IMPROVE),
        _template("gradient_response", _GRADIENT_RESPONSE),
        _template("gradient_input", _GRADIENT_INPUT),
        _template("gradient_prompt", _GRADIENT_PROMPT),
        _template("gradient_one_step", _GRADIENT_ONE_STEP),
        _template("update", _UPDATE, feedback_line="Advice: {{feedback}}"),
    )
}
