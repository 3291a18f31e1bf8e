"""`gradcheck` and `python -m gradcheck`: the command line. SIGTERM is heard before anything is loaded.

As the first process of a container, which has no default for it, it would otherwise miss one that comes while it loads.
"""

import os
import signal
import sys
from importlib import import_module
from types import FrameType

_SERVING = ("serve", "api", "worker")


def main() -> None:
    """Run a command. One that serves and has not begun to has nothing to finish: SIGTERM ends it at once, with 0."""
    if sys.argv[1:2] and sys.argv[1] in _SERVING:
        signal.signal(signal.SIGTERM, _end)
    import_module("gradcheck.cli").main()


def _end(_: int, __: FrameType | None) -> None:
    os._exit(0)


if __name__ == "__main__":
    main()
