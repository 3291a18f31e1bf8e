"""Time as it is stored: naive UTC in the database, aware everywhere else."""

from datetime import UTC, datetime


def now() -> datetime:
    """The present moment in UTC, as stored."""
    return datetime.now(UTC).replace(tzinfo=None)


def aware(stored: datetime) -> datetime:
    """A stored moment as an aware one."""
    return stored.replace(tzinfo=UTC)
