"""The types of the wire. Generated from `openapi.json` by `clients/generate.py`."""

from datetime import datetime
from typing import Annotated, Any, Literal, TypeAlias

from msgspec import Meta, convert, field

from gradcheck_client.wire import Model


class Amount(Model, frozen=True, kw_only=True):
    """Calls, and what they come to as calls of the task's model with the prompt as it was given.

    `cost_usd` is null where nobody knows what one of the models costs.
    """

    calls: int
    tokens: int
    cost_usd: float | None = None


class Answered(Model, frozen=True, kw_only=True):
    """A test item: the places of its label and of two prompts' answers among the labels, -1 if unreadable."""

    example: str
    truth: int
    before: int
    after: int


class ArmCost(Model, frozen=True, kw_only=True):
    """What an arm makes of calls: about how many, and at most if its runs have a cap."""

    name: str
    trials: int
    expected_calls: int
    most_calls: int | None = None


class ArmDraw(Model, frozen=True, kw_only=True):
    """A fresh edit of an arm with its scores by item; None where no call was made, or it failed, or no edit was usable.

    `scores` are on the probe items, `gate` on the gate's, `crossed` on all steps' minibatches; empty where not asked
    for. `rejected` says why earlier tries, or the feedback itself, could not be used; `manner` is that of a placebo.
    """

    arm: str
    feedback: list[str] = field(default_factory=list)
    text: str | None = None
    rejected: list[str] = field(default_factory=list)
    scores: list[float | None] = field(default_factory=list)
    gate: list[float | None] = field(default_factory=list)
    crossed: list[float | None] = field(default_factory=list)
    manner: Literal["hostile", "kind", "neutral"] | str | None = None


class ArmFit(Model, frozen=True, kw_only=True):
    """How the runs of an arm score along the way. The claim is that they go on improving after the first point.

    `means` are those of `n` runs after each of `steps`, 0 the seed; a run that ended early keeps its last score.
    `later_change` is the mean slope after the first point times the span, in units of the score; `first_share` the gain
    at the first point as a share of the gain at the last, null where there is none. `minimum_detectable_effect` and the
    `runs_needed` to find delta are for 80 % power.
    """

    arm: str
    verdict: Literal["inconclusive", "not_testable", "refuted", "supported"] | str
    n: int
    dropped: int
    reasons: list[str] = field(default_factory=list)
    steps: list[int] = field(default_factory=list)
    means: list[float] = field(default_factory=list)
    later_change: float | None = None
    ci95: list[float] | None = None
    p_value: float | None = None
    holm_p_value: float | None = None
    equivalence_p_value: float | None = None
    minimum_detectable_effect: float | None = None
    runs_needed: int | None = None
    first_share: float | None = None


class ArmRank(Model, frozen=True, kw_only=True):
    """An arm's mean over the ranked trials and the ranks it may have, 1 the best; all arms' hold at once."""

    arm: str
    mean: float
    best_rank: int
    worst_rank: int


class ArmResult(Model, frozen=True, kw_only=True):
    """An arm over the runs that were begun: `n` have an outcome, `failed` have none.

    `calls` is the mean of its runs. Of `audited` runs the share `flagged` owes half of its gain or more to format and
    label prior, or was noted for prevalence or leakage by the shortcut audit.
    """

    name: str
    runs: int
    n: int
    failed: int
    audited: int
    mean: float | None = None
    sd: float | None = None
    finish_reasons: dict[str, int] = field(default_factory=dict)
    calls: float | None = None
    flagged: float | None = None


class Audited(Model, frozen=True, kw_only=True):
    """What the given prompt and the winner answered on the test split; `missing` says why there is nothing to read.

    `quoted` are examples that the winner quotes, `lengths` those of both prompts in characters, and `improved` is
    whether the run's verdict was that.
    """

    answered: list[Answered] = field(default_factory=list)
    quoted: list[str] = field(default_factory=list)
    lengths: list[int] = field(default_factory=lambda: [0, 0])
    improved: bool = False
    missing: str | None = None


class Auto(Model, frozen=True, kw_only=True, tag_field="name", tag="auto"):
    """Whichever method suits the request, with sizes for its budget: chosen when the request is accepted.

    What it was resolved to and why is the `choice` of an estimate and of a run.
    """


class BestGain(Model, frozen=True, kw_only=True):
    """The expected score of the best of `candidates` prompts minus the given one's, in score units.

    `estimate` shrinks the given prompt's own distance from its like, `at_most` is the upper 95 % limit; both are
    limited by `room`, the given prompt's distance from 1 at its lower 95 % limit.
    """

    estimate: float
    at_most: float
    room: float
    candidates: int


class BlockCompleted(Model, frozen=True, kw_only=True):
    """One of the diagnostic's `blocks` is complete."""

    step: int
    replicate: int
    blocks: int


class Budget(Model, frozen=True, kw_only=True):
    """Caps over all roles; null means no cap.

    `retry_share` is the share of the calls that may be made again after a failure, so that an outage burns no money
    (never less than ten calls, unless it is 0). `weight` is the job's share, against other jobs, of a provider that all
    of them wait for.
    """

    max_calls: int | None = None
    max_tokens: int | None = None
    max_cost_usd: float | None = None
    max_seconds: float | None = None
    retry_share: float = 0.1
    weight: int = 1


class BudgetReached(Model, frozen=True, kw_only=True):
    """A cap of the budget has stopped the job; `away` are the models that did not answer then, in words."""

    reason: str
    away: list[str] = field(default_factory=list)


class CallFailed(Model, frozen=True, kw_only=True):
    """A call has no answer; `status`, `code` and `message` are the provider's where it gave any."""

    path: str
    role: Literal["application", "check", "grader", "judge", "optimizer", "task"] | str
    cause: str
    attempts: int
    message: str
    status: int | None = None
    code: str | None = None


class CallRetried(Model, frozen=True, kw_only=True):
    """A call was answered after attempts that failed for these causes, in their order."""

    path: str
    role: Literal["application", "check", "grader", "judge", "optimizer", "task"] | str
    causes: list[str] = field(default_factory=list)


class Calls(Model, frozen=True, kw_only=True):
    """Calls by role."""

    task: int = 0
    optimizer: int = 0
    judge: int = 0
    application: int = 0
    grader: int = 0


class CallsTaken(Model, frozen=True, kw_only=True):
    """The calls that a test asked for alone takes: `fixed` ones, and `a_pair` for each pair of edits."""

    fixed: float
    a_pair: float


class CandidateProposed(Model, frozen=True, kw_only=True):
    """A new candidate: an edit with its `text` and `component`, or one made without a call, with so many `demos`."""

    step: int
    candidate: str
    operator: str
    text: str | None = None
    component: str | None = None
    demos: int | None = None


class CandidateScored(Model, frozen=True, kw_only=True):
    """How a candidate did on validation: its mean score on `n` examples, null without any; `failed` have no score."""

    step: int
    candidate: str
    n: int
    failed: int
    score: float | None = None


class Check(Model, frozen=True, kw_only=True):
    """A manipulation check: whether the arms differ in what they were meant to differ in."""

    name: str
    passed: bool
    detail: str


class CheckRequest(Model, frozen=True, kw_only=True):
    """Which of a provider's models to check; its default one where none is named, asked with `effort` and `extra`.

    With `tools`, as in a prompt, it is also asked to call the first of them.
    """

    model: str | None = None
    effort: str | None = None
    extra: dict[str, Any] = field(default_factory=dict)
    tools: list[dict[str, Any]] = field(default_factory=list)


class CheckpointScores(Model, frozen=True, kw_only=True):
    """A run's best prompt after a step, on the train items and on the probe items."""

    run_id: str
    step: int
    train: list[float | None] = field(default_factory=list)
    probe: list[float | None] = field(default_factory=list)


class ChosenMethod(Model, frozen=True, kw_only=True):
    """What a request that left the method open was resolved to when it was accepted.

    `method` is its name with the parameters that are not its defaults, as a request writes it; `study` is the earlier
    study that decided, null where the measured table did.
    """

    requested: Literal["auto"] | str
    method: dict[str, Any]
    reason: str
    study: str | None = None


class ClassScores(Model, frozen=True, kw_only=True):
    """How the test items of one class were scored: those whose expected answer is the label.

    n: Items of the class that have a score with both prompts.
    failed: Items of the class that lack one. They count nowhere else.
    baseline: The given prompt's mean score on the n; null without any.
    best: The best prompt's mean score on the n; null without any.
    fixed: How many of the n score higher with the best prompt.
    broken: How many of the n score lower with it.
    """

    label: str
    n: int
    failed: int
    fixed: int
    broken: int
    baseline: float | None = None
    best: float | None = None


class Column(Model, frozen=True, kw_only=True):
    """A column: what its values are, and how many rows have none.

    A number or a truth value may be written as a text, as CSV writes all of them. `distinct` counts different values,
    exactly unless `distinct_at_least` says that counting was given up.
    """

    name: str
    type: Literal["boolean", "empty", "list", "mixed", "number", "object", "text"] | str
    missing: int
    distinct: int
    distinct_at_least: bool = False


class ComparisonPower(Model, frozen=True, kw_only=True):
    """What a comparison could show. `level` is alpha divided by the comparisons of its family, as Holm begins.

    `minimum_detectable_effect` is found with 80 % power, `trials_needed` are those that find delta so. `power_large` is
    the power for a difference of 0.8 standard deviations between runs.
    """

    first: str
    second: str
    family: str
    alternative: Literal["greater", "less", "two_sided"] | str
    trials: int
    level: float
    least_p_value: float
    minimum_detectable_effect: float
    trials_needed: int
    power_large: float


class ComparisonSpec(Model, frozen=True, kw_only=True):
    """First arm minus second arm; `greater` claims that the first is better. Families are adjusted by Holm."""

    first: str
    second: str
    alternative: Literal["greater", "less", "two_sided"] = "two_sided"
    family: str = "comparisons"


class Comparisons(Model, frozen=True, kw_only=True):
    """How a judge compared answers with those of the given prompt, each pair in both orders.

    `judged` pairs were shown to the judge; the others are equal, or one has no text. `order_decided` is the share of
    the judged in which it preferred the same place in both orders, `first` or `last` of them; these are among the ties.
    """

    wins: int = 0
    ties: int = 0
    losses: int = 0
    judged: int = 0
    first: int = 0
    last: int = 0
    order_decided: float | None = None


class Condition(Model, frozen=True, kw_only=True):
    """What a row must be: all that is said of its column must hold; null says nothing.

    Values are compared as texts, so that `5` is `"5"`; `at_least` and `at_most` compare numbers. A row without a value
    meets `exists: false` and `not_equals` alone.

    column: A column, or a dotted path into one: `meta.lang`, `turns.0`.
    """

    column: str
    equals: str | int | float | bool | None = None
    not_equals: str | int | float | bool | None = None
    in_: list[str | int | float | bool] | None = field(default=None, name="in")
    contains: str | None = None
    exists: bool | None = None
    at_least: float | None = None
    at_most: float | None = None


class ContinueRequest(Model, frozen=True, kw_only=True):
    """A new budget for what an ended run left undone; what is paid for already is not paid again.

    Name, tags and metadata are the ended run's where they are left out.
    """

    name: str | None = None
    tags: list[str] = field(default_factory=list)
    metadata: Annotated[dict[str, str], Meta(max_length=32)] = field(default_factory=dict)
    webhook: str | None = None
    priority: Literal["high", "low", "normal"] = "normal"
    budget: Budget = field(default_factory=lambda: convert({}, type=Budget))


class Costs(Model, frozen=True, kw_only=True):
    """Calls and dependent rounds of a method; the seed's score and the test come on top.

    `first` and `step` are the most calls of the first and of a later step; in `first` answers of the seed on validation
    are known already. `rounds` are the dependent rounds of a step: calls that wait for one another when every other one
    is made at once, a program's modules and its judge counted as one round. `steps` is the most steps there are.
    `terms` are names for parts, each of the method's parameters, of a task's sizes and of the terms before it; `number`
    is the number of a step, from 1, where steps differ.
    `least` and `most` are of a whole run and follow from the others: a run may find nothing to ask, and at most asks
    all of every step, answers that are known included; `later` is what `step` comes to from the second step on. Of more
    than a thousand steps the further ones count as the dearest of these and of the last.
    """

    first: str
    step: str
    steps: str
    rounds: str
    terms: dict[str, str] = field(default_factory=dict)
    least: str = "0"
    most: str = "first + later if steps else 0"


class CriticSpec(Model, frozen=True, kw_only=True):
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
    evaluation: Literal["binary", "none", "scorer", "smooth"] = "scorer"
    feedback: Literal["none", "placebo", "real", "shuffled"] = "real"


class CurvePoint(Model, frozen=True, kw_only=True):
    """The best candidate after a step, on the tracked split; the score is None where every call failed."""

    step: int
    n: int
    score: float | None = None


class DatasetEntry(Model, frozen=True, kw_only=True):
    """A data set as lists show it: its newest version; the ones before it have the numbers below."""

    name: str
    version: int
    digest: str
    rows: int
    bytes: int
    created_at: str


class DatasetPage(Model, frozen=True, kw_only=True):
    """A page of data sets by name; `next` is the cursor of what follows."""

    items: list[DatasetEntry] = field(default_factory=list)
    next: str | None = None


class DatasetRow(Model, frozen=True, kw_only=True):
    """A row with its number in the file: from 1, a header counted."""

    row: int
    values: dict[str, Any]


class DatasetRowPage(Model, frozen=True, kw_only=True):
    """A page of rows of one version; `next` is the cursor of what follows."""

    version: int
    items: list[DatasetRow] = field(default_factory=list)
    next: str | None = None


class Demo(Model, frozen=True, kw_only=True):
    """A worked example that a module is shown before its input: what it was given and what to answer.

    `fields` fill its placeholders and `input` is the message where the module has no user component; `example` is the
    example it was taken from.
    """

    module: str
    example: str
    input: str
    output: str
    fields: dict[str, str] = field(default_factory=dict)


class DemoSpec(Model, frozen=True, kw_only=True):
    """A worked example that is shown before the input: what was given, a text or named fields, and what to answer."""

    input: str | dict[str, Any]
    output: str


class Design(Model, frozen=True, kw_only=True):
    """How many pairs are drawn, on how many of so many probe items each is scored, and about the calls of all."""

    pairs: int
    items_per_pair: int
    probe: int
    calls: int


class DiagnosticRequest(Model, frozen=True, kw_only=True):
    """Which tests to run on which recorded steps, and how large an answer may be.

    What is not given is chosen: the cheapest that finds `effect` with 80 % power, or all that `budget.max_calls`
    allows, by default as many calls as the run made. Without `force` a job is refused whose minimum detectable effect
    exceeds `effect`.

    tests: The tests to make.
    steps: The steps to run again; null means every one that can be tested.
    replicates: Pairs of edits a step.
    items: Probe examples that edits are scored on.
    items_per_pair: Probe examples that each pair is scored on, in turn those of items; null means all.
    scope: this_run speaks about the run's own steps, method about steps like them.
    estimand: critic_average asks critics anew for every replicate but the first, fixed_feedback never; null is
      critic_average where critics can be asked again and more is asked than the test sentences.
    ladder: whole gives content, labels and chain more arms than their verdicts rest on.
    evidence: masked hides examples and history from editors in every arm: feedback is all they have.
    stop: looks ends after a half or three quarters of the pairs if nothing is open then, evalue as soon as the
      primary contrast of the first test is decided, fixed never before the last pair.
    runs: Further runs of the same task, by id, for the test fitting.
    delta: The margin of equivalence; null is the larger of 0.02 and a quarter of the run's gain, as its test
      measured it.
    effect: What the plan has to find; null is delta where that is given, else half of the run's gain.
    alpha: The chance of a finding where there is nothing, adjusted for how many are looked for.
    """

    name: str | None = None
    tags: list[str] = field(default_factory=list)
    metadata: Annotated[dict[str, str], Meta(max_length=32)] = field(default_factory=dict)
    webhook: str | None = None
    priority: Literal["high", "low", "normal"] = "normal"
    tests: list[str] = field(default_factory=lambda: ["content"])
    steps: list[int] | None = None
    replicates: int | None = None
    items: int | None = None
    items_per_pair: int | None = None
    scope: Literal["method", "this_run"] = "this_run"
    estimand: Literal["critic_average", "fixed_feedback"] | None = None
    ladder: Literal["core", "whole"] = "core"
    evidence: Literal["masked", "shown"] = "shown"
    stop: Literal["evalue", "fixed", "looks"] = "looks"
    runs: list[str] = field(default_factory=list)
    delta: float | None = None
    effect: float | None = None
    alpha: float = 0.05
    force: bool = False
    budget: Budget = field(default_factory=lambda: convert({}, type=Budget))
    seed: int = 0


class DiagnosticStarted(Model, frozen=True, kw_only=True):
    """A diagnostic of a run begins, of these steps."""

    run_id: str
    expected_calls: int
    steps: list[int] = field(default_factory=list)


class DiagnosticSummary(Model, frozen=True, kw_only=True):
    """A diagnostic in a list."""

    id: str
    status: Literal["cancelled", "failed", "queued", "running", "succeeded"]
    created_at: datetime
    run_id: str
    name: str | None = None
    tags: list[str] = field(default_factory=list)
    metadata: dict[str, str] = field(default_factory=dict)
    priority: Literal["high", "low", "normal"] | str = "normal"
    finish_reason: str | None = None
    ended_at: datetime | None = None
    tests: list[str] = field(default_factory=list)


class Difference(Model, frozen=True, kw_only=True):
    """The paired difference best - baseline on the same items."""

    estimate: float
    p_value: float
    n: int
    test: Literal["macro_permutation", "mcnemar_midp", "paired_permutation", "sign"] | str
    ci95: list[float] = field(default_factory=list)


class EValue(Model, frozen=True, kw_only=True, tag_field="kind", tag="evalue"):
    """A bet on the differences, item by item, whose wealth must be large enough, on however many items there are.

    As in PACE (Anytime-Valid Acceptance Tests for Self-Evolving Agents, arXiv 2606.08106), but for two things: all that
    a step compares shares its alpha, and the wealth is that of all items, not of the first ones that reach it.

    alpha: The most prompts that are no better and yet taken over, a step, on average.
    """

    alpha: float = 0.1


class EarlierEstimate(Model, frozen=True, kw_only=True):
    """What an earlier job has estimated for a claim, with the error of its pairs, and that of its items too."""

    estimate: float
    se: float
    se_pairs: float
    n_pairs: int


class EarlierTest(Model, frozen=True, kw_only=True):
    """A test that an earlier diagnostic made of the same run under the same version of the rules, by claim."""

    test: str
    scope: Literal["method", "this_run"] | str
    estimand: Literal["critic_average", "fixed_feedback"] | str
    seed: int
    estimates: dict[str, EarlierEstimate] = field(default_factory=dict)


class Equivalence(Model, frozen=True, kw_only=True):
    """Two one-sided tests of the estimate against ± delta."""

    delta: float
    p_value: float
    ci90: list[float] = field(default_factory=list)


class Event(Model, frozen=True, kw_only=True):
    """Something that happened; `seq` orders the events of a job and is the SSE id."""

    seq: int
    at: datetime
    run_id: str
    type: str
    data: dict[str, Any]


class FailedCalls(Model, frozen=True, kw_only=True):
    """Calls of a role that failed alike: the provider's words, and its status and code where it gave any."""

    count: int
    role: Literal["application", "check", "grader", "judge", "optimizer", "task"] | str
    message: str
    status: int | None = None
    code: str | None = None


class Feedback(Model, frozen=True, kw_only=True):
    """A text about a component, with the rollouts that are its evidence and the role that wrote it.

    `control` is no role: a text that knows nothing of the task, which a method sets against feedback. Where an arm of a
    study passes on another text than the author's, `text` is that one and `written` the author's; null otherwise.
    """

    id: str
    kind: Literal["critique", "failure_mode", "gradient", "history", "note", "rule"] | str
    module: str
    component: str
    text: str
    author: Literal["control", "judge", "optimizer", "scorer", "task"] | str
    candidate: str
    evidence: list[str] = field(default_factory=list)
    written: str | None = None


