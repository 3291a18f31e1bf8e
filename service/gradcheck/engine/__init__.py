"""Runs a method: validation, the feedback bus, steps, stop rules, the final test. It knows no method by name."""
