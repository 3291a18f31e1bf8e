"""A simulated language model with a known truth, served as a provider, and a fast twin of it on arrays.

It owns the generative model of tasks, prompts, critics and editors, and the expectations that follow from it. It
owns no diagnostic, no statistics and no template: it reads requests by their shape.
"""
