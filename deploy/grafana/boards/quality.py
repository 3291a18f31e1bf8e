"""The board of what optimizing brings: gains with their intervals, what they take, verdicts, proposals."""

from boards.panels import Board, Panel, Query, Row, Variable, quantiles

_RATE = "[$__rate_interval]"
_METHOD = 'method=~"$method"'
_RUNS = 'gradcheck_verdicts_total{kind="run"'
_NO_RUNS = "no tested runs"
_TESTED = 'sum(gradcheck_verdicts_total{kind="run", verdict!="not_tested"})'


def _mean_gain(bound: str) -> str:
    """The mean of what tested runs gained, losses taken off, or of a limit of its interval."""
    which = f'{{bound="{bound}", {_METHOD}}}'
    gained = f"sum by (method) (gradcheck_run_gain_sum{which}) - sum by (method) (gradcheck_run_loss_sum{which})"
    return f"({gained}) / (sum by (method) (gradcheck_run_gain_count{which}) > 0)"


_NOW = Row(
    "Since the processes started",
    (
        Panel("Runs tested", "Runs with a verdict.", "short", (Query(_TESTED),), kind="stat", width=4),
        Panel(
            "Mean gain",
            "Of all tested runs in a week, with the means of their limits.",
            "percentunit",
            (
                Query('gradcheck:run_gain:mean7d{bound="low"}', "low"),
                Query('gradcheck:run_gain:mean7d{bound="estimate"}', "gain"),
                Query('gradcheck:run_gain:mean7d{bound="high"}', "high"),
            ),
            kind="stat",
            width=8,
            empty=_NO_RUNS,
        ),
        Panel(
            "Improved",
            "Share of the tested runs whose gain was shown.",
            "percentunit",
            (Query(f'sum({_RUNS}, verdict="improved"}}) / ({_TESTED} > 0)'),),
            kind="stat",
            width=4,
            empty=_NO_RUNS,
        ),
        Panel(
            "Worse",
            "Share of the tested runs whose loss was shown.",
            "percentunit",
            (Query(f'sum({_RUNS}, verdict="worse"}}) / ({_TESTED} > 0)'),),
            kind="stat",
            width=4,
            red=0.1,
            empty=_NO_RUNS,
        ),
        Panel(
            "Proposals accepted",
            "Share of all proposals.",
            "percentunit",
            (
                Query(
                    'sum(gradcheck_proposals_total{status="accepted"}) / (sum(gradcheck_proposals_total) > 0)',
                ),
            ),
            kind="stat",
            width=4,
            empty="no proposals",
        ),
    ),
)
_GAINS = Row(
    "Gains",
    (
        Panel(
            "Mean gain by method",
            "What tested runs gained on the average, and the means of the limits of their 95 % intervals.",
            "percentunit",
            tuple(Query(_mean_gain(bound), f"{{{{method}}}} {bound}") for bound in ("low", "estimate", "high")),
            width=12,
        ),
        Panel(
            "Runs by what they gained",
            "Tested runs up to each gain; those that lost are among the first.",
            "short",
            (
                Query(
                    f'sum by (le) (gradcheck_run_gain_bucket{{bound="estimate", {_METHOD}}})',
                    "up to {{le}}",
                ),
            ),
            kind="bars",
            width=6,
        ),
        Panel(
            "Verdicts of runs",
            "By what the test split said.",
            "short",
            (Query("sum by (verdict) (" + _RUNS + "})", "{{verdict}}"),),
            kind="bars",
            width=6,
        ),
        Panel(
            "Time to a result",
            "From the request of a run to its result, the wait included.",
            "s",
            quantiles(f"gradcheck_run_result_seconds_bucket{{{_METHOD}}}", "method", 0.5, 0.9),
        ),
        Panel(
            "Dollars to a result",
            "What runs whose prices are known owe for their result.",
            "currencyUSD",
            quantiles(f"gradcheck_run_result_usd_bucket{{{_METHOD}}}", "method", 0.5, 0.9),
        ),
        Panel(
            "Dollars for a point gained",
            "Mean dollars of a result for each hundredth that the score rose on the average.",
            "currencyUSD",
            (
                Query(
                    f"(sum by (method) (gradcheck_run_result_usd_sum{{{_METHOD}}})"
                    f" / (sum by (method) (gradcheck_run_result_usd_count{{{_METHOD}}}) > 0))"
                    f" / (100 * {_mean_gain('estimate')} > 0)",
                    "{{method}}",
                ),
            ),
            kind="bars",
            empty="no gain",
        ),
    ),
)
_WORK = Row(
    "How they come about",
    (
        Panel(
            "Proposals by fate",
            "Proposals a minute.",
            "short",
            (
                Query(
                    f"60 * sum by (method, status) (rate(gradcheck_proposals_total{{{_METHOD}}}{_RATE}))",
                    "{{method}} {{status}}",
                ),
            ),
        ),
        Panel(
            "Steps",
            "Completed steps a minute.",
            "short",
            (Query(f"60 * sum by (method) (rate(gradcheck_steps_total{{{_METHOD}}}{_RATE}))", "{{method}}"),),
        ),
        Panel(
            "Verdicts of diagnostics, studies and headroom",
            "Since the processes started.",
            "short",
            (
                Query(
                    'sum by (kind, verdict) (gradcheck_verdicts_total{kind!="run"}) > 0',
                    "{{kind}} {{verdict}}",
                ),
            ),
            kind="bars",
        ),
    ),
)
BOARD = Board(
    uid="gradcheck-quality",
    title="Gradcheck: optimization quality",
    says="What optimizing brings, and what it takes.",
    variables=(Variable("method", "gradcheck_steps_total"),),
    rows=(_NOW, _GAINS, _WORK),
)
