"""Reflection on whole answers: the words of GEPA, SIMBA and HRPO."""

from gradcheck.optimizer.templates.standard.making import PROMPT, appending, critic, data, editor

_ANSWERED = f"{PROMPT}\n\nWith it the model answered these examples:\n{data('evidence')}"

TEMPLATES = (
    editor(
        "reflect",
        f"{_ANSWERED}\n\nHow these answers were scored, by the same numbers:\n{data('feedback')}\n\n"
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
    appending("append_rule", "{{instruction}}\n\n{{feedback}}"),
    critic(
        "root_causes",
        f"{_ANSWERED}\n\nSay in what ways answers fall short, how often each occurs, and what in the prompt is the "
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
