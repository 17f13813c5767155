"""Rights that hold."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(JSONB(), "postgresql")
MOMENT = sa.DateTime(timezone=True)

# A column with a constraint of its own: SQLite adds none afterwards, both take this.
CONSTRAINED = (
    """ALTER TABLE image ADD COLUMN withdrawn_by INTEGER
        CONSTRAINT fk_image_withdrawn_by REFERENCES "user" (id)""",
    """ALTER TABLE terms_version ADD COLUMN default_from VARCHAR
        CONSTRAINT ck_terms_version_known_start
        CHECK (default_from IN ('upload','taken','today'))""",
)


def upgrade() -> None:
    op.create_table(
        "person",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("contact", sa.String(), nullable=False),
        sa.Column("minor", sa.Boolean(), nullable=False),
        sa.Column("guardian", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_by", sa.Integer(), nullable=True),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["created_by"], ["user.id"], name=op.f("fk_person_created_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "person_basis",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("channels", JSON, nullable=False),
        sa.Column("uses", JSON, nullable=False),
        sa.Column("given_on", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("withdrawn_at", MOMENT, nullable=True),
        sa.Column("withdrawn_by", sa.Integer(), nullable=True),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("document_key", sa.String(), nullable=True),
        sa.Column("document_sha256", sa.String(), nullable=True),
        sa.Column("document_bytes", sa.BigInteger(), nullable=True),
        sa.Column("document_name", sa.String(), nullable=False),
        sa.Column("created_by", sa.Integer(), nullable=True),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.CheckConstraint(
            "kind IN ('public_interest','employment','consent','model_contract','legitimate_interest')",
            name=op.f("ck_person_basis_known_kind"),
        ),
        sa.CheckConstraint(
            "valid_to IS NULL OR given_on <= valid_to", name=op.f("ck_person_basis_not_empty")
        ),
        sa.ForeignKeyConstraint(
            ["created_by"], ["user.id"], name=op.f("fk_person_basis_created_by")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_person_basis_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["withdrawn_by"], ["user.id"], name=op.f("fk_person_basis_withdrawn_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person_basis")),
        sa.UniqueConstraint("document_key", name=op.f("uq_person_basis_document_key")),
    )
    op.create_index(op.f("ix_person_basis_person_id"), "person_basis", ["person_id"])
    op.create_index(op.f("ix_person_basis_valid_to"), "person_basis", ["valid_to"])

    op.create_table(
        "embargo_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("image_id", sa.Integer(), nullable=False),
        sa.Column("reader", sa.String(), nullable=False),
        sa.Column("token_generation", sa.Integer(), nullable=False),
        sa.Column("created_by", sa.Integer(), nullable=True),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("revoked_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["created_by"], ["user.id"], name=op.f("fk_embargo_link_created_by")
        ),
        sa.ForeignKeyConstraint(["image_id"], ["image.id"], name=op.f("fk_embargo_link_image_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_embargo_link")),
    )
    op.create_index(op.f("ix_embargo_link_image_id"), "embargo_link", ["image_id"])

    op.create_table(
        "image_person",
        sa.Column("image_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["image_id"], ["image.id"], name=op.f("fk_image_person_image_id")),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_image_person_person_id")
        ),
        sa.PrimaryKeyConstraint("image_id", "person_id", name=op.f("pk_image_person")),
    )
    op.create_index(op.f("ix_image_person_person_id"), "image_person", ["person_id"])

    op.create_table(
        "watcher",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("image_id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("token_generation", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("confirmed_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["image_id"], ["image.id"], name=op.f("fk_watcher_image_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_watcher")),
        sa.UniqueConstraint("image_id", "email", name=op.f("uq_watcher_image_id_email")),
    )
    op.create_index(op.f("ix_watcher_created_at"), "watcher", ["created_at"])
    op.create_index(op.f("ix_watcher_image_id"), "watcher", ["image_id"])

    op.create_table(
        "listing_gap",
        sa.Column("listing_id", sa.Integer(), nullable=False),
        sa.Column("starts", MOMENT, nullable=False),
        sa.Column("ends", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["listing_id"],
            ["listing.id"],
            name=op.f("fk_listing_gap_listing_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("listing_id", "starts", name=op.f("pk_listing_gap")),
    )
    op.create_index("ix_listing_gap_period", "listing_gap", ["starts", "ends"])

    op.create_table(
        "signed_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.Column("size", sa.String(), nullable=False),
        sa.Column("head", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("bytes", sa.BigInteger(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["file_id"], ["image_file.id"], name=op.f("fk_signed_file_file_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signed_file")),
        sa.UniqueConstraint(
            "file_id", "size", "head", name=op.f("uq_signed_file_file_id_size_head")
        ),
        sa.UniqueConstraint("key", name=op.f("uq_signed_file_key")),
    )
    op.create_index(op.f("ix_signed_file_file_id"), "signed_file", ["file_id"])

    for statement in CONSTRAINED:
        op.execute(statement)
    op.add_column("grant_item", sa.Column("revoked_at", MOMENT, nullable=True))
    op.add_column("image", sa.Column("remains", sa.Integer(), server_default="0", nullable=False))
    op.add_column("image", sa.Column("erased_at", MOMENT, nullable=True))
    op.add_column("image_file", sa.Column("provenance", JSON, nullable=True))
    op.add_column("terms_version", sa.Column("default_days", sa.Integer(), nullable=True))
    op.add_column(
        "terms_version",
        sa.Column(
            "data_mining",
            sa.String(),
            server_default="DMI-PROHIBITED-AIMLTRAINING",
            nullable=False,
        ),
    )
    op.add_column(
        "user",
        sa.Column("reads_documents", sa.Boolean(), server_default=sa.false(), nullable=False),
    )
    with op.batch_alter_table("download") as download:
        download.alter_column("file_id", existing_type=sa.Integer(), nullable=True)
    _widen_leases()


def _widen_leases() -> None:
    """A lease had one moment, its end. SQLite changes no constraint, so the table is made again."""
    old = sa.table(
        "lease",
        sa.column("image_id"),
        sa.column("kind"),
        sa.column("moment", MOMENT),
        sa.column("note"),
        sa.column("set_by"),
    )
    kept = op.get_bind().execute(sa.select(old).order_by(sa.column("id"))).mappings().all()
    op.drop_table("lease")
    new = op.create_table(
        "lease",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("image_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("starts", MOMENT, nullable=True),
        sa.Column("ends", MOMENT, nullable=True),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("set_by", sa.Integer(), nullable=True),
        sa.Column("set_at", MOMENT, nullable=True),
        sa.CheckConstraint(
            "kind IN ('embargo','display_until','use_until','deny')",
            name=op.f("ck_lease_known_kind"),
        ),
        sa.CheckConstraint(
            "starts IS NULL OR ends IS NULL OR starts < ends", name=op.f("ck_lease_not_empty")
        ),
        sa.ForeignKeyConstraint(["image_id"], ["image.id"], name=op.f("fk_lease_image_id")),
        sa.ForeignKeyConstraint(["set_by"], ["user.id"], name=op.f("fk_lease_set_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lease")),
    )
    op.create_index(op.f("ix_lease_image_id"), "lease", ["image_id"])
    moved = [
        {name: row[name] for name in ("image_id", "kind", "note", "set_by")}
        | {"ends": row["moment"]}
        for row in kept
    ]
    if moved:
        op.bulk_insert(new, moved)
