"""Editors that see nothing but the prompt."""

from gradcheck.optimizer.templates.standard.making import PROMPT, editor

TEMPLATES = (
    editor("paraphrase", f"{PROMPT}\n\nSay the same in other words, with the same meaning."),
    editor("rewrite", f"{PROMPT}\n\nRewrite it without changing what it asks for."),
    editor("improve", f"{PROMPT}\n\nWrite a better prompt for the same purpose."),
)
