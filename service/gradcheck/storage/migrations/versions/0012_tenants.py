"""Jobs have a tenant, and are listed by it; those that are there have the one without a name."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column."""
    op.add_column("jobs", sa.Column("tenant", sa.Text(), nullable=False, server_default=""))
    op.drop_index("jobs_by_age", table_name="jobs")
    op.create_index("jobs_by_age", "jobs", ["tenant", "kind", "created_at", "id"], unique=False)


def downgrade() -> None:
    """Drop it: everybody's jobs are in one list again."""
    op.drop_index("jobs_by_age", table_name="jobs")
    op.create_index("jobs_by_age", "jobs", ["kind", "created_at", "id"], unique=False)
    op.drop_column("jobs", "tenant")
