"""Jobs have names, tags and metadata that they are found by, and keep the request that they were made of."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column and the tables; earlier jobs have no name, and their requests were not kept."""
    empty = r"'\x7b7d'" if op.get_bind().dialect.name == "postgresql" else "x'7b7d'"
    op.add_column("jobs", sa.Column("naming", sa.LargeBinary(), nullable=False, server_default=sa.text(empty)))
    op.create_table(
        "job_names",
        sa.Column("job_id", sa.Text(), nullable=False),
        sa.Column("field", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("job_id", "field", "value"),
    )
    op.create_index("job_names_by_value", "job_names", ["field", "value", "job_id"], unique=False)
    op.create_table(
        "requests",
        sa.Column("job_id", sa.Text(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("job_id"),
    )


def downgrade() -> None:
    """Drop them."""
    op.drop_table("requests")
    op.drop_index("job_names_by_value", table_name="job_names")
    op.drop_table("job_names")
    op.drop_column("jobs", "naming")
