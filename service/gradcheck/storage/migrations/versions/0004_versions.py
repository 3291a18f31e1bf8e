"""Jobs know the version that made them; those that do not yet are of the first."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the versions."""
    op.add_column("jobs", sa.Column("version", sa.Text(), nullable=False, server_default="1"))


def downgrade() -> None:
    """Drop them."""
    op.drop_column("jobs", "version")
