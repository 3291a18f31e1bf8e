"""What holds for every test: no example has a deadline, and what stays is not looked through for garbage.

A machine that is busy with something else makes no rule wrong. It owns nothing that a test sees.
"""

import gc

from hypothesis import settings

from tests.support import databases

settings.register_profile("any machine", deadline=None)
settings.load_profile("any machine")


def pytest_configure() -> None:
    gc.disable()


def pytest_collection_finish() -> None:
    gc.freeze()
    gc.enable()


def pytest_unconfigure() -> None:
    databases.close()
