"""Results as text for people. It owns the words and the layout."""

import difflib

from gradcheck_client.rest.models import Contrast, Diagnostic, DiagnosticResult, Result, Run, Scored, ShortcutsResult

_ARMS = {
    "real": "the recorded feedback",
    "real_again": "the same, drawn again",
    "none": "no feedback",
    "placebo": "a placebo of equal length",
}


def run_text(run: Run) -> str:
    """A finished run: the prompt's diff, baseline and best on test, usage."""
    lines = [f"run {run.id}: {run.status}, {run.finish_reason}"]
    if isinstance(run.result, Result):
        result = run.result
        lines += ["", *_diff(result), "", *_test(result), "", *_usage(result)]
    return "\n".join(lines)


def diagnostic_text(diagnostic: Diagnostic) -> str:
    """A finished diagnostic: arms, contrasts, verdict."""
    lines = [f"diagnostic {diagnostic.id}: {diagnostic.status}, {diagnostic.finish_reason}"]
    result = diagnostic.result
    if not isinstance(result, DiagnosticResult):
        return "\n".join([*lines, "it has no result"])
    content = result.content
    if content is None:
        return "\n".join([*lines, "it has no complete block to read", *_shortcuts(result.shortcuts)])
    lines += ["", "fresh edits, scored on the probe examples, by what stood in the feedback slot:"]
    for name, words in _ARMS.items():
        arm = content.arms[name]
        mean = "  –  " if arm.mean is None else f"{arm.mean:.3f}"
        lines.append(f"  {words:28} {mean}   {arm.edits} edits, {arm.unusable} unusable")
    for title, contrast in (("feedback − placebo", content.primary), ("feedback − none", content.secondary)):
        lines.append(f"  {title}: {_contrast(contrast)}")
    lines += ["", f"verdict: {content.verdict}. {content.reading}."]
    return "\n".join([*lines, *_shortcuts(result.shortcuts)])


def _shortcuts(found: ShortcutsResult | None) -> list[str]:
    """What the gain on the test split is made of."""
    if found is None:
        return []
    lines = ["", f"shortcuts: {found.verdict}. {found.reading}."]
    if found.gain is not None:
        parts = f"{found.format_:+.3f} readable answers, {found.prior:+.3f} label prior, {found.rest:+.3f} the rest"
        lines.append(f"  of the gain of {found.gain:+.3f}: {parts}")
    return [*lines, *(f"  {flag}" for flag in found.flags)]


def _contrast(contrast: Contrast) -> str:
    parts: list[str] = [contrast.verdict]
    if contrast.estimate is not None and contrast.ci95 is not None:
        low, high = contrast.ci95
        parts.append(f"{contrast.estimate:+.3f}  [{low:+.3f}, {high:+.3f}]  p = {contrast.p_value:.2g}")
        parts.append(f"{contrast.n_pairs} pairs × {contrast.n_items} items")
    return "; ".join([*parts, *contrast.reasons])


def _diff(result: Result) -> list[str]:
    before, after = result.baseline_prompt.to_dict(), result.prompt.to_dict()
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
    difference = test.difference
    if difference is not None:
        low, high = difference.ci95
        lines.append(
            f"  difference {difference.estimate:+.3f}  [{low:+.3f}, {high:+.3f}]  p = {difference.p_value:.2g}, "
            f"{test.fixed} fixed, {test.broken} broken"
        )
    count = difference.n if difference else 0
    title = f"on {count} test examples never seen before (this split has been used {test.times_used} times):"
    return [title, *lines, f"  verdict: {test.verdict}"]


def _scored(score: object) -> str:
    if not isinstance(score, Scored):
        return "no score"
    low, high = score.ci95
    return f"{score.score:.3f}  [{low:.3f}, {high:.3f}]"


def _usage(result: Result) -> list[str]:
    lines = ["usage:"]
    for role, used in result.usage.additional_properties.items():
        tokens = used.input_tokens + used.output_tokens
        lines.append(f"  {role:10} {used.calls} calls ({used.cached} cached, {used.failed} failed), {tokens} tokens")
    return lines
