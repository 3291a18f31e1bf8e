"""The tables: their columns and keys."""

import sqlalchemy as sa

metadata = sa.MetaData()
# Compared and sorted by their bytes, as SQLite does with all texts: whoever pages through them finds the same order.
_SORTED = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
_LARGE = sa.Integer().with_variant(sa.BigInteger(), "postgresql")  # SQLite's are all of 64 bits

jobs = sa.Table(
    "jobs",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("tenant", sa.Text, nullable=False, server_default=""),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("target", sa.Text, index=True),
    sa.Column("parent", sa.Text),
    sa.Column("scope", sa.Text, nullable=False),
    sa.Column("label", sa.Text, nullable=False),
    sa.Column("status", sa.Text, nullable=False),
    sa.Column("outline", sa.LargeBinary, nullable=False),
    sa.Column("created_at", sa.DateTime, nullable=False),
    sa.Column("started_at", sa.DateTime),
    sa.Column("ended_at", sa.DateTime),
    sa.Column("finish_reason", sa.Text),
    sa.Column("error", sa.LargeBinary),
    sa.Column("result", sa.LargeBinary),
    sa.Column("stop_reason", sa.Text),
    sa.Column("active_s", sa.Float, nullable=False, default=0.0),
    sa.Column("version", sa.Text, nullable=False),
    sa.Column("naming", sa.LargeBinary, nullable=False),
    sa.Column("worker", sa.Text),
    sa.Column("epoch", sa.Integer, nullable=False, default=0, server_default="0"),
    sa.Column("priority", sa.Text, nullable=False, server_default="normal"),
    sa.Column("turn", sa.Integer),  # of a job that is worked by itself
    sa.Column("trace", sa.Text),
    sa.Index("jobs_by_worker", "worker"),
    sa.Index("jobs_by_age", "tenant", "kind", "created_at", "id"),
)
# Constants, not parameters: else no database finds the partial indexes.
WAITING = jobs.c.status == sa.literal_column("'queued'")
UNFINISHED = jobs.c.status.in_([sa.literal_column("'queued'"), sa.literal_column("'running'")])
IS_PART = jobs.c.kind.in_(("run", "block")) & jobs.c.target.is_not(None)
"""What belongs to another job, its target: a run to a study, a block to a diagnostic."""
for _name, _condition, _columns in (
    ("jobs_in_line", WAITING, ("tenant", "turn", "priority", "id")),
    ("jobs_waiting", WAITING, ("kind", "priority", "created_at")),
    ("jobs_unfinished", UNFINISHED, ("version", "kind", "target", "created_at", "id")),
):
    sa.Index(_name, *(jobs.c[name] for name in _columns), sqlite_where=_condition, postgresql_where=_condition)

turns_begun = sa.Table(
    "turns_begun",
    metadata,
    sa.Column("tenant", sa.Text, primary_key=True),
    sa.Column("turn", sa.Integer, nullable=False),
)

workers = sa.Table(
    "workers",
    metadata,
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("version", sa.Text, nullable=False),
    sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("lease_until", sa.DateTime(timezone=True), nullable=False),
    sa.Column("draining", sa.Boolean, nullable=False, server_default=sa.false()),
)

job_names = sa.Table(
    "job_names",
    metadata,
    sa.Column("job_id", sa.Text, primary_key=True),
    sa.Column("field", sa.Text, primary_key=True),
    sa.Column("value", sa.Text, primary_key=True),
    sa.Index("job_names_by_value", "field", "value", "job_id"),
)

# Beside their jobs: SQLite writes a row anew with all that is in it, and a job's changes every second.
plans = sa.Table(
    "plans",
    metadata,
    sa.Column("job_id", sa.Text, primary_key=True),
    sa.Column("plan", sa.LargeBinary, nullable=False),
)

requests = sa.Table(
    "requests",
    metadata,
    sa.Column("job_id", sa.Text, primary_key=True),
    sa.Column("body", sa.LargeBinary, nullable=False),
)

notices = sa.Table(
    "notices",
    metadata,
    sa.Column("job_id", sa.Text, primary_key=True),
    sa.Column("webhook", sa.Text, nullable=False),
    sa.Column("attempts", sa.Integer, nullable=False),
    sa.Column("due_at", sa.DateTime),
    sa.Column("delivered_at", sa.DateTime),
    sa.Column("error", sa.Text),
    sa.Index("notices_by_due", "due_at"),
)

test_claims = sa.Table(
    "test_claims",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),  # the job's, which may have been erased
    sa.Column("tenant", sa.Text, nullable=False),
    sa.Column("test_digest", sa.Text, nullable=False),
    sa.Column("tested_at", sa.DateTime, nullable=False),
    sa.Index("test_claims_by_test", "test_digest", "tenant"),
)

