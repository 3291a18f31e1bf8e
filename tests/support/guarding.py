"""What a process touches while it is watched: connections, files, processes, code. One audit hook, which stays.

It owns the watching; what may be touched is a test's to say.
"""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple


class Touched(NamedTuple):
    """An event of the interpreter: a connection, a file opened, a program started, code made."""

    event: str
    what: str
    writes: bool = False


_watched: list[list[Touched]] = []
_installed: list[bool] = []
_STARTS = frozenset({"subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "os.fork", "os.spawn", "pty.spawn"})
_NAMES = frozenset({"socket.getaddrinfo", "socket.gethostbyname", "urllib.Request", "ctypes.dlopen"})
_FILES = frozenset(f"os.{name}" for name in ("remove", "rename", "mkdir", "rmdir", "symlink", "link", "truncate"))
_READS = frozenset({"os.listdir", "os.scandir", "glob.glob"})


@contextmanager
def watching() -> Iterator[list[Touched]]:
    """All that any thread of this process touches inside."""
    if not _installed:
        sys.addaudithook(_seen)
        _installed.append(True)
    touched: list[Touched] = []
    _watched.append(touched)
    try:
        yield touched
    finally:
        _watched.remove(touched)


def _seen(event: str, given: tuple[Any, ...]) -> None:
    if not _watched:
        return
    if event == "open":
        path, mode, flags = given
        writes = bool((flags or 0) & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)) or any(c in (mode or "") for c in "wax+")
        _note(Touched(event, _path(path), writes))
    elif event == "socket.connect":
        _note(Touched(event, str(given[1])))
    elif event in _STARTS or event in _NAMES:
        _note(Touched(event, repr(given[:2])))
    elif event in _FILES or event in _READS:
        _note(Touched(event, _path(given[0]), event in _FILES))
    elif event == "compile" and given[0] is not None:
        source = given[0]
        _note(Touched(event, source.decode("utf-8", "replace") if isinstance(source, bytes) else str(source)))


def _path(given: object) -> str:
    """A path as it is, links followed; numbers are files that are open already."""
    if isinstance(given, str | bytes | os.PathLike):
        return str(Path(os.path.realpath(os.fsdecode(given))))
    return str(given)


def _note(touched: Touched) -> None:
    for one in _watched:
        one.append(touched)
