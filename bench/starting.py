"""How long people wait for a command and for a service: CPU of `gradcheck --help`, seconds until a service is ready.

It leaves out the first start of all, which compiles the package, and a database that is there already.
"""

import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

from bench.measure import Measure
from tests.support.processes import ROOT, ServiceProcess

STARTS = 5


def starting() -> list[Measure]:
    """The medians of some starts, one after the other."""
    _help_cpu_s()  # compiles what is not compiled yet
    help_s = [_help_cpu_s() for _ in range(STARTS)]
    _ready_s()
    ready_s, cpu_s = zip(*(_ready_s() for _ in range(STARTS)), strict=True)
    note = f"{STARTS} starts: {min(ready_s):.2f} to {max(ready_s):.2f} s; {median(cpu_s):.2f} s of CPU"
    return [
        Measure(name="help_cpu", value=median(help_s), least=0.5, aim=0.3, unit="s", note=f"{STARTS} starts"),
        Measure(name="ready", value=median(ready_s), least=4, aim=2, unit="s", note=note),
    ]


def _help_cpu_s() -> float:
    """Seconds of CPU of one `gradcheck --help`."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, "-m", "gradcheck", "--help"], cwd=ROOT, stdout=subprocess.DEVNULL, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def _ready_s() -> tuple[float, float]:
    """Seconds from a service's start until it says that it is ready, and the CPU it used until then."""
    with tempfile.TemporaryDirectory(prefix="bench-") as home:
        service = ServiceProcess(Path(home), "http://127.0.0.1:1", 1)
        began = time.perf_counter()
        service.start()
        taken_s = time.perf_counter() - began
        cpu_s = service.cpu_s()
        service.kill()
    return taken_s, cpu_s
