"""What callers write to start a diagnostic, what was fixed before any data, and recorded requests; plans are in `plan`.

Whoever computes findings loads this and not the plan, which holds a whole run and loads the engine.
"""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from gradcheck.domain.base import Value, Wire
from gradcheck.domain.feedback import CriticRequest, EditRequest
from gradcheck.domain.program import Candidate
from gradcheck.domain.run import Budget
from gradcheck.domain.seeds import Seed
from gradcheck.statistics.edits.crossed import Scope

LEAST_PAIRS = 6
LEAST_STEPS = 6
_MOST_NAMED, _MOST_STEPS = 100, 10_000
Estimand = Literal["fixed_feedback", "critic_average"]
Stopping = Literal["fixed", "evalue"]
Ladder = Literal["core", "whole"]


class DiagnosticRequest(Wire, frozen=True, kw_only=True):
    """Which tests to run on which recorded steps.

    `steps` null means every step that can be tested; `replicates` are pairs of edits a step; `items` bounds the probe
    examples; `delta` is the smallest effect of interest, by default the larger of 0.02 and a quarter of the run's gain.
    Scope `this_run` speaks about the run's own steps, `method` about steps like them. With the estimand
    `critic_average` the critic is asked anew for every replicate but the first. `ladder: core` leaves `content`,
    `labels` and `chain` the arms their verdicts rest on. `evidence: masked` hides examples and history from editors in
    every arm, so that feedback is all they have. `stop: evalue` ends as soon as the primary contrast of the first test
    is decided. `runs` are further runs of the same task for the test `fitting`. Without `force` a job is refused whose
    minimum detectable effect exceeds `delta`.
    """

    tests: Annotated[tuple[str, ...], Meta(min_length=1, max_length=_MOST_NAMED)] = ("content",)
    steps: Annotated[tuple[int, ...], Meta(min_length=1, max_length=_MOST_STEPS)] | None = None
    replicates: Annotated[int, Meta(ge=1)] = 8
    items: Annotated[int, Meta(ge=2)] | None = None
    scope: Scope = "this_run"
    estimand: Estimand = "fixed_feedback"
    ladder: Ladder = "whole"
    evidence: Literal["shown", "masked"] = "shown"
    stop: Stopping = "fixed"
    runs: Annotated[tuple[str, ...], Meta(max_length=_MOST_NAMED)] = ()
    delta: Annotated[float, Meta(gt=0, le=1)] | None = None
    alpha: Annotated[float, Meta(gt=0, lt=0.5)] = 0.05
    force: bool = False
    budget: Budget = Budget()
    seed: Seed = 0


class Recorded(Value, frozen=True, kw_only=True):
    """A recorded edit request with the candidate it was made for and all that arms are made from.

    `critics` are the requests behind its feedback, those they stand on included; `from_notes` says that
    no critic wrote it but the scorer; `minibatch` are the step's examples;
    `scores` those of the rollouts that its critics, or where it has none its editor, were shown, and `answers` what
    each module wrote in these, by example; `stale` another step's feedback in as many slots; `siblings` the same step's
    requests about the other modules, one each, in the step's order.
    """

    step: int
    request: EditRequest
    parent: Candidate
    critics: tuple[CriticRequest, ...] = ()
    from_notes: bool = False
    minibatch: tuple[str, ...] = ()
    scores: tuple[float, ...] = ()
    answers: dict[str, dict[str, str]] = msgspec.field(default_factory=dict)
    stale: tuple[str, ...] = ()
    siblings: tuple[EditRequest, ...] = ()

    @property
    def texts(self) -> tuple[str, ...]:
        """What stands in its feedback slots."""
        return feedback_of(self.request)

    @property
    def elsewhere(self) -> tuple[str, ...]:
        """What the same step's critics wrote about another module, in as many slots; empty where there is none."""
        return in_slots(feedback_of(self.siblings[0]), len(self.texts)) if self.siblings else ()

    @property
    def behind(self) -> tuple[tuple[str, ...], ...]:
        """The examples that each slot's critics were shown, those they stand on included."""
        by_id = {critic.id: critic for critic in self.critics}

        def shown(name: str) -> list[str]:
            if name not in by_id:
                return []
            examples = [rollout.example for rollout in by_id[name].seen]
            return examples + [each for above in by_id[name].upstream for each in shown(above)]

        return tuple(tuple(dict.fromkeys(shown(name))) for name in self.request.feedback)

    @property
    def by_critics(self) -> tuple[str, ...]:
        """The examples that its critics were shown, each once."""
        return tuple(dict.fromkeys(rollout.example for critic in self.critics for rollout in critic.seen))

    @property
    def shown(self) -> tuple[str, ...]:
        """All examples that its editor and its critics were shown, each once."""
        editor = (rollout.example for rollout in self.request.seen)
        return tuple(dict.fromkeys((*editor, *(name for examples in self.behind for name in examples))))


class Checkpoint(Value, frozen=True, kw_only=True):
    """The best candidate of a run after one of its steps."""

    run_id: str
    step: int
    candidate: Candidate


class Noise(Value, frozen=True, kw_only=True):
    """The standard deviation of pair means to plan with, and where it comes from."""

    pair_sd: float
    basis: Literal["measured", "assumed"]


class CallsTaken(Value, frozen=True, kw_only=True):
    """The calls that a test asked for alone takes: `fixed` ones, and `a_pair` for each pair of edits."""

    fixed: float
    a_pair: float


class Rules(Value, frozen=True, kw_only=True):
    """What was fixed before any data: enough to judge the same data again.

    `sampling` says how edits and answers are drawn, and `calls_taken` what each test that draws edits takes, for the
    readings; empty where that was not stored.
    """

    tests: tuple[str, ...]
    scope: Scope
    estimand: Estimand
    ladder: Ladder
    stop: Stopping
    delta: float
    alpha: float
    noise: Noise
    seed: int
    sampling: str = ""
    calls_taken: dict[str, CallsTaken] = msgspec.field(default_factory=dict)


class DiagnosticOutline(Rules, frozen=True, kw_only=True):
    """What is shown of a plan, stored beside it. `untestable` says why a test cannot be run."""

    run_id: str
    untestable: dict[str, str]
    steps: tuple[int, ...]
    replicates: int
    items: int
    expected_calls: int
    minimum_detectable_effect: float | None


def contrasts(critic: CriticRequest) -> bool:
    """Whether a critic was shown several answers to one example."""
    return len({rollout.example for rollout in critic.seen}) < len(critic.seen)


def feedback_of(request: EditRequest) -> tuple[str, ...]:
    """What stands in a request's feedback slots."""
    return tuple(slot.text for slot in request.slots if slot.kind == "feedback")


def in_slots(texts: tuple[str, ...], slots: int) -> tuple[str, ...]:
    """Texts in as many slots, repeated or cut."""
    return tuple(texts[index % len(texts)] for index in range(slots))


def with_texts(request: EditRequest, texts: tuple[str, ...], *, masked: bool) -> EditRequest:
    """The request with other texts in its feedback slots; where it is masked, evidence and history are blank."""
    remaining = iter(texts)

    def filled(kind: str, text: str) -> str:
        if kind == "feedback":
            return next(remaining)
        return "" if masked and kind in {"evidence", "history"} else text

    slots = tuple(msgspec.structs.replace(slot, text=filled(slot.kind, slot.text)) for slot in request.slots)
    return msgspec.structs.replace(request, slots=slots)
