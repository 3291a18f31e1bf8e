"""Prompts that are compared: requests for it, their plans, what comes of them."""
