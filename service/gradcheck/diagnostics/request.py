"""What callers write to start a diagnostic, what was fixed before any data, and recorded requests; plans are in `plan`.

Whoever computes findings loads this and not the plan, which holds a whole run and loads the engine.
"""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from gradcheck.domain.base import Alpha, Difference, Positive, Value
from gradcheck.domain.feedback import CriticRequest, EditRequest
from gradcheck.domain.naming import NamedRequest
from gradcheck.domain.program import Candidate
from gradcheck.domain.run import Budget
from gradcheck.domain.seeds import Seed
from gradcheck.statistics.edits.crossed import Scope

LEAST_PAIRS = 6
LEAST_STEPS = 6
_MOST_NAMED, _MOST_STEPS = 100, 10_000
Estimand = Literal["fixed_feedback", "critic_average"]
Stopping = Literal["looks", "fixed", "evalue"]
Ladder = Literal["core", "whole"]


class DiagnosticRequest(NamedRequest, frozen=True, kw_only=True):
    """Which tests to run on which recorded steps, and how large an answer may be.

    What is not given is chosen: the cheapest that finds `effect` with 80 % power, or all that `budget.max_calls`
    allows, by default as many calls as the run made. Without `force` a job is refused whose minimum detectable effect
    exceeds `effect`.
    """

    tests: Annotated[
        tuple[str, ...],
        Meta(min_length=1, max_length=_MOST_NAMED, description="The tests to make."),
    ] = ("content",)
    steps: Annotated[
        Annotated[tuple[int, ...], Meta(min_length=1, max_length=_MOST_STEPS)] | None,
        Meta(description="The steps to run again; null means every one that can be tested."),
    ] = None
    replicates: Annotated[Positive | None, Meta(description="Pairs of edits a step.")] = None
    items: Annotated[
        Annotated[int, Meta(ge=2)] | None, Meta(description="Probe examples that edits are scored on.")
    ] = None
    items_per_pair: Annotated[
        Positive | None,
        Meta(description="Probe examples that each pair is scored on, in turn those of items; null means all."),
    ] = None
    scope: Annotated[
        Scope, Meta(description="this_run speaks about the run's own steps, method about steps like them.")
    ] = "this_run"
    estimand: Annotated[
        Estimand | None,
        Meta(
            description="critic_average asks critics anew for every replicate but the first, fixed_feedback never; "
            "null is critic_average where critics can be asked again and more is asked than the test sentences."
        ),
    ] = None
    ladder: Annotated[
        Ladder,
        Meta(description="whole gives content, labels and chain more arms than their verdicts rest on."),
    ] = "core"
    evidence: Annotated[
        Literal["shown", "masked"],
        Meta(description="masked hides examples and history from editors in every arm: feedback is all they have."),
    ] = "shown"
    stop: Annotated[
        Stopping,
        Meta(
            description="looks ends after a half or three quarters of the pairs if nothing is open then, evalue as "
            "soon as the primary contrast of the first test is decided, fixed never before the last pair."
        ),
    ] = "looks"
    runs: Annotated[
        tuple[str, ...],
        Meta(max_length=_MOST_NAMED, description="Further runs of the same task, by id, for the test fitting."),
    ] = ()
    delta: Annotated[
        Difference | None,
        Meta(
            description="The margin of equivalence; null is the larger of 0.02 and a quarter of the run's gain, as its "
            "test measured it."
        ),
    ] = None
    effect: Annotated[
        Difference | None,
        Meta(description="What the plan has to find; null is delta where that is given, else half of the run's gain."),
    ] = None
    alpha: Annotated[
        Alpha,
        Meta(description="The chance of a finding where there is nothing, adjusted for how many are looked for."),
    ] = 0.05
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
    """The standard deviation of pair means to plan with, and where it comes from.

    `measured` on pairs of an earlier diagnostic of the run, on the `run`'s own edits of one parent in one step, or
    `assumed`; `pairs` is on how many, `ci95` the interval of the deviation that follows. With m items a pair,
    pair_sd^2 = edit_sd^2 + item_sd^2 / m: what lies between edits, and what scoring them on few items adds. By
    `effect_sd` the effect differs between items: verdicts are about items like them, so that it is part of their error.
    By `answer_sd` one answer to an item varies: what edits are compared with, where that is the prompt before them.
    """

    pair_sd: float
    basis: Literal["measured", "run", "assumed"]
    edit_sd: float = 0.0
    item_sd: float = 0.0
    effect_sd: float = 0.0
    answer_sd: float = 0.0
    pairs: int = 0
    ci95: tuple[float, float] | None = None


class EarlierEstimate(Value, frozen=True, kw_only=True):
    """What an earlier job has estimated for a claim, with the error of its pairs, and that of its items too."""

    estimate: float
    se: float
    se_pairs: float
    n_pairs: int


class EarlierTest(Value, frozen=True, kw_only=True):
    """A test that an earlier diagnostic made of the same run under the same version of the rules, by claim."""

    test: str
    scope: Scope
    estimand: Estimand
    seed: int
    estimates: dict[str, EarlierEstimate]


class CallsTaken(Value, frozen=True, kw_only=True):
    """The calls that a test asked for alone takes: `fixed` ones, and `a_pair` for each pair of edits."""

    fixed: float
    a_pair: float


class Rules(Value, frozen=True, kw_only=True):
    """What was fixed before any data: enough to judge the same data again.

    `sampling` says how edits and answers are drawn, and `calls_taken` what each test that draws edits takes, for the
    readings; empty where that was not stored. `effect` is what the plan is to find, 0 where that was not stored;
    `looks` are the numbers of blocks after which it may stop; `earlier` are the tests of this run that had been made.
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
    effect: float = 0.0
    looks: tuple[int, ...] = ()
    earlier: tuple[EarlierTest, ...] = ()


class DiagnosticOutline(Rules, frozen=True, kw_only=True):
    """What is shown of a plan, stored beside it. `untestable` says why a test cannot be run."""

    run_id: str
    untestable: dict[str, str]
    steps: tuple[int, ...]
    replicates: int
    items: int
    items_per_pair: int | None = None
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
