"""Notices of jobs' ends, which webhooks are sent."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table; nobody asked to be told of earlier jobs."""
    op.create_table(
        "notices",
        sa.Column("job_id", sa.Text(), nullable=False),
        sa.Column("webhook", sa.Text(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.DateTime(), nullable=True),
        sa.Column("delivered_at", sa.DateTime(), nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("job_id"),
    )
    op.create_index("notices_by_due", "notices", ["due_at"], unique=False)


def downgrade() -> None:
    """Drop it."""
    op.drop_index("notices_by_due", table_name="notices")
    op.drop_table("notices")
