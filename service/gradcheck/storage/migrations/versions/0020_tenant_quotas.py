"""What all jobs of a tenant may use in a day."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table; what was charged to keys is their tenants' as well."""
    op.create_table(
        "tenant_quotas",
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("runs", sa.BigInteger()),
        sa.Column("calls", sa.BigInteger()),
        sa.Column("micro_usd", sa.BigInteger()),
        sa.PrimaryKeyConstraint("tenant"),
    )
    op.add_column("charges", sa.Column("tenant", sa.Text(), nullable=False, server_default=""))
    owner = "SELECT tenant FROM api_keys WHERE api_keys.id = charges.key_id"
    op.execute(f"UPDATE charges SET tenant = COALESCE(({owner}), '')")  # noqa: S608 - constants # nosec B608
    op.create_index("charges_of_tenant", "charges", ["tenant", "day"], unique=False)


def downgrade() -> None:
    """Drop them: keys keep their own quotas."""
    op.drop_index("charges_of_tenant", table_name="charges")
    op.drop_column("charges", "tenant")
    op.drop_table("tenant_quotas")
