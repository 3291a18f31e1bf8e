"""A job knows the trace that asked for it."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column."""
    op.add_column("jobs", sa.Column("trace", sa.Text()))


def downgrade() -> None:
    """Drop it: jobs under way begin traces of their own."""
    op.drop_column("jobs", "trace")
