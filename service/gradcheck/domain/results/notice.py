"""The notice of a job's end that a webhook is sent."""

from datetime import datetime

from gradcheck.domain.base import Value
from gradcheck.domain.run import Status


class Notice(Value, frozen=True, kw_only=True):
    """What became of a job's notice: `name` is the webhook's, `error` why the last attempt failed.

    Before the job's end there are no attempts and no times. `next_at` is null once it is delivered or given up.
    """

    name: str
    attempts: int = 0
    next_at: datetime | None = None
    delivered_at: datetime | None = None
    given_up: bool = False
    error: str | None = None


class JobEnded(Value, frozen=True, kw_only=True):
    """What a webhook is sent: the same, by the same `id`, at every attempt. `path` is where the job is read.

    `verdict` is that of a run or of headroom, `verdicts` are a diagnostic's by test; where there are none, null and
    empty. Nothing of prompts, examples or answers is in it.
    """

    id: str
    kind: str
    job_id: str
    status: Status
    finish_reason: str | None
    verdict: str | None
    verdicts: dict[str, str]
    path: str
    at: datetime
