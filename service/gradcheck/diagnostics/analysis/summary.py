"""The summary of a run's diagnostics in two or three sentences: what the gain is made of, whether the feedback did it.

It is made of findings alone, those of one diagnostic or of several; it decides nothing and measures nothing.
"""

from collections.abc import Iterable, Mapping

from gradcheck.diagnostics.analysis.finding import Finding
from gradcheck.domain.base import Value
from gradcheck.texts.numbers import difference, part

_AUDIT, _PARTS = "shortcuts", "decomposition"
_ANSWERS = ("content", _PARTS, "sign", "dose", "labels")  # which speak for the feedback, the best first
_MATTERED = {"good": "The feedback mattered", "bad": "It was not what the feedback said"}
_NONE, _SETTLED = part(0.0), {"supported", "refuted"}


class Found(Value, frozen=True, kw_only=True):
    """Of a stored diagnostic what it found, and under which version of the rules."""

    findings: dict[str, Finding]
    rules_version: int = 1


def of_run(newest_first: Iterable[Found]) -> str:
    """The summary of a run's ended diagnostics: of each test the newest finding, under the rules of the newest one.

    One that could test nothing, as a diagnostic that was cancelled early, takes no finding away.
    """
    findings: dict[str, Finding] = {}
    version = None
    for found in newest_first:
        version = found.rules_version if version is None else version
        if found.rules_version == version:
            for name, finding in found.findings.items():
                if name not in findings or findings[name].verdict == "not_testable" != finding.verdict:
                    findings[name] = finding
    return summary(findings)


def summary(findings: Mapping[str, Finding]) -> str:
    """Findings in two or three sentences; empty where there are none."""
    asked = [name for name in _ANSWERS if name in findings]
    answers = [name for name in asked if findings[name].verdict in _SETTLED] or asked
    said = {_AUDIT, _PARTS, *answers[:1]}
    sentences = [_gain(findings), *(_feedback(findings[name]) for name in answers[:1])]
    sentences.append(_rest({name: finding for name, finding in findings.items() if name not in said}))
    return " ".join(sentence for sentence in sentences if sentence)


def _gain(findings: Mapping[str, Finding]) -> str:
    """How much of the gain needs no knowledge of the items, and how much of a step's gain the feedback."""
    audit, parts = findings.get(_AUDIT), findings.get(_PARTS)
    said = []
    if audit is not None and audit.verdict != "not_testable":
        shares = {"format": audit.figure("format"), "label prior": audit.figure("prior")}
        said.append(_made_of("the gain on test", audit.figure("gain"), shares, "format or label prior"))
        if audit.verdict not in _SETTLED:
            would = "" if audit.settling is None else f", {audit.settling.words} would settle it"
            said.append(f"whether half of it or more is, is open{would}")
    if parts is not None and parts.verdict != "not_testable":
        names = ("content", "form", "generic", "selection")
        shares = {"generic rewriting" if name == "generic" else name: parts.figure(name) for name in names}
        said.append(_made_of("a step's gain", parts.figure("total"), shares, "of these"))
    if not said and (untold := audit or parts) is not None:
        said.append(f"what the gain is made of cannot be told: {untold.reading}")
    return _sentence("; ".join(said)) if said else ""


def _made_of(gain: str, total: float | None, parts: Mapping[str, float | None], nothing: str) -> str:
    """`two thirds of the gain on test (+0.75) is format, a tenth label prior`."""
    whole = f"{gain} ({difference(total or 0.0)})"
    sizes = {name: (value or 0.0) / total for name, value in parts.items()} if total else {}
    largest = sorted(sizes, key=lambda name: -sizes[name])
    shares = [(part(sizes[name]), name) for name in largest if part(sizes[name]) != _NONE]
    if not shares:
        return f"none of {whole} is {nothing}"
    first, *more = shares
    return ", ".join([f"{first[0]} of {whole} is {first[1]}", *(f"{share} {name}" for share, name in more)])


def _feedback(finding: Finding) -> str:
    """Whether the feedback did it, in the sentence of the test that says so."""
    if finding.verdict == "not_testable":
        return _sentence(f"whether the feedback mattered cannot be told: {finding.reading}")
    stated = _MATTERED.get(finding.news or "", "Whether the feedback mattered is open")
    return _sentence(f"{stated}: {finding.reading}")


def _rest(findings: Mapping[str, Finding]) -> str:
    """What the other tests add, by name."""
    by_news = {news: [name for name in findings if findings[name].news == news] for news in ("good", "bad")}
    said = [f"{news} news from {' and '.join(names)}" for news, names in by_news.items() if names]
    open_ = [
        name if finding.settling is None else f"{name} ({finding.settling.words}, would settle it)"
        for name, finding in findings.items()
        if finding.verdict == "inconclusive"
    ]
    untestable = [name for name, finding in findings.items() if finding.verdict == "not_testable"]
    said += [f"{what}: {', '.join(names)}" for what, names in (("open", open_), ("not testable", untestable)) if names]
    return _sentence("; ".join(said)) if said else ""


def _sentence(words: str) -> str:
    return f"{words[:1].upper()}{words[1:]}."
