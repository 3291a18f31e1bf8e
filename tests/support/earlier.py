"""The home of a service of an earlier version, as it was left behind when that service was killed.

It owns unpacking it. How it was made is in its folder; what it holds is never made anew.
"""

import gzip
import json
import tarfile
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent.parent / "fixtures" / "version_1"
DATABASES = ("gradcheck.sqlite", "gradcheck-jobs.sqlite")


def unpack(home: Path) -> None:
    """Put the databases into a home."""
    home.mkdir(parents=True, exist_ok=True)
    with tarfile.open(FOLDER / "home.tar.gz") as archive:
        for name in DATABASES:
            content = archive.extractfile(name)
            assert content is not None
            (home / name).write_bytes(content.read())


def _known() -> dict[str, Any]:
    known: dict[str, Any] = json.loads(gzip.decompress((FOLDER / "answers.json.gz").read_bytes()))
    return known


PATHS: dict[str, str] = _known()["jobs"]
"""Where every job is found, by its name."""

ANSWERS: dict[str, Any] = _known()["answers"]
"""What the service of that version answered about the jobs that had ended, by address."""

IDS = {name: path.rsplit("/", 1)[1] for name, path in PATHS.items()}
"""The id of every job, by its name."""
