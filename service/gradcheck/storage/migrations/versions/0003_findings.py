"""Diagnostics have findings and material; what earlier versions stored of them cannot be read as such."""

import json

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_NEW = {
    "estimand": "fixed_feedback",
    "ladder": "core",
    "stop": "fixed",
    "noise": {"pair_sd": 0.0, "basis": "assumed"},
    "untestable": {},
    "minimum_detectable_effect": None,
}
_ERROR = {
    "code": "earlier_version",
    "message": "made by an earlier version; ask for the diagnostic again",
    "faults": [],
}
jobs = sa.table(
    "jobs",
    *(sa.column(name) for name in ("id", "kind", "outline", "status", "finish_reason", "result", "error", "ended_at")),
)


def upgrade() -> None:
    """Keep what was asked of earlier diagnostics and end them; their results go, their runs and calls stay."""
    connection = op.get_bind()
    earlier = sa.select(jobs.c.id, jobs.c.outline, jobs.c.ended_at).where(jobs.c.kind == "diagnostic")
    for job in connection.execute(earlier).all():
        values = {
            "outline": json.dumps({**_NEW, **json.loads(job.outline)}).encode(),
            "status": "failed",
            "finish_reason": _ERROR["code"],
            "error": json.dumps(_ERROR).encode(),
            "result": None,
            "ended_at": job.ended_at or sa.func.current_timestamp(),
        }
        connection.execute(jobs.update().where(jobs.c.id == job.id).values(values))


def downgrade() -> None:
    """Nothing was added that an earlier version would trip over."""
