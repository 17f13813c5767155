"""The first schema."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(JSONB(), "postgresql")

# External content: the index holds no copy of the words, the triggers keep it in step.
SQLITE_SEARCH = (
    """CREATE VIRTUAL TABLE listing_fts USING fts5(
        words, content='listing_text', content_rowid='listing_id', tokenize='unicode61')""",
    """CREATE TRIGGER listing_text_added AFTER INSERT ON listing_text BEGIN
        INSERT INTO listing_fts(rowid, words) VALUES (new.listing_id, new.words); END""",
    """CREATE TRIGGER listing_text_removed AFTER DELETE ON listing_text BEGIN
        INSERT INTO listing_fts(listing_fts, rowid, words)
        VALUES ('delete', old.listing_id, old.words); END""",
    """CREATE TRIGGER listing_text_changed AFTER UPDATE ON listing_text BEGIN
        INSERT INTO listing_fts(listing_fts, rowid, words)
        VALUES ('delete', old.listing_id, old.words);
        INSERT INTO listing_fts(rowid, words) VALUES (new.listing_id, new.words); END""",
)
POSTGRESQL_SEARCH = (
    """ALTER TABLE listing_text ADD COLUMN vector tsvector
        GENERATED ALWAYS AS (to_tsvector('simple', words)) STORED""",
    "CREATE INDEX ix_listing_text_vector ON listing_text USING gin (vector)",
)


def upgrade() -> None:
    op.create_table(
        "contact",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("checked_on", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_contact")),
    )
    op.create_table(
        "content_block",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("checked_on", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_content_block")),
        sa.UniqueConstraint("key", "language", name=op.f("uq_content_block_key_language")),
    )
    op.create_table(
        "idempotency",
        sa.Column("once", sa.String(), nullable=False),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("once", name=op.f("pk_idempotency")),
    )
    op.create_table(
        "organisation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("display_name", sa.String(), nullable=False),
        sa.Column("official_name", sa.String(), nullable=True),
        sa.Column("search_names", JSON, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("press_url", sa.String(), nullable=True),
        sa.Column("email", sa.String(), nullable=True),
        sa.Column("phone", sa.String(), nullable=True),
        sa.Column("checked_on", sa.Date(), nullable=True),
        sa.CheckConstraint("kind IN ('inera','region')", name=op.f("ck_organisation_known_kind")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation")),
        sa.UniqueConstraint("slug", name=op.f("uq_organisation_slug")),
    )
    op.create_table(
        "terms",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("sort", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_terms")),
        sa.UniqueConstraint("slug", name=op.f("uq_terms_slug")),
    )
    op.create_table(
        "tries",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("expires", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_tries")),
    )
    with op.batch_alter_table("tries", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_tries_expires"), ["expires"], unique=False)

    op.create_table(
        "user",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("password_hash", sa.String(), nullable=False),
        sa.Column("must_change_password", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "role IN ('uploader','editor','admin')", name=op.f("ck_user_known_role")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_user")),
        sa.UniqueConstraint("email", name=op.f("uq_user_email")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "audit_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("object_id", sa.Integer(), nullable=True),
        sa.Column("fields", JSON, nullable=False),
        sa.Column("detail", JSON, nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_audit_event_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_event")),
    )
    with op.batch_alter_table("audit_event", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_audit_event_at"), ["at"], unique=False)

    op.create_table(
        "request",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("about", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("once", sa.String(), nullable=False),
        sa.Column("token_generation", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("phone", sa.String(), nullable=False),
        sa.Column("organisation", sa.String(), nullable=False),
        sa.Column("use", sa.String(), nullable=False),
        sa.Column("use_text", sa.String(), nullable=False),
        sa.Column("link", sa.String(), nullable=False),
        sa.Column("deadline", sa.DateTime(timezone=True), nullable=True),
        sa.Column("handler_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "state IN ('received','claimed','needs_information','granted','partly_granted','denied','withdrawn','revoked','expired','spam')",
            name=op.f("ck_request_known_state"),
        ),
        sa.ForeignKeyConstraint(["handler_id"], ["user.id"], name=op.f("fk_request_handler_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_request")),
        sa.UniqueConstraint("number", name=op.f("uq_request_number")),
        sa.UniqueConstraint("once", name=op.f("uq_request_once")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("request", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_request_deadline"), ["deadline"], unique=False)
        batch_op.create_index(batch_op.f("ix_request_state"), ["state"], unique=False)

    op.create_table(
        "terms_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("terms_id", sa.Integer(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("klass", sa.String(), nullable=False),
        sa.Column("crop_allowed", sa.Boolean(), nullable=False),
        sa.Column("end_required", sa.Boolean(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "klass IN ('free','conditional','approval')", name=op.f("ck_terms_version_known_class")
        ),
        sa.ForeignKeyConstraint(["terms_id"], ["terms.id"], name=op.f("fk_terms_version_terms_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_terms_version")),
        sa.UniqueConstraint("terms_id", "n", name=op.f("uq_terms_version_terms_id_n")),
    )
    op.create_table(
        "user_session",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("alternative_id", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_user_session_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_user_session")),
        sa.UniqueConstraint("alternative_id", name=op.f("uq_user_session_alternative_id")),
    )
    with op.batch_alter_table("user_session", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_user_session_user_id"), ["user_id"], unique=False)

    op.create_table(
        "grant",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("request_id", sa.Integer(), nullable=False),
        sa.Column("recipient", sa.String(), nullable=False),
        sa.Column("token_generation", sa.Integer(), nullable=False),
        sa.Column("starts", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("granted_by", sa.Integer(), nullable=True),
        sa.CheckConstraint("starts < ends", name=op.f("ck_grant_not_empty")),
        sa.ForeignKeyConstraint(["granted_by"], ["user.id"], name=op.f("fk_grant_granted_by")),
        sa.ForeignKeyConstraint(["request_id"], ["request.id"], name=op.f("fk_grant_request_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_grant")),
    )
    with op.batch_alter_table("grant", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_grant_request_id"), ["request_id"], unique=False)

    op.create_table(
        "image",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("processing", sa.String(), nullable=False),
        sa.Column("processing_tries", sa.Integer(), nullable=False),
        sa.Column("processing_lease", sa.DateTime(timezone=True), nullable=True),
        sa.Column("processing_error", sa.String(), nullable=True),
        sa.Column("current_file_id", sa.Integer(), nullable=True),
        sa.Column("terms_version_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("creators", JSON, nullable=False),
        sa.Column("credit_override", sa.String(), nullable=True),
        sa.Column("brand", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("persons", JSON, nullable=False),
        sa.Column("place", sa.String(), nullable=True),
        sa.Column("date_text", sa.String(), nullable=True),
        sa.Column("keywords", JSON, nullable=False),
        sa.Column("focal_x", sa.Double(), nullable=False),
        sa.Column("focal_y", sa.Double(), nullable=False),
        sa.Column("identifiable_people", sa.Integer(), nullable=True),
        sa.Column("people_basis", sa.String(), nullable=True),
        sa.Column("rights_source", sa.String(), nullable=False),
        sa.Column("digital_source_type", sa.String(), nullable=True),
        sa.Column("first_published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_reason", sa.String(), nullable=True),
        sa.Column("replaced_by", sa.Integer(), nullable=True),
        sa.Column("created_by", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "processing IN ('pending','ready','failed')", name=op.f("ck_image_known_processing")
        ),
        sa.CheckConstraint(
            "state IN ('draft','review','published','withdrawn','erased')",
            name=op.f("ck_image_known_state"),
        ),
        sa.ForeignKeyConstraint(["created_by"], ["user.id"], name=op.f("fk_image_created_by")),
        sa.ForeignKeyConstraint(
            ["current_file_id"], ["image_file.id"], name="fk_image_current_file_id", use_alter=True
        ),
        sa.ForeignKeyConstraint(["owner_id"], ["organisation.id"], name=op.f("fk_image_owner_id")),
        sa.ForeignKeyConstraint(["replaced_by"], ["image.id"], name=op.f("fk_image_replaced_by")),
        sa.ForeignKeyConstraint(
            ["terms_version_id"], ["terms_version.id"], name=op.f("fk_image_terms_version_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_image")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("image", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_image_processing"), ["processing"], unique=False)
        batch_op.create_index(batch_op.f("ix_image_state"), ["state"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_image_terms_version_id"), ["terms_version_id"], unique=False
        )

    op.create_table(
        "letter",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("direction", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("context", JSON, nullable=False),
        sa.Column("message_id", sa.String(), nullable=False),
        sa.Column("recipient", sa.String(), nullable=False),
        sa.Column("reply_to", sa.String(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("next_try", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lease", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_error", sa.String(), nullable=True),
        sa.Column("request_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("direction IN ('out','in')", name=op.f("ck_letter_known_direction")),
        sa.CheckConstraint(
            "state IN ('waiting','sent','failed')", name=op.f("ck_letter_known_state")
        ),
        sa.ForeignKeyConstraint(["request_id"], ["request.id"], name=op.f("fk_letter_request_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letter")),
        sa.UniqueConstraint("message_id", name=op.f("uq_letter_message_id")),
    )
    with op.batch_alter_table("letter", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_letter_next_try"), ["next_try"], unique=False)
        batch_op.create_index(batch_op.f("ix_letter_request_id"), ["request_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_letter_state"), ["state"], unique=False)

    op.create_table(
        "request_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("request_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("from_state", sa.String(), nullable=False),
        sa.Column("to_state", sa.String(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["request_id"], ["request.id"], name=op.f("fk_request_event_request_id")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_request_event_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_request_event")),
    )
    with op.batch_alter_table("request_event", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_request_event_request_id"), ["request_id"], unique=False
        )

    op.create_table(
        "revision",
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("before", JSON, nullable=False),
        sa.Column("after", JSON, nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["audit_event.id"], name=op.f("fk_revision_event_id")
        ),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_revision")),
    )
    op.create_table(
        "terms_text",
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("line", sa.String(), nullable=False),
        sa.Column("may", JSON, nullable=False),
        sa.Column("may_not", JSON, nullable=False),
        sa.Column("credit", JSON, nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.CheckConstraint("length(line) <= 90", name=op.f("ck_terms_text_short_line")),
        sa.ForeignKeyConstraint(
            ["version_id"], ["terms_version.id"], name=op.f("fk_terms_text_version_id")
        ),
        sa.PrimaryKeyConstraint("version_id", "language", name=op.f("pk_terms_text")),
    )
    op.create_table(
        "grant_item",
        sa.Column("grant_id", sa.Integer(), nullable=False),
        sa.Column("image_id", sa.Integer(), nullable=False),
        sa.Column("largest", sa.String(), nullable=False),
        sa.Column("terms_version_id", sa.Integer(), nullable=False),
        sa.Column("scope", sa.String(), nullable=False),
        sa.Column("channels", sa.String(), nullable=False),
        sa.Column("territory", sa.String(), nullable=False),
        sa.Column("credit", sa.String(), nullable=False),
        sa.Column("conditions", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["grant_id"], ["grant.id"], name=op.f("fk_grant_item_grant_id")),
        sa.ForeignKeyConstraint(["image_id"], ["image.id"], name=op.f("fk_grant_item_image_id")),
        sa.ForeignKeyConstraint(
            ["terms_version_id"], ["terms_version.id"], name=op.f("fk_grant_item_terms_version_id")
        ),
        sa.PrimaryKeyConstraint("grant_id", "image_id", name=op.f("pk_grant_item")),
    )
    with op.batch_alter_table("grant_item", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_grant_item_image_id"), ["image_id"], unique=False)

    op.create_table(
        "image_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("image_id", sa.Integer(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("bytes", sa.BigInteger(), nullable=False),
        sa.Column("original_name", sa.String(), nullable=False),
        sa.Column("format", sa.String(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("facts", JSON, nullable=False),
        sa.Column("received", JSON, nullable=False),
        sa.Column("base_key", sa.String(), nullable=True),
        sa.Column("base_sha256", sa.String(), nullable=True),
        sa.Column("base_bytes", sa.BigInteger(), nullable=True),
        sa.Column("plan", JSON, nullable=True),
        sa.Column("converted", sa.Boolean(), nullable=False),
        sa.Column("placeholder", sa.String(), nullable=True),
        sa.Column("dhash", sa.String(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["image_id"], ["image.id"], name=op.f("fk_image_file_image_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_image_file")),
        sa.UniqueConstraint("image_id", "n", name=op.f("uq_image_file_image_id_n")),
        sa.UniqueConstraint("sha256", name=op.f("uq_image_file_sha256")),
    )
    with op.batch_alter_table("image_file", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_image_file_dhash"), ["dhash"], unique=False)
        batch_op.create_index(batch_op.f("ix_image_file_image_id"), ["image_id"], unique=False)

    op.create_table(
        "image_text",
        sa.Column("image_id", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("headline", sa.String(), nullable=False),
        sa.Column("caption", sa.String(), nullable=False),
        sa.Column("alt", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["image_id"], ["image.id"], name=op.f("fk_image_text_image_id")),
        sa.PrimaryKeyConstraint("image_id", "language", name=op.f("pk_image_text")),
    )
    op.create_table(
        "image_topic",
        sa.Column("image_id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("topic", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["image_id"], ["image.id"], name=op.f("fk_image_topic_image_id")),
        sa.PrimaryKeyConstraint("image_id", "slug", name=op.f("pk_image_topic")),
    )
    with op.batch_alter_table("image_topic", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_image_topic_slug"), ["slug"], unique=False)

    op.create_table(
        "image_window",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("image_id", sa.Integer(), nullable=False),
        sa.Column("starts", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends", sa.DateTime(timezone=True), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.CheckConstraint("level BETWEEN 1 AND 3", name=op.f("ck_image_window_known_level")),
        sa.CheckConstraint("starts < ends", name=op.f("ck_image_window_not_empty")),
        sa.ForeignKeyConstraint(["image_id"], ["image.id"], name=op.f("fk_image_window_image_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_image_window")),
    )
    with op.batch_alter_table("image_window", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_image_window_image_id"), ["image_id"], unique=False)

    op.create_table(
        "lease",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("image_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("moment", sa.DateTime(timezone=True), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("set_by", sa.Integer(), nullable=True),
        sa.CheckConstraint("kind IN ('embargo','use_until')", name=op.f("ck_lease_known_kind")),
        sa.ForeignKeyConstraint(["image_id"], ["image.id"], name=op.f("fk_lease_image_id")),
        sa.ForeignKeyConstraint(["set_by"], ["user.id"], name=op.f("fk_lease_set_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lease")),
    )
    with op.batch_alter_table("lease", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_lease_image_id"), ["image_id"], unique=False)

    op.create_table(
        "listing",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("image_id", sa.Integer(), nullable=False),
        sa.Column("visible_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("visible_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("orientation", sa.String(), nullable=False),
        sa.Column("terms_class", sa.String(), nullable=False),
        sa.Column("brand", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["image_id"], ["image.id"], name=op.f("fk_listing_image_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_listing")),
        sa.UniqueConstraint("image_id", name=op.f("uq_listing_image_id")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("listing", schema=None) as batch_op:
        batch_op.create_index("ix_listing_visible", ["visible_until", "visible_from"], unique=False)

    op.create_table(
        "request_item",
        sa.Column("request_id", sa.Integer(), nullable=False),
        sa.Column("image_id", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("alternatives", JSON, nullable=False),
        sa.CheckConstraint(
            "outcome IN ('open','granted','denied')", name=op.f("ck_request_item_known_outcome")
        ),
        sa.ForeignKeyConstraint(["image_id"], ["image.id"], name=op.f("fk_request_item_image_id")),
        sa.ForeignKeyConstraint(
            ["request_id"], ["request.id"], name=op.f("fk_request_item_request_id")
        ),
        sa.PrimaryKeyConstraint("request_id", "image_id", name=op.f("pk_request_item")),
    )
    with op.batch_alter_table("request_item", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_request_item_image_id"), ["image_id"], unique=False)

    op.create_table(
        "download",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("image_id", sa.Integer(), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.Column("size", sa.String(), nullable=False),
        sa.Column("terms_version_id", sa.Integer(), nullable=True),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("grant_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["file_id"], ["image_file.id"], name=op.f("fk_download_file_id")),
        sa.ForeignKeyConstraint(["grant_id"], ["grant.id"], name=op.f("fk_download_grant_id")),
        sa.ForeignKeyConstraint(["image_id"], ["image.id"], name=op.f("fk_download_image_id")),
        sa.ForeignKeyConstraint(
            ["terms_version_id"], ["terms_version.id"], name=op.f("fk_download_terms_version_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_download")),
    )
    with op.batch_alter_table("download", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_download_at"), ["at"], unique=False)
        batch_op.create_index(batch_op.f("ix_download_image_id"), ["image_id"], unique=False)

    op.create_table(
        "listing_text",
        sa.Column("listing_id", sa.Integer(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["listing_id"],
            ["listing.id"],
            name=op.f("fk_listing_text_listing_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("listing_id", name=op.f("pk_listing_text")),
    )
    op.create_table(
        "rendition",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.Column("spec", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("plan", JSON, nullable=False),
        sa.Column("bytes", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["file_id"], ["image_file.id"], name=op.f("fk_rendition_file_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rendition")),
        sa.UniqueConstraint("file_id", "spec", name=op.f("uq_rendition_file_id_spec")),
    )
    with op.batch_alter_table("rendition", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_rendition_file_id"), ["file_id"], unique=False)

    sqlite = op.get_bind().dialect.name == "sqlite"
    if not sqlite:
        # Image and file point at each other; SQLite has both constraints in its tables already.
        op.create_foreign_key(
            "fk_image_current_file_id", "image", "image_file", ["current_file_id"], ["id"]
        )
    for statement in SQLITE_SEARCH if sqlite else POSTGRESQL_SEARCH:
        op.execute(statement)
