"""What the store keeps the parts of a file on its way under, and their digests."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    op.add_column("upload", sa.Column("parts_id", sa.String(), nullable=True))
    op.add_column("upload", sa.Column("sums", JSON, server_default="{}", nullable=False))
