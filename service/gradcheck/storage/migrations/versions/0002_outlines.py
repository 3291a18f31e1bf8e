"""Jobs have an outline beside their plan; attempts are found by their job alone."""

import json
from collections import Counter
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_ROLES = ("task", "optimizer", "judge")
_SPLITS = ("train", "validation", "probe", "test")
_SHOWN = ("run_id", "replicates", "scope", "delta", "alpha", "seed")
jobs = sa.table("jobs", sa.column("id"), sa.column("kind"), sa.column("plan"), sa.column("outline"))


def upgrade() -> None:
    """Add the outlines, those of older jobs from their plans; nobody asks these how many calls they expect."""
    op.add_column("jobs", sa.Column("outline", sa.LargeBinary(), nullable=False, server_default=""))
    connection = op.get_bind()
    for job in connection.execute(sa.select(jobs.c.id, jobs.c.kind, jobs.c.plan)).all():
        plan = json.loads(job.plan)
        outline = json.dumps(_run(plan) if job.kind == "run" else _diagnostic(plan)).encode()
        connection.execute(jobs.update().where(jobs.c.id == job.id).values(outline=outline))
    op.drop_index("attempts_by_job", table_name="attempts")
    op.create_index("attempts_by_job", "attempts", ["job_id"], unique=False)


def downgrade() -> None:
    """Drop them."""
    op.drop_index("attempts_by_job", table_name="attempts")
    op.create_index("attempts_by_job", "attempts", ["job_id", "state"], unique=False)
    op.drop_column("jobs", "outline")


def _run(plan: dict[str, Any]) -> dict[str, Any]:
    sizes = Counter(example["split"] for example in plan["examples"])
    return {
        **{name: plan[name] for name in ("method", "seed", "budget", "stop")},
        "models": {role: _model(plan["models"][role]) for role in _ROLES},
        "splits": {name: sizes[name] for name in _SPLITS},
        "expected_calls": 0,
    }


def _model(endpoint: dict[str, Any]) -> dict[str, Any]:
    sampling = endpoint["sampling"]
    shown = {name: endpoint[name] for name in ("provider", "model", "profile")}
    return {**shown, "temperature": sampling.get("temperature", 0.0), "max_tokens": sampling.get("max_tokens", 256)}


def _diagnostic(plan: dict[str, Any]) -> dict[str, Any]:
    steps = [recorded["step"] for recorded in plan["recorded"]]
    shown = {name: plan[name] for name in _SHOWN}
    return {**shown, "tests": ["content"], "steps": steps, "items": len(plan["items"]), "expected_calls": 0}
