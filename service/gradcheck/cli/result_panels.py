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


def by_label(result: Result) -> list[str]:
    """Recall and F1 of each label on the test, before and after."""
    before, after = (side and side.by_label for side in (result.test.baseline, result.test.best))
    if not before or not after:
        return []
    lines = ["by label:", f"  {'':20} {'n':>5}  recall            F1"]
    for old, new in zip(before.labels, after.labels, strict=True):
        recall, f1 = (f"{_of(a)} → {_of(b)}" for a, b in ((old.recall, new.recall), (old.f1, new.f1)))
        lines.append(f"  {_short(old.label, 20):20} {count(new.n):>5}  {recall:16}  {f1}")
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
