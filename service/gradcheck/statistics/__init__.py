"""Estimators, tests and power calculations on arrays of scores.

Owns the formulas. Does not own what a score is, which contrasts a diagnostic asks for, nor how a verdict is
worded.
"""
