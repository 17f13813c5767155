"""Changes of published images that wait until another person approves them."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    op.create_table(
        "waiting_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("image_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("before", JSON, nullable=False),
        sa.Column("after", JSON, nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["image_id"], ["image.id"], name=op.f("fk_waiting_change_image_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_waiting_change_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_waiting_change")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_waiting_change_image_id"), "waiting_change", ["image_id"])
