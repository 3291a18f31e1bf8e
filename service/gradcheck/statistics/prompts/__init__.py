"""Prompts against one another before any run: how far they spread, what the best of many could gain, what is seen."""
