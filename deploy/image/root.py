"""Makes the root of an image that holds a Python and what it and a tree of libraries load: `root.py ROOT TREE`.

Copied are this interpreter, its standard library, the shared libraries that they and the tree ask for, and the
certificates of this system. There is no shell and no package manager in it.
"""

import re
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

_NAME, ID, HOME = "gradcheck", 10001, "/var/lib/gradcheck"
_UNUSED = (
    "ensurepip",
    "idlelib",
    "lib2to3",
    "site-packages",
    "test",
    "*tkinter*",  # slim images of Python leave its libraries out
    "turtledemo",
    "config-*",
    "dist-packages",
)
_CERTIFICATES = Path("/etc/ssl/certs/ca-certificates.crt")


def make(root: Path, tree: Path) -> None:
    """Make the root for a tree."""
    for name in ("bin", "lib", "lib64", "sbin"):
        if Path("/", name).is_symlink():
            (root / "usr" / name).mkdir(parents=True, exist_ok=True)
            (root / name).symlink_to(f"usr/{name}")
    interpreter = Path(sys.executable).resolve()
    library = Path(sysconfig.get_path("stdlib"))
    _copy(interpreter, root)
    shutil.copytree(library, _in(root, library), symlinks=True, ignore=shutil.ignore_patterns(*_UNUSED))
    inside = _shared(tree)
    needed = {path for binary in (interpreter, *_shared(_in(root, library)), *inside) for path in _needs(binary)}
    for path in sorted(needed):
        if path.is_absolute() and not path.is_relative_to(tree):
            _copy(path, root)
    missing = {path.name for path in needed if not path.is_absolute()} - {path.name for path in inside}
    if missing:  # a library of the tree may be found only by those that were loaded before it
        raise SystemExit(f"nothing has {', '.join(sorted(missing))}")
    for name in ("ld.so.conf", "ld.so.conf.d"):
        shutil.copytree(path, _in(root, path)) if (path := Path("/etc", name)).is_dir() else _copy(path, root)
    subprocess.run(["ldconfig", "-r", root], check=True)
    _copy(_CERTIFICATES, root)
    defaults = Path("/usr/lib/ssl")
    _in(root, defaults).mkdir(parents=True)
    (_in(root, defaults) / "cert.pem").symlink_to(_CERTIFICATES)
    (root / "etc/nsswitch.conf").write_text("hosts: files dns\n")
    (root / "etc/hosts").write_text("127.0.0.1 localhost\n::1 localhost\n")
    (root / "etc/passwd").write_text(f"root:x:0:0::/:/\n{_NAME}:x:{ID}:{ID}::{HOME}:/\n")
    (root / "etc/group").write_text(f"root:x:0:\n{_NAME}:x:{ID}:\n")
    (root / "tmp").mkdir(mode=0o777)
    (root / "tmp").chmod(0o1777)
    home = _in(root, Path(HOME))
    home.mkdir(parents=True, mode=0o700)
    shutil.chown(home, ID, ID)


def _shared(tree: Path) -> list[Path]:
    return [path for path in tree.rglob("*.so*") if path.is_file()]


def _needs(binary: Path) -> set[Path]:
    """The libraries that the dynamic linker loads for a binary, itself among them; those not found as bare names."""
    said = subprocess.run(["ldd", binary], capture_output=True, text=True, check=False).stdout
    return {Path(path) for path in re.findall(r"(/\S+) \(0x|(\S+) => not found", said) for path in path if path}


def _copy(path: Path, root: Path) -> None:
    """Copy a file's content to where its name says."""
    target = _in(root, path)
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy2(path.resolve(), target)


def _in(root: Path, path: Path) -> Path:
    return root / path.relative_to("/")


if __name__ == "__main__":
    make(Path(sys.argv[1]), Path(sys.argv[2]))
