"""Texts that stand in for feedback: placebos, foreign feedback and noise, and the check that none knows the task.

The sentences are in the .txt files, written by hand before any task was seen.
"""
