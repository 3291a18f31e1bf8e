"""Reflection on whole answers: the words of GEPA, SIMBA and HRPO."""

from gradcheck.optimizer.templates.small.making import CRITIC_TEMPERATURE, EDITOR_TEMPERATURE, appending, completion

_REFLECT = """\
Answer: The text is written in the French language.
Answer: This is English.
Note: expected "french", got "The text is written in the French language."; allowed answers: english or french
Note: expected "english", got "This is English."; allowed answers: english or french
Instruction: What language is this?
Better instruction: What language is this? Answer with one word: english or french.

Answer: The article begins with the author's holiday by the sea.
Note: the summary leaves out the main point and tells a side story
Instruction: Write about the article.
Better instruction: Write about the article. Begin with the main point and leave out side stories.

Answer: An elephant is a very big animal.
Answer: The size of an ant is about 5 mm.
Note: expected "large", got "An elephant is a very big animal."; allowed answers: large or small
Note: expected "small", got "The size of an ant is about 5 mm."; allowed answers: large or small
Instruction: How big is the thing?
Better instruction: How big is the thing? Answer with one word: large or small.

{{evidence}}
{{feedback}}
Instruction: {{instruction}}
Better instruction:"""

_CONTRAST = """\
Instruction: What language is this?
Answer: french
Note: correct
Answer: The text is written in the French language.
Note: expected "french", got "The text is written in the French language."; allowed answers: english or french
Rule: Answer with one word: english or french.

Instruction: How big is the thing?
Answer: large
Note: correct
Answer: small
Note: expected "large", got "small"; allowed answers: large or small
Rule: Call things larger than a person large and all others small.

Instruction: Look at the message.
Answer: urgent
Note: correct
Answer: This message seems to be about a broken pipe
Note: expected "urgent", got "This message seems to be about a broken pipe"; allowed answers: later or urgent
Rule: Answer with one word: later or urgent.

Instruction: {{instruction}}
{{evidence}}
Rule:"""

_ROOT_CAUSES = """\
Instruction: What language is this?
Answer: The text is written in the French language.
Note: expected "french", got "The text is written in the French language."; allowed answers: english or french
Answer: This is English.
Note: expected "english", got "This is English."; allowed answers: english or french
Cause: It does not say that the answer must be one of the words english or french and nothing else.

Instruction: Look at the message.
Answer: The message is about a picnic
Note: expected "later", got "The message is about a picnic"; allowed answers: later or urgent
Cause: It does not say that the answer must be one of the words later or urgent and nothing else.

Instruction: How big is the thing?
Answer: An elephant is a very big animal.
Note: expected "large", got "An elephant is a very big animal."; allowed answers: large or small
Cause: It does not say that the answer must be one of the words large or small and nothing else.

Instruction: {{instruction}}
{{evidence}}
Cause:"""

_FAILURE_MODES = """\
Instruction: What language is this?
Cause: It does not say that the answer must be one of the words english or french and nothing else.
Cause: Answers are sentences and not one of the words english or french.
Problem: The answer must be one of the words english or french and nothing else.

Instruction: Write about the article.
Cause: The summaries are too long.
Cause: Half of the summaries tell side stories.
Problem: The summaries are too long and include side stories.

Instruction: How big is the thing?
Cause: It does not say that the answer must be one of the words large or small and nothing else.
Problem: The answer must be one of the words large or small and nothing else.

Instruction: {{instruction}}
{{feedback}}
Problem:"""

_REPAIR = """\
Instruction: What language is this?
Problem: The answer must be one of the words english or french and nothing else.
Better instruction: What language is this? Answer with one word: english or french.

Instruction: Write about the article.
Problem: The summaries are too long and include side stories.
Better instruction: Write about the article. Keep it short and leave out side stories.

Instruction: How big is the thing?
Problem: The answer must be one of the words large or small and nothing else.
Better instruction: How big is the thing? Answer with one word: large or small.

Instruction: {{instruction}}
Problem: {{feedback}}
Better instruction:"""

TEMPLATES = (
    completion(
        "reflect", _REFLECT, EDITOR_TEMPERATURE, evidence_line="Answer: {{answer}}", feedback_line="Note: {{feedback}}"
    ),
    completion("contrast", _CONTRAST, CRITIC_TEMPERATURE),
    appending("append_rule", "{{instruction}} {{feedback}}"),
    completion("root_causes", _ROOT_CAUSES, CRITIC_TEMPERATURE),
    completion("failure_modes", _FAILURE_MODES, CRITIC_TEMPERATURE, feedback_line="Cause: {{feedback}}"),
    completion("repair", _REPAIR, EDITOR_TEMPERATURE),
)
