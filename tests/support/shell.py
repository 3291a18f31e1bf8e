"""Scripts of pages, run by bash as somebody in a folder would. It owns nothing of what they say or what must hold."""

import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path


def bash(
    script: str, folder: Path, environment: Mapping[str, str], timeout_s: float
) -> subprocess.CompletedProcess[str]:
    """What came of a script; whether it failed is for the caller to see. Raises TimeoutExpired."""
    program = shutil.which("bash")
    assert program, "the tests need bash"
    return subprocess.run(
        [program, "-c", script],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=timeout_s,
    )
