"""Gradcheck: prompt optimization whose feedback is put to the test."""
