"""What commands print of a run's result beside its scores: why edits were refused, what the prompt changed, hygiene."""

from collections.abc import Iterator

from gradcheck.texts.numbers import amount, count
from gradcheck.texts.numbers import score as figure
from gradcheck_client.models import ChangedExample, Result

_MOST_REASONS, _MOST_EXAMPLES, _WIDTH = 5, 2, 70


def rejections(result: Result) -> list[str]:
    """How many edits became no candidates, and why."""
    if not result.rejected:
        return []
    lines = [f"{count(result.rejected)} of {count(result.proposals)} edits were refused or failed:"]
    lines += [f"  {each.count:>4}  {_short(each.reason)}" for each in result.rejections[:_MOST_REASONS]]
    others = sum(each.count for each in result.rejections[_MOST_REASONS:])
    return [*lines, *([f"  {others:>4}  other reasons"] if others else [])]


def by_class(result: Result) -> list[str]:
    """Each class's mean score on the test before and after, what flipped in it, and the macro means."""
    scores = result.test.by_class
    if scores is None:
        return []
    lines = [f"  {'by class':20} {'n':>5}  {'score':13}  fixed  broken"]
    for one in scores.classes:
        both = f"{_of(one.baseline)} → {_of(one.best)}"
        lines.append(f"  {_short(one.label, 20):20} {count(one.n):>5}  {both:13}  {one.fixed:>5}  {one.broken:>6}")
    lines.append(f"  {'macro mean':20} {'':>5}  {_of(scores.macro_baseline)} → {_of(scores.macro_best)}")
    before, after = (side and side.by_label for side in (result.test.baseline, result.test.best))
    if before and after:
        lines.append(f"  {'macro F1':20} {'':>5}  {_of(before.macro_f1)} → {_of(after.macro_f1)}")
    return lines


def changes(result: Result) -> list[str]:
    """The first examples that the prompt decided."""
    lines: list[str] = []
    for word, examples in (("fixed", result.changes.fixed), ("broken", result.changes.broken)):
        lines += [f"{word}: {' '.join(_example(example))}" for example in examples[:_MOST_EXAMPLES]]
    return lines


def hygiene(result: Result) -> list[str]:
    """What is flagged, with its figure; one line where nothing is."""
    if not result.hygiene:
        return []
    found = [check for check in result.hygiene if check.flagged]
    lines = [f"  {check.name}: {check.said}" for check in found]
    return ["hygiene:", *lines] if found else [f"hygiene: {count(len(result.hygiene))} checks, nothing flagged"]


def _example(example: ChangedExample) -> Iterator[str]:
    yield _short(" ".join(example.fields.values()))
    yield f"expected {_short(str(example.expected), 30)!r}:"
    yield f"{_short(example.baseline.output or '', 30)!r} ({figure(example.baseline.score)})"
    yield f"→ {_short(example.best.output or '', 30)!r} ({figure(example.best.score)})"


def _of(value: float | None) -> str:
    return "–" if value is None else amount(value)


def _short(text: str, width: int = _WIDTH) -> str:
    line = " ".join(text.split())
    return line if len(line) <= width else f"{line[: width - 1]}…"
