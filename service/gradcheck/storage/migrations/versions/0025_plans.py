"""A job's plan has a row of its own: what changes of a job while it runs is written without it."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

jobs = sa.table("jobs", sa.column("id"), sa.column("plan"))
plans = sa.table("plans", sa.column("job_id"), sa.column("plan"))


def upgrade() -> None:
    """Move the plans into their table."""
    op.create_table(
        "plans",
        sa.Column("job_id", sa.Text(), primary_key=True),
        sa.Column("plan", sa.LargeBinary(), nullable=False),
    )
    op.execute(plans.insert().from_select(["job_id", "plan"], sa.select(jobs.c.id, jobs.c.plan)))
    op.drop_column("jobs", "plan")


def downgrade() -> None:
    """Move them back."""
    op.add_column("jobs", sa.Column("plan", sa.LargeBinary(), nullable=False, server_default=""))
    own = sa.select(plans.c.plan).where(plans.c.job_id == jobs.c.id).scalar_subquery()
    op.execute(jobs.update().values(plan=own))
    op.drop_table("plans")
