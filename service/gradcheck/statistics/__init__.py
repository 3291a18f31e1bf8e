"""Estimators, tests and power calculations on arrays of scores; what a score is, others say."""
