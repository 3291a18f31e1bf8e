"""Prompts beside each other: those that one run compared on the same examples, and the best ones of several runs."""

from collections.abc import Sequence

from gradcheck.api.views import Run
from gradcheck.domain.base import Value
from gradcheck.domain.results.comparison import PromptComparison
from gradcheck.pages import words
from gradcheck.pages.drawing.charts import Chart, Row, Table, forest


class ComparedPrompts(Value, frozen=True, kw_only=True):
    """What a comparison found: every two prompts with their difference, and all with their scores."""

    comparison: PromptComparison
    pairs: Chart | None
    prompts: Table


class ShownColumn(Value, frozen=True, kw_only=True):
    """A run in a comparison of runs."""

    run: Run
    name: str
    cost: str


class RunsBeside(Value, frozen=True, kw_only=True):
    """Runs beside each other; each was tested on its own, so that what they differ by is not tested here."""

    columns: tuple[ShownColumn, ...]
    gains: Chart | None
    same_data: bool


def compared_prompts(comparison: PromptComparison) -> ComparedPrompts:
    """What a run's comparison of prompts shows."""
    rows: list[Row] = []
    table = []
    for pair in comparison.pairs:
        name = f"{pair.second} \N{MINUS SIGN} {pair.first}"
        said = words.difference(pair.estimate, pair.ci95)
        table.append((name, said, words.p_value(pair.adjusted_p), words.verdict(pair.verdict), pair.n, pair.reason))
        if pair.estimate is not None:
            low, high = pair.ci95 or (None, None)
            color = "--muted" if pair.verdict == "not_distinguishable" else "--accent"
            rows.append(
                {"name": name, "estimate": pair.estimate, "low": low, "high": high, "color": color, "title": said}
            )
    chart = forest(
        "pairs",
        "Differences between prompts",
        "The second prompt minus the first on the same examples; the intervals hold for all pairs together",
        rows,
        Table(columns=("pair", "difference", "adjusted p", "verdict", "items", "why not"), rows=tuple(table)),
        label="difference of mean scores",
    )
    scores = tuple(
        (
            prompt.name,
            words.with_interval(prompt.score, prompt.ci95),
            prompt.n,
            prompt.failed,
            words.count(prompt.calls),
            words.money(prompt.cost_usd),
        )
        for prompt in comparison.prompts
    )
    columns = ("prompt", "mean score, 95 %", "items", "without a score", "calls", "cost")
    return ComparedPrompts(
        comparison=comparison,
        pairs=chart if rows else None,
        prompts=Table(columns=columns, rows=scores, numeric=(1, 2, 3, 4, 5)),
    )


def runs_beside(runs: Sequence[Run]) -> RunsBeside:
    """Several runs beside each other, in the order given."""
    names = _names(runs)
    columns = tuple(ShownColumn(run=run, name=name, cost=_cost(run)) for run, name in zip(runs, names, strict=True))
    rows: list[Row] = []
    for run, name in zip(runs, names, strict=True):
        gap = None if run.result is None else run.result.test.difference
        if gap is not None:
            said = words.difference(gap.estimate, gap.ci95)
            low, high = gap.ci95
            rows.append(
                {"name": name, "estimate": gap.estimate, "low": low, "high": high, "color": "--accent", "title": said}
            )
    gains = forest(
        "gains",
        "Gain of each run on its own test",
        "Best prompt minus given prompt with 95 % intervals. Intervals of two runs that overlap say nothing sure about "
        "which is better: for that compare their prompts on the same examples",
        rows,
        Table(columns=("run", "gain on test"), rows=tuple((row["name"], row["title"]) for row in rows), numeric=(1,)),
        label="gain on test",
    )
    data = {(run.dataset.digest if run.dataset else None, tuple(sorted(run.splits.items()))) for run in runs}
    return RunsBeside(columns=columns, gains=gains if rows else None, same_data=len(data) <= 1)


def _names(runs: Sequence[Run]) -> list[str]:
    """What each is called, told apart where two are called alike."""
    plain = [words.title_of(run.name, run.id) for run in runs]
    return [
        name if plain.count(name) == 1 else f"{name} ({words.short(run.id)})"
        for name, run in zip(plain, runs, strict=True)
    ]


def _cost(run: Run) -> str:
    if run.result is None:
        return words.money(None) if run.status == "failed" else "\N{EN DASH}"
    costs = [used.cost_usd for used in run.result.usage.values()]
    known = [cost for cost in costs if cost is not None]
    return words.money(sum(known) if len(known) == len(costs) else None)
