"""Jobs can be erased: which tests they have looked at is kept beside them, and stays."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

jobs = sa.table("jobs", *(sa.column(name) for name in ("id", "tenant", "test_digest", "tested_at")))
_COLUMNS = ("id", "tenant", "test_digest", "tested_at")


def upgrade() -> None:
    """Move them there, and add the list of what is being erased."""
    op.create_table(
        "erasures",
        sa.Column("job_id", sa.Text(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("erased_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("job_id"),
    )
    claims = op.create_table(
        "test_claims",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("test_digest", sa.Text(), nullable=False),
        sa.Column("tested_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("test_claims_by_test", "test_claims", ["test_digest", "tenant"])
    tested = sa.select(*(jobs.c[name] for name in _COLUMNS)).where(jobs.c.tested_at.is_not(None))
    op.execute(claims.insert().from_select(_COLUMNS, tested.where(jobs.c.test_digest.is_not(None))))
    op.drop_index("ix_jobs_test_digest", table_name="jobs")
    op.drop_column("jobs", "test_digest")
    op.drop_column("jobs", "tested_at")


def downgrade() -> None:
    """Move back those of the jobs that are there; there is no place for the others."""
    op.add_column("jobs", sa.Column("test_digest", sa.Text()))
    op.add_column("jobs", sa.Column("tested_at", sa.DateTime()))
    op.create_index("ix_jobs_test_digest", "jobs", ["test_digest"])
    claims = sa.table("test_claims", *(sa.column(name) for name in _COLUMNS))
    moved = {
        name: sa.select(claims.c[name]).where(claims.c.id == jobs.c.id).scalar_subquery()
        for name in ("test_digest", "tested_at")
    }
    op.execute(jobs.update().values(moved))
    op.drop_index("test_claims_by_test", table_name="test_claims")
    op.drop_table("test_claims")
    op.drop_table("erasures")
