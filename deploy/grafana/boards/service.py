"""The board of the service itself: whether it works, what waits, how storage and requests are."""

from boards.panels import Board, Panel, Query, Row, quantiles

_RATE = "[$__rate_interval]"
_NOW = Row(
    "Now",
    (
        Panel(
            "Processes",
            "Processes that Prometheus reaches, API and workers.",
            "short",
            (Query('sum(up{job="gradcheck"})'),),
            kind="stat",
            width=3,
        ),
        Panel(
            "Jobs running",
            "Jobs at work in all processes, parts of others among them.",
            "short",
            (Query("sum(gradcheck_jobs_running)"),),
            kind="stat",
            width=3,
        ),
        Panel(
            "Jobs waiting",
            "Jobs in the database that have not begun; every process says the same.",
            "short",
            (Query("sum(max by (kind, priority) (gradcheck_jobs_queued))"),),
            kind="stat",
            width=3,
        ),
        Panel(
            "Oldest waits for",
            "Since when the oldest of these jobs waits.",
            "s",
            (Query("max(gradcheck_queue_age_seconds)"),),
            kind="stat",
            width=3,
            red=1800,
        ),
        Panel(
            "Failed requests",
            "Share of requests answered by a 5xx.",
            "percentunit",
            (
                Query(
                    f'(sum(rate(gradcheck_http_request_seconds_count{{status=~"5.."}}{_RATE})) or vector(0))'
                    f" / (sum(rate(gradcheck_http_request_seconds_count{_RATE})) > 0)"
                ),
            ),
            kind="stat",
            width=3,
            red=0.01,
            empty="no requests",
        ),
        Panel(
            "Storage lag",
            "Since when the oldest write of any process waits to become durable.",
            "s",
            (Query("max(gradcheck_storage_lag_seconds)"),),
            kind="stat",
            width=3,
            red=5,
        ),
        Panel(
            "Lost writes",
            "Writes that failed with nobody waiting for them, since the processes started.",
            "short",
            (Query("sum(gradcheck_lost_writes_total)"),),
            kind="stat",
            width=3,
            red=1,
        ),
        Panel(
            "Event streams",
            "Readers of events that are connected.",
            "short",
            (Query("sum(gradcheck_event_streams)"),),
            kind="stat",
            width=3,
        ),
    ),
)
_JOBS = Row(
    "Jobs",
    (
        Panel(
            "Jobs running",
            "Jobs at work by kind.",
            "short",
            (Query("sum by (kind) (gradcheck_jobs_running)", "{{kind}}"),),
        ),
        Panel(
            "Jobs waiting",
            "Jobs that have not begun, by kind and priority.",
            "short",
            (Query("max by (kind, priority) (gradcheck_jobs_queued)", "{{kind}} {{priority}}"),),
        ),
        Panel(
            "Age of the queue",
            "Since when the oldest job waits to begin.",
            "s",
            (Query("max(gradcheck_queue_age_seconds)", "oldest job"),),
        ),
        Panel(
            "Jobs ended an hour",
            "Jobs that ended, by kind and status.",
            "short",
            (Query(f"3600 * sum by (kind, status) (rate(gradcheck_jobs_total{_RATE}))", "{{kind}} {{status}}"),),
            width=12,
        ),
        Panel(
            "Job duration",
            "How long jobs were at work in one process.",
            "s",
            quantiles("gradcheck_job_seconds_bucket", "kind", 0.5, 0.95),
            width=12,
        ),
    ),
)
_STORAGE = Row(
    "Storage",
    (
        Panel(
            "Writes until durable",
            "From a write to its durability, of the oldest in each transaction.",
            "s",
            quantiles("gradcheck_storage_write_seconds_bucket", "instance", 0.5, 0.99),
        ),
        Panel(
            "Transactions",
            "Transactions a second.",
            "ops",
            (
                Query(
                    f"sum by (instance) (rate(gradcheck_storage_write_seconds_count{_RATE}))",
                    "{{instance}}",
                ),
            ),
        ),
        Panel(
            "Lag, absence and losses",
            "The oldest write that waits, processes without storage, writes that were lost.",
            "short",
            (
                Query("max(gradcheck_storage_lag_seconds)", "lag in seconds"),
                Query("sum(gradcheck_storage_away)", "processes without storage"),
                Query("sum(gradcheck_lost_writes_total)", "lost writes"),
            ),
        ),
    ),
)
_HTTP = Row(
    "Requests",
    (
        Panel(
            "Requests",
            "Requests a second by operation and status, streams left out.",
            "reqps",
            (
                Query(
                    f"sum by (operation, status) (rate(gradcheck_http_request_seconds_count{_RATE}))",
                    "{{operation}} {{status}}",
                ),
            ),
            width=12,
        ),
        Panel(
            "Request latency",
            "The slowest twentieth of the requests takes longer.",
            "s",
            quantiles("gradcheck_http_request_seconds_bucket", "operation", 0.95),
            width=12,
        ),
    ),
)
BOARD = Board(
    uid="gradcheck-service",
    title="Gradcheck: service",
    says="Whether the service works: jobs and their queue, storage, requests.",
    variables=(),
    rows=(_NOW, _JOBS, _STORAGE, _HTTP),
)