class FeedbackWritten(Model, frozen=True, kw_only=True):
    """Feedback that editors are shown; `written` is what the critic wrote, where a diagnostic shows another text."""

    step: int
    id: str
    component: str
    text: str
    written: str | None = None


class FieldError(Model, frozen=True, kw_only=True):
    """One faulty field: `path` in the request's JSON, `message` says what is wrong and what is accepted."""

    path: str
    message: str


class Figure(Model, frozen=True, kw_only=True):
    """A number beside the verdict, in score units or as its name says, with interval and p-value if it has any."""

    name: str
    value: float
    ci95: list[float] | None = None
    p_value: float | None = None


class FileOfTool(Model, frozen=True, kw_only=True):
    """The format of another tool that rows are in, told by the first of them.

    `mapped` says what becomes what, `notes` what is not taken over; `scoring` and `prompts` are for requests to hold.
    """

    kind: str
    mapped: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    scoring: dict[str, Any] | None = None
    prompts: list[dict[str, Any]] = field(default_factory=list)


class Fractions(Model, frozen=True, kw_only=True):
    """How the examples are divided; the four add up to 1."""

    train: float = 0.3
    validation: float = 0.3
    probe: float = 0.2
    test: float = 0.2


class Greedy(Model, frozen=True, kw_only=True, tag_field="kind", tag="greedy"):
    """Whatever the method holds for best, as published: a higher mean is enough."""


class HeadroomEstimate(Model, frozen=True, kw_only=True):
    """What a measurement would take; nothing was spent to find out.

    `prompts` are written beside the given one, all are scored on `items`. Dollars are those of as many calls of the
    task's model, null where nobody knows what one of the models costs.
    """

    prompts: int
    items: int
    expected_calls: int
    cost_usd: float | None = None


class HeadroomStarted(Model, frozen=True, kw_only=True):
    """A measurement begins: how many prompts are written, how many items scored."""

    prompts: int
    items: int
    expected_calls: int


class HeadroomSummary(Model, frozen=True, kw_only=True):
    """A measurement of headroom in a list; `verdict` is null before its end."""

    id: str
    status: Literal["cancelled", "failed", "queued", "running", "succeeded"]
    created_at: datetime
    about: str
    name: str | None = None
    tags: list[str] = field(default_factory=list)
    metadata: dict[str, str] = field(default_factory=dict)
    priority: Literal["high", "low", "normal"] | str = "normal"
    finish_reason: str | None = None
    ended_at: datetime | None = None
    verdict: Literal["no_reaction_seen", "not_testable", "reacts"] | str | None = None


class Health(Model, frozen=True, kw_only=True):
    """How the service is."""

    status: str


class HygieneCheck(Model, frozen=True, kw_only=True):
    """One look at the best prompt: a figure, what it must not exceed, and whether it does.

    figure: Null where it cannot be measured here; `said` says why.
    limit: A figure above it is flagged, if `said` gives no other condition.
    found: What it is about: ids of examples, sentences, labels.
    """

    name: Literal["class_losses", "format_share", "hacking", "length", "quoted_examples", "repeated_sentences"] | str
    limit: float
    flagged: bool
    said: str
    figure: float | None = None
    found: list[str] = field(default_factory=list)


class InstalledScorer(Model, frozen=True, kw_only=True):
    """A scorer of an installed package, by its entry point; `version` is that of the package."""

    name: str
    package: str
    version: str


class IssuedToken(Model, frozen=True, kw_only=True):
    """A token and until when it opens."""

    token: str
    expires_at: str


class ItemEffect(Model, frozen=True, kw_only=True):
    """An item's effect: the `mean` difference over its `pairs`, and `effect`, what of that is not expected to be noise.

    `effect` is the mean drawn to that of all items, the more so the fewer pairs there are and the less items differ.
    """

    item: str
    effect: float
    mean: float
    pairs: int


class JobError(Model, frozen=True, kw_only=True):
    """Why a job failed, for people and for programs."""

    code: str
    message: str
    faults: list[FieldError] = field(default_factory=list)


class Judgement(Model, frozen=True, kw_only=True):
    """A judge's answer about an arm's edit or feedback; None where it gave none that can be read.

    For `identify` the answer is whether it named the edit's own feedback among `options`.
    """

    question: Literal["equivalent", "follows", "identify", "opposite"] | str
    arm: str
    answer: bool | None = None
    options: list[str] = field(default_factory=list)


class LabelScore(Model, frozen=True, kw_only=True):
    """How the items of one label were answered: its row of the confusion table.

    n: Items whose expected answer has this label, and which have a score.
    failed: Such items without a score: a call failed. They count nowhere else.
    recall: The share of the n that were answered with the label.
    precision: The share of the answers with the label that are right; null without any.
    f1: The F1 of both; null where no item has the label and no answer says it.
    said: How many of the n were answered with each label; labels that never were are left out. Where answers are
      sets: how often the label was there, and which wrong ones were where it was missing.
    unread: How many of the n have an answer that says no label, or several where one is asked for.
    """

    label: str
    n: int
    failed: int
    unread: int
    recall: float | None = None
    precision: float | None = None
    f1: float | None = None
    said: dict[str, int] = field(default_factory=dict)


class LabelShift(Model, frozen=True, kw_only=True):
    """A label before and after: how often it was the truth, how often it was said, how often it was found."""

    label: str
    truth: float
    said: list[float] = field(default_factory=list)
    recall: list[float | None] = field(default_factory=list)


class Labelled(Model, frozen=True, kw_only=True):
    """A shown example with its expected answer, and those it is judged by with wrong and with permuted labels."""

    example: str
    true: str | int | float | bool | list[Any] | dict[str, Any] | None = None
    wrong: str | int | float | bool | list[Any] | dict[str, Any] | None = None
    permuted: str | int | float | bool | list[Any] | dict[str, Any] | None = None


class Lead(Model, frozen=True, kw_only=True):
    """What a method's choice had against the best so far, where a run asks for evidence before it takes one over.

    `gain` is the mean difference on the `n` validation items that both have a score on. `value` is the p-value of a
    `paired` test, which must be at most as large as `needed`, or the wealth of an `evalue`, which must be at least so;
    null where no amount would do.
    """

    candidate: str
    incumbent: str
    kind: Literal["evalue", "paired"] | str
    n: int
    value: float
    enough: bool
    gain: float | None = None
    needed: float | None = None


class LeftOut(Model, frozen=True, kw_only=True):
    """A diagnostic that says nothing here, and why."""

    diagnostic: str
    reason: str


class MapSpec(Model, frozen=True, kw_only=True):
    """Which columns are which parts of an example. What is left out follows from the columns' names; "" is no column.

    `input` is one column, then the field `input`, or columns by field; else it is the column `input`, or every column
    that is nothing else. `feedback` is a column of critiques as texts, or of lists as an example's `feedback` is.
    """

    input: str | dict[str, str] | None = None
    expected: str | None = None
    split: str | None = None
    group: str | None = None
    id: str | None = None
    feedback: str | None = None


class Mapping(Model, frozen=True, kw_only=True):
    """Which columns became which parts of an example: `input` is by field; `left_out` are the others."""

    input: dict[str, str] = field(default_factory=dict)
    expected: str | None = None
    split: str | None = None
    group: str | None = None
    id: str | None = None
    feedback: str | None = None
    left_out: list[str] = field(default_factory=list)


class MeasuredHeadroom(Model, frozen=True, kw_only=True):
    """The newest measurement for this data, scoring, prompt and task model: its job, and what it said in words.

    `at_most` is the upper 95 % limit of what the best of `candidates` prompts could gain; null where it was not
    testable.
    """

    id: str
    verdict: Literal["no_reaction_seen", "not_testable", "reacts"] | str
    said: str
    candidates: int
    at_most: float | None = None


class MethodInfo(Model, frozen=True, kw_only=True):
    """A method: where it comes from, its parameters as JSON Schema, and what it costs as formulas."""

    summary: str
    name: str
    description: str
    parameters: dict[str, Any]
    costs: Costs
    paper: str = ""
    reference: str = ""
    defaults: str = ""
    interception: Literal["full", "input", "none"] | str = "none"
    points: list[str] = field(default_factory=list)
    deviations: list[str] = field(default_factory=list)


class ModelSpec(Model, frozen=True, kw_only=True):
    """The model of a role: a provider the server declares, one of its models, and how answers are drawn.

    `effort` is how much the model may think, in its provider's words (`low`, `high`, …); `extra` are further fields of
    every request to it, as its provider documents them (`{"service_tier": "flex"}`). Both are this role's alone.
    """

    provider: str
    model: str | None = None
    temperature: float | None = None
    top_p: float | None = None
    max_tokens: int | None = None
    effort: str | None = None
    extra: dict[str, Any] = field(default_factory=dict)


class ModelsSpec(Model, frozen=True, kw_only=True):
    """Models by role; the optimizer is the task's model and the judge the optimizer's where they are left out.

    The task's may be left out where the server has a default: by its settings, else `embedded` where it declares no
    provider. `GET /providers` says which one it is. `modules` gives single modules of the program, by name, a model of
    their own in the place of the task's.
    """

    task: ModelSpec | None = None
    optimizer: ModelSpec | None = None
    judge: ModelSpec | None = None
    modules: dict[str, ModelSpec] | None = None


class ModuleCall(Model, frozen=True, kw_only=True):
    """One module's call inside a rollout; `trace` is what an application tells of how it came to its output."""

    module: str
    path: str
    status: Literal["failed", "ok"] | str
    output: str | None = None
    trace: str | None = None


class ModuleSpec(Model, frozen=True, kw_only=True):
    """One module of a program; its output is known to later modules by `output`, or else by its name.

    A module of the kind `model` is a call of a model with `system` and `user`, and with `tools` as in a prompt. One of
    the kind `http` is a call of an `application` that the server declares, with its `components`: plain texts by name,
    in which no brace is read.
    """

    name: str
    kind: Literal["http", "model"] = "model"
    system: str | None = None
    user: str | None = None
    application: str | None = None
    components: dict[str, str] = field(default_factory=dict)
    output: str | None = None
    demos: list[DemoSpec] = field(default_factory=list)
    tools: list[dict[str, Any]] = field(default_factory=list)
    tool_choice: str | None = None


class Noise(Model, frozen=True, kw_only=True):
    """The standard deviation of pair means to plan with, and where it comes from.

    `measured` on pairs of an earlier diagnostic of the run, on the `run`'s own edits of one parent in one step, or
    `assumed`; `pairs` is on how many, `ci95` the interval of the deviation that follows. With m items a pair,
    pair_sd^2 = edit_sd^2 + item_sd^2 / m: what lies between edits, and what scoring them on few items adds. By
    `effect_sd` the effect differs between items: verdicts are about items like them, so that it is part of their error.
    By `answer_sd` one answer to an item varies: what edits are compared with, where that is the prompt before them.
    """

    pair_sd: float
    basis: Literal["assumed", "measured", "run"] | str
    edit_sd: float = 0.0
    item_sd: float = 0.0
    effect_sd: float = 0.0
    answer_sd: float = 0.0
    pairs: int = 0
    ci95: list[float] | None = None


class Notice(Model, frozen=True, kw_only=True):
    """What became of a job's notice: `name` is the webhook's, `error` why the last attempt failed.

    Before the job's end there are no attempts and no times. `next_at` is null once it is delivered or given up.
    """

    name: str
    attempts: int = 0
    next_at: str | None = None
    delivered_at: str | None = None
    given_up: bool = False
    error: str | None = None


class Outage(Model, frozen=True, kw_only=True):
    """A model that does not answer.

    `away_s` seconds have passed since the first refusal after its last answer, `refused` attempts were made in them,
    `words` are what the last one met. The next attempt is made in `probe_in_s` seconds; `asked_s` is the pause that
    the provider asked for itself.
    """

    provider: str
    model: str
    away_s: float
    refused: int
    words: str
    probe_in_s: float
    asked_s: float | None = None


class OverItems(Model, frozen=True, kw_only=True):
    """The 95 % interval of a difference over two samples, trials and `n_items` items: for other runs on other items.

    `se_trials` and `se_items` are the standard errors of each alone, in units of the score.
    """

    se: float
    df: float
    se_trials: float
    se_items: float
    n_items: int
    ci95: list[float] = field(default_factory=list)


class Paired(Model, frozen=True, kw_only=True, tag_field="kind", tag="paired"):
    """A one-sided paired test on all of validation; a prompt that was not tried on all of it is not taken over.

    alpha: The most prompts that are no better and yet taken over, a step, on average.
    """

    alpha: float = 0.05


class Pairs(Model, frozen=True, kw_only=True):
    """How many examples have an earlier partner of some kind, and the first of them: the partner's id and their own."""

    count: int = 0
    first: list[list[str]] = field(default_factory=list)


class Parent(Model, frozen=True, kw_only=True):
    """The prompt before a step's edits: its scores on the probe items, once a repeat, and on the others."""

    step: int
    probe: list[list[float | None]] = field(default_factory=list)
    gate: list[float | None] = field(default_factory=list)
    crossed: list[float | None] = field(default_factory=list)


class PartScore(Model, frozen=True, kw_only=True):
    """What one part of a weighted score came to; no `score` where it failed; `calls` are its calls' paths."""

    name: str
    weight: float
    note: str
    score: float | None = None
    calls: list[str] = field(default_factory=list)


class PerturbationInfo(Model, frozen=True, kw_only=True):
    """What may stand in the feedback slots of a fresh edit, how its success is checked, and the tests that draw it."""

    name: str
    changes: str
    needs: str
    check: str
    tests: list[str] = field(default_factory=list)


class PoolEntry(Model, frozen=True, kw_only=True):
    """A candidate's standing at a selection; no score where more than a tenth of its items have none."""

    candidate: str
    n: int
    score: float | None = None
    failed: int = 0


class PoolRequest(Model, frozen=True, kw_only=True):
    """Which diagnostics to put together, and by which of their tests.

    `delta` is the margin of equivalence; by default that of the diagnostics, which must then have the same.
    """

    diagnostics: list[str]
    test: str
    delta: float | None = None


class PooledRun(Model, frozen=True, kw_only=True):
    """A run's part in a pooled effect: what its diagnostics say together, and the weight of that, of 1 in all."""

    run_id: str
    estimate: float
    se: float
    weight: float
    diagnostics: list[str] = field(default_factory=list)


class Preference(Model, frozen=True, kw_only=True):
    """What a judge preferred of an answer and the given prompt's to the same example, asked in both orders."""

    shown_first: Literal["answer", "reference", "tie"] | str
    shown_last: Literal["answer", "reference", "tie"] | str


class PriceView(Model, frozen=True, kw_only=True):
    """Dollars per million tokens, or of a `call`; `cached` is null where cached input is as dear as other input."""

    input: float
    output: float
    cached: float | None = None
    call: float = 0.0


class Problem(Model, frozen=True, kw_only=True):
    """A problem. `code` is stable; `errors` names every faulty field of a request, or the first hundred.

    `request_id` is that of the answer's header `X-Request-Id`, and of what was logged.
    """

    title: str
    status: int
    detail: str
    code: str
    request_id: str = ""
    errors: list[FieldError] = field(default_factory=list)


class Progress(Model, frozen=True, kw_only=True):
    """How far a job is while it runs: the share done, the seconds it is likely to take yet, what it has come to.

    `calls` are those that it has the outcome of, answers that were known included, `expected_calls` what it will come
    to by what its steps took so far, `cost_usd` what it has settled (null where a model has no price), `best_score` the
    best candidate's on validation; a study counts its `runs`. `away` are the models that do not answer at the moment.
    """

    share: float
    seconds_left: float | None = None
    calls: int = 0
    failed: int = 0
    calls_per_second: float = 0.0
    expected_calls: int | None = None
    best_score: float | None = None
    cost_usd: float | None = None
    runs: int | None = None
    ended_runs: int | None = None
    away: list[Outage] = field(default_factory=list)


class PromptMessage(Model, frozen=True, kw_only=True):
    """A message that a prompt is made into."""

    role: Literal["assistant", "system", "user"] | str
    content: str


class PromptPair(Model, frozen=True, kw_only=True):
    """The paired difference second - first over the `n` examples that both have a score of.

    Where a judge compared their answers it is how far the second's win share is from 0.5, `fixed` examples are its wins
    and `broken` ones its losses, the test is a sign test, and `comparisons` say how the judge came to them.

    `ci95` holds together with those of all other pairs, `adjusted_p` is Holm's over all pairs and decides the verdict
    at 0.05; `p_value` is this pair's alone. `fixed` examples score higher with the second, `broken` ones lower.

    reason: Why it was not tested.
    """

    first: str
    second: str
    verdict: Literal["first_better", "not_distinguishable", "not_tested", "second_better"] | str
    n: int
    reason: str = ""
    estimate: float | None = None
    ci95: list[float] | None = None
    p_value: float | None = None
    adjusted_p: float | None = None
    test: Literal["macro_permutation", "mcnemar_midp", "paired_permutation", "sign"] | str | None = None
    fixed: int = 0
    broken: int = 0
    comparisons: Comparisons | None = None


class PromptScore(Model, frozen=True, kw_only=True):
    """A prompt: its mean score with a 95 % interval, null where no example has a score, and what its rollouts took.

    `n` examples have a score, `failed` have none. Where a judge compared answers the score is the win share against all
    other prompts, a tie being half a win, and the judge's calls are no prompt's own.
    `cost_usd` is null where nobody knows what one of its models costs. `run` is the run that the prompt is the best of.
    """

    name: str
    candidate: str
    n: int
    failed: int
    calls: int
    tokens: int
    run: str | None = None
    prompt: dict[str, str] = field(default_factory=dict)
    demos: list[Demo] = field(default_factory=list)
    score: float | None = None
    ci95: list[float] | None = None
    cost_usd: float | None = None


class PromptScored(Model, frozen=True, kw_only=True):
    """A prompt is scored on all items: its mean on the `n` that have a score."""

    prompt: str
    n: int
    score: float | None = None


class PromptSpec(Model, frozen=True, kw_only=True):
    """A prompt in parts: `system` and `user`, or `modules`.

    Placeholders are {name}, or {{name}} where no single braces name a field. `frozen` lists components not to change,
    `max_length` bounds each in characters, `literals` lists names in braces that are text and not placeholders. `demos`
    are what the given prompt starts with; methods that choose demos may put others in their place.

    `tools` are definitions of functions as OpenAI or Anthropic write them. Their descriptions and those of their
    parameters are components, `tool.NAME` and `tool.NAME.PARAMETER`. `tool_choice` is `auto`, `none`, `required` or a
    tool's name; null leaves it to the provider.
    """

    system: str | None = None
    user: str | None = None
    modules: list[ModuleSpec] | None = None
    frozen: list[str] = field(default_factory=list)
    max_length: int = 8000
    literals: list[str] = field(default_factory=list)
    demos: list[DemoSpec] = field(default_factory=list)
    tools: list[dict[str, Any]] = field(default_factory=list)
    tool_choice: str | None = None


class PromptStrength(Model, frozen=True, kw_only=True):
    """The logarithm of the odds that a judge prefers a prompt's answer to the first prompt's, whose own is 0.

    By Bradley and Terry's model over the comparisons of all prompts; `ci95` has the items as its unit.
    """

    name: str
    strength: float
    ci95: list[float] = field(default_factory=list)


class PromptToCompare(Model, frozen=True, kw_only=True):
    """A prompt under a name of its own: written as in a request to `/optimize`, or the best one of a `run`."""

    name: str
    prompt: str | PromptSpec | None = None
    run: str | None = None


class PromptsCompared(Model, frozen=True, kw_only=True):
    """What a comparison of prompts says of every two of them."""

    pairs: list[PromptPair] = field(default_factory=list)


class PromptsWritten(Model, frozen=True, kw_only=True):
    """The other prompts are there; how many were refused for which reason."""

    prompts: int
    rejected: dict[str, int] = field(default_factory=dict)


class Proposal(Model, frozen=True, kw_only=True):
    """What an editor answered: a candidate and its new text, or why there is none and the answer as it came."""

    request: str
    status: Literal["accepted", "failed", "rejected"] | str
    reason: str
    candidate: str | None = None
    text: str | None = None


