"""The subject of a letter in staff's own words."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "letter_text", sa.Column("subject", sa.String(), server_default="", nullable=False)
    )
