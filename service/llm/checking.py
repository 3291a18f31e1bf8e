"""The question of a check: what a model is asked before a run relies on it. It owns these words."""

QUESTION = "This is a check of the connection. Answer with the one word: ok"