erasures = sa.Table(
    "erasures",
    metadata,
    sa.Column("job_id", sa.Text, primary_key=True),
    sa.Column("scope", sa.Text, nullable=False),
    sa.Column("erased_at", sa.DateTime, nullable=False),
)

test_items = sa.Table(
    "test_items",
    metadata,
    sa.Column("test_digest", sa.Text, primary_key=True),
    sa.Column("item", sa.LargeBinary, primary_key=True),
    sa.Index("test_items_by_item", "item"),
)

idempotency = sa.Table(
    "idempotency",
    metadata,
    sa.Column("principal", sa.Text, primary_key=True),
    sa.Column("key", sa.Text, primary_key=True),
    sa.Column("body_digest", sa.Text, nullable=False),
    sa.Column("job_id", sa.Text, nullable=False),
)

calls = sa.Table(
    "calls",
    metadata,
    sa.Column("scope", sa.Text, primary_key=True),
    sa.Column("path", sa.Text, primary_key=True),
    sa.Column("job_id", sa.Text, nullable=False),
    sa.Column("draw", sa.Integer, nullable=False),
    sa.Column("key", sa.Text, nullable=False),
    sa.Column("role", sa.Text, nullable=False),
    sa.Column("cached", sa.Boolean, nullable=False),
    sa.Column("outcome", sa.LargeBinary, nullable=False),
)

