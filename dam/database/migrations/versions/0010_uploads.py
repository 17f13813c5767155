"""Uploads that come in parts, and what is said of all the files of a batch."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    op.create_table(
        "upload_batch",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("token", sa.String(), nullable=False),
        sa.Column("common", JSON, nullable=False),
        sa.Column("touched_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_upload_batch_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_upload_batch")),
        sa.UniqueConstraint("user_id", "token", name=op.f("uq_upload_batch_user_id_token")),
    )
    op.create_index(op.f("ix_upload_batch_touched_at"), "upload_batch", ["touched_at"])
    op.create_table(
        "upload",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("path", sa.String(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("modified", sa.BigInteger(), nullable=False),
        sa.Column("part_bytes", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=True),
        sa.Column("image_id", sa.Integer(), nullable=True),
        sa.Column("touched_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["batch_id"], ["upload_batch.id"], name=op.f("fk_upload_batch_id")),
        sa.ForeignKeyConstraint(["image_id"], ["image.id"], name=op.f("fk_upload_image_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_upload")),
        sa.UniqueConstraint(
            "batch_id",
            "path",
            "size",
            "modified",
            name=op.f("uq_upload_batch_id_path_size_modified"),
        ),
    )
    for column in ("batch_id", "image_id", "touched_at"):
        op.create_index(op.f(f"ix_upload_{column}"), "upload", [column])