class ProposalRejected(Model, frozen=True, kw_only=True):
    """An editor's answer that makes no candidate, and why."""

    step: int
    request: str
    reason: str


class ProviderAway(Model, frozen=True, kw_only=True):
    """A model does not answer any more; `message` says it in a sentence."""

    provider: str
    model: str
    away_s: float
    refused: int
    words: str
    probe_in_s: float
    message: str
    asked_s: float | None = None


class ProviderBack(Model, frozen=True, kw_only=True):
    """A model that was away has answered."""

    provider: str
    model: str
    away_s: float


class ProviderInfo(Model, frozen=True, kw_only=True):
    """A provider as the catalogue shows it; `context` are the most tokens a call may have, null where unknown.

    `default` is the provider of requests that name none, `models` are all that it has, null where only it knows.
    `priced_models` are those whose prices the settings name; many others are in the price list of the service.
    """

    name: str
    profile: str
    max_concurrency: int
    default: bool = False
    default_model: str | None = None
    models: list[str] | None = None
    priced_models: list[str] = field(default_factory=list)
    context: int | None = None


class ProviderThrottled(Model, frozen=True, kw_only=True):
    """A provider has refused a call for its rate: all calls to the model pause. `asked_s` is what it asked for."""

    provider: str
    pause_s: float
    asked_s: float | None = None


class PublishedFinding(Model, frozen=True, kw_only=True):
    """What was found on a task; the p-value where it is known."""

    task: str
    outcome: str
    p_value: float | None = None


class PublishedPower(Model, frozen=True, kw_only=True):
    """The power of a family of a preset at its published number of trials, for 0.8 standard deviations."""

    family: str
    trials: int
    comparisons: int
    power: float


class RankedCandidate(Model, frozen=True, kw_only=True):
    """A candidate's place among all that a judge compared with the given prompt on validation.

    `strength` is the logarithm of the odds that its answer is preferred, by Bradley and Terry's model over the
    comparisons made, 0 for the given prompt; `n` of them, of which it won this share, a tie being half a win.
    """

    candidate: str
    strength: float
    win_share: float
    n: int
    ci95: list[float] = field(default_factory=list)


class RankedGap(Model, frozen=True, kw_only=True):
    """First arm minus second; the interval holds for all gaps at once, null where so few trials leave it open."""

    first: str
    second: str
    estimate: float
    p_value: float
    distinguishable: bool
    interval: list[float] | None = None


class Rejection(Model, frozen=True, kw_only=True):
    """Why edits became no candidates: the `reason`, and how many of them; `failed` ones had no answer."""

    reason: str
    status: Literal["failed", "rejected"] | str
    count: int


class Remark(Model, frozen=True, kw_only=True):
    """What somebody said of an earlier `answer` to an example, or of the example where no answer is given.

    `rating` is true for a good answer, false for a bad one, null where only words were given.
    """

    text: str = ""
    rating: bool | None = None
    answer: str | None = None


class Repeat(Model, frozen=True, kw_only=True):
    """One of several answers that a rollout is made of; `calls` are the paths of all its calls."""

    sample: int
    status: Literal["failed", "ok"] | str
    note: str
    output: str | None = None
    score: float | None = None
    cause: Literal["content_filter", "context", "empty", "limit", "refused", "thinking_limit"] | str | None = None
    calls: list[str] = field(default_factory=list)


class Repeats(Model, frozen=True, kw_only=True):
    """Every item is answered and scored `n` times; its score is made of theirs, and the item stays the unit.

    n: How many answers an item gets.
    aggregate: The mean of the scores, or an estimate of the chance that k answers all succeed.
    k: With pass^k: of how many answers; null for all n.
    threshold: With pass^k: the least score with which an answer succeeds.
    """

    n: int
    aggregate: Literal["mean", "pass^k"] = "mean"
    k: int | None = None
    threshold: float = 1.0


class RoleUsage(Model, frozen=True, kw_only=True):
    """What one role used. `cached` calls were answered by the ledger, `failed` ones have no answer.

    `cost_usd` is null where nobody knows what its model costs.

    `retries` are repeated attempts, `possibly_paid` attempts whose fate nobody knows, and `speculative` calls that were
    made before a decision showed that they were not needed; these three depend on timing, the others do not.
    """

    calls: int = 0
    input_tokens: int = 0
    output_tokens: int = 0
    cost_usd: float | None = 0.0
    cached: int = 0
    failed: int = 0
    retries: int = 0
    possibly_paid: int = 0
    speculative: int = 0


class Rollout(Model, frozen=True, kw_only=True):
    """One candidate on one example. A failed call is a failure: its score is None, never 0.

    An answer without text is the prompt's doing: the score is 0 and `cause` says why there is no text. `tokens` are
    those of the program's own calls, read and written. `parts` are those of a weighted score; an answer without text
    has none. `preference` is what a judge said who was shown the answer beside the given prompt's; null where none was.
    Where an item is answered several times, `repeats` are the answers: `score` and `parts` are made of theirs, `tokens`
    are those of all, and the rest is of the one with the lowest score. `label` is the class of the example where the
    scoring takes means of classes' means; null where every example counts alike.
    """

    candidate: str
    example: str
    sample: int
    stage: str
    status: Literal["failed", "ok"] | str
    note: str
    output: str | None = None
    score: float | None = None
    trace: list[ModuleCall] = field(default_factory=list)
    judge_paths: list[str] = field(default_factory=list)
    tokens: int = 0
    cause: Literal["content_filter", "context", "empty", "limit", "refused", "thinking_limit"] | str | None = None
    parts: list[PartScore] = field(default_factory=list)
    preference: Preference | None = None
    repeats: list[Repeat] = field(default_factory=list)
    label: str | None = None


class RolloutPage(Model, frozen=True, kw_only=True):
    """A page of rollouts."""

    items: list[Rollout] = field(default_factory=list)
    next: str | None = None


class Rounds(Model, frozen=True, kw_only=True):
    """Dependent rounds: calls that wait for one another when every other one is made at once.

    A rollout is one round, however many modules it has. `most` includes the seed's score and the test.
    """

    step: int
    most: int | None = None


class RunEnded(Model, frozen=True, kw_only=True):
    """A run has ended: its best candidate, the test's verdict and by how much it is better."""

    status: Literal["cancelled", "failed", "queued", "running", "succeeded"]
    finish_reason: str | None = None
    error: JobError | None = None
    candidate: str | None = None
    verdict: str | None = None
    difference: float | None = None


class RunOutcome(Model, frozen=True, kw_only=True):
    """A run of a study. `outcome` is its winner's score, `missing` says why there is none.

    `given` is the given prompt's score beside it, null where the outcome is not the test's, which alone scores both.
    `test_calls` of the `calls` were made for the test.
    `shortcuts` is the verdict of the shortcut audit, null where it had nothing to read; `flags` are what it noted.
    """

    run_id: str
    arm: str
    trial: int
    status: Literal["cancelled", "failed", "queued", "running", "succeeded"]
    calls: int
    finish_reason: str | None = None
    outcome: float | None = None
    missing: str | None = None
    given: float | None = None
    test_calls: int = 0
    shortcuts: Literal["inconclusive", "not_testable", "refuted", "supported"] | str | None = None
    flags: list[str] = field(default_factory=list)
    curve: list[CurvePoint] = field(default_factory=list)


class RunSd(Model, frozen=True, kw_only=True):
    """The standard deviation between runs of an arm that planning assumes, in units of the score, and why."""

    value: float
    reason: str


class RunStarted(Model, frozen=True, kw_only=True):
    """A run begins: its method, how many examples each split has, about how many calls it will make."""

    method: str
    seed: int
    expected_calls: int
    splits: dict[str, int] = field(default_factory=dict)


class RunSummary(Model, frozen=True, kw_only=True):
    """A run in a list."""

    id: str
    status: Literal["cancelled", "failed", "queued", "running", "succeeded"]
    created_at: datetime
    method: str
    name: str | None = None
    tags: list[str] = field(default_factory=list)
    metadata: dict[str, str] = field(default_factory=dict)
    priority: Literal["high", "low", "normal"] | str = "normal"
    finish_reason: str | None = None
    ended_at: datetime | None = None
    parent: str | None = None


class Sampling(Model, frozen=True, kw_only=True):
    """How an answer is drawn. `max_tokens` bounds the answer; the seed comes from the draw.

    `effort` is how much a model may think and `extra` are further fields of the request's body, as the caller wrote
    them for the role.
    """

    temperature: float = 0.0
    top_p: float | None = None
    max_tokens: int = 256
    effort: str | None = None
    extra: dict[str, Any] = field(default_factory=dict)


class ScoredAnswer(Model, frozen=True, kw_only=True):
    """What a prompt answered to an example, and what was said of it."""

    score: float
    note: str
    output: str | None = None


class Set(Model, frozen=True, kw_only=True, tag_field="kind", tag="set"):
    """The labels that the output lists are the expected ones, in any order.

    A list is JSON, bullets, or labels between commas, lines, `and` and the like; in prose the allowed and expected
    labels are looked for. `expected` is a list of labels or a text with labels between commas; an empty list or `none`
    where no label applies.

    repeats: Several answers to each item, whose scores make the item's; null for one.
    aggregate: A prompt's score: the mean of its items' scores, or the mean of the means of their classes, which are
      the labels of `expected`.
    choices: The allowed answers in the order of their letters; null for the labels of the task.
    """

    repeats: Repeats | None = None
    aggregate: Literal["macro", "mean"] = "mean"
    choices: list[str] | None = None


class Settling(Model, frozen=True, kw_only=True):
    """What is likely to settle a claim: a new diagnostic with so many `units` in all, of `unit`, and so many `items`.

    With 80 % power if the truth is delta or nothing, and where so much was drawn already, if it is what was seen.
    `items` is null where those that were used will do, `calls` where nobody knows what a unit takes.
    """

    unit: Literal["items", "pairs", "runs", "sets", "steps"] | str
    units: int
    items: int | None = None
    calls: int | None = None


class SettlingItems(Model, frozen=True, kw_only=True):
    """What would settle an open question: so many items in all, the calls of a measurement on them.

    `possible` says whether the data has as many.
    """

    items: int
    calls: int
    possible: bool


class ShapeCheck(Model, frozen=True, kw_only=True):
    """One call in the shape of a role, with `tools` or without.

    `message` says why it does not work, in the provider's words and with the setting that would mend it where one is
    known; `status` and `code` are the provider's. `answer` is the beginning of what was said.
    """

    role: Literal["application", "check", "grader", "judge", "optimizer", "task"] | str
    endpoint: Literal["chat", "completion"] | str
    works: bool
    latency_s: float
    tools: bool = False
    answer: str | None = None
    message: str | None = None
    status: int | None = None
    code: str | None = None


class ShownRollout(Model, frozen=True, kw_only=True):
    """A rollout as a critic or an editor is shown it.

    `trace` is what applications tell of how they came to it, `remarks` what was said of earlier answers to the example.
    """

    example: str
    answer: str
    note: str
    trace: str = ""
    remarks: str = ""


class Sight(Model, frozen=True, kw_only=True):
    """What a split can see: `detectable` is the gain that a paired test finds with 80 % power; null on too few items.

    `from_nothing` is the gain that the best of all candidates would show there by choice alone, where none differs.
    """

    items: int
    detectable: float | None = None
    from_nothing: float | None = None


class Slot(Model, frozen=True, kw_only=True):
    """A named gap of a template. Only slots of kind `feedback` may be touched by a perturbation of feedback."""

    name: str
    kind: Literal["context", "demos", "evidence", "feedback", "history"] | str
    text: str


class SourceEffect(Model, frozen=True, kw_only=True):
    """What proposals of one source have done in a run so far.

    `effect` is the mean, over its `proposals` that were tried, of the score minus the parent's on the same first items,
    `ci95` holds at whatever moment it is read, and `gain` is what its links add to the best candidate's descent.
    """

    source: str
    proposals: int
    gain: float
    effect: float | None = None
    ci95: list[float] = field(default_factory=list)


class Spread(Model, frozen=True, kw_only=True):
    """How far prompts spread: `sd` between their expected scores, with two limits of 95 % in `ci90`.

    `noise_sd` is what the items alone make of a prompt's mean, `p_value` of the hypothesis that prompts do not differ
    beyond it; `detectable` the spread that would be found with 80 % power. In `telling` items prompts differ at all.
    """

    sd: float
    noise_sd: float
    p_value: float
    prompts: int
    items: int
    telling: int
    ci90: list[float] = field(default_factory=list)
    detectable: float | None = None


class StepCompleted(Model, frozen=True, kw_only=True):
    """A step has ended: the best candidate so far, how many proposals it had and refused.

    `calls` are all that the run has settled by then, null in what was stored before they were told.
    """

    step: int
    best: str
    proposals: int
    rejected: int
    best_score: float | None = None
    calls: int | None = None


class StepStarted(Model, frozen=True, kw_only=True):
    """A step begins at these candidates."""

    step: int
    parents: list[str] = field(default_factory=list)


class StepTexts(Model, frozen=True, kw_only=True):
    """What a step's arms were made from: the prompt's component before, the recorded feedback, the minibatch.

    `behind` are the examples that each feedback's critics were shown, `labels` all of them and the editor's, where
    labels are dealt anew. Asking the critics again makes `critic_calls`. `is_last`: the component is the last module's.
    """

    step: int
    component: str
    before: str
    feedback: list[str] = field(default_factory=list)
    minibatch: list[str] = field(default_factory=list)
    behind: list[list[str]] = field(default_factory=list)
    labels: list[Labelled] = field(default_factory=list)
    critic_calls: int = 0
    is_last: bool = True


class Stop(Model, frozen=True, kw_only=True):
    """When to stop before the method is done.

    After a step, if the best candidate's score has reached `target_score` or has not risen for `patience` steps in a
    row; its score is its mean on the validation items that it was tried on, which are few where a method races.
    """

    target_score: float | None = None
    patience: int | None = None
    max_steps: int | None = None


class StoredFile(Model, frozen=True, kw_only=True):
    """An uploaded image; `url` is what names it in requests, `name` what it was called when it came first."""

    id: str
    url: str
    media_type: str
    width: int
    height: int
    bytes: int
    sha256: str
    created_at: str
    name: str | None = None


class StreamTokenRequest(Model, frozen=True, kw_only=True):
    """The job whose events are to be read: a run, a diagnostic, a study or a measurement of headroom."""

    job_id: str


class StudyEnded(Model, frozen=True, kw_only=True):
    """A study has ended: the trials that are complete, its verdicts with their counts, the ranking in words."""

    status: Literal["cancelled", "failed", "queued", "running", "succeeded"]
    finish_reason: str | None = None
    error: JobError | None = None
    complete_trials: int | None = None
    verdicts: dict[str, int] | None = None
    ranking: str | None = None


class StudyEstimate(Model, frozen=True, kw_only=True):
    """What a study would take and could tell; nothing was spent to find out."""

    runs: int
    trials: int
    expected_calls: int
    delta: float
    alpha: float
    run_sd: RunSd
    detects_delta: bool
    most_calls: int | None = None
    arms: list[ArmCost] = field(default_factory=list)
    comparisons: list[ComparisonPower] = field(default_factory=list)
    published_power: list[PublishedPower] = field(default_factory=list)


class StudyGainPart(Model, frozen=True, kw_only=True):
    """A part of a gain; intervals as those of a comparison, not adjusted for one another."""

    name: Literal["content", "form", "search"] | str
    estimate: float
    ci95: list[float] | None = None
    over_items: OverItems | None = None


class StudyRanking(Model, frozen=True, kw_only=True):
    """Arms from the best to the worst over the `n` trials that all of them have an outcome of; `text` says it.

    `left_out` arms have no outcome at all. Arms are empty where fewer than two trials or arms can be ranked.
    """

    text: str
    n: int
    level: float
    arms: list[ArmRank] = field(default_factory=list)
    gaps: list[RankedGap] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)


class StudyStarted(Model, frozen=True, kw_only=True):
    """A study begins: its arms, how many trials and runs."""

    trials: int
    runs: int
    arms: list[str] = field(default_factory=list)


class StudySummary(Model, frozen=True, kw_only=True):
    """A study in a list."""

    id: str
    status: Literal["cancelled", "failed", "queued", "running", "succeeded"]
    created_at: datetime
    trials: int
    name: str | None = None
    tags: list[str] = field(default_factory=list)
    metadata: dict[str, str] = field(default_factory=dict)
    priority: Literal["high", "low", "normal"] | str = "normal"
    finish_reason: str | None = None
    ended_at: datetime | None = None
    preset: str | None = None
    arms: list[str] = field(default_factory=list)


class Template(Model, frozen=True, kw_only=True):
    """A prompt for a critic or an editor; gaps are written {{name}} and filled from the slots of that name.

    `system` is only for the chat endpoint. `endpoint: none` asks no model: the text is `user` as it is filled, or with
    `reply: edits` the instruction once the feedback, which is edits, is carried out on it.
    `reply` says how the answer is read: the text between <tag> and </tag>, several such texts (`tags`), or the first
    line. `evidence_line` renders a rollout, `feedback_line` a feedback, `history_line` a candidate that was tried,
    `example_line` an example with its expected answer; `absent` stands where there is no feedback, `nothing` where
    there is no history or no example. With `keeps_frame` the reader does not see the outer blocks of a component that
    hold placeholders; they are put back around its answer, unless the component is nothing else.
    """

    name: str
    endpoint: Literal["chat", "completion", "none"] | str
    user: str
    sampling: Sampling
    system: str | None = None
    stop: list[str] = field(default_factory=list)
    reply: Literal["edits", "line", "tag", "tags"] | str = "tag"
    tag: str = "PROMPT"
    evidence_line: str = ""
    feedback_line: str = "{{feedback}}"
    history_line: str = "{{number}}. {{text}}"
    example_line: str = ""
    absent: str = "No feedback is available."
    nothing: str = "none"
    keeps_frame: bool = False


class TestInfo(Model, frozen=True, kw_only=True):
    """A test of diagnostics: what it asks, where it comes from, the arms it draws; without draws it costs nothing."""

    name: str
    asks: str
    source: str
    draws: bool
    arms: list[str] = field(default_factory=list)


class ToolCalls(Model, frozen=True, kw_only=True, tag_field="kind", tag="tool_calls"):
    """The calls of tools that the output makes are the expected ones.

    `expected` is a list of `{"name": …, "arguments": {…}}`, empty where no tool is to be called; a call without
    `arguments` is matched by any.

    repeats: Several answers to each item, whose scores make the item's; null for one.
    aggregate: A prompt's score: the mean of its items' scores, or the mean of the means of their classes, which are
      the labels of `expected`.
    order: Whether calls may come in any order, or in that of `expected`.
    arguments: What beside its tool a call is matched by: all its arguments, those that are expected (in nested
      objects too; lists are compared whole), or none.
    """

    repeats: Repeats | None = None
    aggregate: Literal["macro", "mean"] = "mean"
    order: Literal["any", "same"] = "any"
    arguments: Literal["exact", "ignore", "subset"] = "exact"


class TrackSpec(Model, frozen=True, kw_only=True):
    """Score the best candidate after every n-th step on a split, once a run has ended; `arms` null means all.

    In an arm with wrong labels the train examples count as they were shown: tracked is how well a run fits them.
    """

    every: int
    split: Literal["train", "validation"] = "train"
    arms: list[str] | None = None


class TrialCompleted(Model, frozen=True, kw_only=True):
    """All runs of a trial have ended: the outcome of each arm, null where there is none."""

    trial: int
    trials: int
    outcomes: dict[str, float | None] = field(default_factory=dict)


class TrialStarted(Model, frozen=True, kw_only=True):
    """The runs of a trial are begun, one for each of these arms."""

    trial: int
    arms: list[str] = field(default_factory=list)


class Where(Model, frozen=True, kw_only=True):
    """How an effect differs between these items, in the order of their effects, the most helped first.

    `sd` is the standard deviation of the items' own effects, their noise taken out, with its 95 % interval. `helped`
    and `harmed` are the shares of items with an effect above delta and below -delta, as expected where effects are
    normal; null where the interval includes 0: the order of the items is then noise.
    """

    sd: float
    reading: str
    ci95: list[float] = field(default_factory=list)
    helped: float | None = None
    harmed: float | None = None
    items: list[ItemEffect] = field(default_factory=list)


