"""What a service's process holds, seen from outside, and whether it grows.

It owns samples and slopes. It does not own what is done meanwhile.
"""

import contextlib
import signal
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from scipy import stats

from tests.support.processes import ServiceProcess

_BLOCKS = 10
_PATIENCE_S = 20.0


@dataclass(frozen=True)
class Sample:
    """What a process holds at a moment: `at_s` of a clock of its own, memory in 10^6 bytes."""

    at_s: float
    memory_mb: float
    descriptors: int
    threads: int
    tasks: int


@dataclass(frozen=True)
class Slope:
    """A growth by the hour, with its 95 % interval."""

    per_hour: float
    low: float
    high: float

    def __str__(self) -> str:
        return f"{self.per_hour:+.2f} an hour [{self.low:+.2f}, {self.high:+.2f}]"


class WatchedService(ServiceProcess):
    """A service that tells how many tasks it has."""

    def __init__(self, home: Path, provider: str, slots: int, /, **settings: object) -> None:
        super().__init__(home, provider, slots, **settings)
        self._package = "tests.prove.watched"
        self._counts = home / "counts"
        self._environment["PROVE_COUNTS"] = str(self._counts)

    def sample(self) -> Sample:
        """What it holds now."""
        folder = Path(f"/proc/{self.pid}")
        return Sample(
            at_s=time.monotonic(),
            memory_mb=self.memory_mb(),
            descriptors=len(list((folder / "fd").iterdir())),
            threads=len(list((folder / "task").iterdir())),
            tasks=self._tasks(),
        )

    def _tasks(self) -> int:
        self._counts.unlink(missing_ok=True)
        assert self._process is not None
        self._process.send_signal(signal.SIGUSR2)
        until = time.monotonic() + _PATIENCE_S
        while not self._counts.exists():
            assert time.monotonic() < until, "the service's loop does not turn"
            time.sleep(0.01)
        return int(self._counts.read_text())


def slope(at_s: Sequence[float], values: Sequence[float]) -> Slope:
    """The growth of a series. Its means over ten equal stretches count, so that neighbours need not be independent."""
    if len(set(values)) == 1:
        return Slope(0.0, 0.0, 0.0)
    first, last = min(at_s), max(at_s)
    blocks: list[list[tuple[float, float]]] = [[] for _ in range(_BLOCKS)]
    for at, value in zip(at_s, values, strict=True):
        blocks[min(int((at - first) / (last - first) * _BLOCKS), _BLOCKS - 1)].append((at, value))
    means = [
        (sum(at for at, _ in block) / len(block), sum(value for _, value in block) / len(block))
        for block in blocks
        if block
    ]
    fit = stats.linregress([at / 3600 for at, _ in means], [value for _, value in means])
    half = float(stats.t.ppf(0.975, len(means) - 2)) * float(fit.stderr)
    return Slope(float(fit.slope), float(fit.slope) - half, float(fit.slope) + half)


def percentiles(values: Sequence[float]) -> tuple[float, float]:
    """The median, and what 99 of 100 are at most."""
    ordered = sorted(values)
    return ordered[len(ordered) // 2], ordered[min(int(0.99 * len(ordered)), len(ordered) - 1)]


@contextlib.contextmanager
def watched(home: Path, provider: str, slots: int, /, **settings: object) -> Iterator[WatchedService]:
    """A started service that tells how many tasks it has, ended by a kill."""
    home.mkdir(parents=True, exist_ok=True)
    service = WatchedService(home, provider, slots, **settings)
    service.start()
    try:
        yield service
    finally:
        service.kill()
