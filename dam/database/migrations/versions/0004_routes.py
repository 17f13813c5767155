"""Where questions go."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "route",
        sa.Column("about", sa.String(), nullable=False),
        sa.Column("also_to", sa.String(), nullable=False),
        sa.Column("tell_owner", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("about", name=op.f("pk_route")),
    )
