"""Versions of an image's file, and pictures that are the same or nearly: who brought which file, a
new one on its way, what is found alike, and the parts of each hash that it is found by.
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
BITS, PARTS = 16, 4


def upgrade() -> None:
    # A column with a constraint of its own: SQLite adds none afterwards, both take this.
    op.execute(
        "ALTER TABLE image_file ADD COLUMN created_by INTEGER"
        ' CONSTRAINT fk_image_file_created_by REFERENCES "user" (id)'
    )
    op.execute(
        "UPDATE image_file SET created_by ="
        " (SELECT image.created_by FROM image WHERE image.id = image_file.image_id)"
    )
    op.add_column("image_file", sa.Column("pixels", sa.String(), nullable=True))
    op.create_index(op.f("ix_image_file_pixels"), "image_file", ["pixels"])
    op.create_table(
        "coming_file",
        sa.Column("image_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("asked_by", sa.Integer(), nullable=True),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("lease", MOMENT, nullable=True),
        sa.Column("error", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["image_id"], ["image.id"], name=op.f("fk_coming_file_image_id")),
        sa.ForeignKeyConstraint(
            ["file_id"], ["image_file.id"], name=op.f("fk_coming_file_file_id")
        ),
        sa.ForeignKeyConstraint(["asked_by"], ["user.id"], name=op.f("fk_coming_file_asked_by")),
        sa.PrimaryKeyConstraint("image_id", name=op.f("pk_coming_file")),
        sa.UniqueConstraint("file_id", name=op.f("uq_coming_file_file_id")),
    )
    op.create_table(
        "hash_part",
        sa.Column("part", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.Column("dhash", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["file_id"], ["image_file.id"], name=op.f("fk_hash_part_file_id")),
        sa.PrimaryKeyConstraint("part", "file_id", name=op.f("pk_hash_part")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_hash_part_file_id"), "hash_part", ["file_id"])
    op.create_table(
        "duplicate",
        sa.Column("image_id", sa.Integer(), nullable=False),
        sa.Column("other_id", sa.Integer(), nullable=False),
        sa.Column("distance", sa.Integer(), nullable=False),
        sa.Column("same_pixels", sa.Boolean(), nullable=False),
        sa.Column("kept_by", sa.Integer(), nullable=True),
        sa.Column("kept_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["image_id"], ["image.id"], name=op.f("fk_duplicate_image_id")),
        sa.ForeignKeyConstraint(["other_id"], ["image.id"], name=op.f("fk_duplicate_other_id")),
        sa.ForeignKeyConstraint(["kept_by"], ["user.id"], name=op.f("fk_duplicate_kept_by")),
        sa.PrimaryKeyConstraint("image_id", "other_id", name=op.f("pk_duplicate")),
    )
    op.create_index(op.f("ix_duplicate_other_id"), "duplicate", ["other_id"])
    _cut_hashes()


def _cut_hashes() -> None:
    """Write the parts of the hashes that files have already, as `dam.pictures.likeness` does."""
    file = sa.table("image_file", sa.column("id"), sa.column("dhash"))
    part = sa.table("hash_part", sa.column("part"), sa.column("file_id"), sa.column("dhash"))
    connection = op.get_bind()
    rows = [
        {"part": n << BITS | int(f"{int(dhash, 16):064b}"[n::PARTS], 2), "file_id": one, "dhash": dhash}
        for one, dhash in connection.execute(
            sa.select(file.c.id, file.c.dhash).where(file.c.dhash.is_not(None))
        )
        for n in range(PARTS)
    ]
    if rows:
        connection.execute(sa.insert(part), rows)
