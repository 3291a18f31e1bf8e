"""What was spent is counted by tenant, provider, model and role; an attempt knows its provider and its model."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

_LARGE = sa.Integer().with_variant(sa.BigInteger(), "postgresql")


def upgrade() -> None:
    """Add the table, empty, and the columns: what was spent before is not in the sums."""
    op.create_table(
        "spending",
        *(sa.Column(name, sa.Text(), primary_key=True) for name in ("tenant", "provider", "model", "role")),
        *(
            sa.Column(name, sa.BigInteger(), nullable=False)
            for name in ("attempts", "input_tokens", "output_tokens", "cost_micro_usd")
        ),
    )
    for name in ("provider", "model"):
        op.add_column("attempts", sa.Column(name, sa.Text(), nullable=False, server_default="unknown"))
    op.add_column("attempts", sa.Column("output_tokens", _LARGE, nullable=False, server_default="0"))


def downgrade() -> None:
    """Drop them with the sums."""
    for name in ("output_tokens", "model", "provider"):
        op.drop_column("attempts", name)
    op.drop_table("spending")
