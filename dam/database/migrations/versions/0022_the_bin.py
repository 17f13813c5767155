"""The bin: a draft in it keeps its state, beside when it was put there and by whom."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("image", sa.Column("binned_at", sa.DateTime(timezone=True), nullable=True))
    # A column with a constraint of its own: SQLite adds none afterwards, both take this.
    op.execute(
        "ALTER TABLE image ADD COLUMN binned_by INTEGER"
        ' CONSTRAINT fk_image_binned_by REFERENCES "user" (id)'
    )
    op.create_index(op.f("ix_image_binned_at"), "image", ["binned_at"])
