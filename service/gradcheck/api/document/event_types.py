"""The types of events in the OpenAPI document: a schema each, what a job of each kind tells, and an example of each."""

from typing import Any, Final

import msgspec

from gradcheck.domain.events import common, others, runs
from gradcheck.domain.events.outage import Outage
from gradcheck.domain.run import Difference, JobError

Schema = dict[str, Any]

_COMMON: Final = (
    common.Progress(
        share=0.42, seconds_left=31.0, calls=170, failed=1, calls_per_second=7.6, expected_calls=400, best_score=0.75
    ),
    common.ProviderThrottled(provider="openai", pause_s=2.0, asked_s=2.0),
    common.ProviderAway(
        provider="openai",
        model="small",
        away_s=4.2,
        refused=4,
        words="connection refused",
        probe_in_s=1.0,
        asked_s=None,
        message=Outage(
            provider="openai",
            model="small",
            away_s=4.2,
            refused=4,
            words="connection refused",
            probe_in_s=1.0,
            asked_s=None,
        ).told,
    ),
    common.ProviderBack(provider="openai", model="small", away_s=9.7),
    common.CallRetried(path="step/1/feedback/0", role="optimizer", causes=("timeout",)),
    common.CallFailed(
        path="step/1/scores/c1/7",
        role="task",
        cause="refused",
        attempts=1,
        status=400,
        code="context_length_exceeded",
        message="This model's maximum context length is 8192 tokens.",
    ),
    common.BudgetReached(reason="max_calls"),
)
_BY_KIND: Final[dict[str, tuple[common.EventData, ...]]] = {
    "run": (
        runs.RunStarted(
            method="protegi",
            seed=1,
            splits={"train": 32, "validation": 32, "probe": 16, "test": 64},
            expected_calls=400,
        ),
        runs.StepStarted(step=1, parents=("baseline",)),
        runs.FeedbackWritten(step=1, id="f1", component="user", text="The prompt does not say which labels there are."),
        runs.CandidateProposed(
            step=1, candidate="s1.0.0", operator="edit", text="Answer positive or negative.\n\n{text}", component="user"
        ),
        runs.ProposalRejected(step=1, request="e4", reason="placeholders"),
        runs.CandidateScored(step=1, candidate="s1.0.0", score=0.75, n=32, failed=0),
        runs.StepCompleted(step=1, best="s1.0.0", best_score=0.75, proposals=8, rejected=1, calls=240),
        runs.TestCompleted(
            verdict="improved",
            reason="the interval of the difference is above 0",
            difference=Difference(estimate=0.25, ci95=(0.11, 0.39), p_value=0.0004, n=64, test="mcnemar_midp"),
            fixed=18,
            broken=2,
            times_used=1,
        ),
        runs.PromptsCompared(pairs=()),
        runs.RunEnded(
            status="succeeded", finish_reason="completed", candidate="s1.0.0", verdict="improved", difference=0.25
        ),
    ),
    "diagnostic": (
        others.DiagnosticStarted(run_id="r1", steps=(1, 2), expected_calls=192),
        others.BlockCompleted(step=1, replicate=0, blocks=16),
        others.DiagnosticEnded(status="succeeded", finish_reason="completed", verdicts={"content": "supported"}),
    ),
    "study": (
        others.StudyStarted(arms=("protegi", "opro"), trials=5, runs=10),
        others.TrialStarted(trial=0, arms=("protegi", "opro")),
        others.TrialCompleted(trial=0, trials=5, outcomes={"protegi": 0.78, "opro": None}),
        others.StudyEnded(
            status="succeeded",
            finish_reason="completed",
            complete_trials=5,
            verdicts={"not_distinguishable": 1},
            ranking="protegi and opro cannot be told apart",
        ),
    ),
    "headroom": (
        others.HeadroomStarted(prompts=6, items=48, expected_calls=340),
        others.PromptsWritten(prompts=5, rejected={"placeholders": 1}),
        others.PromptScored(prompt="given", score=0.52, n=48),
        others.HeadroomEnded(
            status="failed",
            finish_reason="wrong_key",
            error=JobError(code="wrong_key", message="the provider refuses the key"),
        ),
    ),
}


def told_by(kind: str) -> tuple[common.EventData, ...]:
    """An example of everything that a job of a kind tells."""
    return (*_COMMON, *_BY_KIND[kind])


def kinds() -> tuple[str, ...]:
    """The kinds of jobs that tell anything."""
    return tuple(_BY_KIND)


def event(data: common.EventData, seq: int = 7) -> Schema:
    """An event that tells it, as it stands in a stream."""
    about = {"seq": seq, "at": "2026-01-31T12:00:00.000000Z", "run_id": "0192f3c4d5e6"}
    return msgspec.json.decode(msgspec.json.encode({**about, "type": data.type, "data": data}), type=Schema)


def union(kind: str) -> str:
    """The name of the schema of all events of a kind of job."""
    return f"{kind.capitalize()}Event"


def names() -> set[str]:
    """The names of the schemas of events, whose type is told by the stream that they come in."""
    told = {f"{type(data).__name__}Event" for kind in kinds() for data in told_by(kind)}
    return told | {union(kind) for kind in kinds()}


def schemas() -> Schema:
    """The components: the data of each type of event, the event that tells it, and the events of each kind of job."""
    shown = {type(data): data for kind in kinds() for data in told_by(kind)}
    _, components = msgspec.json.schema_components(list(shown), ref_template="#/components/schemas/{name}")
    for told, data in shown.items():
        components[f"{told.__name__}Event"] = {
            "title": f"{told.__name__}Event",
            "type": "object",
            "properties": {
                "seq": {"type": "integer"},
                "at": {"type": "string", "format": "date-time"},
                "run_id": {"type": "string"},
                "type": {"enum": list(told.names)},
                "data": _reference(told.__name__),
            },
            "required": ["seq", "at", "run_id", "type", "data"],
            "examples": [event(data)],
        }
    for kind in kinds():
        names = {name: f"{type(data).__name__}Event" for data in told_by(kind) for name in data.names}
        components[union(kind)] = {
            "title": union(kind),
            "description": f"What a {kind} tells. A later version may tell more: pass over types that you do not know.",
            "oneOf": [_reference(name) for name in dict.fromkeys(names.values())],
            "discriminator": {
                "propertyName": "type",
                "mapping": {name: _reference(schema)["$ref"] for name, schema in names.items()},
            },
        }
    return dict(components)


def _reference(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}
