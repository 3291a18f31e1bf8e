"""A run as its page shows it."""

from collections.abc import Sequence

from gradcheck.api.views import DiagnosticSummary, Run
from gradcheck.domain.base import Value
from gradcheck.domain.program import SEED, Candidate
from gradcheck.domain.run import ENDED, Event, Result, RoleUsage, Usage
from gradcheck.pages import words
from gradcheck.pages.comparison_sheet import ComparedPrompts, compared_prompts
from gradcheck.pages.drawing.charts import Chart, Table
from gradcheck.pages.drawing.lineage import lineage_chart
from gradcheck.pages.drawing.run_charts import class_table, gap_chart, score_chart
from gradcheck.pages.history import RunHistory, history_of
from gradcheck.pages.prompt_changes import ShownDiff, shown_diffs, without_changes
from gradcheck.texts import numbers

EXPORTS = ("json", "text", "messages", "openai", "promptfoo", "dspy", "langchain", "mlflow")


class RunSheet(Value, frozen=True, kw_only=True):
    """All that the page of a run shows; what is not known yet is None or empty."""

    run: Run
    history: RunHistory
    headline: str
    scores: Chart | None
    gap: Chart | None
    lineage: Chart | None
    diffs: tuple[ShownDiff, ...]
    classes: Table | None
    usage: Table | None
    compared: ComparedPrompts | None
    diagnostics: tuple[DiagnosticSummary, ...]
    diagnosed: str | None
    exports: tuple[str, ...] = EXPORTS
    last_event: int

    @property
    def ended(self) -> bool:
        """Whether nothing more will come."""
        return self.run.status in ENDED


def run_sheet(
    run: Run,
    candidates: Sequence[Candidate],
    events: Sequence[Event],
    diagnostics: Sequence[DiagnosticSummary] = (),
    diagnosed: str | None = None,
) -> RunSheet:
    """The sheet of a run from its view and what it has recorded."""
    history, result = history_of(events), run.result
    best = result.candidate if result is not None else _best_so_far(history)
    return RunSheet(
        run=run,
        history=history,
        headline=_headline(run),
        scores=score_chart(history),
        gap=None if result is None else gap_chart(result),
        lineage=lineage_chart(candidates, best, history),
        diffs=() if result is None else _diffs(result, candidates, history),
        classes=None if result is None else class_table(result.test.by_class),
        usage=None if result is None else usage_table(result.usage),
        compared=None if result is None or result.comparison is None else compared_prompts(result.comparison),
        diagnostics=tuple(diagnostics),
        diagnosed=diagnosed,
        last_event=events[-1].seq if events else 0,
    )


def _best_so_far(history: RunHistory) -> str:
    return history.steps[-1].best if history.steps else SEED


def _diffs(result: Result, candidates: Sequence[Candidate], history: RunHistory) -> tuple[ShownDiff, ...]:
    if not result.diff:
        return without_changes(result.prompt)
    return shown_diffs(result.diff, result.prompt, result.candidate, candidates, history)


def _headline(run: Run) -> str:
    """What a reader should know first, in a sentence."""
    if run.error is not None or run.result is None:
        return words.without_result(run.status, run.error)
    test = run.result.test
    if run.compared:
        return f"{words.count(len(run.compared))} prompts were compared on the same examples."
    match test.verdict:
        case "improved" | "worse" | "not_distinguishable" if test.difference is not None:
            gap = test.difference
            opening = {
                "improved": "The best prompt is better than the given one on the test",
                "worse": "The chosen prompt is worse than the given one on the test",
            }.get(test.verdict, "On the test the best prompt cannot be told from the given one")
            said = numbers.difference(gap.estimate, gap.ci95)
            return f"{opening}: {said}, {numbers.p_value(gap.p_value)}, {words.count(gap.n)} items."
        case _:
            return f"Not tested: {test.reason}." if test.reason else "Not tested."


def usage_table(usage: Usage) -> Table | None:
    """Calls, tokens and money by role, and all together; None where nothing was used."""
    if not usage:
        return None
    rows = [_used(role, used) for role, used in usage.items()]
    costs = [used.cost_usd for used in usage.values()]
    known = [cost for cost in costs if cost is not None]
    total = RoleUsage(
        calls=sum(used.calls for used in usage.values()),
        input_tokens=sum(used.input_tokens for used in usage.values()),
        output_tokens=sum(used.output_tokens for used in usage.values()),
        cost_usd=sum(known) if len(known) == len(costs) else None,
        cached=sum(used.cached for used in usage.values()),
        failed=sum(used.failed for used in usage.values()),
        retries=sum(used.retries for used in usage.values()),
        possibly_paid=sum(used.possibly_paid for used in usage.values()),
        speculative=sum(used.speculative for used in usage.values()),
    )
    return Table(
        columns=("role", "calls", "known before", "failed", "retries", "tokens in", "tokens out", "cost"),
        rows=(*rows, _used("all", total)),
        numeric=(1, 2, 3, 4, 5, 6, 7),
    )


def _used(role: str, used: RoleUsage) -> tuple[str, ...]:
    figures = (used.calls, used.cached, used.failed, used.retries, used.input_tokens, used.output_tokens)
    return (role, *map(words.count, figures), words.money(used.cost_usd))
