"""What callers write to start a study."""

from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from gradcheck.domain.base import Alpha, Difference, Wire
from gradcheck.domain.feedback import Evaluation, PassedFeedback
from gradcheck.domain.naming import NamedRequest
from gradcheck.domain.run import Budget
from gradcheck.domain.seeds import Seed
from gradcheck.engine.request import OptimizeRequest
from gradcheck.statistics.permutation import Alternative

_MOST_ARMS, _MOST_COMPARISONS = 100, 1000
Outcome = Literal["test", "validation", "train"]
TrialCount = Annotated[int, Meta(ge=2, le=400)]
ArmName = Annotated[str, Meta(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$")]


class CriticSpec(Wire, frozen=True, kw_only=True):
    """What an arm's critics and editors are told, and what becomes of the critics' feedback.

    `labels: wrong` puts another answer in the place of the expected one of every train example; validation, probe and
    test stay true. `evaluation` is what they see of how an answer was scored: the scorer's note; `none`, nothing but
    input and answer; or in the note's place the verdict of a critic model that is told the expected answer, `binary`
    (right or wrong) or `smooth` (0 to 100).

    With `none` the method cannot know the errors on train examples either: ProTeGi then samples from all answers alike,
    TextGrad looks at every answer anyway. Selection on validation keeps its scores.

    `feedback` is what passes from critics to editors: what they wrote; a `placebo` of its form and length that never
    saw the task; `none`, which editors are told; or `shuffled`, what the same critic wrote about the same component in
    an earlier step of the run, drawn by seed, and none where no earlier step has any. Critics are asked all the same,
    and those that build on other feedback read it as it was written: arms differ in what editors read as feedback.
    """

    labels: Literal["true", "wrong"] = "true"
    evaluation: Evaluation = "scorer"
    feedback: PassedFeedback = "real"


class ArmSpec(Wire, frozen=True, kw_only=True):
    """An arm: a JSON merge patch (RFC 7396) on the optimize request, and what its critics are told.

    A method with another name replaces the method as a whole. `trials` is the arm's own number where it differs.
    """

    name: ArmName
    overrides: dict[str, Any] = msgspec.field(default_factory=dict)
    critic: CriticSpec = CriticSpec()
    trials: TrialCount | None = None


class ComparisonSpec(Wire, frozen=True, kw_only=True):
    """First arm minus second arm; `greater` claims that the first is better. Families are adjusted by Holm."""

    first: str
    second: str
    alternative: Alternative = "two_sided"
    family: Annotated[str, Meta(min_length=1, max_length=64)] = "comparisons"


class TrackSpec(Wire, frozen=True, kw_only=True):
    """Score the best candidate after every n-th step on a split, once a run has ended; `arms` null means all.

    In an arm with wrong labels the train examples count as they were shown: tracked is how well a run fits them.
    """

    every: Annotated[int, Meta(ge=1)]
    split: Literal["train", "validation"] = "train"
    arms: Annotated[tuple[str, ...], Meta(min_length=1, max_length=_MOST_ARMS)] | None = None


class StudyRequest(NamedRequest, frozen=True, kw_only=True):
    """Whole runs as trials of arms, compared: written out, or by the name of a preset that gives arms and comparisons.

    `optimize` is the body of `POST /optimize` that every arm starts from; its seed has no effect, each trial has its
    own, the same for all arms, nor have its name, tags, metadata and webhook. `trials` of a preset may be given by
    family. `outcome` is where the winner of a run is scored. `delta` is the smallest difference of interest, `run_sd`
    the standard deviation between runs of an arm as an earlier study found it, both in units of the score. A study that
    cannot be expected to find a difference of `delta` is refused unless `force` is set. `budget` bounds the sum over
    all runs: a trial is started only if the budget has room for the caps of all its runs.
    """

    optimize: OptimizeRequest
    preset: str | None = None
    families: Annotated[tuple[str, ...], Meta(min_length=1, max_length=_MOST_ARMS)] | None = None
    arms: Annotated[tuple[ArmSpec, ...], Meta(max_length=_MOST_ARMS)] = ()
    trials: TrialCount | dict[str, TrialCount] | None = None
    comparisons: Annotated[tuple[ComparisonSpec, ...], Meta(max_length=_MOST_COMPARISONS)] = ()
    outcome: Outcome = "test"
    delta: Difference = 0.02
    alpha: Alpha = 0.05
    run_sd: Difference | None = None
    track: TrackSpec | None = None
    budgets_differ: bool = False
    force: bool = False
    budget: Budget = Budget()
    seed: Seed = 0
