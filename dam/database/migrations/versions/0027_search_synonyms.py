"""Words that stand for others in a search; `flask init` adds the first ones."""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "search_synonym",
        sa.Column("position", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("words", sa.String, nullable=False),
        sa.Column("also", sa.String, server_default="", nullable=False),
    )
