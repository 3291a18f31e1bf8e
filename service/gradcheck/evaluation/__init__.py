"""Candidates on examples: a program answers, its answer is graded, and both together are a rollout."""

from gradcheck.evaluation.evaluated import Asked, Done, Task
from gradcheck.evaluation.evaluator import Evaluator

__all__ = ["Asked", "Done", "Evaluator", "Task"]
