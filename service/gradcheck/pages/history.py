"""What a run's events tell of its course: scores of candidates, who made them and when, feedback, pauses."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import msgspec

from gradcheck.domain.base import Value
from gradcheck.domain.run import Event
from gradcheck.pages import words


class FeedbackTold(Value, frozen=True, kw_only=True):
    """A feedback as a run told of it."""

    id: str
    step: int
    component: str
    text: str


class Evaluated(Value, frozen=True, kw_only=True):
    """A candidate's mean on validation, as it was measured at a step; no score where too many calls failed."""

    step: int
    candidate: str
    score: float | None
    n: int


class StepTold(Value, frozen=True, kw_only=True):
    """How a step ended; `calls` are all that the run had settled by then, None where that was not told."""

    n: int
    best: str
    best_score: float | None
    proposals: int
    rejected: int
    calls: int | None


class Interruption(Value, frozen=True, kw_only=True):
    """Something that a provider did to the run: when, what, and for how long where that was said."""

    at: datetime
    provider: str
    said: str
    seconds: float | None


class RunHistory(Value, frozen=True, kw_only=True):
    """What was told, in order; `step_of` and `operator_of` are by candidate."""

    evaluated: tuple[Evaluated, ...] = ()
    steps: tuple[StepTold, ...] = ()
    feedback: dict[str, FeedbackTold] = msgspec.field(default_factory=dict)
    step_of: dict[str, int] = msgspec.field(default_factory=dict)
    operator_of: dict[str, str] = msgspec.field(default_factory=dict)
    interruptions: tuple[Interruption, ...] = ()
    failed_calls: int = 0
    retried_calls: int = 0

    @property
    def last_score(self) -> dict[str, Evaluated]:
        """What is known last of each candidate that has a score."""
        return {each.candidate: each for each in self.evaluated if each.score is not None}


def history_of(events: Iterable[Event]) -> RunHistory:
    """The history that events tell; types that say nothing of it are passed over."""
    told = list(events)
    data = {kind: [event.data for event in told if event.type == kind] for kind in _TOLD}
    step_of: dict[str, int] = {}
    for event in told:
        if event.type in {"candidate_proposed", "candidate_scored"}:
            step_of.setdefault(event.data["candidate"], event.data["step"])
    return RunHistory(
        evaluated=tuple(
            Evaluated(step=each["step"], candidate=each["candidate"], score=each["score"], n=each["n"])
            for each in data["candidate_scored"]
        ),
        steps=tuple(_step(each) for each in data["step_completed"]),
        feedback={
            each["id"]: FeedbackTold(id=each["id"], step=each["step"], component=each["component"], text=each["text"])
            for each in data["feedback_written"]
        },
        step_of=step_of,
        operator_of={each["candidate"]: each["operator"] for each in data["candidate_proposed"]},
        interruptions=interruptions_of(told),
        failed_calls=len(data["call_failed"]),
        retried_calls=len(data["call_retried"]),
    )


_TOLD = (
    *("candidate_scored", "step_completed", "feedback_written", "candidate_proposed"),
    *("call_failed", "call_retried"),
)


def interruptions_of(events: Sequence[Event]) -> tuple[Interruption, ...]:
    """When providers asked to wait, went away and came back."""
    found = []
    for event in events:
        match event.type:
            case "provider_throttled":
                said, seconds = "asked to wait", event.data["pause_s"]
            case "provider_away":
                said, seconds = event.data["message"], None
            case "provider_back":
                said, seconds = "answers again", event.data["away_s"]
            case _:
                continue
        found.append(Interruption(at=event.at, provider=event.data["provider"], said=said, seconds=seconds))
    return tuple(found)


def _step(data: dict[str, Any]) -> StepTold:
    return StepTold(
        n=data["step"],
        best=data["best"],
        best_score=data["best_score"],
        proposals=data["proposals"],
        rejected=data["rejected"],
        calls=data.get("calls"),
    )


def name_of(candidate: str) -> str:
    """A candidate as pages call it."""
    return "given prompt" if candidate == "seed" else words.words(candidate)
