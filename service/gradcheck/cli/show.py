"""Results as text for people."""

import difflib
import textwrap

from gradcheck.cli.comparison_text import comparison_text
from gradcheck.cli.result_panels import by_class, changes, hygiene, rejections
from gradcheck.texts.numbers import amount, count, difference, dollars, p_value, score
from gradcheck_client.models import (
    Diagnostic,
    Effect,
    Finding,
    Headroom,
    HeadroomResult,
    JobError,
    Material,
    Result,
    Run,
    Scored,
)

_WIDTH = 100
_NEWS = ("good", "bad")
_WORDS = {
    "real": "the recorded feedback",
    "real_again": "the same, drawn again",
    "none": "no feedback",
    "placebo": "a placebo of equal length",
}


def run_text(run: Run) -> str:
    """A finished run: the prompt's diff, baseline and best on test, usage; or the prompts that it compared."""
    lines = [f"run {run.id}: {run.status}, {run.finish_reason}", *_error(run.error)]
    if run.result is not None and run.result.comparison is not None:
        lines += ["", *comparison_text(run.result.comparison), "", *_used(run.result), *_sampling(run.result)]
    elif run.result is not None:
        result = run.result
        lines += ["", *_diff(result), *rejections(result), "", *_test(result), *by_class(result), *changes(result)]
        lines += [*hygiene(result), *_data(result), "", *_used(result), *_sampling(result)]
    return "\n".join(lines)


def diagnostic_text(diagnostic: Diagnostic) -> str:
    """A finished diagnostic: arms, for each test its verdict and effects, and last what it comes to."""
    lines = [f"diagnostic {diagnostic.id}: {diagnostic.status}, {diagnostic.finish_reason}"]
    lines += _error(diagnostic.error)
    result = diagnostic.result
    if result is None:
        return "\n".join([*lines, "it has no result"])
    lines += _arms(result.material)
    for test in diagnostic.tests:
        lines += ["", *_finding(test, result.findings[test])]
    if result.summary:
        lines += ["", *textwrap.wrap(result.summary, _WIDTH, break_long_words=False, break_on_hyphens=False)]
    return "\n".join(lines)


def headroom_text(measured: Headroom) -> str:
    """A finished measurement of headroom: its sentence, and every prompt's score."""
    lines = [f"headroom {measured.id}: {measured.status}, {measured.finish_reason}", *_error(measured.error)]
    result = measured.result
    if result is None:
        return "\n".join([*lines, "it has no result"])
    lines += [
        "",
        result.said,
        "",
        f"on {len(result.items)} examples, of validation first:",
    ]
    lines += [f"  {prompt.name:14} {_scored(prompt.score)}" for prompt in result.prompts]
    lines += [f"  {count} prompts could not be used: {reason}" for reason, count in result.rejected.items()]
    return "\n".join([*lines, "", *_used(result)])


def _error(error: JobError | None) -> list[str]:
    """Why a job failed, in the provider's words where they are its."""
    return [f"  {error.message}"] if error is not None else []


def _arms(material: Material) -> list[str]:
    """The mean score of every arm that was scored."""
    if not material.blocks:
        return ["it has no complete block"]
    lines = ["", "fresh edits, scored on the probe examples, by what stood in the feedback slot:"]
    for index, first in enumerate(material.blocks[0].arms):
        drawn = [block.arms[index] for block in material.blocks]
        scores = [score for draw in drawn for score in draw.scores if score is not None]
        mean = amount(sum(scores) / len(scores)) if scores else "–"
        texts = [draw.text for draw in drawn if draw.text is not None]
        edits = f"{count(len(drawn))} edits, {len(set(texts))} distinct, {len(drawn) - len(texts)} unusable"
        lines.append(f"  {_WORDS.get(first.arm, first.arm):28} {mean:>4}   {edits}")
    return lines