class WordRun(Model, frozen=True, kw_only=True):
    """Words in a row that both texts have, or one of them."""

    kind: Literal["delete", "equal", "insert"] | str
    text: str


Acceptance: TypeAlias = Greedy | Paired | EValue


class ACE(Model, frozen=True, kw_only=True, tag_field="name", tag="ace"):
    """Every train example is answered, reflected on and curated into a playbook, which stands at the end of the prompt.

    A wrong answer is given again with the reflection at hand, up to `reflections` times. Reflections count which
    bullets helped and harmed; a curator, who sees the counts, writes new ones, which are added as they are: nothing
    that is there is written anew. The playbook with the best score on validation is kept.

    acceptance: What it takes for a prompt to become the run's best so far, which is what is returned: what the
      method holds for best (greedy), or as much evidence on validation as paired or evalue ask for.
    briefing: Whether critics and editors are told more than the method's templates say: the task's description, how
      answers are scored and what they are like, a prompt's confusions of classes on training examples, edits that
      did no better, and the bounds of a prompt's form. The optimizer's model must be of the profile standard.
    racing: Whether scoring a candidate on all of validation ends once it is shown to be worse than the best so far;
      it then has no score.
    informative: So many validation items, those whose scores differ most between the prompts of the run, are
      answered first; a candidate that is behind the best so far there is not scored on the rest and has no score.
      null: none.
    epochs: Times that all train examples are learned from.
    batch: Train examples that are learned from at once.
    reflections: The most reflections on an example.
    validate_every: Steps from one score on validation to the next.
    """

    acceptance: Literal["evalue", "greedy", "paired"] | Acceptance = "greedy"
    briefing: bool = False
    racing: bool = False
    informative: int | None = None
    epochs: int = 1
    batch: int = 1
    reflections: int = 3
    validate_every: int = 10


class APE(Model, frozen=True, kw_only=True, tag_field="name", tag="ape"):
    """Prompts induced from samples of examples; later iterations, a Monte Carlo search, paraphrase the best of them.

    acceptance: What it takes for a prompt to become the run's best so far, which is what is returned: what the
      method holds for best (greedy), or as much evidence on validation as paired or evalue ask for.
    briefing: Whether critics and editors are told more than the method's templates say: the task's description, how
      answers are scored and what they are like, a prompt's confusions of classes on training examples, edits that
      did no better, and the bounds of a prompt's form. The optimizer's model must be of the profile standard.
    racing: Whether scoring a candidate on all of validation ends once it is shown to be worse than the best so far;
      it then has no score.
    informative: So many validation items, those whose scores differ most between the prompts of the run, are
      answered first; a candidate that is behind the best so far there is not scored on the rest and has no score.
      null: none.
    subsamples: Samples of train examples that prompts are induced from.
    examples: Train examples in a sample.
    prompts: Prompts induced from each sample.
    iterations: 1 induces only; later ones paraphrase the best.
    survivors: Prompts that are paraphrased and compete again.
    selection: All on the same items, or more pulls for those that promise more.
    samples: With fixed: validation items.
    eval_rounds: With ucb: pulls one after another.
    eval_arms: With ucb: prompts in one pull.
    eval_samples: With ucb: validation items in one pull.
    c: With ucb: the weight of exploration.
    """

    acceptance: Literal["evalue", "greedy", "paired"] | Acceptance = "greedy"
    briefing: bool = False
    racing: bool = False
    informative: int | None = None
    subsamples: int = 5
    examples: int = 5
    prompts: int = 50
    iterations: int = 1
    survivors: int = 5
    selection: Literal["fixed", "ucb"] = "fixed"
    samples: int = 50
    eval_rounds: int = 5
    eval_arms: int = 50
    eval_samples: int = 5
    c: float = 1.0


class AdalFlow(Model, frozen=True, kw_only=True, tag_field="name", tag="adalflow"):
    """A moving batch forward, a few wrong and right samples of it backward, proposals until one passes both gates.

    A proposal sees the feedback, the best prompts so far and the proposals of this step that failed. One that does
    better on the drawn samples, and then on validation, is accepted, and the moving batch starts anew.

    acceptance: What it takes for a prompt to become the run's best so far, which is what is returned: what the
      method holds for best (greedy), or as much evidence on validation as paired or evalue ask for.
    briefing: Whether critics and editors are told more than the method's templates say: the task's description, how
      answers are scored and what they are like, a prompt's confusions of classes on training examples, edits that
      did no better, and the bounds of a prompt's form. The optimizer's model must be of the profile standard.
    racing: Whether scoring a candidate on all of validation ends once it is shown to be worse than the best so far;
      it then has no score.
    informative: So many validation items, those whose scores differ most between the prompts of the run, are
      answered first; a candidate that is behind the best so far there is not scored on the rest and has no score.
      null: none.
    steps: Steps, each with one accepted prompt at most.
    batch: Answers that a step adds to the moving batch.
    proposals: The most proposals of a step, one after another.
    wrong: Wrong answers of the moving batch that critics see.
    right: Right answers of the moving batch that critics see.
    right_above: The score above which an answer is right.
    window: The most answers in the moving batch.
    best_shown: Best prompts so far that an editor sees.
    """

    acceptance: Literal["evalue", "greedy", "paired"] | Acceptance = "greedy"
    briefing: bool = False
    racing: bool = False
    informative: int | None = None
    steps: int = 12
    batch: int = 4
    proposals: int = 5
    wrong: int = 2
    right: int = 2
    right_above: float = 0.5
    window: int = 20
    best_shown: int = 3


class ArmGain(Model, frozen=True, kw_only=True):
    """An arm's mean gain over the given prompt on the test split, of `n` runs, and by a thousand calls.

    `calls` is their mean without those of the test. `ci95` and `per_1000_ci95` are over trials, `over_items` also over
    items; they are null for a single run and where nothing varies.
    """

    arm: str
    n: int
    gain: float
    calls: float
    ci95: list[float] | None = None
    over_items: OverItems | None = None
    per_1000_calls: float | None = None
    per_1000_ci95: list[float] | None = None


class ArmSpec(Model, frozen=True, kw_only=True):
    """An arm: a JSON merge patch (RFC 7396) on the optimize request, and what its critics are told.

    A method with another name replaces the method as a whole. `trials` is the arm's own number where it differs.
    """

    name: str
    overrides: dict[str, Any] = field(default_factory=dict)
    critic: CriticSpec = field(default_factory=lambda: convert({}, type=CriticSpec))
    trials: int | None = None


class Background(Model, frozen=True, kw_only=True):
    """A text that editors are told and that is no feedback: a summary of the data, a description of the program.

    `text` is None where none could be used, `history` are the candidates that its writer was shown as tried before.
    """

    id: str
    template: Template
    slots: list[Slot] = field(default_factory=list)
    text: str | None = None
    history: list[str] = field(default_factory=list)


class BestOfN(Model, frozen=True, kw_only=True, tag_field="name", tag="best_of_n"):
    """The best of n independent draws of the same blind edit: what sampling and selecting alone find.

    acceptance: What it takes for a prompt to become the run's best so far, which is what is returned: what the
      method holds for best (greedy), or as much evidence on validation as paired or evalue ask for.
    briefing: Whether critics and editors are told more than the method's templates say: the task's description, how
      answers are scored and what they are like, a prompt's confusions of classes on training examples, edits that
      did no better, and the bounds of a prompt's form. The optimizer's model must be of the profile standard.
    racing: Whether scoring a candidate on all of validation ends once it is shown to be worse than the best so far;
      it then has no score.
    informative: So many validation items, those whose scores differ most between the prompts of the run, are
      answered first; a candidate that is behind the best so far there is not scored on the rest and has no score.
      null: none.
    n: Proposals in all; null goes on until the budget is used.
    at_once: Proposals of a step.
    """

    acceptance: Literal["evalue", "greedy", "paired"] | Acceptance = "greedy"
    briefing: bool = False
    racing: bool = False
    informative: int | None = None
    n: int | None = 48
    at_once: int = 8


class Block(Model, frozen=True, kw_only=True):
    """All arms of one replicate of one step."""

    step: int
    replicate: int
    arms: list[ArmDraw] = field(default_factory=list)
    judged: list[Judgement] = field(default_factory=list)


class BootstrapFewShot(Model, frozen=True, kw_only=True, tag_field="name", tag="bootstrap_fewshot"):
    """Demos from the program's own answers that scored well, and from expected answers; random search over sets.

    The candidates are the prompt without demos, with expected answers alone, with the first answers that reached the
    `threshold`, and `candidates` sets of random size and order; each is scored on all of validation. `rounds` is how
    often an example is tried.

    acceptance: What it takes for a prompt to become the run's best so far, which is what is returned: what the
      method holds for best (greedy), or as much evidence on validation as paired or evalue ask for.
    briefing: Whether critics and editors are told more than the method's templates say: the task's description, how
      answers are scored and what they are like, a prompt's confusions of classes on training examples, edits that
      did no better, and the bounds of a prompt's form. The optimizer's model must be of the profile standard.
    racing: Whether scoring a candidate on all of validation ends once it is shown to be worse than the best so far;
      it then has no score.
    informative: So many validation items, those whose scores differ most between the prompts of the run, are
      answered first; a candidate that is behind the best so far there is not scored on the rest and has no score.
      null: none.
    candidates: Sets of demos of random size and order.
    bootstrapped: The most demos of a set that are made of own answers.
    labelled: Demos that a set is filled up to with expected answers.
    rounds: Times that a train example is tried.
    threshold: The least score of an answer that becomes a demo.
    """

    acceptance: Literal["evalue", "greedy", "paired"] | Acceptance = "greedy"
    briefing: bool = False
    racing: bool = False
    informative: int | None = None
    candidates: int = 16
    bootstrapped: int = 4
    labelled: int = 16
    rounds: int = 1
    threshold: float = 1.0


class ByClass(Model, frozen=True, kw_only=True):
    """Mean scores by class, whatever the scorer; a macro mean is the mean of the classes' means."""

    classes: list[ClassScores] = field(default_factory=list)
    macro_baseline: float | None = None
    macro_best: float | None = None


class ByLabel(Model, frozen=True, kw_only=True):
    """Figures by label, in the order of the labels; the rows' `said` and `unread` are the confusion table.

    macro_f1: The mean F1 of the labels that an item has or an answer says; null where there is none.
    """

    macro_f1: float | None = None
    labels: list[LabelScore] = field(default_factory=list)


class CAPO(Model, frozen=True, kw_only=True, tag_field="name", tag="capo"):
    """Crossover and mutation of instructions and of their shots, then a race of old and new that favours short prompts.

    A shot is an example from the train split with the model's own answer where that is right, else the expected one.

    acceptance: What it takes for a prompt to become the run's best so far, which is what is returned: what the
      method holds for best (greedy), or as much evidence on validation as paired or evalue ask for.
    briefing: Whether critics and editors are told more than the method's templates say: the task's description, how
      answers are scored and what they are like, a prompt's confusions of classes on training examples, edits that
      did no better, and the bounds of a prompt's form. The optimizer's model must be of the profile standard.
    racing: Whether scoring a candidate on all of validation ends once it is shown to be worse than the best so far;
      it then has no score.
    informative: So many validation items, those whose scores differ most between the prompts of the run, are
      answered first; a candidate that is behind the best so far there is not scored on the rest and has no score.
      null: none.
    steps: Generations.
    population: Prompts that survive a race.
    crossovers: Children of a step.
    upper_shots: The most shots of a prompt.
    block: Validation items in a block of the race.
    blocks: The most blocks of a race.
    alpha: The p-value below which one prompt beats another.
    length_penalty: Off the score of a prompt as long as the longest of the first population.
    """

    acceptance: Literal["evalue", "greedy", "paired"] | Acceptance = "greedy"
    briefing: bool = False
    racing: bool = False
    informative: int | None = None
    steps: int = 10
    population: int = 10
    crossovers: int = 4
    upper_shots: int = 5
    block: int = 30
    blocks: int = 10
    alpha: float = 0.2
    length_penalty: float = 0.05


class COPRO(Model, frozen=True, kw_only=True, tag_field="name", tag="copro"):
    """Rounds of `breadth` new texts, component after component, each beside the best texts of the others.

    The first round asks for better texts of the given one, later ones show the best of this component and their scores,
    the best last.

    acceptance: What it takes for a prompt to become the run's best so far, which is what is returned: what the
      method holds for best (greedy), or as much evidence on validation as paired or evalue ask for.
    briefing: Whether critics and editors are told more than the method's templates say: the task's description, how
      answers are scored and what they are like, a prompt's confusions of classes on training examples, edits that
      did no better, and the bounds of a prompt's form. The optimizer's model must be of the profile standard.
    racing: Whether scoring a candidate on all of validation ends once it is shown to be worse than the best so far;
      it then has no score.
    informative: So many validation items, those whose scores differ most between the prompts of the run, are
      answered first; a candidate that is behind the best so far there is not scored on the rest and has no score.
      null: none.
    breadth: Texts of a component in a round; the first round counts the given one.
    depth: Rounds over all components.
    """

    acceptance: Literal["evalue", "greedy", "paired"] | Acceptance = "greedy"
    briefing: bool = False
    racing: bool = False
    informative: int | None = None
    breadth: int = 10
    depth: int = 3


class Candidate(Model, frozen=True, kw_only=True):
    """An immutable set of component texts and demos, with where it came from."""

    id: str
    components: dict[str, str] = field(default_factory=dict)
    demos: list[Demo] = field(default_factory=list)
    parents: list[str] = field(default_factory=list)
    operator: str = "seed"
    feedback: list[str] = field(default_factory=list)


class CandidatePage(Model, frozen=True, kw_only=True):
    """A page of candidates."""

    items: list[Candidate] = field(default_factory=list)
    next: str | None = None


class CatalogueEntry(Model, frozen=True, kw_only=True):
    """What a caller needs to know to choose a scorer; `parameters` is a JSON Schema.

    `installed` are the scorers of packages on this server, which the kind `python` names.
    """

    name: str
    summary: str
    needs_expected: bool
    parameters: dict[str, Any]
    installed: list[InstalledScorer] = field(default_factory=list)


class ChangedExample(Model, frozen=True, kw_only=True):
    """A test example that the given prompt and the best one answer with different scores."""

    id: str
    baseline: ScoredAnswer
    best: ScoredAnswer
    fields: dict[str, str] = field(default_factory=dict)
    expected: str | int | float | bool | list[Any] | dict[str, Any] | None = None


class Changes(Model, frozen=True, kw_only=True):
    """Test examples that the best prompt answers better or worse than the given one, the largest changes first.

    At most ten of each, texts cut at 1,000 characters; `GET /runs/{run_id}/changes` holds all of them whole.
    """

    fixed: list[ChangedExample] = field(default_factory=list)
    broken: list[ChangedExample] = field(default_factory=list)


class Choice(Model, frozen=True, kw_only=True, tag_field="kind", tag="choice"):
    """The output settles on the expected one of the allowed answers.

    Labels are whole words, the longest first; in scripts without spaces, and in Hangul, they may stand anywhere. A
    denied label (`not positive`, `不是正面`) is not named.

    repeats: Several answers to each item, whose scores make the item's; null for one.
    aggregate: A prompt's score: the mean of its items' scores, or the mean of the means of their classes, which are
      the labels of `expected`.
    choices: The allowed answers in the order of their letters; null for the labels of the task.
    """

    repeats: Repeats | None = None
    aggregate: Literal["macro", "mean"] = "mean"
    choices: list[str] | None = None


class Compare(Model, frozen=True, kw_only=True, tag_field="name", tag="none"):
    """The given prompt and its alternatives on validation; the best of them goes to the test.

    An alternative gives the texts of the components in which it differs from the prompt.

    acceptance: What it takes for a prompt to become the run's best so far, which is what is returned: what the
      method holds for best (greedy), or as much evidence on validation as paired or evalue ask for.
    briefing: Whether critics and editors are told more than the method's templates say: the task's description, how
      answers are scored and what they are like, a prompt's confusions of classes on training examples, edits that
      did no better, and the bounds of a prompt's form. The optimizer's model must be of the profile standard.
    racing: Whether scoring a candidate on all of validation ends once it is shown to be worse than the best so far;
      it then has no score.
    informative: So many validation items, those whose scores differ most between the prompts of the run, are
      answered first; a candidate that is behind the best so far there is not scored on the rest and has no score.
      null: none.
    alternatives: Prompts to compare with the given one: for each the components that differ.
    """

    acceptance: Literal["evalue", "greedy", "paired"] | Acceptance = "greedy"
    briefing: bool = False
    racing: bool = False
    informative: int | None = None
    alternatives: list[dict[str, str]] = field(default_factory=list)


class ComponentDiff(Model, frozen=True, kw_only=True):
    """What changed in a component, word by word: without its inserts it is the given text, without its deletes the new.

    Empty `runs` are a component that did not change.
    """

    component: str
    runs: list[WordRun] = field(default_factory=list)


class Contains(Model, frozen=True, kw_only=True, tag_field="kind", tag="contains"):
    """The expected text, or those of a list, stand somewhere in the output.

    repeats: Several answers to each item, whose scores make the item's; null for one.
    aggregate: A prompt's score: the mean of its items' scores, or the mean of the means of their classes, which are
      the labels of `expected`.
    ignore_case: Upper and lower case are the same.
    of_list: How many texts of a list the output must contain.
    """

    repeats: Repeats | None = None
    aggregate: Literal["macro", "mean"] = "mean"
    ignore_case: bool = True
    of_list: Literal["all", "any"] = "all"


class ContraPrompt(Model, frozen=True, kw_only=True, tag_field="name", tag="contraprompt"):
    """Wrong answers are asked for again; where one gets better, a rule is read off the difference to the worst one.

    Rules are also read off the answers that no attempt made better. All rules, with those that are there, are arranged
    as a tree: some for every input, others for inputs of a kind. It stands at the end of the given prompt, and the
    prompt with the best score on validation is kept.

    acceptance: What it takes for a prompt to become the run's best so far, which is what is returned: what the
      method holds for best (greedy), or as much evidence on validation as paired or evalue ask for.
    briefing: Whether critics and editors are told more than the method's templates say: the task's description, how
      answers are scored and what they are like, a prompt's confusions of classes on training examples, edits that
      did no better, and the bounds of a prompt's form. The optimizer's model must be of the profile standard.
    racing: Whether scoring a candidate on all of validation ends once it is shown to be worse than the best so far;
      it then has no score.
    informative: So many validation items, those whose scores differ most between the prompts of the run, are
      answered first; a candidate that is behind the best so far there is not scored on the rest and has no score.
      null: none.
    iterations: The most trees that are made.
    patience: Iterations without a better prompt that end the run.
    batch: Train examples of an iteration.
    attempts: The most answers to an example.
    gap: The least gain in score that makes two answers a pair.
    pairs: The most pairs that are read in an iteration.
    """

    acceptance: Literal["evalue", "greedy", "paired"] | Acceptance = "greedy"
    briefing: bool = False
    racing: bool = False
    informative: int | None = None
    iterations: int = 15
    patience: int = 3
    batch: int = 50
    attempts: int = 3
    gap: float = 0.02
    pairs: int = 10


class CriticRequest(Model, frozen=True, kw_only=True):
    """All a critic sees, under the id of the feedback it wrote; `upstream` names the feedback in its slots.

    Where it wrote several, each has the id of the request and its place after a slash. `history` are the candidates
    that it is shown as tried before.
    """

    id: str
    candidate: str
    component: str
    template: Template
    slots: list[Slot] = field(default_factory=list)
    seen: list[ShownRollout] = field(default_factory=list)
    upstream: list[str] = field(default_factory=list)
    history: list[str] = field(default_factory=list)


