"""What diagnostics, studies and measurements of headroom tell, beside what all jobs do."""

from typing import Any

from msgspec import UNSET, UnsetType

from gradcheck.domain.events.common import EventData, JobEnd
from gradcheck.domain.events.runs import RunEnded
from gradcheck.domain.run import JobError, Status


class DiagnosticStarted(EventData, frozen=True, kw_only=True):
    """A diagnostic of a run begins, of these steps."""

    names = ("diagnostic_started",)

    run_id: str
    steps: tuple[int, ...]
    expected_calls: int


class BlockCompleted(EventData, frozen=True, kw_only=True):
    """One of the diagnostic's `blocks` is complete."""

    names = ("block_completed",)

    step: int
    replicate: int
    blocks: int


class DiagnosticEnded(JobEnd, frozen=True, kw_only=True):
    """A diagnostic has ended; `verdicts` by test."""

    names = ("diagnostic_succeeded", "diagnostic_failed", "diagnostic_cancelled")

    verdicts: dict[str, str] | UnsetType = UNSET


class StudyStarted(EventData, frozen=True, kw_only=True):
    """A study begins: its arms, how many trials and runs."""

    names = ("study_started",)

    arms: tuple[str, ...]
    trials: int
    runs: int


class TrialStarted(EventData, frozen=True, kw_only=True):
    """The runs of a trial are begun, one for each of these arms."""

    names = ("trial_started",)

    trial: int
    arms: tuple[str, ...]


class TrialCompleted(EventData, frozen=True, kw_only=True):
    """All runs of a trial have ended: the outcome of each arm, null where there is none."""

    names = ("trial_completed",)

    trial: int
    trials: int
    outcomes: dict[str, float | None]


class StudyEnded(JobEnd, frozen=True, kw_only=True):
    """A study has ended: the trials that are complete, its verdicts with their counts, the ranking in words."""

    names = ("study_succeeded", "study_failed", "study_cancelled")

    complete_trials: int | UnsetType = UNSET
    verdicts: dict[str, int] | UnsetType = UNSET
    ranking: str | UnsetType = UNSET


class HeadroomStarted(EventData, frozen=True, kw_only=True):
    """A measurement begins: how many prompts are written, how many items scored."""

    names = ("headroom_started",)

    prompts: int
    items: int
    expected_calls: int


class PromptsWritten(EventData, frozen=True, kw_only=True):
    """The other prompts are there; how many were refused for which reason."""

    names = ("prompts_written",)

    prompts: int
    rejected: dict[str, int]


class PromptScored(EventData, frozen=True, kw_only=True):
    """A prompt is scored on all items: its mean on the `n` that have a score."""

    names = ("prompt_scored",)

    prompt: str
    score: float | None
    n: int


class HeadroomEnded(JobEnd, frozen=True, kw_only=True):
    """A measurement has ended: the verdict, and in a sentence."""

    names = ("headroom_succeeded", "headroom_failed", "headroom_cancelled")

    verdict: str | UnsetType = UNSET
    said: str | UnsetType = UNSET


_ENDED: dict[str, type[JobEnd]] = {
    "run": RunEnded,
    "diagnostic": DiagnosticEnded,
    "study": StudyEnded,
    "headroom": HeadroomEnded,
}


def job_ended(
    kind: str,
    status: Status,
    finish_reason: str | None,
    error: JobError | None,
    **summary: Any,  # noqa: ANN401 - fields of the kind
) -> JobEnd:
    """What is told at the end of a job of a kind; `summary` are the fields of its own."""
    return _ENDED[kind](status=status, finish_reason=finish_reason, error=UNSET if error is None else error, **summary)
