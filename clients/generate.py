"""Generates `gradcheck_client.rest` from the committed `openapi.json`. It owns the generator's call."""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parent.parent
TARGET = ROOT / "clients" / "python" / "gradcheck_client" / "rest"


def generate(target: Path) -> None:
    """Write the generated package into `target`, which must not exist."""
    command = [sys.executable, "-m", "openapi_python_client", "generate", "--path", str(ROOT / "openapi.json")]
    options = ["--meta", "none", "--output-path", str(target), "--config", str(Path(__file__).parent / "config.yaml")]
    subprocess.run([*command, *options], check=True, capture_output=True)  # noqa: S603 - our own command


def main() -> None:
    """Replace the committed package."""
    with tempfile.TemporaryDirectory() as folder:
        fresh = Path(folder) / "rest"
        generate(fresh)
        shutil.rmtree(TARGET, ignore_errors=True)
        shutil.copytree(fresh, TARGET)


if __name__ == "__main__":
    main()