attempts = sa.Table(
    "attempts",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("job_id", sa.Text, nullable=False),
    sa.Column("path", sa.Text, nullable=False),
    sa.Column("role", sa.Text, nullable=False),
    sa.Column("number", sa.Integer, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("tokens", _LARGE, nullable=False),
    sa.Column("cost_micro_usd", sa.BigInteger, nullable=False),
    sa.Column("provider", sa.Text, nullable=False, server_default="unknown"),
    sa.Column("model", sa.Text, nullable=False, server_default="unknown"),
    sa.Column("output_tokens", _LARGE, nullable=False, server_default="0"),
    sa.Index("attempts_by_job", "job_id"),
)

flights = sa.Table(
    "flights",
    metadata,
    sa.Column("scope", sa.Text, primary_key=True),
    sa.Column("key", sa.Text, primary_key=True),
    sa.Column("job_id", sa.Text, nullable=False),
    sa.Column("path", sa.Text, nullable=False),
    sa.Index("flights_by_job", "job_id"),
)

events = sa.Table(
    "events",
    metadata,
    sa.Column("job_id", sa.Text, primary_key=True),
    sa.Column("seq", sa.Integer, primary_key=True),
    sa.Column("key", sa.Text, nullable=False),
    sa.Column("at", sa.DateTime, nullable=False),
    sa.Column("type", sa.Text, nullable=False),
    sa.Column("data", sa.LargeBinary, nullable=False),
    sa.UniqueConstraint("job_id", "key", name="events_once"),
)

steps = sa.Table(
    "steps",
    metadata,
    sa.Column("job_id", sa.Text, primary_key=True),
    sa.Column("n", sa.Integer, primary_key=True),
    sa.Column("data", sa.LargeBinary, nullable=False),
)

candidates = sa.Table(
    "candidates",
    metadata,
    sa.Column("job_id", sa.Text, primary_key=True),
    sa.Column("position", sa.Integer, primary_key=True),
    sa.Column("id", sa.Text, nullable=False),
    sa.Column("data", sa.LargeBinary, nullable=False),
    sa.UniqueConstraint("job_id", "id", name="candidates_once"),
)

rollouts = sa.Table(
    "rollouts",
    metadata,
    sa.Column("job_id", sa.Text, primary_key=True),
    sa.Column("stage", _SORTED, primary_key=True),
    sa.Column("position", sa.Integer, primary_key=True),
    sa.Column("candidate", sa.Text, nullable=False),
    sa.Column("example", sa.Text, nullable=False),
    sa.Column("data", sa.LargeBinary, nullable=False),
)

dataset_chunks = sa.Table(
    "dataset_chunks",
    metadata,
    sa.Column("content", sa.Text, primary_key=True),
    sa.Column("first", sa.Integer, primary_key=True),
    sa.Column("rows", sa.Integer, nullable=False),
    sa.Column("data", sa.LargeBinary, nullable=False),
)

dataset_versions = sa.Table(
    "dataset_versions",
    metadata,
    sa.Column("tenant", sa.Text, primary_key=True),
    sa.Column("name", _SORTED, primary_key=True),
    sa.Column("version", sa.Integer, primary_key=True),
    sa.Column("content", sa.Text, nullable=False, unique=True),  # whose chunks are its rows
    sa.Column("digest", sa.Text, nullable=False),
    sa.Column("rows", sa.Integer, nullable=False),
    sa.Column("bytes", sa.BigInteger, nullable=False),
    sa.Column("columns", sa.LargeBinary, nullable=False),
    sa.Column("file", sa.LargeBinary, nullable=False),
    sa.Column("created_at", sa.DateTime, nullable=False),
    sa.UniqueConstraint("tenant", "name", "digest", name="dataset_versions_once"),
)

image_contents = sa.Table(
    "image_contents",
    metadata,
    sa.Column("sha256", sa.Text, primary_key=True),
    sa.Column("media_type", sa.Text, nullable=False),
    sa.Column("width", sa.Integer, nullable=False),
    sa.Column("height", sa.Integer, nullable=False),
    sa.Column("bytes", sa.Integer, nullable=False),
    sa.Column("data", sa.LargeBinary, nullable=False),
)

image_uses = sa.Table(
    "image_uses",
    metadata,
    sa.Column("sha256", sa.Text, primary_key=True),
    sa.Column("job_id", sa.Text, primary_key=True),
)

files = sa.Table(
    "files",
    metadata,
    sa.Column("tenant", sa.Text, primary_key=True),
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("sha256", sa.Text, nullable=False, index=True),
    sa.Column("name", sa.Text),
    sa.Column("created_at", sa.DateTime, nullable=False),
    sa.Index("files_by_age", "tenant", "created_at", "id"),
)

api_keys = sa.Table(
    "api_keys",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("secret_sha256", sa.Text, nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("tenant", sa.Text, nullable=False),
    sa.Column("scopes", sa.LargeBinary, nullable=False),
    sa.Column("created_at", sa.DateTime, nullable=False),
    sa.Column("expires_at", sa.DateTime),
    sa.Column("revoked_at", sa.DateTime),
    sa.Column("last_used_at", sa.DateTime),
    sa.Column("runs_per_day", _LARGE),
    sa.Column("calls_per_day", _LARGE),
    sa.Column("micro_usd_per_day", sa.BigInteger),
    sa.Column("requests_per_minute", _LARGE),
)

charges = sa.Table(
    "charges",
    metadata,
    sa.Column("job_id", sa.Text, primary_key=True),
    sa.Column("key_id", sa.Text, nullable=False),
    sa.Column("day", sa.Text, nullable=False),
    sa.Column("calls", sa.BigInteger, nullable=False),
    sa.Column("micro_usd", sa.BigInteger, nullable=False),
    sa.Column("most_calls", sa.BigInteger),
    sa.Column("tenant", sa.Text, nullable=False, server_default=""),
    sa.Index("charges_by_day", "key_id", "day"),
    sa.Index("charges_of_tenant", "tenant", "day"),
)

spending = sa.Table(
    "spending",
    metadata,
    sa.Column("tenant", sa.Text, primary_key=True),
    sa.Column("provider", sa.Text, primary_key=True),
    sa.Column("model", sa.Text, primary_key=True),
    sa.Column("role", sa.Text, primary_key=True),
    sa.Column("attempts", sa.BigInteger, nullable=False),
    sa.Column("input_tokens", sa.BigInteger, nullable=False),
    sa.Column("output_tokens", sa.BigInteger, nullable=False),
    sa.Column("cost_micro_usd", sa.BigInteger, nullable=False),
)

tenant_quotas = sa.Table(
    "tenant_quotas",
    metadata,
    sa.Column("tenant", sa.Text, primary_key=True),
    sa.Column("runs", sa.BigInteger),
    sa.Column("calls", sa.BigInteger),
    sa.Column("micro_usd", sa.BigInteger),
)

key_rates = sa.Table(
    "key_rates",
    metadata,
    sa.Column("key_id", sa.Text, primary_key=True),
    sa.Column("tokens", sa.Double, nullable=False),
    sa.Column("at", sa.Double, nullable=False),
)

limit_states = sa.Table(
    "limit_states",
    metadata,
    sa.Column("provider", sa.Text, primary_key=True),
    sa.Column("model", sa.Text, primary_key=True),  # empty for the provider's slots
    sa.Column("at", sa.Double, nullable=False),
    sa.Column("data", sa.LargeBinary, nullable=False),
)

page_sessions = sa.Table(
    "page_sessions",
    metadata,
    sa.Column("token_sha256", sa.Text, primary_key=True),
    sa.Column("key_id", sa.Text),
    sa.Column("principal", sa.Text, nullable=False),
    sa.Column("expires_at", sa.DateTime, nullable=False),
)

signing_secrets = sa.Table(
    "signing_secrets",
    metadata,
    sa.Column("purpose", sa.Text, primary_key=True),
    sa.Column("secret", sa.LargeBinary, nullable=False),
)
