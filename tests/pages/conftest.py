"""The server of a module, as for tests of the API, and what browsers send."""

from tests.api.conftest import finished, server

__all__ = ["finished", "server"]
