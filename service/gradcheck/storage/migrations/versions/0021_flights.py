"""Parts of one job say which of them makes a call that several want."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table."""
    op.create_table(
        "flights",
        sa.Column("scope", sa.Text(), primary_key=True),
        sa.Column("key", sa.Text(), primary_key=True),
        sa.Column("job_id", sa.Text(), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
    )
    op.create_index("flights_by_job", "flights", ["job_id"], unique=False)


def downgrade() -> None:
    """Drop it: a job whose parts are under way then pays for some calls twice."""
    op.drop_index("flights_by_job", table_name="flights")
    op.drop_table("flights")