class DataReport(Model, frozen=True, kw_only=True):
    """What repeats in a divided data set.

    `repeated` examples say what an earlier one says (but for case, width and white space), `contradictory` ones expect
    another answer than it. `leaked` ones stand in another split than an equal input or their group, as the caller gave
    them; `leaked_into_test` are test examples of which that is true, whichever came first. `alike` ones say nearly what
    an earlier one of another split says, and `alike_in_test` are test examples among such pairs; likeness moves no
    example, and in data of one template it is no leak.
    """

    repeated: Pairs = field(default_factory=lambda: convert({}, type=Pairs))
    contradictory: Pairs = field(default_factory=lambda: convert({}, type=Pairs))
    leaked: Pairs = field(default_factory=lambda: convert({}, type=Pairs))
    leaked_into_test: Pairs = field(default_factory=lambda: convert({}, type=Pairs))
    alike: Pairs = field(default_factory=lambda: convert({}, type=Pairs))
    alike_in_test: Pairs = field(default_factory=lambda: convert({}, type=Pairs))


class DatasetSpec(Model, frozen=True, kw_only=True):
    """Examples from a stored data set: those rows of a version (by default the newest) that meet every condition.

    At most `sample` of them are taken, 1000 where it is left out, by the digest of what they say and `split_seed`:
    whatever order they stand in. Where rows name their split every split gets its share, and at least a tenth.
    """

    name: str
    version: int | None = None
    filter: list[Condition] | Condition = field(default_factory=list)
    map: MapSpec = field(default_factory=lambda: convert({}, type=MapSpec))
    sample: int | None = None


class DatasetUse(Model, frozen=True, kw_only=True):
    """What a run took from a data set: `sampled` examples of the `matching` rows, of `rows` in all.

    `rule` says in words how they were chosen, `tool` in which format of another tool the rows were read where the
    request has no mapping of its own; `notes` then say what became what, and what was not taken over. The examples
    themselves are kept with the run, so that it stays as it is when the data set is deleted.
    """

    name: str
    version: int
    digest: str
    rows: int
    matching: int
    sampled: int
    rule: str
    mapping: Mapping | None = None
    tool: str | None = None
    filter: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


class DiagnosticEnded(Model, frozen=True, kw_only=True):
    """A diagnostic has ended; `verdicts` by test."""

    status: Literal["cancelled", "failed", "queued", "running", "succeeded"]
    finish_reason: str | None = None
    error: JobError | None = None
    verdicts: dict[str, str] | None = None


class DiagnosticPage(Model, frozen=True, kw_only=True):
    """A page of diagnostics; `next` is the cursor of the page after it, null at the end.

    `summary` is that of all ended diagnostics of a run, whatever the page holds, in two or three sentences: the newest
    finding of each test, as far as they are under the same rules as the newest diagnostic. Null in the list over all
    runs, and where none has ended.
    """

    items: list[DiagnosticSummary] = field(default_factory=list)
    next: str | None = None
    summary: str | None = None


class EditRequest(Model, frozen=True, kw_only=True):
    """All an editor sees: operator, parents, the component to change, template, slots, draw.

    `feedback` names the feedback in its slots, `seen` is what its evidence shows, `history` are the candidates that it
    is shown as tried before.
    """

    id: str
    operator: str
    component: str
    template: Template
    parents: list[str] = field(default_factory=list)
    slots: list[Slot] = field(default_factory=list)
    seen: list[ShownRollout] = field(default_factory=list)
    feedback: list[str] = field(default_factory=list)
    history: list[str] = field(default_factory=list)
    draw: int = 0


class Effect(Model, frozen=True, kw_only=True):
    """What was measured about one question; of two arms, the first minus the second.

    `n_pairs` are distinct: `repeated_pairs` held an edit over again and count as one with the pair they share it with.
    `claim` is what the property predicts: a `difference` above 0, or `equivalence`. `least` is the smallest estimate
    that supports a difference, `p_opposite` the p-value of the other side where `p_value` is one-sided. Where `p_here`
    is given it is about the very items that were scored, and `p_value` about items like them too. `p_value`
    belongs to `test` and is adjusted for no other; where the job could stop at looks, it and `ci95` hold at all of
    them, and at any time where there is an `e_value`. Of several contrasts that are decided together, `one_of` is how
    many: p-values and interval then hold for all of these.
    """

    name: str
    test: str
    claim: Literal["difference", "equivalence"] | str = "difference"
    verdict: Literal["inconclusive", "not_testable", "refuted", "supported"] | str = "not_testable"
    reasons: list[str] = field(default_factory=list)
    n_pairs: int = 0
    dropped_pairs: int = 0
    repeated_pairs: int = 0
    n_items: int = 0
    n_steps: int = 0
    estimate: float | None = None
    ci95: list[float] | None = None
    least: float = 0.0
    alternative: Literal["greater", "less", "two_sided"] | str = "two_sided"
    p_value: float | None = None
    p_opposite: float | None = None
    p_here: float | None = None
    least_p_value: float | None = None
    e_value: float | None = None
    se: float | None = None
    se_pairs: float | None = None
    se_items: float | None = None
    df: int | None = None
    pair_sd: float | None = None
    equivalence: Equivalence | None = None
    minimum_detectable_effect: float | None = None
    pairs_needed: int | None = None
    pairs_needed_for_equivalence: int | None = None
    one_of: int = 1
    where: Where | None = None


class EvoPromptDE(Model, frozen=True, kw_only=True, tag_field="name", tag="evoprompt_de"):
    """For each prompt one call puts what differs between two others into the best, crossed with the prompt itself.

    acceptance: What it takes for a prompt to become the run's best so far, which is what is returned: what the
      method holds for best (greedy), or as much evidence on validation as paired or evalue ask for.
    briefing: Whether critics and editors are told more than the method's templates say: the task's description, how
      answers are scored and what they are like, a prompt's confusions of classes on training examples, edits that
      did no better, and the bounds of a prompt's form. The optimizer's model must be of the profile standard.
    racing: Whether scoring a candidate on all of validation ends once it is shown to be worse than the best so far;
      it then has no score.
    informative: So many validation items, those whose scores differ most between the prompts of the run, are
      answered first; a candidate that is behind the best so far there is not scored on the rest and has no score.
      null: none.
    population: Prompts in a generation: each needs two others as donors.
    generations: Generations after the first population.
    """

    acceptance: Literal["evalue", "greedy", "paired"] | Acceptance = "greedy"
    briefing: bool = False
    racing: bool = False
    informative: int | None = None
    population: int = 10
    generations: int = 10


class EvoPromptGA(Model, frozen=True, kw_only=True, tag_field="name", tag="evoprompt_ga"):
    """Two parents drawn in proportion to their scores, one call that crosses and mutates them, the best survive.

    acceptance: What it takes for a prompt to become the run's best so far, which is what is returned: what the
      method holds for best (greedy), or as much evidence on validation as paired or evalue ask for.
    briefing: Whether critics and editors are told more than the method's templates say: the task's description, how
      answers are scored and what they are like, a prompt's confusions of classes on training examples, edits that
      did no better, and the bounds of a prompt's form. The optimizer's model must be of the profile standard.
    racing: Whether scoring a candidate on all of validation ends once it is shown to be worse than the best so far;
      it then has no score.
    informative: So many validation items, those whose scores differ most between the prompts of the run, are
      answered first; a candidate that is behind the best so far there is not scored on the rest and has no score.
      null: none.
    population: Prompts in a generation.
    generations: Generations after the first population.
    """

    acceptance: Literal["evalue", "greedy", "paired"] | Acceptance = "greedy"
    briefing: bool = False
    racing: bool = False
    informative: int | None = None
    population: int = 10
    generations: int = 10


class Exact(Model, frozen=True, kw_only=True, tag_field="kind", tag="exact"):
    """The whole output is one of the acceptable answers.

    repeats: Several answers to each item, whose scores make the item's; null for one.
    aggregate: A prompt's score: the mean of its items' scores, or the mean of the means of their classes, which are
      the labels of `expected`.
    ignore_case: Upper and lower case are the same.
    ignore_outer_whitespace: White space before and after the answer does not count.
    ignore_inner_whitespace: A run of white space inside the answer counts as one space.
    ignore_end_punctuation: Sentence marks after it and quotation marks or brackets around it do not count.
    ignore_articles: `a`, `an` and `the` before a word do not count.
    """

    repeats: Repeats | None = None
    aggregate: Literal["macro", "mean"] = "mean"
    ignore_case: bool = True
    ignore_outer_whitespace: bool = True
    ignore_inner_whitespace: bool = False
    ignore_end_punctuation: bool = True
    ignore_articles: bool = False


class ExampleSpec(Model, frozen=True, kw_only=True):
    """One example: `input` is a text (the field `input`) or named fields, each a text or JSON that is written as one.

    A field `{"image": "…"}` is an image: a data URL, the address of an uploaded file (`gradcheck://files/ID`), or an
    https URL at a host that the server declares for images. A list `messages` is a conversation as OpenAI writes it,
    which the fields `conversation` and `input` stand for.

    Examples of one `group`, such as a document, a customer or a conversation, stand in one split.

    `feedback` is what was said of earlier answers: ratings and critiques. Critics read that of training examples; no
    model that answers does.
    """

    input: str | dict[str, Any]
    expected: str | int | float | bool | list[Any] | dict[str, Any] | None = None
    id: str | None = None
    split: Literal["probe", "test", "train", "validation"] | None = None
    group: str | int | None = None
    feedback: list[Remark] = field(default_factory=list)


class F1(Model, frozen=True, kw_only=True, tag_field="kind", tag="f1"):
    """The F1 of the words (characters in scripts without spaces) that the output and the expected answer share.

    repeats: Several answers to each item, whose scores make the item's; null for one.
    aggregate: A prompt's score: the mean of its items' scores, or the mean of the means of their classes, which are
      the labels of `expected`.
    """

    repeats: Repeats | None = None
    aggregate: Literal["macro", "mean"] = "mean"


class FileFacts(Model, frozen=True, kw_only=True):
    """How a file was read; `delimiter` and `encoding` where its format has them, `tool` where another tool wrote it."""

    format: Literal["csv", "json", "jsonl", "parquet"] | str
    encoding: str | None = None
    delimiter: str | None = None
    tool: FileOfTool | None = None


class FilePage(Model, frozen=True, kw_only=True):
    """A page of files, the newest first; `next` is the cursor of what follows."""

    items: list[StoredFile] = field(default_factory=list)
    next: str | None = None


class Finding(Model, frozen=True, kw_only=True):
    """What a test found: the verdict on the property, its reading in words, and all it rests on.

    `news` says whether the verdict speaks for the gain or against it: for one that comes from what the feedback says
    and needs knowledge of the items; null in findings that were stored before it was said. `settling` is what would
    settle a verdict that is open. `p_value` is the largest of the claims, which must all hold; `p_holm` is adjusted for
    the tests asked for together.
    """

    verdict: Literal["inconclusive", "not_testable", "refuted", "supported"] | str
    reading: str
    news: Literal["bad", "good", "neutral", "open"] | str | None = None
    settling: Settling | None = None
    reasons: list[str] = field(default_factory=list)
    p_value: float | None = None
    p_holm: float | None = None
    claims: list[Effect] = field(default_factory=list)
    others: list[Effect] = field(default_factory=list)
    checks: list[Check] = field(default_factory=list)
    figures: list[Figure] = field(default_factory=list)
    labels: list[LabelShift] = field(default_factory=list)
    flags: list[str] = field(default_factory=list)


class GEPA(Model, frozen=True, kw_only=True, tag_field="name", tag="gepa"):
    """A parent from the Pareto front reflects on a minibatch; a child that does better there joins the pool.

    The reflection is one call that reads answers and the scorer's notes on them and writes the new text; with
    `explicit_critique` (ours) it is two: a critique of the wrong answers, then an edit. `proposals` have parents and
    minibatches of their own. A merge joins two members of the front that changed different components.

    acceptance: What it takes for a prompt to become the run's best so far, which is what is returned: what the
      method holds for best (greedy), or as much evidence on validation as paired or evalue ask for.
    briefing: Whether critics and editors are told more than the method's templates say: the task's description, how
      answers are scored and what they are like, a prompt's confusions of classes on training examples, edits that
      did no better, and the bounds of a prompt's form. The optimizer's model must be of the profile standard.
    racing: Whether scoring a candidate on all of validation ends once it is shown to be worse than the best so far;
      it then has no score.
    informative: So many validation items, those whose scores differ most between the prompts of the run, are
      answered first; a candidate that is behind the best so far there is not scored on the rest and has no score.
      null: none.
    iterations: Steps; null goes on until the budget is used.
    minibatch: Train examples that parent and child are compared on.
    selection: How a parent is chosen.
    epsilon: With epsilon_greedy: the chance of a random parent.
    top_k: With top_k_pareto: how many of the best by mean may be parents.
    frontier: What has a front each.
    objectives: What they count.
    component_choice: Which components an iteration changes: the next one, or all.
    explicit_critique: A critique and an edit instead of one reflection.
    merges: The most attempts to join two prompts of the front.
    proposals: Children made at once in a step.
    """

    acceptance: Literal["evalue", "greedy", "paired"] | Acceptance = "greedy"
    briefing: bool = False
    racing: bool = False
    informative: int | None = None
    iterations: int | None = None
    minibatch: int = 3
    selection: Literal["current_best", "epsilon_greedy", "pareto", "top_k_pareto"] = "pareto"
    epsilon: float = 0.1
    top_k: int = 5
    frontier: Literal["cartesian", "hybrid", "instance", "objective"] = "instance"
    objectives: list[Literal["cost", "length", "parts", "score"]] = field(default_factory=lambda: ["score"])
    component_choice: Literal["all", "round_robin"] = "round_robin"
    explicit_critique: bool = False
    merges: int = 0
    proposals: int = 1


class HRPO(Model, frozen=True, kw_only=True, tag_field="name", tag="hrpo"):
    """Analyses of batches of scored answers, summed up as failure modes; each is repaired, the best repair is kept.

    A trial is one repair with its score on validation. While no repair of an iteration is better than its base, all
    modes are tried again, up to `retries` times. From a validation score of `enough` on there is nothing to do.

    acceptance: What it takes for a prompt to become the run's best so far, which is what is returned: what the
      method holds for best (greedy), or as much evidence on validation as paired or evalue ask for.
    briefing: Whether critics and editors are told more than the method's templates say: the task's description, how
      answers are scored and what they are like, a prompt's confusions of classes on training examples, edits that
      did no better, and the bounds of a prompt's form. The optimizer's model must be of the profile standard.
    racing: Whether scoring a candidate on all of validation ends once it is shown to be worse than the best so far;
      it then has no score.
    informative: So many validation items, those whose scores differ most between the prompts of the run, are
      answered first; a candidate that is behind the best so far there is not scored on the rest and has no score.
      null: none.
    trials: Repairs that are scored on validation.
    retries: Times that the modes are tried again while no repair is better.
    batch: Answers in one analysis.
    enough: The validation score from which on nothing is repaired.
    """

    acceptance: Literal["evalue", "greedy", "paired"] | Acceptance = "greedy"
    briefing: bool = False
    racing: bool = False
    informative: int | None = None
    trials: int = 5
    retries: int = 2
    batch: int = 25
    enough: float = 0.95


class HeadroomEnded(Model, frozen=True, kw_only=True):
    """A measurement has ended: the verdict, and in a sentence."""

    status: Literal["cancelled", "failed", "queued", "running", "succeeded"]
    finish_reason: str | None = None
    error: JobError | None = None
    verdict: str | None = None
    said: str | None = None


class HeadroomPage(Model, frozen=True, kw_only=True):
    """A page of measurements of headroom; `next` is the cursor of the page after it, null at the end."""

    items: list[HeadroomSummary] = field(default_factory=list)
    next: str | None = None


class Hosted(Model, frozen=True, kw_only=True, tag_field="kind", tag="http"):
    """A grader of the team's own scores the output, from 0 to 1.

    repeats: Several answers to each item, whose scores make the item's; null for one.
    aggregate: A prompt's score: the mean of its items' scores, or the mean of the means of their classes, which are
      the labels of `expected`.
    grader: Its name in the server's settings, [graders.NAME].
    """

    grader: str
    repeats: Repeats | None = None
    aggregate: Literal["macro", "mean"] = "mean"


class Improve(Model, frozen=True, kw_only=True, tag_field="name", tag="improve"):
    """Rounds of blind improvements of the best prompt so far; the best on validation is kept.

    acceptance: What it takes for a prompt to become the run's best so far, which is what is returned: what the
      method holds for best (greedy), or as much evidence on validation as paired or evalue ask for.
    briefing: Whether critics and editors are told more than the method's templates say: the task's description, how
      answers are scored and what they are like, a prompt's confusions of classes on training examples, edits that
      did no better, and the bounds of a prompt's form. The optimizer's model must be of the profile standard.
    racing: Whether scoring a candidate on all of validation ends once it is shown to be worse than the best so far;
      it then has no score.
    informative: So many validation items, those whose scores differ most between the prompts of the run, are
      answered first; a candidate that is behind the best so far there is not scored on the rest and has no score.
      null: none.
    rounds: Steps; null goes on until the budget is used.
    candidates: Proposals of a step.
    """

    acceptance: Literal["evalue", "greedy", "paired"] | Acceptance = "greedy"
    briefing: bool = False
    racing: bool = False
    informative: int | None = None
    rounds: int | None = 6
    candidates: int = 8


class Installed(Model, frozen=True, kw_only=True, tag_field="kind", tag="python"):
    """A scorer of an installed package scores the output, from 0 to 1.

    repeats: Several answers to each item, whose scores make the item's; null for one.
    aggregate: A prompt's score: the mean of its items' scores, or the mean of the means of their classes, which are
      the labels of `expected`.
    scorer: The name of its entry point in gradcheck.scorers.
    """

    scorer: str
    repeats: Repeats | None = None
    aggregate: Literal["macro", "mean"] = "mean"


class Json(Model, frozen=True, kw_only=True, tag_field="kind", tag="json"):
    """The share of the expected fields that the output has with equal values.

    The JSON is the whole output, stands in a fenced block (backquotes or tildes), or in running text. `1`, `"1"` and
    `true` are three things.

    repeats: Several answers to each item, whose scores make the item's; null for one.
    aggregate: A prompt's score: the mean of its items' scores, or the mean of the means of their classes, which are
      the labels of `expected`.
    count_extra_fields: Fields that were not expected count as unequal ones instead of being ignored.
    ignore_order: The items of a list may stand in any order.
    in_running_text: JSON may stand in running text: where it is neither the whole output nor in a fenced block, the
      last JSON object in the text counts.
    """

    repeats: Repeats | None = None
    aggregate: Literal["macro", "mean"] = "mean"
    count_extra_fields: bool = False
    ignore_order: bool = False
    in_running_text: bool = True


class Judge(Model, frozen=True, kw_only=True, tag_field="kind", tag="judge"):
    """A language model scores the output by a rubric, from 0 to 1.

    repeats: Several answers to each item, whose scores make the item's; null for one.
    aggregate: A prompt's score: the mean of its items' scores, or the mean of the means of their classes, which are
      the labels of `expected`.
    rubric: What a good output is; 1 meets it fully, 0 fails it.
    """

    rubric: str
    repeats: Repeats | None = None
    aggregate: Literal["macro", "mean"] = "mean"


class KnownHeadroom(Model, frozen=True, kw_only=True):
    """The headroom measured so far, or null, and what measuring it would take: `calls`, and dollars.

    Dollars are those of as many calls of the task's model, null where nobody knows what one of the models costs. Where
    it cannot be measured `calls` are null and `reason` says why.
    """

    measured: MeasuredHeadroom | None = None
    calls: int | None = None
    cost_usd: float | None = None
    reason: str = ""


