"""From material to findings, a pure function: manipulation checks, then multiplicity, then verdicts."""

from collections.abc import Mapping, Sequence

from msgspec.structs import replace

from gradcheck.diagnostics.analysis.checks import usable
from gradcheck.diagnostics.analysis.finding import Decided, DiagnosticTest, Finding, Measured, TestInput
from gradcheck.diagnostics.analysis.memory import remembered
from gradcheck.diagnostics.analysis.wording import told
from gradcheck.diagnostics.effects.effect import Effect, PValues, Verdict, at_look, decided, is_opposite
from gradcheck.diagnostics.effects.samples import Samples
from gradcheck.diagnostics.material import Material
from gradcheck.diagnostics.registry import DIAGNOSTICS
from gradcheck.diagnostics.request import Rules
from gradcheck.statistics.looks import Looks
from gradcheck.statistics.multiplicity import holm

_NOT_ADJUSTED = PValues(claim=None, opposite=None, equivalence=None)
RULES_VERSION = 4
"""Raised whenever the same material may be given another verdict or another reading."""


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

    Holm over the tests' p-values, one each: claims, their opposites and their equivalences are a family each.
    """
    looks = Looks.after(given.rules.looks, len(given.samples.steps))
    measurements = {
        test.name: Measured(obstacle=untestable[test.name])
        if test.name in untestable
        else _measured(test, given, looks)
        for test in tests
    }
    open_ = [name for name, measured in measurements.items() if _obstacle(measured) is None]
    raw = {name: _together_p(measured.claims) for name, measured in measurements.items()}
    adjusted = _adjusted({name: raw[name] for name in open_})

    def finding(name: str) -> Decided:
        return _finding(measurements[name], raw[name], adjusted.get(name, _NOT_ADJUSTED), given.rules)

    return {test.name: told(test, finding(test.name), given.rules) for test in tests}


def _measured(test: DiagnosticTest, given: TestInput, looks: Looks) -> Measured:
    """What a test measured, at this look; it can be decided only where the arms of its claims have usable edits."""
    measured = test.measure(given)
    measured = replace(
        measured,
        claims=tuple(at_look(effect, looks) for effect in measured.claims),
        others=tuple(at_look(effect, looks) for effect in measured.others),
        checks=(*measured.checks, *usable(given.samples, test.required)),
    )
    return remembered(test.name, measured, given.rules)


def _finding(measured: Measured, together: PValues, p_holm: PValues, rules: Rules) -> Decided:
    several = len(measured.claims)
    raised = [(effect, _raised(effect.raw, several, together, p_holm)) for effect in measured.claims]
    alone = [(effect, effect.raw) for effect in measured.others]
    claims = tuple(decided(effect, p_values, rules) for effect, p_values in raised)
    obstacle = _obstacle(measured)
    verdict, reasons = ("not_testable", (obstacle,)) if obstacle else _together(claims)
    return Decided(
        verdict=verdict,
        reading="",
        reasons=reasons,
        p_value=together.claim,
        p_holm=p_holm.claim,
        claims=claims,
        others=tuple(decided(effect, p_values, rules) for effect, p_values in alone),
        checks=measured.checks,
        figures=measured.figures,
        labels=measured.labels,
        flags=measured.flags,
        opposite=frozenset(
            effect.name for effect, p_values in (*raised, *alone) if is_opposite(effect, p_values, rules)
        ),
    )


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


def _together_p(claims: Sequence[Effect]) -> PValues:
    """A test's p-values. It is supported by all of its claims; any that is opposite, or equivalent to 0, refutes it."""
    sides = {
        side: [value for effect in claims if (value := getattr(effect.raw, side)) is not None]
        for side in PValues.__struct_fields__
    }
    return PValues(
        claim=max(sides["claim"], default=None),
        opposite=_any(sides["opposite"]),
        equivalence=_any(sides["equivalence"]),
    )


def _any(p_values: Sequence[float]) -> float | None:
    """The p-value of any of several, after Bonferroni."""
    return min(1.0, min(p_values) * len(p_values)) if p_values else None


def _raised(raw: PValues, claims: int, together: PValues, p_holm: PValues) -> PValues:
    """The p-values of one of a test's claims, raised as much as its test's were."""

    def raised(side: str, several: int) -> float | None:
        values: list[float | None] = [getattr(p_values, side) for p_values in (raw, together, p_holm)]
        own, of_test, after = values
        return own if own is None or after is None or not of_test else min(1.0, own * several * after / of_test)

    return PValues(
        claim=raised("claim", 1), opposite=raised("opposite", claims), equivalence=raised("equivalence", claims)
    )


def _adjusted(p_values: Mapping[str, PValues]) -> dict[str, PValues]:
    """The p-values of tests after Holm, a family for each side; None stays None."""
    after: dict[str, dict[str, float]] = {name: {} for name in p_values}
    for side in PValues.__struct_fields__:
        known = {name: value for name, own in p_values.items() if (value := getattr(own, side)) is not None}
        for name, value in zip(known, holm(list(known.values())).tolist() if known else (), strict=True):
            after[name][side] = value
    return {name: replace(_NOT_ADJUSTED, **sides) for name, sides in after.items()}
