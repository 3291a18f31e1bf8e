"""Jobs have a priority and a turn, and what has not ended is found without a look at what has."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

_INDEXES = (
    ("jobs_in_line", "status = 'queued'", ["tenant", "turn", "priority", "id"]),
    ("jobs_waiting", "status = 'queued'", ["kind", "priority", "created_at"]),
    ("jobs_unfinished", "status IN ('queued', 'running')", ["version", "kind", "target", "created_at", "id"]),
)


def upgrade() -> None:
    """Add the columns, the table and the indexes. What waits is ahead of what comes, the oldest first."""
    op.add_column("jobs", sa.Column("priority", sa.Text(), nullable=False, server_default="normal"))
    op.add_column("jobs", sa.Column("turn", sa.Integer()))
    op.execute("UPDATE jobs SET turn = 1 WHERE status = 'queued' AND (kind <> 'run' OR target IS NULL)")
    op.create_table(
        "turns_begun",
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("tenant"),
    )
    for name, condition, columns in _INDEXES:
        where = sa.text(condition)
        op.create_index(name, "jobs", columns, unique=False, sqlite_where=where, postgresql_where=where)


def downgrade() -> None:
    """Drop them: jobs begin in the order in which they came."""
    for name, _, _ in _INDEXES:
        op.drop_index(name, table_name="jobs")
    op.drop_table("turns_begun")
    op.drop_column("jobs", "turn")
    op.drop_column("jobs", "priority")