class MIPROv2(Model, frozen=True, kw_only=True, tag_field="name", tag="miprov2"):
    """Instructions written with knowledge of data and program, sets of demos, and a search over their combinations.

    `auto` gives what is not given itself: `instructions` of every component (the one it has counts), `demo_sets` (the
    empty one counts), `trials`, and how many validation items are used at most. With more than 50 of these a trial is
    scored on `minibatch` of them, drawn for it, and every `full_eval_every` trials the combination with the best mean
    that has not been scored on all is. With `bootstrapped` and `labelled` 0 only instructions are searched.
    `trials_at_once` are asked of the surrogate together, at most `full_eval_every`.

    acceptance: What it takes for a prompt to become the run's best so far, which is what is returned: what the
      method holds for best (greedy), or as much evidence on validation as paired or evalue ask for.
    briefing: Whether critics and editors are told more than the method's templates say: the task's description, how
      answers are scored and what they are like, a prompt's confusions of classes on training examples, edits that
      did no better, and the bounds of a prompt's form. The optimizer's model must be of the profile standard.
    racing: Whether scoring a candidate on all of validation ends once it is shown to be worse than the best so far;
      it then has no score.
    informative: So many validation items, those whose scores differ most between the prompts of the run, are
      answered first; a candidate that is behind the best so far there is not scored on the rest and has no score.
      null: none.
    auto: Sets what is null below, and the most validation items.
    instructions: Texts of a component, the given one included.
    demo_sets: Sets of demos of each module, the empty one included.
    trials: Combinations that are tried.
    bootstrapped: The most demos of a set that are made of own answers.
    labelled: Demos that a set is filled up to with expected answers.
    threshold: The least score of an answer that becomes a demo.
    minibatch: Validation items of a trial, where there are more than 50.
    full_eval_every: Trials of a step; then the best combination is scored on all items.
    trials_at_once: Trials that are asked of the surrogate together.
    """

    acceptance: Literal["evalue", "greedy", "paired"] | Acceptance = "greedy"
    briefing: bool = False
    racing: bool = False
    informative: int | None = None
    auto: Literal["heavy", "light", "medium"] = "light"
    instructions: int | None = None
    demo_sets: int | None = None
    trials: int | None = None
    bootstrapped: int = 4
    labelled: int = 4
    threshold: float = 1.0
    minibatch: int = 35
    full_eval_every: int = 5
    trials_at_once: int = 1


class Material(Model, frozen=True, kw_only=True):
    """All that was drawn. `items` are the example ids of the columns of `scores`, `minibatches` those of `crossed`.

    `labels` are the allowed answers; `inputs` are what the minibatches' examples say, of which edits may quote;
    `corpus` is the task's own text, against which placebos are checked; `audited` is what the run's test left,
    `mute_judge` why the judge was asked nothing.
    """

    blocks: list[Block] = field(default_factory=list)
    parents: list[Parent] = field(default_factory=list)
    checkpoints: list[CheckpointScores] = field(default_factory=list)
    steps: list[StepTexts] = field(default_factory=list)
    items: list[str] = field(default_factory=list)
    minibatches: list[str] = field(default_factory=list)
    inputs: list[str] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)
    corpus: list[str] = field(default_factory=list)
    mute_judge: str | None = None
    audited: Audited = field(default_factory=lambda: convert({}, type=Audited))


class ModelView(Model, frozen=True, kw_only=True):
    """A role's model as it was resolved.

    `temperature` to `extra` are what was asked for, `sent` what requests hold of it beside the messages, in the words
    of the model's `dialect`; `prices` and `context` are null where nobody knows them, or knew when the run was stored.
    """

    provider: str
    model: str
    profile: str
    temperature: float
    max_tokens: int
    top_p: float | None = None
    effort: str | None = None
    extra: dict[str, Any] = field(default_factory=dict)
    dialect: str = "standard"
    sent: dict[str, Any] = field(default_factory=dict)
    prices: PriceView | None = None
    context: int | None = None


class Numeric(Model, frozen=True, kw_only=True, tag_field="kind", tag="numeric"):
    """The last number in the output is the expected one, within a tolerance.

    Digits of any script are read. Digits are grouped in threes by the mark that is not the decimal one, by apostrophes,
    underscores or spaces, and by commas as in India; a list such as `3,14` ends in 14 unless the comma is the decimal
    mark.

    repeats: Several answers to each item, whose scores make the item's; null for one.
    aggregate: A prompt's score: the mean of its items' scores, or the mean of the means of their classes, which are
      the labels of `expected`.
    decimal_mark: What stands before the decimals in outputs and in expected texts; the other one of point and comma
      groups digits.
    absolute_tolerance: How far off the number may be.
    relative_tolerance: How far off the number may be, as a share of the expected one.
    """

    repeats: Repeats | None = None
    aggregate: Literal["macro", "mean"] = "mean"
    decimal_mark: Literal[",", "."] = "."
    absolute_tolerance: float = 0.0
    relative_tolerance: float = 0.0


class OPRO(Model, frozen=True, kw_only=True, tag_field="name", tag="opro"):
    """Each step asks several times for a prompt that beats those of a list: the best so far, the best of them last.

    Prompts below `threshold` are not shown; those longer than `max_characters`, or than the given prompt where that is
    longer, are left out.

    acceptance: What it takes for a prompt to become the run's best so far, which is what is returned: what the
      method holds for best (greedy), or as much evidence on validation as paired or evalue ask for.
    briefing: Whether critics and editors are told more than the method's templates say: the task's description, how
      answers are scored and what they are like, a prompt's confusions of classes on training examples, edits that
      did no better, and the bounds of a prompt's form. The optimizer's model must be of the profile standard.
    racing: Whether scoring a candidate on all of validation ends once it is shown to be worse than the best so far;
      it then has no score.
    informative: So many validation items, those whose scores differ most between the prompts of the run, are
      answered first; a candidate that is behind the best so far there is not scored on the rest and has no score.
      null: none.
    steps: Steps from one list to new prompts.
    candidates: New prompts of a step.
    memory: The most prompts in the list: the best so far.
    exemplars: Train examples with their answers that a step shows.
    threshold: The least score of a prompt in the list.
    max_characters: Longer new prompts are left out.
    """

    acceptance: Literal["evalue", "greedy", "paired"] | Acceptance = "greedy"
    briefing: bool = False
    racing: bool = False
    informative: int | None = None
    steps: int = 200
    candidates: int = 8
    memory: int = 20
    exemplars: int = 3
    threshold: float = 0.0
    max_characters: int = 500


class PDO(Model, frozen=True, kw_only=True, tag_field="name", tag="pdo"):
    """Rounds of duels between prompts of a pool, in which the best one's variants take the place of the worst.

    In a duel two prompts answer the same train examples, and the optimizer's model names the better answer to each.
    Who meets whom is drawn by double Thompson sampling; the best is who beats the most others (Copeland). It sees no
    scores and no expected answers, and validation has no say.

    acceptance: What it takes for a prompt to become the run's best so far, which is what is returned: what the
      method holds for best (greedy), or as much evidence on validation as paired or evalue ask for.
    briefing: Whether critics and editors are told more than the method's templates say: the task's description, how
      answers are scored and what they are like, a prompt's confusions of classes on training examples, edits that
      did no better, and the bounds of a prompt's form. The optimizer's model must be of the profile standard.
    racing: Whether scoring a candidate on all of validation ends once it is shown to be worse than the best so far;
      it then has no score.
    informative: So many validation items, those whose scores differ most between the prompts of the run, are
      answered first; a candidate that is behind the best so far there is not scored on the rest and has no score.
      null: none.
    rounds: Times that duels are fought.
    duels: Duels of a round.
    questions: Train examples of a duel, drawn for it.
    prompts: Prompts of the pool, the given one included.
    mutations: New prompts of a round, made from the best one.
    alpha: How long a prompt is taken for one that may be the best.
    """

    acceptance: Literal["evalue", "greedy", "paired"] | Acceptance = "greedy"
    briefing: bool = False
    racing: bool = False
    informative: int | None = None
    rounds: int = 10
    duels: int = 3
    questions: int = 10
    prompts: int = 5
    mutations: int = 1
    alpha: float = 1.2


class Pairwise(Model, frozen=True, kw_only=True, tag_field="kind", tag="pairwise"):
    """A language model says whether the output is better than the given prompt's: 1, 0.5 for a tie, or 0.

    repeats: Several answers to each item, whose scores make the item's; null for one.
    aggregate: A prompt's score: the mean of its items' scores, or the mean of the means of their classes, which are
      the labels of `expected`.
    criteria: What makes one output better than another.
    """

    criteria: str
    repeats: Repeats | None = None
    aggregate: Literal["macro", "mean"] = "mean"


class PooledEffect(Model, frozen=True, kw_only=True):
    """An effect over runs: its verdict, and how much it differs from run to run.

    `tau` is the standard deviation of the effect between runs, with its 95 % interval; `i_squared` the share of that in
    how a typical run's estimate varies; `heterogeneity_p_value` tests that all runs have the same effect. `prediction`
    is where the effect of another such run lies with 95 %, null of two runs.
    """

    effect: Effect
    tau: float
    i_squared: float
    heterogeneity_p_value: float
    runs: list[PooledRun] = field(default_factory=list)
    tau_ci95: list[float] = field(default_factory=list)
    prediction: list[float] | None = None


class Portfolio(Model, frozen=True, kw_only=True, tag_field="name", tag="portfolio"):
    """Playbooks, feedback, demos, induction, blind, placebo and crossover edits compete as arms of a bandit.

    Each round makes `width` proposals from the prompt of the highest estimated worth, some of which read its answers on
    a minibatch of `train`, and tries them on the first block of `validation`. The `keep` candidates of the highest
    worth go on there, in blocks that grow, as long as they are among the first. Only who is shown to beat the given
    prompt can be returned, by a bet that may be looked at after every block or by a paired test on all of `validation`,
    and of those within `delta` of the best one the shortest is. Who cannot beat the prompt that rounds go on from by
    `delta` any more is out. A run ends at once where even a perfect prompt could not be shown to be better, later when
    all is right, and after `quiet` rounds in a row that leave nobody; then, in `halvings` steps, half of the bullets
    and demos that came in is left out, and half again, as long as no item is answered worse. The result's `sources` say
    what each source's proposals did, with intervals that hold at any time, and what its links in the winner's descent
    gained.

    acceptance: What it takes for a prompt to become the run's best so far, which is what is returned: what the
      method holds for best (greedy), or as much evidence on validation as paired or evalue ask for.
    briefing: Whether critics and editors are told more than the method's templates say: the task's description, how
      answers are scored and what they are like, a prompt's confusions of classes on training examples, edits that
      did no better, and the bounds of a prompt's form. The optimizer's model must be of the profile standard.
    racing: Whether scoring a candidate on all of validation ends once it is shown to be worse than the best so far;
      it then has no score.
    informative: So many validation items, those whose scores differ most between the prompts of the run, are
      answered first; a candidate that is behind the best so far there is not scored on the rest and has no score.
      null: none.
    rounds: Steps; null goes on until the budget is used.
    width: Proposals in a round.
    sources: Kinds of proposals that compete.
    minibatch: Train examples that the first round reads; a later one half as many, what was wrong first.
    demos: The most demos of a proposal.
    keep: Candidates that are tried on more of validation in a round.
    block: Validation items in the first block; later ones grow.
    delta: The least difference that matters: who cannot gain it is out, and who is longer has to.
    alpha: The chance, in a round, that a proposal that is no better than the given prompt is returned; and, on each
      side, that of the test by which candidates are out.
    quiet: Rounds in a row that leave nobody, after which the run ends.
    halvings: Steps at the end, each of which leaves half of the bullets and demos out.
    """

    acceptance: Literal["evalue", "greedy", "paired"] | Acceptance = "greedy"
    briefing: bool = False
    racing: bool = False
    informative: int | None = None
    rounds: int | None = 10
    width: int = 1
    sources: list[Literal["blind", "crossover", "demos", "feedback", "induction", "placebo", "playbook"]] = field(
        default_factory=lambda: ["playbook", "feedback", "demos", "induction", "blind", "placebo", "crossover"]
    )
    minibatch: int = 24
    demos: int = 4
    keep: int = 1
    block: int = 12
    delta: float = 0.02
    alpha: float = 0.2
    quiet: int = 4
    halvings: int = 0


class ProTeGi(Model, frozen=True, kw_only=True, tag_field="name", tag="protegi"):
    """A critic explains samples of errors, an editor mends what it names, paraphrases widen, a bandit keeps a beam.

    acceptance: What it takes for a prompt to become the run's best so far, which is what is returned: what the
      method holds for best (greedy), or as much evidence on validation as paired or evalue ask for.
    briefing: Whether critics and editors are told more than the method's templates say: the task's description, how
      answers are scored and what they are like, a prompt's confusions of classes on training examples, edits that
      did no better, and the bounds of a prompt's form. The optimizer's model must be of the profile standard.
    racing: Whether scoring a candidate on all of validation ends once it is shown to be worse than the best so far;
      it then has no score.
    informative: So many validation items, those whose scores differ most between the prompts of the run, are
      answered first; a candidate that is behind the best so far there is not scored on the rest and has no score.
      null: none.
    rounds: Steps of the search.
    beam: Prompts kept after each round.
    minibatch: Train examples that look for errors in a round.
    gradients: Samples of errors that a critic is shown of each prompt.
    errors_per_gradient: Errors in one sample.
    reasons_per_gradient: Reasons the critic is asked for of one sample.
    edits_per_reason: New prompts the editor is asked for of one reason.
    paraphrases: Paraphrases of each edit, and of the prompt before it.
    max_expansion: New prompts of a parent that are scored, at random.
    selection: How the beam is chosen on validation.
    eval_rounds: With ucb: pulls one after another. The three eval_ numbers are successive_rejects' budget.
    eval_arms: With ucb: prompts in one pull.
    eval_samples: With ucb: validation items in one pull.
    c: With ucb: the weight of exploration.
    """

    acceptance: Literal["evalue", "greedy", "paired"] | Acceptance = "greedy"
    briefing: bool = False
    racing: bool = False
    informative: int | None = None
    rounds: int = 6
    beam: int = 4
    minibatch: int = 64
    gradients: int = 4
    errors_per_gradient: int = 4
    reasons_per_gradient: int = 1
    edits_per_reason: int = 1
    paraphrases: int = 2
    max_expansion: int = 8
    selection: Literal["brute_force", "successive_rejects", "ucb"] = "ucb"
    eval_rounds: int = 8
    eval_arms: int = 8
    eval_samples: int = 32
    c: float = 1.0


class PromptAgent(Model, frozen=True, kw_only=True, tag_field="name", tag="promptagent"):
    """Iterations of selection by UCT, expansion, simulation and back-propagation over a tree of prompts.

    A branch of an expansion asks for feedback on errors (or on what works, without any) and for a revision that sees
    the prompts on the way from the root. The simulation goes on from the best child until `depth_limit`, or past
    `min_depth` until a prompt that is worse than root and parent on average or better than all before.

    acceptance: What it takes for a prompt to become the run's best so far, which is what is returned: what the
      method holds for best (greedy), or as much evidence on validation as paired or evalue ask for.
    briefing: Whether critics and editors are told more than the method's templates say: the task's description, how
      answers are scored and what they are like, a prompt's confusions of classes on training examples, edits that
      did no better, and the bounds of a prompt's form. The optimizer's model must be of the profile standard.
    racing: Whether scoring a candidate on all of validation ends once it is shown to be worse than the best so far;
      it then has no score.
    informative: So many validation items, those whose scores differ most between the prompts of the run, are
      answered first; a candidate that is behind the best so far there is not scored on the rest and has no score.
      null: none.
    iterations: Searches from the root.
    width: Branches of an expansion.
    depth_limit: The deepest a prompt can be in the tree.
    min_depth: The depth from which on a search may end early.
    exploration: The weight of exploration in UCT.
    batch: Train examples of a branch.
    """

    acceptance: Literal["evalue", "greedy", "paired"] | Acceptance = "greedy"
    briefing: bool = False
    racing: bool = False
    informative: int | None = None
    iterations: int = 10
    width: int = 3
    depth_limit: int = 5
    min_depth: int = 2
    exploration: float = 2.5
    batch: int = 5


class PromptBreeder(Model, frozen=True, kw_only=True, tag_field="name", tag="promptbreeder"):
    """Units of a prompt and a mutation of their own meet in pairs; a child of the better one takes the other's place.

    A child is made by one of eight operators at random: from the task alone, by the unit's mutation, as the next of a
    list of prompts, by a mutation that is itself new or better, or from examples with their answers.

    acceptance: What it takes for a prompt to become the run's best so far, which is what is returned: what the
      method holds for best (greedy), or as much evidence on validation as paired or evalue ask for.
    briefing: Whether critics and editors are told more than the method's templates say: the task's description, how
      answers are scored and what they are like, a prompt's confusions of classes on training examples, edits that
      did no better, and the bounds of a prompt's form. The optimizer's model must be of the profile standard.
    racing: Whether scoring a candidate on all of validation ends once it is shown to be worse than the best so far;
      it then has no score.
    informative: So many validation items, those whose scores differ most between the prompts of the run, are
      answered first; a candidate that is behind the best so far there is not scored on the rest and has no score.
      null: none.
    population: Units.
    generations: Times that all units meet in pairs.
    crossover: The chance that a child has the prompt of another unit, by its score.
    """

    acceptance: Literal["evalue", "greedy", "paired"] | Acceptance = "greedy"
    briefing: bool = False
    racing: bool = False
    informative: int | None = None
    population: int = 50
    generations: int = 20
    crossover: float = 0.1


class PromptComparison(Model, frozen=True, kw_only=True):
    """All prompts in the order of the request, and every two of them.

    `reason` says what cut it short, `warnings` what it must not be read without; `times_used` counts the runs that have
    tested on any of its examples, this one included. `ranking` has the strongest prompt first, where a judge compared.
    """

    times_used: int
    prompts: list[PromptScore] = field(default_factory=list)
    pairs: list[PromptPair] = field(default_factory=list)
    reason: str = ""
    warnings: list[str] = field(default_factory=list)
    ranking: list[PromptStrength] = field(default_factory=list)


class PromptForms(Model, frozen=True, kw_only=True):
    """The prompt in the forms that others take; placeholders stand as the request wrote them.

    `text` holds the components under each other, `messages` what each call of a model is made of, demos as turns;
    `tools` are the definitions of tools by module, `request` is the field `prompt` of another request.
    """

    text: str
    request: dict[str, Any]
    messages: dict[str, list[PromptMessage]] = field(default_factory=dict)
    tools: dict[str, list[dict[str, Any]]] = field(default_factory=dict)


class PromptWizard(Model, frozen=True, kw_only=True, tag_field="name", tag="promptwizard"):
    """Styled variants and a refinement of the best; then instruction or examples by the toss of a coin; then a finish.

    Variants are asked batches of questions until one is answered wrong or `min_correct` are right. Each example round
    refines the instruction by the chosen examples, wrong answers first, or has the editor write worked examples of its
    own. The finish adds the chosen examples with a reasoning as demos, and an expert's description and keywords.

    acceptance: What it takes for a prompt to become the run's best so far, which is what is returned: what the
      method holds for best (greedy), or as much evidence on validation as paired or evalue ask for.
    briefing: Whether critics and editors are told more than the method's templates say: the task's description, how
      answers are scored and what they are like, a prompt's confusions of classes on training examples, edits that
      did no better, and the bounds of a prompt's form. The optimizer's model must be of the profile standard.
    racing: Whether scoring a candidate on all of validation ends once it is shown to be worse than the best so far;
      it then has no score.
    informative: So many validation items, those whose scores differ most between the prompts of the run, are
      answered first; a candidate that is behind the best so far there is not scored on the rest and has no score.
      null: none.
    iterations: Rounds of variants, critique and refinement.
    mutation_rounds: Times that all styles are used in an iteration.
    styles: Ways of thinking, each with a variant in a round.
    batch: Questions that a variant is asked at once.
    min_correct: Right batches after which a variant is asked no more.
    example_rounds: Rounds on the instruction or on examples.
    seen: Train examples that questions and worked examples are from.
    few_shots: Worked examples.
    reasoning: Whether worked examples get a reasoning.
    persona: Whether the prompt gets an expert's description.
    keywords: Whether the prompt gets keywords of the task.
    """

    acceptance: Literal["evalue", "greedy", "paired"] | Acceptance = "greedy"
    briefing: bool = False
    racing: bool = False
    informative: int | None = None
    iterations: int = 3
    mutation_rounds: int = 3
    styles: int = 5
    batch: int = 1
    min_correct: int = 3
    example_rounds: int = 3
    seen: int = 25
    few_shots: int = 5
    reasoning: bool = True
    persona: bool = True
    keywords: bool = True


