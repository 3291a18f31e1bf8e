"""What callers write to start a diagnostic, and the plan it becomes. It owns shapes only."""

from typing import Annotated, ClassVar

from msgspec import Meta

from service.domain.base import Value, Wire
from service.domain.feedback import EditRequest
from service.domain.program import Candidate
from service.domain.run import Budget
from service.domain.task import Example, Expected
from service.engine.plan import Plan
from service.engine.request import Seed
from service.statistics.pairs import Scope

CONTENT, SHORTCUTS = "content", "shortcuts"
LEAST_PAIRS = 6
LEAST_STEPS = 6


class DiagnosticRequest(Wire, frozen=True, kw_only=True):
    """Which tests to run on which recorded steps.

    `content` asks whether what the feedback says matters; `shortcuts` reads the answers on the test split, without any
    call, and works on runs of every method. The rest is for tests that draw edits.

    `steps` null means every step that can be tested; `replicates` are pairs of edits a step; `items` bounds the probe
    examples; `delta` is the smallest effect of interest, by default the larger of 0.02 and a quarter of the run's gain.
    Scope `this_run` speaks about the run's own steps, `method` about steps like them.
    """

    known: ClassVar[tuple[str, ...]] = (CONTENT, SHORTCUTS)

    tests: Annotated[tuple[str, ...], Meta(min_length=1)] = (CONTENT,)
    steps: Annotated[tuple[int, ...], Meta(min_length=1)] | None = None
    replicates: Annotated[int, Meta(ge=1)] = 8
    items: Annotated[int, Meta(ge=2)] | None = None
    scope: Scope = "this_run"
    delta: Annotated[float, Meta(gt=0, le=1)] | None = None
    alpha: Annotated[float, Meta(gt=0, lt=0.5)] = 0.05
    budget: Budget = Budget()
    seed: Seed = 0


class Recorded(Value, frozen=True, kw_only=True):
    """A recorded edit request with the candidate it was made for."""

    step: int
    request: EditRequest
    parent: Candidate


class Answered(Value, frozen=True, kw_only=True):
    """A test item with what the given prompt and the winner answered."""

    example: str
    expected: Expected
    before: str
    after: str


class Evidence(Value, frozen=True, kw_only=True):
    """What the audit reads; `missing` says why there is nothing to read."""

    answered: tuple[Answered, ...] = ()
    prompt_before: str = ""
    prompt_after: str = ""
    missing: str | None = None


class DiagnosticOutline(Value, frozen=True, kw_only=True):
    """What is shown of a plan, stored beside it."""

    run_id: str
    tests: tuple[str, ...]
    steps: tuple[int, ...]
    replicates: int
    items: int
    scope: Scope
    delta: float
    alpha: float
    seed: int
    expected_calls: int


class DiagnosticPlan(Value, frozen=True, kw_only=True):
    """What a diagnostic does; enough to start it again from the top.

    `evidence` is what the shortcut audit reads, and `improved` whether the run's verdict was that; tests that draw no
    edits leave `recorded` and `items` empty.
    """

    run_id: str
    run: Plan
    tests: tuple[str, ...] = (CONTENT,)
    evidence: Evidence = Evidence()
    improved: bool = False
    recorded: tuple[Recorded, ...]
    items: tuple[Example, ...]
    replicates: int
    scope: Scope
    delta: float
    alpha: float
    budget: Budget
    seed: int
