"""The board of providers and of what they cost."""

from boards.panels import Board, Panel, Query, Row, Variable, quantiles

_RATE = "[$__rate_interval]"
_PROVIDER = '{provider=~"$provider"}'
_CHOSEN = 'provider=~"$provider", provider!="", tenant=~"$tenant"'
_SPENT = "max by (tenant, provider, model, role)"


def _dollars_an_hour(by: str, legend: str) -> Query:
    rate = f"{_SPENT} (rate(gradcheck_cost_usd_total{{{_CHOSEN}}}{_RATE}))"
    return Query(f"3600 * sum by ({by}) ({rate})", legend)


_NOW = Row(
    "Now",
    (
        Panel(
            "Dollars",
            "All that was spent on priced models, over restarts.",
            "currencyUSD",
            (Query(f"sum({_SPENT} (gradcheck_cost_usd_total))"),),
            kind="stat",
            width=4,
        ),
        Panel(
            "Dollars in a day",
            "Spent in the last 24 hours.",
            "currencyUSD",
            (Query("increase(gradcheck:cost_usd:sum[24h])"),),
            kind="stat",
            width=4,
        ),
        Panel(
            "Tokens",
            "Tokens of all attempts, over restarts.",
            "short",
            (Query("sum(max by (tenant, provider, model, role, direction) (gradcheck_tokens_total))"),),
            kind="stat",
            width=4,
        ),
        Panel(
            "Attempts in flight",
            "Attempts under way in all processes.",
            "short",
            (Query(f"sum(gradcheck_calls_in_flight{_PROVIDER})"),),
            kind="stat",
            width=4,
        ),
        Panel(
            "Failed attempts",
            "Share of attempts that brought no answer; pauses and cancellations are left out.",
            "percentunit",
            (Query("max(provider:gradcheck_attempts_failed:ratio10m)"),),
            kind="stat",
            width=4,
            red=0.2,
            empty="no attempts",
        ),
        Panel(
            "Answered by the ledger",
            "Share of the calls whose answer was there already.",
            "percentunit",
            (
                Query(
                    f'sum(rate(gradcheck_calls_total{{outcome="cached"}}{_RATE}))'
                    f" / (sum(rate(gradcheck_calls_total{_RATE})) > 0)"
                ),
            ),
            kind="stat",
            width=4,
            empty="no calls",
        ),
    ),
)
_MONEY = Row(
    "Money",
    (
        Panel(
            "Dollars an hour by model",
            "What priced models cost while it is spent.",
            "currencyUSD",
            (_dollars_an_hour("provider, model", "{{provider}} {{model}}"),),
        ),
        Panel(
            "Dollars an hour by tenant",
            "Who spends it; `-` is a service without tenants.",
            "currencyUSD",
            (_dollars_an_hour("tenant", "{{tenant}}"),),
        ),
        Panel(
            "Dollars an hour by role",
            "What it is spent for.",
            "currencyUSD",
            (_dollars_an_hour("role", "{{role}}"),),
        ),
        Panel(
            "Dollars by model",
            "All that was spent on each, over restarts.",
            "currencyUSD",
            (
                Query(
                    f"sum by (provider, model) ({_SPENT} (gradcheck_cost_usd_total{{{_CHOSEN}}}))",
                    "{{provider}} {{model}}",
                ),
            ),
            kind="bars",
        ),
        Panel(
            "Dollars by tenant",
            "All that was spent by each, over restarts.",
            "currencyUSD",
            (Query(f"sum by (tenant) ({_SPENT} (gradcheck_cost_usd_total{{{_CHOSEN}}}))", "{{tenant}}"),),
            kind="bars",
        ),
        Panel(
            "Dollars per thousand attempts",
            "What an attempt at each model has cost on the average.",
            "currencyUSD",
            (
                Query(
                    f"1000 * sum by (provider, model) ({_SPENT} (gradcheck_cost_usd_total{{{_CHOSEN}}}))"
                    f" / (sum by (provider, model) ({_SPENT} (gradcheck_charged_attempts_total{{{_CHOSEN}}})) > 0)",
                    "{{provider}} {{model}}",
                ),
            ),
            kind="bars",
            empty="no attempts",
        ),
        Panel(
            "Tokens",
            "Tokens a second by model and direction.",
            "short",
            (
                Query(
                    "sum by (provider, model, direction) (max by (tenant, provider, model, role, direction)"
                    f" (rate(gradcheck_tokens_total{{{_CHOSEN}}}{_RATE})))",
                    "{{provider}} {{model}} {{direction}}",
                ),
            ),
            width=12,
        ),
        Panel(
            "Answers without a known price",
            "Answers a minute that cost what nobody knows: they are in no sum of dollars.",
            "short",
            (Query(f"60 * sum by (role) (rate(gradcheck_unpriced_calls_total{_RATE}))", "{{role}}"),),
            width=12,
        ),
    ),
)
_CALLS = Row(
    "Calls",
    (
        Panel(
            "Calls",
            "Logical calls a second by role and outcome.",
            "ops",
            (Query(f"sum by (role, outcome) (rate(gradcheck_calls_total{_RATE}))", "{{role}} {{outcome}}"),),
        ),
        Panel(
            "Attempts by outcome",
            "Attempts a second by provider and what they end in.",
            "ops",
            (
                Query(
                    f"sum by (provider, outcome) (rate(gradcheck_attempts_total{_PROVIDER}{_RATE}))",
                    "{{provider}} {{outcome}}",
                ),
            ),
        ),
        Panel(
            "Attempt latency",
            "How long attempts take, by provider.",
            "s",
            quantiles(f"gradcheck_attempt_seconds_bucket{_PROVIDER}", "provider", 0.5, 0.95, 0.99),
        ),
        Panel(
            "Attempt latency by role",
            "The mean duration of attempts.",
            "s",
            (
                Query(
                    f"sum by (provider, role) (rate(gradcheck_attempt_seconds_sum{_PROVIDER}{_RATE}))"
                    f" / sum by (provider, role) (rate(gradcheck_attempt_seconds_count{_PROVIDER}{_RATE}))",
                    "{{provider}} {{role}}",
                ),
            ),
        ),
        Panel(
            "In flight, allowed, waiting",
            "Attempts under way, as many as may be, and calls that wait for a slot.",
            "short",
            (
                Query(f"sum by (provider) (gradcheck_calls_in_flight{_PROVIDER})", "{{provider}}"),
                Query(f"sum by (provider) (gradcheck_concurrency_limit{_PROVIDER})", "{{provider}} limit"),
                Query(f"sum by (provider) (gradcheck_calls_waiting{_PROVIDER})", "{{provider}} waiting"),
            ),
        ),
        Panel(
            "Retries",
            "Repeated attempts a minute, by why the one before failed.",
            "short",
            (
                Query(
                    f"60 * sum by (provider, cause) (rate(gradcheck_retries_total{_PROVIDER}{_RATE}))",
                    "{{provider}} {{cause}}",
                ),
            ),
        ),
        Panel(
            "Pauses",
            "Pauses a minute that a provider asked for.",
            "short",
            (Query(f"60 * sum by (provider) (rate(gradcheck_throttled_total{_PROVIDER}{_RATE}))", "{{provider}}"),),
        ),
        Panel(
            "Share of the time paused",
            "Of each provider's models in each process, added up.",
            "percentunit",
            (Query(f"sum by (provider) (rate(gradcheck_pause_seconds_total{_PROVIDER}{_RATE}))", "{{provider}}"),),
        ),
        Panel(
            "Providers away",
            "Since when none of the calls of a provider's model was answered.",
            "s",
            (Query(f"max by (provider) (gradcheck_provider_away_seconds{_PROVIDER})", "{{provider}}"),),
        ),
    ),
)
BOARD = Board(
    uid="gradcheck-providers",
    title="Gradcheck: providers and cost",
    says="What models cost, by whom and for what, and how their providers bear it.",
    variables=(
        Variable("provider", "gradcheck_attempts_total"),
        Variable("tenant", 'gradcheck_cost_usd_total{tenant!=""}'),
    ),
    rows=(_NOW, _MONEY, _CALLS),
)