class ProviderCheck(Model, frozen=True, kw_only=True):
    """What became of the calls, and what is known of the model.

    `limits` are the provider's own words about its rates, from its headers; `prices` and `context` are null where
    nobody knows them. `cost_usd` is what the check has cost.
    """

    provider: str
    model: str
    profile: str
    dialect: str
    works: bool
    sent: dict[str, Any]
    shapes: list[ShapeCheck] = field(default_factory=list)
    limits: dict[str, str] = field(default_factory=dict)
    prices: PriceView | None = None
    context: int | None = None
    cost_usd: float | None = None


class Published(Model, frozen=True, kw_only=True):
    """Published results that a comparison or a family repeats, and how they are known."""

    source: str
    findings: list[PublishedFinding] = field(default_factory=list)


class RandomSearch(Model, frozen=True, kw_only=True, tag_field="name", tag="random_search"):
    """The best of n random combinations of generic phrases around the prompt as it was given; it asks no optimizer.

    All combinations are of a bank that suits any task; none is tried twice, and those of one, two and three phrases are
    as likely as one another.

    acceptance: What it takes for a prompt to become the run's best so far, which is what is returned: what the
      method holds for best (greedy), or as much evidence on validation as paired or evalue ask for.
    briefing: Whether critics and editors are told more than the method's templates say: the task's description, how
      answers are scored and what they are like, a prompt's confusions of classes on training examples, edits that
      did no better, and the bounds of a prompt's form. The optimizer's model must be of the profile standard.
    racing: Whether scoring a candidate on all of validation ends once it is shown to be worse than the best so far;
      it then has no score.
    informative: So many validation items, those whose scores differ most between the prompts of the run, are
      answered first; a candidate that is behind the best so far there is not scored on the rest and has no score.
      null: none.
    n: Proposals in all; null goes on until the budget is used.
    at_once: Proposals of a step.
    """

    acceptance: Literal["evalue", "greedy", "paired"] | Acceptance = "greedy"
    briefing: bool = False
    racing: bool = False
    informative: int | None = None
    n: int | None = 48
    at_once: int = 8


class Regex(Model, frozen=True, kw_only=True, tag_field="kind", tag="regex"):
    """A pattern is found in the output; with `group` its text is the expected answer.

    repeats: Several answers to each item, whose scores make the item's; null for one.
    aggregate: A prompt's score: the mean of its items' scores, or the mean of the means of their classes, which are
      the labels of `expected`.
    pattern: A pattern in RE2 syntax, searched anywhere in the output.
    group: The number or name of the group to compare with the expected answer; null for none.
    ignore_case: Upper and lower case are the same.
    """

    pattern: str
    repeats: Repeats | None = None
    aggregate: Literal["macro", "mean"] = "mean"
    group: int | str | None = None
    ignore_case: bool = False


class Repetition(Model, frozen=True, kw_only=True, tag_field="name", tag="repeat"):
    """One step: every component that may change is stated twice, its inputs with it, and is kept if that scores higher.

    Longer prompts cost more to read. A model that reasons often repeats the prompt to itself, and gains less.

    acceptance: What it takes for a prompt to become the run's best so far, which is what is returned: what the
      method holds for best (greedy), or as much evidence on validation as paired or evalue ask for.
    briefing: Whether critics and editors are told more than the method's templates say: the task's description, how
      answers are scored and what they are like, a prompt's confusions of classes on training examples, edits that
      did no better, and the bounds of a prompt's form. The optimizer's model must be of the profile standard.
    racing: Whether scoring a candidate on all of validation ends once it is shown to be worse than the best so far;
      it then has no score.
    informative: So many validation items, those whose scores differ most between the prompts of the run, are
      answered first; a candidate that is behind the best so far there is not scored on the rest and has no score.
      null: none.
    """

    acceptance: Literal["evalue", "greedy", "paired"] | Acceptance = "greedy"
    briefing: bool = False
    racing: bool = False
    informative: int | None = None


class Rewrite(Model, frozen=True, kw_only=True, tag_field="name", tag="rewrite"):
    """Rounds of rewrites of the given prompt that keep its meaning; the best on validation is kept.

    acceptance: What it takes for a prompt to become the run's best so far, which is what is returned: what the
      method holds for best (greedy), or as much evidence on validation as paired or evalue ask for.
    briefing: Whether critics and editors are told more than the method's templates say: the task's description, how
      answers are scored and what they are like, a prompt's confusions of classes on training examples, edits that
      did no better, and the bounds of a prompt's form. The optimizer's model must be of the profile standard.
    racing: Whether scoring a candidate on all of validation ends once it is shown to be worse than the best so far;
      it then has no score.
    informative: So many validation items, those whose scores differ most between the prompts of the run, are
      answered first; a candidate that is behind the best so far there is not scored on the rest and has no score.
      null: none.
    rounds: Steps; null goes on until the budget is used.
    candidates: Proposals of a step.
    """

    acceptance: Literal["evalue", "greedy", "paired"] | Acceptance = "greedy"
    briefing: bool = False
    racing: bool = False
    informative: int | None = None
    rounds: int | None = 6
    candidates: int = 8


class RunEstimate(Model, frozen=True, kw_only=True):
    """What a run would take.

    `seed` and `test` are the calls of these, `first_step` the most of the first step. `least` is what no run goes
    below, the seed's score and the test; `most` is what one asks for whose every proposal is usable, answers that are
    known already included; null where only the budget ends the method. `needed` is the least budget that is accepted.
    `data` says what repeats in the examples, `dataset` where they come from; `headroom` whether the task is known to
    react to prompts, else what it would take to find out; `choice` how the method was chosen, null where it was named.
    """

    method: str
    seed: int
    first_step: int
    test: int
    least: Amount
    needed: Amount
    rounds: Rounds
    most: Amount | None = None
    data: DataReport | None = None
    dataset: DatasetUse | None = None
    headroom: KnownHeadroom | None = None
    choice: ChosenMethod | None = None


class RunPage(Model, frozen=True, kw_only=True):
    """A page of runs; `next` is the cursor of the page after it, null at the end."""

    items: list[RunSummary] = field(default_factory=list)
    next: str | None = None


class SIMBA(Model, frozen=True, kw_only=True, tag_field="name", tag="simba"):
    """Sampled answers to a minibatch show where programs vary; children get a demo or a rule from there.

    A rule is a critic's advice from a better and a worse answer to one example, appended to the instruction.

    acceptance: What it takes for a prompt to become the run's best so far, which is what is returned: what the
      method holds for best (greedy), or as much evidence on validation as paired or evalue ask for.
    briefing: Whether critics and editors are told more than the method's templates say: the task's description, how
      answers are scored and what they are like, a prompt's confusions of classes on training examples, edits that
      did no better, and the bounds of a prompt's form. The optimizer's model must be of the profile standard.
    racing: Whether scoring a candidate on all of validation ends once it is shown to be worse than the best so far;
      it then has no score.
    informative: So many validation items, those whose scores differ most between the prompts of the run, are
      answered first; a candidate that is behind the best so far there is not scored on the rest and has no score.
      null: none.
    steps: Minibatches.
    batch: Train examples of a step.
    candidates: Answers sampled of each example; children are one more.
    max_demos: The most demos of a program; 0 leaves only rules.
    sampling_temperature: Of the softmax by which programs answer.
    source_temperature: Of the softmax by which parents are chosen.
    """

    acceptance: Literal["evalue", "greedy", "paired"] | Acceptance = "greedy"
    briefing: bool = False
    racing: bool = False
    informative: int | None = None
    steps: int = 8
    batch: int = 32
    candidates: int = 6
    max_demos: int = 4
    sampling_temperature: float = 0.2
    source_temperature: float = 0.2


class SPO(Model, frozen=True, kw_only=True, tag_field="name", tag="spo"):
    """Rounds of one new prompt by the answers of the best; it is kept if its answers are preferred more often than not.

    All rounds answer the same few train examples. The optimizer's model compares the answers of both prompts to all of
    them, several times, in both orders. It sees no scores and no expected answers, and validation has no say.

    acceptance: What it takes for a prompt to become the run's best so far, which is what is returned: what the
      method holds for best (greedy), or as much evidence on validation as paired or evalue ask for.
    briefing: Whether critics and editors are told more than the method's templates say: the task's description, how
      answers are scored and what they are like, a prompt's confusions of classes on training examples, edits that
      did no better, and the bounds of a prompt's form. The optimizer's model must be of the profile standard.
    racing: Whether scoring a candidate on all of validation ends once it is shown to be worse than the best so far;
      it then has no score.
    informative: So many validation items, those whose scores differ most between the prompts of the run, are
      answered first; a candidate that is behind the best so far there is not scored on the rest and has no score.
      null: none.
    rounds: New prompts, one after the other.
    questions: Train examples that all prompts answer.
    comparisons: Times that the answers of two prompts are compared.
    """

    acceptance: Literal["evalue", "greedy", "paired"] | Acceptance = "greedy"
    briefing: bool = False
    racing: bool = False
    informative: int | None = None
    rounds: int = 10
    questions: int = 3
    comparisons: int = 4


class Scored(Model, frozen=True, kw_only=True):
    """A mean score with its 95 % interval; `n` items were scored, `failed` had no score.

    `by_label` says how the items of each label were answered, in a result whose task has labels that can be read.
    """

    score: float
    n: int
    ci95: list[float] = field(default_factory=list)
    failed: int = 0
    by_label: ByLabel | None = None


class ScoredPrompt(Model, frozen=True, kw_only=True):
    """A prompt with its scores by item, in the result's order of items; null where a call failed.

    `kind` is the template that wrote it, `given`, or `minimal` without an instruction. Only those that `counts` says
    are compared: not that control, nor one that lacks more than a tenth of its items.
    """

    name: str
    kind: str
    counts: bool
    components: dict[str, str] = field(default_factory=dict)
    scores: list[float | None] = field(default_factory=list)
    score: Scored | None = None


class Selection(Model, frozen=True, kw_only=True):
    """What was selected from which pool, and why; `sources` where proposals of several kinds compete.

    `lead` is what the method's choice had against the best so far, where it was another and evidence was asked for.
    """

    policy: str
    best: str
    reason: str
    pool: list[PoolEntry] = field(default_factory=list)
    chosen: list[str] = field(default_factory=list)
    sources: list[SourceEffect] = field(default_factory=list)
    lead: Lead | None = None


class SkillOpt(Model, frozen=True, kw_only=True, tag_field="name", tag="skillopt"):
    """Answers to a batch are read in minibatches, wrong and right ones apart; each reading proposes a few edits.

    They are made one list, wrong answers first, and ranked; the best are carried out without a model. The prompt that
    comes of it is kept only if it scores higher on validation. If not, later readings of the epoch are shown its edits.

    acceptance: What it takes for a prompt to become the run's best so far, which is what is returned: what the
      method holds for best (greedy), or as much evidence on validation as paired or evalue ask for.
    briefing: Whether critics and editors are told more than the method's templates say: the task's description, how
      answers are scored and what they are like, a prompt's confusions of classes on training examples, edits that
      did no better, and the bounds of a prompt's form. The optimizer's model must be of the profile standard.
    racing: Whether scoring a candidate on all of validation ends once it is shown to be worse than the best so far;
      it then has no score.
    informative: So many validation items, those whose scores differ most between the prompts of the run, are
      answered first; a candidate that is behind the best so far there is not scored on the rest and has no score.
      null: none.
    epochs: Times that all train examples are learned from.
    batch: Train examples that a step learns from.
    minibatch: Answers that are read at once.
    edits: The most edits of a reading, and of a step, at first.
    edits_at_end: The same at the end; in between it falls as a cosine.
    """

    acceptance: Literal["evalue", "greedy", "paired"] | Acceptance = "greedy"
    briefing: bool = False
    racing: bool = False
    informative: int | None = None
    epochs: int = 4
    batch: int = 40
    minibatch: int = 8
    edits: int = 4
    edits_at_end: int = 2


class SplitGain(Model, frozen=True, kw_only=True):
    """The gain of the arm `real` in parts that add up, over the `n` trials that all three arms have an outcome of."""

    real: str
    placebo: str
    none: str
    n: int
    gain: float
    parts: list[StudyGainPart] = field(default_factory=list)


class Step(Model, frozen=True, kw_only=True):
    """One turn of a method, as recorded; its rollouts are kept beside it."""

    n: int
    parents: list[str] = field(default_factory=list)
    minibatch: list[str] = field(default_factory=list)
    backgrounds: list[Background] = field(default_factory=list)
    critic_requests: list[CriticRequest] = field(default_factory=list)
    feedback: list[Feedback] = field(default_factory=list)
    edit_requests: list[EditRequest] = field(default_factory=list)
    proposals: list[Proposal] = field(default_factory=list)
    candidates: list[Candidate] = field(default_factory=list)
    selection: Selection | None = None
    notes: list[str] = field(default_factory=list)


class StepDetail(Model, frozen=True, kw_only=True):
    """A recorded step with its rollouts."""

    step: Step
    rollouts: list[Rollout] = field(default_factory=list)


class StepPage(Model, frozen=True, kw_only=True):
    """A page of steps."""

    items: list[Step] = field(default_factory=list)
    next: str | None = None


class StudyComparison(Model, frozen=True, kw_only=True):
    """First arm's mean minus the second's over `n` trials, with all that is needed to judge the verdict.

    `dropped` trials lack an outcome on one side. `holm_p_value` and `equivalence_p_value` are adjusted for the family.
    `correlation` is that of the two arms over trials: where it is positive the test is conservative. `ci95` is over
    trials, for other runs on the same items; `over_items` is for other items as well, null where scores by item are not
    known. `text` says both.
    """

    first: str
    second: str
    family: str
    alternative: Literal["greater", "less", "two_sided"] | str
    verdict: Literal["inconclusive", "not_testable", "refuted", "supported"] | str
    n: int
    dropped: int
    reasons: list[str] = field(default_factory=list)
    estimate: float | None = None
    ci95: list[float] | None = None
    se: float | None = None
    df: float | None = None
    p_value: float | None = None
    holm_p_value: float | None = None
    least_p_value: float | None = None
    equivalence_p_value: float | None = None
    ci90: list[float] | None = None
    minimum_detectable_effect: float | None = None
    trials_needed: int | None = None
    correlation: float | None = None
    over_items: OverItems | None = None
    text: str = ""
    published: Published | None = None


class StudyGains(Model, frozen=True, kw_only=True):
    """What arms gain; `parts` where three arms differ by real, placebo and no feedback alone. `text` says it."""

    text: str
    arms: list[ArmGain] = field(default_factory=list)
    parts: list[SplitGain] = field(default_factory=list)


class StudyPage(Model, frozen=True, kw_only=True):
    """A page of studies; `next` is the cursor of the page after it, null at the end."""

    items: list[StudySummary] = field(default_factory=list)
    next: str | None = None


class TestCompleted(Model, frozen=True, kw_only=True):
    """What the test split says."""

    verdict: Literal["improved", "not_distinguishable", "not_tested", "worse"] | str
    reason: str = ""
    baseline: Scored | None = None
    best: Scored | None = None
    difference: Difference | None = None
    fixed: int = 0
    broken: int = 0
    times_used: int = 0
    warnings: list[str] = field(default_factory=list)
    comparisons: Comparisons | None = None
    said: str = ""
    by_class: ByClass | None = None


class TestResult(Model, frozen=True, kw_only=True):
    """What the test split says. `warnings` are what its verdict must not be read without.

    `times_used` counts the runs that have looked at any of its examples, this one included. Where a judge compared
    answers, scores are win shares, `fixed` are wins and `broken` losses of the best prompt against the given one, and
    `said` puts `comparisons` into words. `by_class` compares both prompts class by class where answers are labels.
    """

    verdict: Literal["improved", "not_distinguishable", "not_tested", "worse"] | str
    reason: str = ""
    baseline: Scored | None = None
    best: Scored | None = None
    difference: Difference | None = None
    fixed: int = 0
    broken: int = 0
    times_used: int = 0
    warnings: list[str] = field(default_factory=list)
    comparisons: Comparisons | None = None
    said: str = ""
    by_class: ByClass | None = None


class TextGrad(Model, frozen=True, kw_only=True, tag_field="name", tag="textgrad"):
    """A minibatch forward, feedback backward for each example, one update of every component, kept or reverted.

    `chain: three_stage` turns the scorer's note into feedback on the response and that into feedback on the prompt, and
    in a program on what the earlier module wrote; `one_step` asks for feedback on the prompt straight from the example.

    acceptance: What it takes for a prompt to become the run's best so far, which is what is returned: what the
      method holds for best (greedy), or as much evidence on validation as paired or evalue ask for.
    briefing: Whether critics and editors are told more than the method's templates say: the task's description, how
      answers are scored and what they are like, a prompt's confusions of classes on training examples, edits that
      did no better, and the bounds of a prompt's form. The optimizer's model must be of the profile standard.
    racing: Whether scoring a candidate on all of validation ends once it is shown to be worse than the best so far;
      it then has no score.
    informative: So many validation items, those whose scores differ most between the prompts of the run, are
      answered first; a candidate that is behind the best so far there is not scored on the rest and has no score.
      null: none.
    steps: Updates of the prompt.
    batch: Train examples in a step.
    chain: How feedback gets to the prompt.
    revert: validation keeps an update that scores no worse there; naive keeps every one, unscored.
    candidates: Updates drawn; the best on validation is kept.
    momentum: Earlier prompts and feedback an update also sees.
    constraints: Sentences that a new prompt must keep to.
    in_context_examples: Good prompts that the editor is shown.
    """

    acceptance: Literal["evalue", "greedy", "paired"] | Acceptance = "greedy"
    briefing: bool = False
    racing: bool = False
    informative: int | None = None
    steps: int = 12
    batch: int = 3
    chain: Literal["one_step", "three_stage"] = "three_stage"
    revert: Literal["naive", "validation"] = "validation"
    candidates: int = 1
    momentum: int = 0
    constraints: list[str] = field(default_factory=list)
    in_context_examples: list[str] = field(default_factory=list)


class TextReg(Model, frozen=True, kw_only=True, tag_field="name", tag="textreg"):
    """Feedback on each answer of a minibatch, of which only what is general stays; one update, kept or reverted.

    Rules that were asked for are counted over the run, and tell what is general. Where the last update made the prompt
    more than `growth` longer or narrower in scope, a critic says what is to be joined, shortened or widened, and the
    next update brings both together; what the examples need goes first.

    acceptance: What it takes for a prompt to become the run's best so far, which is what is returned: what the
      method holds for best (greedy), or as much evidence on validation as paired or evalue ask for.
    briefing: Whether critics and editors are told more than the method's templates say: the task's description, how
      answers are scored and what they are like, a prompt's confusions of classes on training examples, edits that
      did no better, and the bounds of a prompt's form. The optimizer's model must be of the profile standard.
    racing: Whether scoring a candidate on all of validation ends once it is shown to be worse than the best so far;
      it then has no score.
    informative: So many validation items, those whose scores differ most between the prompts of the run, are
      answered first; a candidate that is behind the best so far there is not scored on the rest and has no score.
      null: none.
    steps: Updates of the prompt.
    batch: Train examples in a step.
    growth: The share by which an update may lengthen the prompt before it is told to shrink.
    """

    acceptance: Literal["evalue", "greedy", "paired"] | Acceptance = "greedy"
    briefing: bool = False
    racing: bool = False
    informative: int | None = None
    steps: int = 12
    batch: int = 3
    growth: float = 0.2


class VISTA(Model, frozen=True, kw_only=True, tag_field="name", tag="vista"):
    """A parent from the Pareto front; hypotheses about what is wrong with it, a rewriting for each, the best one kept.

    A hypothesis has one of a few known labels, or with the chance `epsilon` none of them. With the chance `restart` a
    round writes a prompt from the model's own answer instead. What gains most on the minibatch joins the pool.

    acceptance: What it takes for a prompt to become the run's best so far, which is what is returned: what the
      method holds for best (greedy), or as much evidence on validation as paired or evalue ask for.
    briefing: Whether critics and editors are told more than the method's templates say: the task's description, how
      answers are scored and what they are like, a prompt's confusions of classes on training examples, edits that
      did no better, and the bounds of a prompt's form. The optimizer's model must be of the profile standard.
    racing: Whether scoring a candidate on all of validation ends once it is shown to be worse than the best so far;
      it then has no score.
    informative: So many validation items, those whose scores differ most between the prompts of the run, are
      answered first; a candidate that is behind the best so far there is not scored on the rest and has no score.
      null: none.
    iterations: Rounds; null goes on until the budget is used.
    minibatch: Train examples that a round tries its prompts on.
    hypotheses: Hypotheses of a round, each with a prompt of its own.
    epsilon: The chance that a hypothesis is free of the known labels.
    restart: The chance that a round writes a prompt from scratch.
    lookahead: The most times that such a prompt is written.
    """

    acceptance: Literal["evalue", "greedy", "paired"] | Acceptance = "greedy"
    briefing: bool = False
    racing: bool = False
    informative: int | None = None
    iterations: int | None = None
    minibatch: int = 8
    hypotheses: int = 3
    epsilon: float = 0.1
    restart: float = 0.2
    lookahead: int = 3


