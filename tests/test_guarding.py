"""A watch sees what a process touches, in any thread."""

import socket
import subprocess
import sys
from pathlib import Path

from tests.support.guarding import watching


def test_what_is_watched_is_seen(tmp_path: Path) -> None:
    with watching() as touched:
        (tmp_path / "a").write_text("x")
        (tmp_path / "a").read_text()
        subprocess.run([sys.executable, "-c", ""], check=True)
        compile("1 + 1", "here", "eval")
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
            probe.connect(("127.0.0.1", 9))
    seen = {(one.event, one.writes) for one in touched}
    wanted = {
        ("open", True),
        ("open", False),
        ("subprocess.Popen", False),
        ("compile", False),
        ("socket.connect", False),
    }
    assert wanted <= seen
