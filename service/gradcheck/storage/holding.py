"""One process works on a database file: the lock that it holds, and that the files are for its own user alone.

The lock ends with the process, however that ends. What stands in the file is for people.
"""

import contextlib
import fcntl
import os
import socket
import stat
from collections.abc import Iterator
from pathlib import Path

import msgspec

from gradcheck.errors import ConfigurationError

OWN_FILE, OWN_FOLDER = 0o600, 0o700
_FILE = "sqlite:///"


class _Holder(msgspec.Struct):
    pid: int
    host: str
    url: str


@contextlib.contextmanager
def held(database_url: str, home: Path, url: str) -> Iterator[None]:
    """Hold a database, where it is a file, for the service at this URL. What is created meanwhile is this user's alone.

    Raises ConfigurationError where another process holds it, in words that say what to do, or where it cannot be held.
    """
    os.umask(0o777 & ~OWN_FOLDER)
    if not database_url.startswith(_FILE):
        yield
        return
    database = Path(database_url.removeprefix(_FILE))
    path = database.with_name(f"{database.name}.lock")
    try:
        database.parent.mkdir(parents=True, exist_ok=True)
        _keep_private(database, home)
        file = path.open("a+b")
    except OSError as error:
        raise ConfigurationError(f"{path} cannot be written: {error.strerror}") from None
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise ConfigurationError(_words(database, path)) from None
        except OSError as error:
            raise ConfigurationError(f"{path} cannot be locked: {error.strerror}") from None
        with contextlib.suppress(OSError):  # a full disk: the lock holds without words
            file.truncate(0)
            file.write(msgspec.json.encode(_Holder(pid=os.getpid(), host=socket.gethostname(), url=url)))
            file.flush()
        yield


def _words(database: Path, path: Path) -> str:
    try:
        holder = msgspec.json.decode(path.read_bytes(), type=_Holder)
    except (OSError, msgspec.DecodeError):
        return f"another process works on {database}: stop it, or set GRADCHECK_HOME to another folder"
    who = f"process {holder.pid} on {holder.host} works on {database}"
    return f"{who}: ask it with --url {holder.url}, stop it, or set GRADCHECK_HOME to another folder"


def _keep_private(database: Path, home: Path) -> None:
    """Close to others what earlier versions left open: the home, where it is this user's own, and its files."""
    folder = home.stat() if home.is_dir() else None
    shared = folder is None or folder.st_uid != os.geteuid() or folder.st_mode & stat.S_ISVTX or home == Path.home()
    if not shared:
        home.chmod(OWN_FOLDER)
    for file in (*database.parent.glob(f"{database.stem}*{database.suffix}*"), *home.glob("service.log")):
        if file.is_file() and not file.is_symlink() and file.stat().st_uid == os.geteuid():
            file.chmod(OWN_FILE)