Method: TypeAlias = (
    ProTeGi
    | TextGrad
    | TextReg
    | GEPA
    | PromptAgent
    | PromptWizard
    | AdalFlow
    | HRPO
    | SIMBA
    | ACE
    | ContraPrompt
    | SkillOpt
    | VISTA
    | Portfolio
    | APE
    | OPRO
    | COPRO
    | EvoPromptGA
    | EvoPromptDE
    | PromptBreeder
    | CAPO
    | MIPROv2
    | BootstrapFewShot
    | SPO
    | PDO
    | RandomSearch
    | BestOfN
    | Rewrite
    | Improve
    | Repetition
    | Compare
    | Auto
)


class ArmOutline(Model, frozen=True, kw_only=True):
    """What is shown of an arm."""

    name: str
    trials: int
    critic: CriticSpec
    method: dict[str, Any]
    budget: Budget
    models: dict[str, ModelView] = field(default_factory=dict)


class ChangePage(Model, frozen=True, kw_only=True):
    """A page of test examples that a run's best prompt answers otherwise."""

    items: list[ChangedExample] = field(default_factory=list)
    next: str | None = None


class Dataset(Model, frozen=True, kw_only=True):
    """A data set: its newest version, or the one that was posted or asked for, and which versions there are."""

    digest: str
    rows: int
    bytes: int
    name: str
    version: int
    file: FileFacts
    created_at: str
    columns: list[Column] = field(default_factory=list)
    versions: list[int] = field(default_factory=list)


class DiagnosticEstimate(Model, frozen=True, kw_only=True):
    """What a diagnostic would take when every edit is usable at its first try, and what it could tell.

    `by_test` counts each test as if it were asked for alone, `calls` counts shared arms once, all pairs included:
    `likely_calls` are those of a job that may stop at a look, if the effect is what the plan is to find. `cost_usd` is
    at the run's own average cost of a call, null without prices. `enough` says that `minimum_detectable_effect`, the
    effect that all tests find with 80 % power, does not exceed `effect`; `needed` is the cheapest design that would
    find it. `noise` is what this rests on. `untestable` tests draw nothing; it says why. `sampling` is how edits and
    answers are drawn, by what is really sent; `headroom` whether the task is known to react to prompts.
    """

    calls: Calls
    likely_calls: int
    pairs: int
    items_per_pair: int
    noise: Noise
    delta: float
    effect: float
    enough: bool
    pairs_needed_for_equivalence: int
    sampling: str
    by_arm: dict[str, Calls] = field(default_factory=dict)
    by_test: dict[str, Calls] = field(default_factory=dict)
    cost_usd: float | None = None
    minimum_detectable_effect: float | None = None
    needed: Design | None = None
    untestable: dict[str, str] = field(default_factory=dict)
    headroom: KnownHeadroom | None = None


class DiagnosticResult(Model, frozen=True, kw_only=True):
    """What a diagnostic found, test by test, with every text and score it rests on.

    `summary` says it in two or three sentences, empty where none was stored. `rules_version` is that of the rules that
    gave its verdicts; 1 where none was stored.
    """

    run_id: str
    material: Material
    planned_blocks: int
    summary: str = ""
    findings: dict[str, Finding] = field(default_factory=dict)
    usage: dict[str, RoleUsage] = field(default_factory=dict)
    rules_version: int = 1


class FamilyResult(Model, frozen=True, kw_only=True):
    """The comparisons of a family by verdict, and what is published of it where a preset repeats it."""

    name: str
    comparisons: int
    verdicts: dict[str, int] = field(default_factory=dict)
    published: Published | None = None


class HeadroomResult(Model, frozen=True, kw_only=True):
    """Whether the task reacts to prompts, and what a run of it could at most be seen to gain.

    `said` is the verdict in words, `reasons` are why it could not be tested. `gain` is of the best of so many prompts
    like those written. `without_instruction` is the difference that leaving out the whole instruction makes, `changed`
    the share of items on which the given prompt scores otherwise when it is asked again; null where it was not.
    """

    verdict: Literal["no_reaction_seen", "not_testable", "reacts"] | str
    said: str
    reasons: list[str] = field(default_factory=list)
    given: Scored | None = None
    spread: Spread | None = None
    gain: BestGain | None = None
    validation: Sight | None = None
    test: Sight | None = None
    without_instruction: Difference | None = None
    changed: float | None = None
    settled_by: SettlingItems | None = None
    prompts: list[ScoredPrompt] = field(default_factory=list)
    items: list[str] = field(default_factory=list)
    rejected: dict[str, int] = field(default_factory=dict)
    usage: dict[str, RoleUsage] = field(default_factory=dict)
    failures: list[FailedCalls] = field(default_factory=list)
    rules_version: int = 1


class Imported(Model, frozen=True, kw_only=True):
    """What a file of another tool holds; `kind` is the format that it was taken for.

    `dataset` is the version that its examples became, `prompts` are those it holds as requests hold them, `scoring` is
    how it judges answers; null where it has none. `mapped` says what became what, `notes` what was not taken over.
    `request` is a body for `POST /optimize`, null where the file holds no prompt.
    """

    kind: str
    mapped: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    dataset: Dataset | None = None
    prompts: list[dict[str, Any]] = field(default_factory=list)
    scoring: dict[str, Any] | None = None
    request: dict[str, Any] | None = None


class Part(Model, frozen=True, kw_only=True):
    """One scorer of a weighted score.

    name: What results and notes call it; once in a scoring.
    weight: How much it counts beside the others.
    """

    name: str
    scoring: Exact | Choice | Numeric | Contains | Regex | F1 | Json | Set | ToolCalls | Judge | Hosted | Installed
    weight: float = 1.0


class Pool(Model, frozen=True, kw_only=True):
    """What one test says over several runs: verdict and sentence by the same rule as a diagnostic's, and its effects.

    `runs`, `task_models`, `optimizer_models` and `methods` are those it is over. The claims are decided alone: it is
    one question.
    """

    test: str
    verdict: Literal["inconclusive", "not_testable", "refuted", "supported"] | str
    reading: str
    delta: float
    alpha: float
    news: Literal["bad", "good", "neutral", "open"] | str | None = None
    settling: Settling | None = None
    reasons: list[str] = field(default_factory=list)
    runs: list[str] = field(default_factory=list)
    task_models: list[str] = field(default_factory=list)
    optimizer_models: list[str] = field(default_factory=list)
    methods: list[str] = field(default_factory=list)
    claims: list[PooledEffect] = field(default_factory=list)
    others: list[PooledEffect] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)


class Result(Model, frozen=True, kw_only=True):
    """The best prompt so far and what is known of it.

    `sources` says what brought it, where kinds of proposals compete; `failures` are the calls that were not answered,
    by what the provider said, the commonest first. `notes` say what a reader should know first, such as a provider that
    was away when the run stopped. `sampling` says by role what of its sampling could not be set,
    `data` what repeats in the examples. Where a judge compares answers, `comparisons` counts all of the run and
    `ranking` has the candidates that were compared on validation, the strongest first.
    `forms` is the prompt as others take it, `diff` what changed in it, `changes` the test examples that it decided,
    `hygiene` whether it is clean; an earlier version stored none of them.
    `rejections` say why edits became no candidates, the commonest reasons first. `comparison` is what a request to
    `/evaluate` asked for; such a run chooses no prompt, and `prompt` is the first of those compared.
    """

    candidate: str
    test: TestResult
    steps: int
    proposals: int
    rejected: int
    prompt: dict[str, str] = field(default_factory=dict)
    demos: list[Demo] = field(default_factory=list)
    sources: list[SourceEffect] = field(default_factory=list)
    baseline_prompt: dict[str, str] = field(default_factory=dict)
    validation: dict[str, Scored] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    sampling: dict[str, list[str]] = field(default_factory=dict)
    data: DataReport | None = None
    forms: PromptForms | None = None
    diff: list[ComponentDiff] = field(default_factory=list)
    changes: Changes = field(default_factory=lambda: convert({}, type=Changes))
    hygiene: list[HygieneCheck] = field(default_factory=list)
    rejections: list[Rejection] = field(default_factory=list)
    usage: dict[str, RoleUsage] = field(default_factory=dict)
    failures: list[FailedCalls] = field(default_factory=list)
    comparisons: Comparisons | None = None
    ranking: list[RankedCandidate] = field(default_factory=list)
    comparison: PromptComparison | None = None


class Run(Model, frozen=True, kw_only=True):
    """A run: what was asked, how far it is, what came of it; `study` is the one it is a trial of."""

    method: dict[str, Any]
    seed: int
    budget: Budget
    stop: Stop
    expected_calls: int
    id: str
    status: Literal["cancelled", "failed", "queued", "running", "succeeded"]
    created_at: datetime
    models: dict[str, ModelView] = field(default_factory=dict)
    splits: dict[str, int] = field(default_factory=dict)
    placeholders: Literal["double", "none", "single"] | str = "single"
    data: DataReport | None = None
    dataset: DatasetUse | None = None
    compared: list[str] = field(default_factory=list)
    reject_quotes: bool = False
    choice: ChosenMethod | None = None
    name: str | None = None
    tags: list[str] = field(default_factory=list)
    metadata: dict[str, str] = field(default_factory=dict)
    priority: Literal["high", "low", "normal"] | str = "normal"
    finish_reason: str | None = None
    error: JobError | None = None
    parent: str | None = None
    study: str | None = None
    started_at: datetime | None = None
    ended_at: datetime | None = None
    progress: Progress | None = None
    webhook: Notice | None = None
    result: Result | None = None


class StudyResult(Model, frozen=True, kw_only=True):
    """What a study found. `complete_trials` have an outcome of every arm; `run_sd` is pooled within arms.

    `gains` is null in what was stored before they were told.
    """

    planned_trials: int
    begun_trials: int
    complete_trials: int
    ranking: StudyRanking
    arms: list[ArmResult] = field(default_factory=list)
    comparisons: list[StudyComparison] = field(default_factory=list)
    families: list[FamilyResult] = field(default_factory=list)
    gains: StudyGains | None = None
    fits: list[ArmFit] = field(default_factory=list)
    run_sd: float | None = None
    runs: list[RunOutcome] = field(default_factory=list)
    usage: dict[str, RoleUsage] = field(default_factory=dict)


class Weighted(Model, frozen=True, kw_only=True, tag_field="kind", tag="weighted"):
    """Several scorers with weights: the score is the weighted mean of theirs.

    repeats: Several answers to each item, whose scores make the item's; null for one.
    aggregate: A prompt's score: the mean of its items' scores, or the mean of the means of their classes, which are
      the labels of `expected`.
    parts: The scorers, in any order.
    """

    parts: list[Part]
    repeats: Repeats | None = None
    aggregate: Literal["macro", "mean"] = "mean"


class Diagnostic(Model, frozen=True, kw_only=True):
    """A diagnostic: what was asked, how far it is, what it found."""

    scope: Literal["method", "this_run"] | str
    estimand: Literal["critic_average", "fixed_feedback"] | str
    ladder: Literal["core", "whole"] | str
    stop: Literal["evalue", "fixed", "looks"] | str
    delta: float
    alpha: float
    noise: Noise
    seed: int
    run_id: str
    replicates: int
    items: int
    expected_calls: int
    id: str
    status: Literal["cancelled", "failed", "queued", "running", "succeeded"]
    created_at: datetime
    tests: list[str] = field(default_factory=list)
    sampling: str = ""
    calls_taken: dict[str, CallsTaken] = field(default_factory=dict)
    effect: float = 0.0
    looks: list[int] = field(default_factory=list)
    earlier: list[EarlierTest] = field(default_factory=list)
    untestable: dict[str, str] = field(default_factory=dict)
    steps: list[int] = field(default_factory=list)
    items_per_pair: int | None = None
    minimum_detectable_effect: float | None = None
    name: str | None = None
    tags: list[str] = field(default_factory=list)
    metadata: dict[str, str] = field(default_factory=dict)
    priority: Literal["high", "low", "normal"] | str = "normal"
    finish_reason: str | None = None
    error: JobError | None = None
    started_at: datetime | None = None
    ended_at: datetime | None = None
    progress: Progress | None = None
    webhook: Notice | None = None
    result: DiagnosticResult | None = None


class Headroom(Model, frozen=True, kw_only=True):
    """A measurement of headroom: what was asked, how far it is, what it found."""

    about: str
    method: str
    prompts: int
    items: int
    candidates: int
    expected_calls: int
    budget: Budget
    seed: int
    id: str
    status: Literal["cancelled", "failed", "queued", "running", "succeeded"]
    created_at: datetime
    models: dict[str, ModelView] = field(default_factory=dict)
    splits: dict[str, int] = field(default_factory=dict)
    dataset: DatasetUse | None = None
    name: str | None = None
    tags: list[str] = field(default_factory=list)
    metadata: dict[str, str] = field(default_factory=dict)
    priority: Literal["high", "low", "normal"] | str = "normal"
    finish_reason: str | None = None
    error: JobError | None = None
    started_at: datetime | None = None
    ended_at: datetime | None = None
    progress: Progress | None = None
    webhook: Notice | None = None
    result: HeadroomResult | None = None


class Study(Model, frozen=True, kw_only=True):
    """A study: what was asked, how far it is, what it found."""

    outcome: Literal["test", "train", "validation"] | str
    delta: float
    alpha: float
    run_sd: RunSd
    budget: Budget
    seed: int
    trials: int
    runs: int
    expected_calls: int
    id: str
    status: Literal["cancelled", "failed", "queued", "running", "succeeded"]
    created_at: datetime
    preset: str | None = None
    families: list[str] = field(default_factory=list)
    comparisons: list[ComparisonSpec] = field(default_factory=list)
    track: TrackSpec | None = None
    dataset: DatasetUse | None = None
    arms: list[ArmOutline] = field(default_factory=list)
    name: str | None = None
    tags: list[str] = field(default_factory=list)
    metadata: dict[str, str] = field(default_factory=dict)
    priority: Literal["high", "low", "normal"] | str = "normal"
    finish_reason: str | None = None
    error: JobError | None = None
    started_at: datetime | None = None
    ended_at: datetime | None = None
    progress: Progress | None = None
    webhook: Notice | None = None
    result: StudyResult | None = None


class TaskSpec(Model, frozen=True, kw_only=True):
    """The task: examples, given or from a stored data set, how answers are scored, and a description of it."""

    scoring: (
        Exact
        | Choice
        | Numeric
        | Contains
        | Regex
        | F1
        | Json
        | Set
        | ToolCalls
        | Judge
        | Hosted
        | Installed
        | Pairwise
        | Weighted
    )
    examples: list[ExampleSpec] = field(default_factory=list)
    dataset: DatasetSpec | None = None
    split: Fractions = field(default_factory=lambda: convert({}, type=Fractions))
    split_seed: int = 0
    description: str | None = None


class TaskToCompareOn(Model, frozen=True, kw_only=True):
    """The task; all its examples are `test` unless they, or `split`, say otherwise. Others than those are not used."""

    scoring: (
        Exact
        | Choice
        | Numeric
        | Contains
        | Regex
        | F1
        | Json
        | Set
        | ToolCalls
        | Judge
        | Hosted
        | Installed
        | Pairwise
        | Weighted
    )
    examples: list[ExampleSpec] = field(default_factory=list)
    dataset: DatasetSpec | None = None
    split: Fractions = field(
        default_factory=lambda: convert({"train": 0, "validation": 0, "probe": 0, "test": 1}, type=Fractions)
    )
    split_seed: int = 0
    description: str | None = None


class EvaluateRequest(Model, frozen=True, kw_only=True):
    """Prompts to score on the same examples and to compare, every two of them."""

    prompts: list[PromptToCompare]
    task: TaskToCompareOn
    name: str | None = None
    tags: list[str] = field(default_factory=list)
    metadata: Annotated[dict[str, str], Meta(max_length=32)] = field(default_factory=dict)
    webhook: str | None = None
    priority: Literal["high", "low", "normal"] = "normal"
    models: ModelsSpec = field(default_factory=lambda: convert({}, type=ModelsSpec))
    budget: Budget = field(default_factory=lambda: convert({}, type=Budget))
    seed: int = 0


class OptimizeRequest(Model, frozen=True, kw_only=True):
    """One optimization: a prompt, a task, a method, models and limits.

    With `reject_quotes` no edit becomes a candidate that holds eight words in a row of an example's input, in any
    split, which the given prompt does not hold.
    """

    prompt: str | PromptSpec
    task: TaskSpec
    method: str | Method
    name: str | None = None
    tags: list[str] = field(default_factory=list)
    metadata: Annotated[dict[str, str], Meta(max_length=32)] = field(default_factory=dict)
    webhook: str | None = None
    priority: Literal["high", "low", "normal"] = "normal"
    models: ModelsSpec = field(default_factory=lambda: convert({}, type=ModelsSpec))
    budget: Budget = field(default_factory=lambda: convert({}, type=Budget))
    stop: Stop = field(default_factory=lambda: convert({}, type=Stop))
    reject_quotes: bool = False
    seed: int = 0


class StudyRequest(Model, frozen=True, kw_only=True):
    """Whole runs as trials of arms, compared: written out, or by the name of a preset that gives arms and comparisons.

    `optimize` is the body of `POST /optimize` that every arm starts from; its seed has no effect, each trial has its
    own, the same for all arms, nor have its name, tags, metadata and webhook. `trials` of a preset may be given by
    family. `outcome` is where the winner of a run is scored. `delta` is the smallest difference of interest, `run_sd`
    the standard deviation between runs of an arm as an earlier study found it, both in units of the score. A study that
    cannot be expected to find a difference of `delta` is refused unless `force` is set. `budget` bounds the sum over
    all runs: a trial is started only if the budget has room for the caps of all its runs.
    """

    optimize: OptimizeRequest
    name: str | None = None
    tags: list[str] = field(default_factory=list)
    metadata: Annotated[dict[str, str], Meta(max_length=32)] = field(default_factory=dict)
    webhook: str | None = None
    priority: Literal["high", "low", "normal"] = "normal"
    preset: str | None = None
    families: list[str] | None = None
    arms: list[ArmSpec] = field(default_factory=list)
    trials: int | dict[str, int] | None = None
    comparisons: list[ComparisonSpec] = field(default_factory=list)
    outcome: Literal["test", "train", "validation"] = "test"
    delta: float = 0.02
    alpha: float = 0.05
    run_sd: float | None = None
    track: TrackSpec | None = None
    budgets_differ: bool = False
    force: bool = False
    budget: Budget = field(default_factory=lambda: convert({}, type=Budget))
    seed: int = 0


class HeadroomRequest(Model, frozen=True, kw_only=True):
    """A few prompts for one task, all scored on the same few items, before a run is paid for.

    `optimize` is the body of `POST /optimize` of the run that is thought of; its method and budget only say how many
    prompts it could try, its seed, name, tags, metadata and webhook have no effect. `prompts` are written anew beside
    the given one, without feedback, `items` are drawn from validation, and from train where that holds too few; never
    from probe or test. `budget` bounds the measurement itself.
    """

    optimize: OptimizeRequest
    name: str | None = None
    tags: list[str] = field(default_factory=list)
    metadata: Annotated[dict[str, str], Meta(max_length=32)] = field(default_factory=dict)
    webhook: str | None = None
    priority: Literal["high", "low", "normal"] = "normal"
    prompts: int = 6
    items: int = 20
    budget: Budget = field(default_factory=lambda: convert({}, type=Budget))
    seed: int = 0
