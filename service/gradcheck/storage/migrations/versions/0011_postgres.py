"""Postgres counts tokens and quotas in 64 bits and sorts by bytes, as SQLite does."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

_LARGE = (
    ("attempts", "tokens"),
    ("api_keys", "runs_per_day"),
    ("api_keys", "calls_per_day"),
    ("api_keys", "requests_per_minute"),
)
_SORTED = (("rollouts", "stage"), ("dataset_versions", "name"))


def upgrade() -> None:
    """Change the types; there is nothing to change in SQLite."""
    if op.get_bind().dialect.name == "postgresql":
        for table, column in _LARGE:
            op.alter_column(table, column, type_=sa.BigInteger())
        for table, column in _SORTED:
            op.alter_column(table, column, type_=sa.Text(collation="C"))


def downgrade() -> None:
    """Change them back."""
    if op.get_bind().dialect.name == "postgresql":
        for table, column in _LARGE:
            op.alter_column(table, column, type_=sa.Integer())
        for table, column in _SORTED:
            op.alter_column(table, column, type_=sa.Text(collation="default"))
