"""From material to findings, a pure function: manipulation checks, then multiplicity, then verdicts."""

from collections.abc import Mapping, Sequence

from msgspec.structs import replace

from gradcheck.diagnostics.analysis.checks import usable
from gradcheck.diagnostics.analysis.effects import Effect, Verdict, decided, is_opposite
from gradcheck.diagnostics.analysis.finding import Decided, DiagnosticTest, Finding, Measured, TestInput
from gradcheck.diagnostics.analysis.samples import Samples
from gradcheck.diagnostics.material import Material
from gradcheck.diagnostics.registry import DIAGNOSTICS
from gradcheck.diagnostics.request import Rules
from gradcheck.statistics.multiplicity import holm


def findings(rules: Rules, untestable: Mapping[str, str], material: Material) -> dict[str, Finding]:
    """The finding of every test asked for: a function of what was fixed before, and of what was drawn."""
    given = TestInput(samples=Samples.of(material), rules=rules, audited=material.audited, labels=material.labels)
    refused = dict(untestable)
    for name in rules.tests if not material.blocks else ():
        if DIAGNOSTICS[name].edits:
            refused.setdefault(name, "no block was completed")
    return found_by([DIAGNOSTICS[name] for name in rules.tests], given, refused)


def found_by(tests: Sequence[DiagnosticTest], given: TestInput, untestable: Mapping[str, str]) -> dict[str, Finding]:
    """The finding of every test, `untestable` ones with their reason.

    Holm over the tests' p-values, one each; their equivalence tests are a family of their own.
    """
    measurements = {
        test.name: Measured(obstacle=untestable[test.name]) if test.name in untestable else _measured(test, given)
        for test in tests
    }
    open_ = [name for name, measured in measurements.items() if _obstacle(measured) is None]
    p_values = _adjusted({name: _largest(measurements[name].claims) for name in open_})
    equal = _adjusted({name: _largest_equivalence(measurements[name].claims) for name in open_})
    return {
        test.name: _with_reading(
            test,
            _finding(measurements[test.name], p_values.get(test.name), equal.get(test.name), given.rules),
            given.rules,
        )
        for test in tests
    }


def _measured(test: DiagnosticTest, given: TestInput) -> Measured:
    """What a test measured; it can be decided only where the arms of its claims have usable edits."""
    measured = test.measure(given)
    return replace(measured, checks=(*measured.checks, *usable(given.samples, test.required)))


def _finding(measured: Measured, p_holm: float | None, p_equivalent: float | None, rules: Rules) -> Decided:
    raised = [(effect, *_raised(effect, measured.claims, p_holm, p_equivalent)) for effect in measured.claims]
    alone = [(effect, effect.p_value, _p_equivalent(effect)) for effect in measured.others]
    claims = tuple(decided(effect, p_value, equal, rules) for effect, p_value, equal in raised)
    obstacle = _obstacle(measured)
    verdict, reasons = ("not_testable", (obstacle,)) if obstacle else _together(claims)
    return Decided(
        verdict=verdict,
        reading="",
        reasons=reasons,
        p_value=_largest(measured.claims),
        p_holm=p_holm,
        claims=claims,
        others=tuple(decided(effect, p_value, equal, rules) for effect, p_value, equal in alone),
        checks=measured.checks,
        figures=measured.figures,
        labels=measured.labels,
        flags=measured.flags,
        opposite=frozenset(
            effect.name for effect, p_value, _ in (*raised, *alone) if is_opposite(effect, p_value, rules)
        ),
    )


def _with_reading(test: DiagnosticTest, finding: Decided, rules: Rules) -> Finding:
    """The finding in words; a verdict on fresh edits is one on how they were drawn."""
    if finding.verdict == "not_testable" and finding.reasons:
        return finding.in_words(finding.reasons[0])
    drawn = f" ({rules.sampling})" if test.edits and rules.sampling else ""
    return finding.in_words(test.read(finding) + drawn)


def _obstacle(measured: Measured) -> str | None:
    """Why the test cannot be decided: said by itself, a check that failed, or a claim without variance or room."""
    if measured.obstacle is not None:
        return measured.obstacle
    failed = [check.detail for check in measured.checks if not check.passed]
    blocked = [effect.reasons[0] for effect in measured.claims if effect.verdict == "not_testable" and effect.reasons]
    return next(iter([*failed, *blocked]), None)


def _together(claims: Sequence[Effect]) -> tuple[Verdict, tuple[str, ...]]:
    """All claims must hold (intersection-union); one that is refuted refutes the property."""
    verdicts = [effect.verdict for effect in claims]
    if "refuted" in verdicts:
        verdict: Verdict = "refuted"
    elif "inconclusive" in verdicts or not verdicts:
        verdict = "inconclusive"
    else:
        verdict = "supported"
    several = len(claims) > 1
    reasons = [
        f"{effect.name}: {reason}" if several else reason
        for effect in claims
        if effect.verdict == verdict
        for reason in effect.reasons
    ]
    return verdict, tuple(reasons)


def _raised(
    effect: Effect, claims: Sequence[Effect], p_holm: float | None, p_equivalent: float | None
) -> tuple[float | None, float | None]:
    """A claim's own p-values, of a difference and of equivalence, raised as much as the test's largest were.

    Any claim that is equivalent to 0 refutes the property, so these p-values are raised by the number of claims too.
    """
    largest, least_equal = _largest(claims), _largest_equivalence(claims)
    p_value = effect.p_value
    if p_value is not None and largest and p_holm is not None:
        p_value = min(1.0, p_value * p_holm / largest)
    adjusted = _p_equivalent(effect)
    if adjusted is not None and least_equal and p_equivalent is not None:
        adjusted = min(1.0, adjusted * p_equivalent / least_equal * len(claims))
    return p_value, adjusted


def _p_equivalent(effect: Effect) -> float | None:
    return None if effect.equivalence is None else effect.equivalence.p_value


def _largest(claims: Sequence[Effect]) -> float | None:
    return max((effect.p_value for effect in claims if effect.p_value is not None), default=None)


def _largest_equivalence(claims: Sequence[Effect]) -> float | None:
    return max((effect.equivalence.p_value for effect in claims if effect.equivalence is not None), default=None)


def _adjusted(p_values: Mapping[str, float | None]) -> dict[str, float]:
    known = {name: value for name, value in p_values.items() if value is not None}
    return dict(zip(known, holm(list(known.values())).tolist(), strict=True)) if known else {}
