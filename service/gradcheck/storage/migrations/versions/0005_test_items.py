"""The examples that runs were tested on are kept, so that runs that share some are known."""

import json

import sqlalchemy as sa
from alembic import op

from gradcheck.domain.division import item_digest
from gradcheck.domain.task import Undivided

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

jobs = sa.table("jobs", *(sa.column(name) for name in ("id", "plan", "test_digest", "tested_at")))


def upgrade() -> None:
    """Add the table, with the test examples of earlier runs from their plans, once for each test split."""
    items = op.create_table(
        "test_items",
        sa.Column("test_digest", sa.Text(), nullable=False),
        sa.Column("item", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("test_digest", "item"),
    )
    op.create_index("test_items_by_item", "test_items", ["item"], unique=False)
    connection = op.get_bind()
    one_each = sa.select(sa.func.min(jobs.c.id)).where(jobs.c.tested_at.is_not(None)).group_by(jobs.c.test_digest)
    tested = sa.select(jobs.c.id, jobs.c.test_digest).where(jobs.c.id.in_(one_each), jobs.c.test_digest.is_not(None))
    for job in connection.execute(tested).all():
        plan = json.loads(connection.execute(sa.select(jobs.c.plan).where(jobs.c.id == job.id)).scalar() or "{}")
        seen = {_item(example) for example in plan.get("examples", ()) if example["split"] == "test"}
        if seen:
            connection.execute(items.insert(), [{"test_digest": job.test_digest, "item": item} for item in seen])


def downgrade() -> None:
    """Drop the table."""
    op.drop_index("test_items_by_item", table_name="test_items")
    op.drop_table("test_items")


def _item(example: dict[str, dict[str, str]]) -> bytes:
    return item_digest(Undivided(id="", fields=example["fields"], expected=None, split=None))
