"""A service's process holds little more than it uses, whatever its busiest moment needed."""

import subprocess
import sys

_IN_THREADS = """
import ctypes, sys, threading
from gradcheck import process_memory
if "level" in sys.argv:
    process_memory.keep_level()
together = threading.Barrier(8)
def work():
    ctypes.create_string_buffer(1000)
    together.wait()
threads = [threading.Thread(target=work) for _ in range(8)]
[thread.start() for thread in threads]
[thread.join() for thread in threads]
libc = ctypes.CDLL(None)
libc.fdopen.restype = ctypes.c_void_p
out = libc.fdopen(1, b"w")
libc.malloc_info(0, ctypes.c_void_p(out))
libc.fflush(ctypes.c_void_p(out))
"""
_BUSY_ONCE = """
import ctypes, sys, time
from pathlib import Path
from gradcheck import process_memory
if "level" in sys.argv:
    process_memory._TRIM_S = 0.05
    process_memory.keep_level()
def held():
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096
before = held()
pieces = [ctypes.create_string_buffer(3000) for _ in range(40_000)]
for piece in pieces:
    ctypes.memset(piece, 1, 3000)
last = pieces[-1]
del pieces, piece
time.sleep(0.5)
print(held() - before)
"""


def said(script: str, *arguments: str) -> str:
    command = [sys.executable, "-c", script, *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def test_threads_of_a_service_share_two_heaps() -> None:
    assert said(_IN_THREADS).count("<heap nr=") > 2
    assert said(_IN_THREADS, "level").count("<heap nr=") <= 2


def test_what_a_service_needed_once_and_does_not_use_any_more_is_given_back() -> None:
    assert int(said(_BUSY_ONCE)) > 80e6
    assert int(said(_BUSY_ONCE, "level")) < 20e6
