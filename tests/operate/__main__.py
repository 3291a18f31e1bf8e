"""`python -m tests.operate`: every query of every board, of every rule and of the adapter, asked of a real Prometheus.

Two services are scraped: one works, faults are done to the other. A query that gives no number fails, and so does an
alert that does not come. Where all is well the page of the documentation is written anew.
"""

import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.operate.asking import answered
from tests.operate.page import PAGE, Shown, written
from tests.operate.patience import OverdueError, Patience
from tests.operate.prometheus import prometheus, promtool
from tests.operate.staging import staged

_LIMIT_S = 270


def main() -> int:
    """Ask all; the exit code."""
    promtool("check", "config", "--syntax-only", "deploy/prometheus.yml")
    promtool("check", "rules", "deploy/alerts.yml", "deploy/recording.yml")
    promtool("test", "rules", "tests/deploy/alerts_test.yml")
    with TemporaryDirectory() as folder:
        shown, faults = _seen(Path(folder), Patience(_LIMIT_S))
    sys.stdout.writelines(f"FAULT {fault}\n" for fault in faults)
    if not faults:
        PAGE.write_text(written(shown), "utf-8")
        sys.stdout.write(f"{len(shown)} queries have a sample on the page {PAGE.name}\n")
    return 1 if faults else 0


def _seen(folder: Path, patience: Patience) -> tuple[list[Shown], list[str]]:
    """What every query gave, and all faults."""
    late = []
    with prometheus(folder / "prometheus") as server, staged(folder, patience) as stage:
        try:
            stage.bring_about(server)
        except OverdueError as error:  # what is there is asked all the same, and says what is missing
            late.append(str(error))
        shown, faults = answered(server, time.time())
    patience.say("all queries are answered")
    return shown, [*late, *faults]


if __name__ == "__main__":
    sys.exit(main())
