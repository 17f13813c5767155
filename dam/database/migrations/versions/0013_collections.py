"""Collections of images, and batches that come from the watched folder instead of a person."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "collection",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.Column("removed_at", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_collection")),
        sa.UniqueConstraint("slug", name=op.f("uq_collection_slug")),
    )
    op.create_table(
        "collection_text",
        sa.Column("collection_id", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("intro", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["collection_id"], ["collection.id"], name=op.f("fk_collection_text_collection_id")
        ),
        sa.PrimaryKeyConstraint("collection_id", "language", name=op.f("pk_collection_text")),
    )
    op.create_table(
        "collection_image",
        sa.Column("collection_id", sa.Integer(), nullable=False),
        sa.Column("image_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["collection_id"], ["collection.id"], name=op.f("fk_collection_image_collection_id")
        ),
        sa.ForeignKeyConstraint(
            ["image_id"], ["image.id"], name=op.f("fk_collection_image_image_id")
        ),
        sa.PrimaryKeyConstraint("collection_id", "image_id", name=op.f("pk_collection_image")),
    )
    op.create_index(op.f("ix_collection_image_image_id"), "collection_image", ["image_id"])
    _let_batches_be_nobodys()


def _let_batches_be_nobodys() -> None:
    """SQLite makes the table anew for that; what refers to it stands aside meanwhile."""
    on_sqlite = op.get_bind().dialect.name == "sqlite"
    if on_sqlite:
        op.execute("CREATE TEMPORARY TABLE aside AS SELECT * FROM upload")
        op.execute("DELETE FROM upload")
    with op.batch_alter_table("upload_batch") as batch:
        batch.add_column(sa.Column("folder", sa.String(), nullable=True))
        batch.alter_column("user_id", existing_type=sa.Integer(), nullable=True)
    if on_sqlite:
        op.execute("INSERT INTO upload SELECT * FROM aside")
        op.execute("DROP TABLE aside")
