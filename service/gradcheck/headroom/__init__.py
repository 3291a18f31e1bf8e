"""Headroom before money: whether a task reacts to prompts at all, and what a run could at most be seen to gain."""