def _finding(test: str, finding: Finding) -> list[str]:
    """A test's verdict, its claims, then what stands beside them."""
    news = f", {finding.news} news" if finding.news in _NEWS else ""
    lines = [f"{test}: {finding.verdict}{news}. {finding.reading}."]
    lines += [f"  {effect.name}: {_effect(effect)}" for effect in (*finding.claims, *finding.others)]
    for figure in finding.figures:
        shown = score(figure.value) if figure.ci95 is None else amount(figure.value, figure.ci95)
        lines.append(f"  {figure.name}: {shown}{_p_value(figure.p_value)}")
    return [*lines, *(f"  {flag}" for flag in finding.flags)]


def _effect(effect: Effect) -> str:
    parts: list[str] = [effect.verdict]
    if effect.estimate is not None:
        parts.append(f"{difference(effect.estimate, effect.ci95)}{_p_value(effect.p_value)}")
        if effect.n_pairs:
            parts.append(f"{count(effect.n_pairs)} pairs × {count(effect.n_items)} items")
    return "; ".join([*parts, *effect.reasons])


def _p_value(value: float | None) -> str:
    return "" if value is None else f"  {p_value(value)}"


def _diff(result: Result) -> list[str]:
    before, after = result.baseline_prompt, result.prompt
    lines = []
    for name, text in before.items():
        if text == after[name]:
            lines.append(f"{name}: unchanged")
            continue
        diff = difflib.unified_diff(
            text.splitlines(), after[name].splitlines(), f"{name} before", f"{name} after", lineterm="", n=9
        )
        lines += [f"  {line}" for line in diff if not line.startswith("@@")]
    return lines


def _test(result: Result) -> list[str]:
    test = result.test
    if test.verdict == "not_tested":
        return [f"not tested: {test.reason}"]
    lines = [f"  {name:10} {_scored(score)}" for name, score in (("baseline", test.baseline), ("best", test.best))]
    found = test.difference
    if found is not None:
        shown = f"{difference(found.estimate, found.ci95)}{_p_value(found.p_value)}"
        fixed, broken = ("won", "lost") if found.test == "sign" else ("fixed", "broken")
        lines.append(f"  {'difference':10} {shown}, {test.fixed} {fixed}, {test.broken} {broken}")
    if test.said:
        lines += [f"  {line}" for line in textwrap.wrap(f"win shares: {test.said}", _WIDTH - 2)]
    n = found.n if found else 0
    seen = "" if test.warnings else " never seen before"
    uses = "once" if test.times_used == 1 else f"{test.times_used} times"
    title = f"on {count(n)} test examples{seen} (some or all of them have been used {uses}, this run included):"
    return [title, *lines, f"  verdict: {test.verdict}", *(f"  but {warning}" for warning in test.warnings)]


def _data(result: Result) -> list[str]:
    """What repeats in the examples, where something does."""
    data = result.data
    if data is None:
        return []
    said = {
        "repeat an earlier one": data.repeated,
        "expect another answer than an earlier one with the same input": data.contradictory,
        "stand in another split than what they repeat or their group": data.leaked,
        "say nearly what one of another split says": data.alike,
    }
    return [
        f"data: {pairs.count} examples {what}, such as {' and '.join(pairs.first[0])}"
        for what, pairs in said.items()
        if pairs.count
    ]


def _scored(scored: Scored | None) -> str:
    return "no score" if scored is None else amount(scored.score, scored.ci95)


def _used(result: Result | HeadroomResult) -> list[str]:
    lines = ["usage:"]
    for role, used in result.usage.items():
        tokens = used.input_tokens + used.output_tokens
        calls = f"{count(used.calls)} calls ({count(used.cached)} cached, {count(used.failed)} failed)"
        lines.append(f"  {role:10} {calls}, {count(tokens)} tokens, {_dollars(used.cost_usd)}")
    lines += [f"  {failure.count} {failure.role} calls failed: {failure.message}" for failure in result.failures]
    return lines


def _sampling(result: Result) -> list[str]:
    """What of a role's sampling could not be set."""
    return [f"{role}: {note}" for role, notes in result.sampling.items() for note in notes]


def _dollars(cost_usd: float | None) -> str:
    return "cost unknown" if cost_usd is None else f"${dollars(cost_usd)}"
