"""Garbage: what is imported and collected stays, and is not looked through again and again.

It owns when Python looks for garbage. It owns nothing that a test sees.
"""

import gc


def pytest_configure() -> None:
    gc.disable()


def pytest_collection_finish() -> None:
    gc.freeze()
    gc.enable()
