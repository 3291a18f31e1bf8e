"""How a service's process keeps its memory level over days: when garbage is looked for, and what heaps give back.

It owns settings of the interpreter and of the C library, where that is glibc. It does not own what is kept: every
memory of texts has a bound where it is.
"""

import contextlib
import ctypes
import gc
import threading
import time

_M_TRIM_THRESHOLD, _M_MMAP_THRESHOLD, _M_ARENA_MAX = -1, -3, -8  # `mallopt` of glibc
_HEAPS, _APART_BYTES = 2, 128 * 1024
_TRIM_S = 30.0


def keep_level() -> None:
    """Have the process hold little more than what is in use, whatever its busiest moment needed."""
    _collect_garbage_rarely()
    with contextlib.suppress(AttributeError, OSError):
        _keep_heaps_small(ctypes.CDLL(None))


def _collect_garbage_rarely() -> None:
    """Thousands of waiting calls are thousands of live objects that every collection would look at in vain.

    Worth 0.5 ms of CPU a call at 4,000 calls at once; what is no cycle is freed at once as ever. All objects but those
    that were there at the start are looked at after 200,000 new ones: five times rarer, 15 MB of garbage lay about.
    """
    gc.freeze()
    gc.set_threshold(10_000, 10, 2)


def _keep_heaps_small(library: ctypes.CDLL) -> None:
    """All threads allocate from two heaps, large pieces apart from them, and pages without anything are given back.

    By default each thread has a heap of its own, what one thread frees no other can use, and what counts as large
    grows with what was freed: the memory of a process at work grows for hours.
    """
    library.mallopt(_M_ARENA_MAX, _HEAPS)
    library.mallopt(_M_MMAP_THRESHOLD, _APART_BYTES)
    library.mallopt(_M_TRIM_THRESHOLD, _APART_BYTES)
    threading.Thread(target=_trim_for_ever, args=(library,), name="trim", daemon=True).start()


def _trim_for_ever(library: ctypes.CDLL) -> None:
    while True:
        time.sleep(_TRIM_S)
        library.malloc_trim(0)
