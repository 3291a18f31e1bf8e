"""Reflection on whole answers: the words of GEPA, SIMBA and HRPO."""

from gradcheck.domain.call import Sampling
from gradcheck.domain.feedback import Template
from gradcheck.optimizer.templates.chats import ANSWERED, PROMPT, SAMPLING, critic, data, editor
from gradcheck.optimizer.templates.completions import CRITIC_TEMPERATURE, EDITOR_TEMPERATURE, completion

STANDARD = (
    editor(
        "reflect",
        f"{ANSWERED}\n\nHow these answers were scored, by the same numbers:\n{data('feedback')}\n\n"
        "Find out what the task demands that the prompt does not say: what the scoring asks for, facts about the "
        "subject, ways of working that led to right answers. Write a prompt that says so in general terms, without "
        "copying examples.",
        feedback_line="{{number}}. {{feedback}}",
        evidence_line="{{number}}. Input: {{input}}\n   Answer: {{answer}}",
    ),
    critic(
        "contrast",
        f"{PROMPT}\n\nTwo answers to the same input, the better one first:\n{data('evidence')}\n\n"
        "Give one rule that a prompt can state in a sentence or two, with which the model would answer inputs of this "
        "kind as in the first answer and not as in the second. Do not copy the input.",
    ),
    Template(name="append_rule", endpoint="none", user="{{instruction}}\n\n{{feedback}}", absent="", sampling=SAMPLING),
    critic(
        "root_causes",
        f"{ANSWERED}\n\nSay in what ways answers fall short, how often each occurs, and what in the prompt is the "
        "root cause of each. Do not rewrite the prompt.",
    ),
    critic(
        "failure_modes",
        f"{PROMPT}\n\nAnalyses of batches of answers that it led to, one a line:\n{data('feedback')}\n\n"
        "Sum them up as a few failure modes that do not overlap, the most frequent first: for each its name, what goes "
        "wrong, and its root cause in the prompt.",
        several=True,
    ),
    editor(
        "repair",
        f"{PROMPT}\n\nA way in which its answers fail, and the cause:\n{data('feedback')}\n\n"
        "Write a prompt that prevents this failure and keeps all that works.",
        feedback_line="{{feedback}}",
    ),
)

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

SMALL = (
    completion(
        "reflect", _REFLECT, EDITOR_TEMPERATURE, evidence_line="Answer: {{answer}}", feedback_line="Note: {{feedback}}"
    ),
    completion("contrast", _CONTRAST, CRITIC_TEMPERATURE),
    Template(
        name="append_rule",
        endpoint="none",
        user="{{instruction}} {{feedback}}",
        absent="",
        sampling=Sampling(),
        keeps_frame=True,
    ),
    completion("root_causes", _ROOT_CAUSES, CRITIC_TEMPERATURE),
    completion("failure_modes", _FAILURE_MODES, CRITIC_TEMPERATURE, feedback_line="Cause: {{feedback}}"),
    completion("repair", _REPAIR, EDITOR_TEMPERATURE),
)
