"""Worlds with a known truth: served as the provider `simulated`, on arrays as a fast twin, and as calibrations.

It owns the generative model of tasks, prompts, critics and editors, and the expectations that follow from it. It owns
no method, no diagnostic and no statistics: `calibration` puts those of the service to the test.
"""
