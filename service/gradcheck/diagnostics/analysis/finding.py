"""What a diagnostic is, and what it finds."""

from collections.abc import Callable, Mapping

from gradcheck.diagnostics.analysis.settling import Settling
from gradcheck.diagnostics.analysis.telling import News, Telling, pairs_of_edits
from gradcheck.diagnostics.effects.effect import Effect, Verdict
from gradcheck.diagnostics.effects.samples import Samples
from gradcheck.diagnostics.material import Audited
from gradcheck.diagnostics.request import Rules
from gradcheck.diagnostics.requirements import Requirements
from gradcheck.domain.base import Value


class Check(Value, frozen=True, kw_only=True):
    """A manipulation check: whether the arms differ in what they were meant to differ in."""

    name: str
    passed: bool
    detail: str


class Figure(Value, frozen=True, kw_only=True):
    """A number beside the verdict, in score units or as its name says, with interval and p-value if it has any."""

    name: str
    value: float
    ci95: tuple[float, float] | None = None
    p_value: float | None = None


class LabelShift(Value, frozen=True, kw_only=True):
    """A label before and after: how often it was the truth, how often it was said, how often it was found."""

    label: str
    truth: float
    said: tuple[float, float]
    recall: tuple[float | None, float | None]


class Measured(Value, frozen=True, kw_only=True):
    """What a test measured, before anything is decided.

    The property holds if all `claims` do; `others` are beside the point of the verdict. `flags` are warnings in words.
    """

    claims: tuple[Effect, ...] = ()
    others: tuple[Effect, ...] = ()
    checks: tuple[Check, ...] = ()
    figures: tuple[Figure, ...] = ()
    labels: tuple[LabelShift, ...] = ()
    flags: tuple[str, ...] = ()
    obstacle: str | None = None


class Finding(Value, frozen=True, kw_only=True):
    """What a test found: the verdict on the property, its reading in words, and all it rests on.

    `news` says whether the verdict speaks for the gain or against it: for one that comes from what the feedback says
    and needs knowledge of the items; null in findings that were stored before it was said. `settling` is what would
    settle a verdict that is open. `p_value` is the largest of the claims, which must all hold; `p_holm` is adjusted for
    the tests asked for together.
    """

    verdict: Verdict
    news: News | None = None
    reading: str
    settling: Settling | None = None
    reasons: tuple[str, ...] = ()
    p_value: float | None = None
    p_holm: float | None = None
    claims: tuple[Effect, ...] = ()
    others: tuple[Effect, ...] = ()
    checks: tuple[Check, ...] = ()
    figures: tuple[Figure, ...] = ()
    labels: tuple[LabelShift, ...] = ()
    flags: tuple[str, ...] = ()

    def other(self, name: str) -> Effect | None:
        """An effect beside the claims, by name."""
        return next((effect for effect in self.others if effect.name == name), None)

    def figure(self, name: str) -> float | None:
        """A figure's value, by name."""
        return next((figure.value for figure in self.figures if figure.name == name), None)


class Decided(Finding, frozen=True, kw_only=True):
    """A finding before its reading; `opposite` names the effects whose predicted difference is the other way round."""

    opposite: frozenset[str]

    def is_opposite(self, effect: Effect | None) -> bool:
        """Whether an effect is refuted by a difference the other way round, and not because there is none."""
        return effect is not None and effect.name in self.opposite

    def in_words(self, reading: str, news: News, settling: Settling | None = None) -> Finding:
        """The finding with its reading, and with what that says."""
        told = {"reading": reading, "news": news, "settling": settling}
        return Finding(**{name: getattr(self, name) for name in Finding.__struct_fields__} | told)


class TestInput(Value, frozen=True, kw_only=True):
    """All that a test may measure on: samples, rules, and what the run's own test left."""

    samples: Samples
    rules: Rules
    audited: Audited = Audited()
    labels: tuple[str, ...] = ()


class DiagnosticTest(Value, frozen=True, kw_only=True):
    """A test of one property of textual gradients.

    `needs` is what it draws, `core` what is left of that where only the arms of its claims are asked for. Its claims
    rest on the arms in `required`: where too few pairs can have them it is not testable. `redraws` are arms that differ
    by the draw alone, where the claim is about that. `shared` is the correlation of the estimates of two claims, null
    where there is one. `against_one` says that its claim compares edits with the one prompt before them, whose answers
    all pairs share. `rotates` is false where pairs are compared with each other and so need the same items, `sets`
    is how many replicates of a step make one. `recorded_only` tests are about the very text that was recorded, which
    critics asked anew do not write. A claim may be the largest `among` so many contrasts. `refuse` gives further
    reasons why a plan cannot answer it. `measure` reads what was drawn, `read` puts a decided finding in words, `news`
    says what it is for the gain, `telling` how the numbers of its claims are told. `edits` is false for tests that draw
    no edits: they need no step with feedback. `draws` is false for those that read what is recorded: they make no calls
    and need no probe.
    """

    name: str
    asks: str
    source: str
    needs: Requirements
    core: Requirements | None = None
    required: tuple[str, ...] = ()
    redraws: tuple[str, ...] = ()
    shared: float | None = None
    against_one: bool = False
    rotates: bool = True
    sets: int = 1
    draws: bool = True
    edits: bool = True
    recorded_only: bool = False
    among: Callable[..., int] = lambda _: 1
    refuse: Callable[..., str | None] = lambda _: None  # a plan loads the engine, which findings do without
    measure: Callable[[TestInput], Measured]
    read: Callable[[Decided], str]
    news: Callable[[Decided], News]
    telling: Telling = Telling(on=pairs_of_edits)

    def drawn(self, rules: Rules) -> Requirements:
        """What it draws under these rules."""
        return self.core if rules.ladder == "core" and self.core is not None else self.needs


def speaks(*, supported: News, refuted: News) -> Callable[[Finding], News]:
    """News that the verdict alone decides."""
    return lambda finding: supported if finding.verdict == "supported" else refuted


def worded(supported: str, refuted: str, unsettled: str) -> Callable[[Finding], str]:
    """A reading that the verdict alone decides."""
    readings = {"supported": supported, "refuted": refuted}
    return lambda finding: readings.get(finding.verdict, unsettled)


def is_primary(name: str, rules: Rules) -> bool:
    """Whether a job may stop early because of a test: the first that was asked for."""
    return rules.stop == "evalue" and rules.tests[0] == name


def is_settled(rules: Rules, findings: Mapping[str, Finding]) -> bool:
    """Whether a job may stop before its last block: nothing that was asked for is open.

    Looks hold the level of all tests; an e-process holds its own however often it is looked at, and no other test may
    be looked at before the last block: there the claims of the first are decided.
    """
    if rules.stop != "evalue":
        return bool(rules.looks) and not any(map(_may_change, findings.values()))
    claims = findings[rules.tests[0]].claims
    return bool(claims) and all(
        effect.e_value is not None and effect.verdict in {"supported", "refuted"} for effect in claims
    )


def _may_change(finding: Finding) -> bool:
    """Whether more pairs may decide what is not: an open claim, or one whose edits so far repeat each other."""
    short = any(effect.verdict == "not_testable" and effect.repeated_pairs for effect in finding.claims)
    return finding.verdict == "inconclusive" or short
