"""Time as it is stored: naive UTC in the database, aware everywhere else."""

import time
from datetime import UTC, datetime

_RUNNING = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)


def now() -> datetime:
    """The present moment in UTC, as stored."""
    return datetime.now(UTC).replace(tzinfo=None)


def aware(stored: datetime) -> datetime:
    """A stored moment as an aware one."""
    return stored.replace(tzinfo=UTC)


def running_s() -> float:
    """Seconds that also pass while the process or the machine is stopped, and that nobody sets."""
    return time.clock_gettime(_RUNNING)
