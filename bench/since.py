"""CPU of a call beside that of an earlier commit: `since:REVISION`.

Both services run at once before one provider, in the environment of this checkout, and take turns, as a machine's speed
drifts. It owns the earlier checkout for the time of the measure.
"""

import subprocess
import tempfile
from pathlib import Path
from statistics import median

from bench.measure import CannotRunError, Measure
from bench.rig import EXPECTED, evaluation, perform
from tests.support.processes import ROOT, provider_process, service_process

PREFIX = "since:"
PAIRS, CALLS, SLOTS, LATENCY_S = 9, 1500, 64, 0.05


def since(revision: str) -> list[Measure]:
    """The median ratio of pairs of runs. Raises CannotRunError where there is no such commit."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        there = Path(folder)
        _check_out(revision, there / "before")
        with (
            provider_process(latency_s=LATENCY_S, answer=EXPECTED) as provider,
            service_process(there / "home-now", provider.url, SLOTS) as now,
            service_process(there / "home-before", provider.url, SLOTS, there / "before") as before,
        ):
            for service in (now, before):
                perform(service, evaluation(CALLS))  # the first calls of a process are dearer
            pairs = [
                (perform(now, evaluation(CALLS)).cpu_s, perform(before, evaluation(CALLS)).cpu_s) for _ in range(PAIRS)
            ]
    ratios = [ours / theirs for ours, theirs in pairs]
    ours_ms, theirs_ms = (median(cpu) / CALLS * 1e3 for cpu in zip(*pairs, strict=True))
    note = f"{ours_ms:.3f} ms a call, {theirs_ms:.3f} at {revision}; pairs {min(ratios):.2f} to {max(ratios):.2f}"
    return [Measure(name="since_cpu", value=median(ratios), least=1.10, aim=1.0, unit="ratio", note=note)]


def _check_out(revision: str, folder: Path) -> None:
    """The files of a commit in a folder."""
    folder.mkdir()
    archive = subprocess.run(["git", "archive", revision], cwd=ROOT, capture_output=True, check=False)  # noqa: S607
    if archive.returncode:
        raise CannotRunError(archive.stderr.decode().strip())
    subprocess.run(["tar", "-x"], cwd=folder, input=archive.stdout, check=True)  # noqa: S607
