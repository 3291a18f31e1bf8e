"""Workers have leases; a job knows who works it, and how often it was begun or taken away."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table and the columns."""
    op.create_table(
        "workers",
        sa.Column("name", sa.Text(), primary_key=True),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=False),
    )
    op.add_column("jobs", sa.Column("worker", sa.Text()))
    op.add_column("jobs", sa.Column("epoch", sa.Integer(), nullable=False, server_default="0"))
    op.create_index("jobs_by_worker", "jobs", ["worker"], unique=False)


def downgrade() -> None:
    """Drop them: what is under way is found by the names of the durable engine alone."""
    op.drop_index("jobs_by_worker", table_name="jobs")
    op.drop_column("jobs", "epoch")
    op.drop_column("jobs", "worker")
    op.drop_table("workers")
