"""Review, scheduled publishing, who is responsible, notes, and what the house has chosen."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    for column in ("sent_by", "edited_by", "publish_by", "assigned_to"):
        # A column with a constraint of its own: SQLite adds none afterwards, both take this.
        op.execute(
            f"ALTER TABLE image ADD COLUMN {column} INTEGER"
            f' CONSTRAINT fk_image_{column} REFERENCES "user" (id)'
        )
    op.add_column("image", sa.Column("sent_at", MOMENT, nullable=True))
    op.add_column("image", sa.Column("publish_at", MOMENT, nullable=True))
    op.add_column("image", sa.Column("publish_error", sa.String(), nullable=True))
    for column in ("publish_at", "assigned_to"):
        op.create_index(op.f(f"ix_image_{column}"), "image", [column])
    op.create_table(
        "image_note",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("image_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("returns", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["image_id"], ["image.id"], name=op.f("fk_image_note_image_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_image_note_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_image_note")),
    )
    op.create_index(op.f("ix_image_note_image_id"), "image_note", ["image_id"])
    op.create_table(
        "house_choices",
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("choices", JSON, nullable=False),
        sa.Column("set_by", sa.Integer(), nullable=True),
        sa.Column("set_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["set_by"], ["user.id"], name=op.f("fk_house_choices_set_by")),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_house_choices")),
    )
