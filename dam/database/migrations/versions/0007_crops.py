"""Crops: those drawn by hand, what each was cut by, and which images have some left to make."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(JSONB(), "postgresql")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.add_column("image", sa.Column("drawn_crops", JSON, server_default="{}", nullable=False))
    op.add_column(
        "image", sa.Column("crops_due", sa.Boolean(), server_default=sa.false(), nullable=False)
    )
    op.add_column("image", sa.Column("crops_tries", sa.Integer(), server_default="0", nullable=False))
    op.add_column("image", sa.Column("crops_lease", MOMENT, nullable=True))
    op.add_column("image", sa.Column("crops_error", sa.String(), nullable=True))
    op.create_index(op.f("ix_image_crops_due"), "image", ["crops_due"])
    op.add_column("rendition", sa.Column("box", JSON, nullable=True))
    # The worker looks at each, and makes what the terms allow.
    op.execute(sa.text("UPDATE image SET crops_due = true WHERE state = 'published'"))
