"""Sessions of people who have signed in on a page."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table."""
    op.create_table(
        "page_sessions",
        sa.Column("token_sha256", sa.Text(), nullable=False),
        sa.Column("key_id", sa.Text()),
        sa.Column("principal", sa.Text(), nullable=False),
        sa.Column("expires_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("token_sha256"),
    )


def downgrade() -> None:
    """Drop it: whoever had signed in signs in again."""
    op.drop_table("page_sessions")
