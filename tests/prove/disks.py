"""Small disks in memory: mounted, filled, freed. It owns what is mounted; that takes the rights of root."""

import contextlib
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

_PIECE = 1 << 16


@contextlib.contextmanager
def small_disk(folder: Path, megabytes: int) -> Iterator[Path]:
    """A disk of this size in the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    _do("mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", str(folder))
    try:
        yield folder
    finally:
        _do("umount", "--lazy", str(folder))


def grow(folder: Path, megabytes: int) -> None:
    """The disk in the folder has another size from now on."""
    _do("mount", "-o", f"remount,size={megabytes}m", str(folder))


@contextlib.contextmanager
def filled(folder: Path) -> Iterator[None]:
    """A disk without a byte to spare; afterwards what filled it is gone."""
    ballast = folder / "ballast"
    with ballast.open("wb", buffering=0) as file:
        for piece in (_PIECE, 512):
            with contextlib.suppress(OSError):
                while file.write(b"\1" * piece):
                    pass
    try:
        yield
    finally:
        ballast.unlink()


def _do(program: str, *arguments: str) -> None:
    done = subprocess.run([str(shutil.which(program)), *arguments], capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"no disk can be mounted here: {done.stderr}"
