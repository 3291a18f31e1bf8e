"""Diagnostics: recorded steps run again with one thing changed, and what that says. One diagnostic a file."""
