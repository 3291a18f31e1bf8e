"""How long people wait: CPU of `gradcheck --help` and of `gradcheck verify`, seconds until a service is ready.

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
from tests.support.stored import made_diagnostic

STARTS = 5


def starting() -> list[Measure]:
    """The medians of some starts, one after the other."""
    help_s = _command_cpu_s("--help")
    with tempfile.NamedTemporaryFile(suffix=".json") as file:
        file.write(made_diagnostic())
        file.flush()
        verify_s = _command_cpu_s("verify", file.name)
    _ready_s()
    ready_s, cpu_s = zip(*(_ready_s() for _ in range(STARTS)), strict=True)
    note = f"{STARTS} starts: {min(ready_s):.2f} to {max(ready_s):.2f} s; {median(cpu_s):.2f} s of CPU"
    return [
        Measure(name="help_cpu", value=median(help_s), least=0.5, aim=0.3, unit="s", note=f"{STARTS} starts"),
        Measure(name="verify_cpu", value=median(verify_s), least=2, aim=1, unit="s", note=f"{STARTS} starts, one file"),
        Measure(name="ready", value=median(ready_s), least=4, aim=2, unit="s", note=note),
    ]


def _command_cpu_s(*arguments: str) -> list[float]:
    """Seconds of CPU of a command, of each of some starts; one before them compiles what is not compiled yet."""
    taken_s = []
    for _ in range(1 + STARTS):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        command = [sys.executable, "-m", "gradcheck", *arguments]
        subprocess.run(command, cwd=ROOT, stdout=subprocess.DEVNULL, check=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        taken_s.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return taken_s[1:]


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
