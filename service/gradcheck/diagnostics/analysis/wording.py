"""The sentence of a finding: the test's own words, then the number that decides, its scope, and what would settle it.

The number is that of the claim that decides; what would settle it, of the one that needs most. It decides nothing and
owns no test's words.
"""

from gradcheck.diagnostics.analysis.finding import Decided, DiagnosticTest, Finding
from gradcheck.diagnostics.analysis.settling import settling
from gradcheck.diagnostics.effects.effect import Effect
from gradcheck.diagnostics.request import Rules
from gradcheck.texts.numbers import amount, difference


def told(test: DiagnosticTest, finding: Decided, rules: Rules) -> Finding:
    """The finding in one sentence. A verdict on fresh edits is one on how they were drawn, which ends it."""
    if finding.verdict == "not_testable":
        return finding.in_words(next(iter(finding.reasons), ""), "open")
    drawn = f" ({rules.sampling})" if test.edits and rules.sampling else ""
    effect = _deciding(finding)
    if finding.verdict != "inconclusive":
        return finding.in_words(f"{_sentence(test, finding, effect, rules)}{drawn}", test.news(finding))
    open_ = [settling(claim, test.telling, rules, rules.calls_taken.get(test.name)) for claim in finding.claims]
    most = max((each for each in open_ if each is not None), key=lambda each: each.units, default=None)
    would = "" if most is None else f"; {most.words}, would settle it"
    return finding.in_words(f"{_sentence(test, finding, effect, rules)}{would}{drawn}", "open", most)


def _sentence(test: DiagnosticTest, finding: Decided, effect: Effect | None, rules: Rules) -> str:
    words = test.read(finding)
    if effect is None or effect.estimate is None:
        return words
    number = (difference if test.telling.signed else amount)(effect.estimate, effect.ci95)
    which = f"{effect.title} " if len(finding.claims) > 1 else ""
    return f"{words}; {which}{number} {test.telling.unit} {test.telling.on(effect, rules)}"


def _deciding(finding: Decided) -> Effect | None:
    """Of the claims with the test's verdict the one it hangs on: the least supported, the refuted, the most open.

    Of several that are refuted one that is the other way round says more than one that is nothing.
    """
    claims = [claim for claim in finding.claims if claim.verdict == finding.verdict and claim.estimate is not None]
    if not claims:
        return None
    if finding.verdict == "refuted":
        return max(claims, key=finding.is_opposite)
    return max(claims, key=lambda claim: 1.0 if claim.p_value is None else claim.p_value)
