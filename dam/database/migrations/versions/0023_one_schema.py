"""The schema that all databases stand at: what twenty-three migrations made, in one."""

from functools import partial
from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0023"
down_revision = None
branch_labels = None
depends_on = None

METADATA = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def column(kind: Any, name: str, *reference: Any, nullable: bool = False, **options: Any) -> Any:
    """A column; it holds something unless it says otherwise."""
    return sa.Column(name, kind, *reference, nullable=nullable, **options)


def to(target: str, ondelete: str | None = None, *, use_alter: bool = False) -> sa.ForeignKey:
    """A reference; image and file point at each other, so one of theirs is added afterwards."""
    return sa.ForeignKey(target, ondelete=ondelete, use_alter=use_alter)


def table(name: str, *columns: Any, **options: Any) -> None:
    sa.Table(name, METADATA, *columns, **options)


def numbered(name: str, *columns: Any) -> None:
    """A table whose rows have ids, none of which is given twice."""
    table(name, number("id", primary_key=True), *columns, sqlite_autoincrement=True)


text, number, big = partial(column, sa.String()), partial(column, sa.Integer()), partial(column, sa.BigInteger())
share, flag, day = partial(column, sa.Double()), partial(column, sa.Boolean()), partial(column, sa.Date())
moment = partial(column, sa.DateTime(timezone=True))
json = partial(column, sa.JSON().with_variant(JSONB(), "postgresql"))

numbered(
    "collection", text("slug", unique=True), number("position"), number("version"),
    moment("created_at"), moment("updated_at"), moment("removed_at", nullable=True),
)
table(
    "contact", text("key", primary_key=True), text("label"), text("value", nullable=True),
    number("position"), day("checked_on", nullable=True),
)
numbered(
    "content_block", text("key"), text("language"), text("title"), text("body"),
    day("checked_on", nullable=True), number("version"), sa.UniqueConstraint("key", "language"),
)
table(
    "download_month", day("month", primary_key=True), text("size", primary_key=True),
    text("klass", primary_key=True), number("times"),
    sqlite_with_rowid=False,
)
table(
    "idempotency", text("once", primary_key=True), text("answer"), moment("created_at"),
)
numbered(
    "letter_text", text("kind"), text("language"), text("body"), number("version"),
    text("subject", server_default=""), sa.UniqueConstraint("kind", "language"),
)
numbered(
    "organisation", text("kind"), text("slug", unique=True), text("display_name"),
    text("official_name", nullable=True), json("search_names"), number("position"),
    text("press_url", nullable=True), text("email", nullable=True), text("phone", nullable=True),
    day("checked_on", nullable=True),
    sa.CheckConstraint("kind IN ('inera','region')", name="known_kind"),
)
table(
    "route", text("about", primary_key=True), text("also_to"), flag("tell_owner"),
)
numbered(
    "standard_answer", text("key", nullable=True, unique=True), text("name"), text("language"),
    text("text"), moment("removed_at", nullable=True),
    sa.CheckConstraint("language IN ('sv','en')", name="known_language"),
)
numbered(
    "terms", text("slug", unique=True), number("sort"),
)
table(
    "tries", text("key", primary_key=True), number("count"), moment("expires", index=True),
)
numbered(
    "user", text("email", unique=True), text("name"), text("role"), flag("active"),
    text("password_hash"), flag("must_change_password"), moment("created_at"),
    flag("reads_documents", server_default=sa.false()),
    number("password_generation", server_default="1"), moment("password_asked_at", nullable=True),
    sa.CheckConstraint("role IN ('uploader','editor','admin')", name="known_role"),
)
numbered(
    "audit_event", moment("at", index=True), number("user_id", to("user.id"), nullable=True),
    text("action"), text("kind"), number("object_id", nullable=True), json("fields"),
    json("detail"), sa.Index("ix_audit_event_action_id", "action", "id"),
    sa.Index("ix_audit_event_kind_id", "kind", "id"),
    sa.Index("ix_audit_event_kind_object_id_id", "kind", "object_id", "id"),
    sa.Index("ix_audit_event_user_id_id", "user_id", "id"),
)
table(
    "collection_text", number("collection_id", to("collection.id"), primary_key=True),
    text("language", primary_key=True), text("name"), text("intro"),
)
table(
    "house_choices", number("n", primary_key=True), json("choices"),
    number("set_by", to("user.id"), nullable=True), moment("set_at"),
)
numbered(
    "invitation", text("email", unique=True), text("role"), number("token_generation"),
    moment("sent_at"), number("invited_by", to("user.id"), nullable=True),
    sa.CheckConstraint("role IN ('uploader','editor','admin')", name="known_role"),
)
numbered(
    "person", text("name"), text("contact"), flag("minor"), text("guardian"), text("note"),
    number("version"), number("created_by", to("user.id"), nullable=True), moment("created_at"),
)
numbered(
    "request", text("number", unique=True), text("about"), text("state", index=True),
    number("version"), text("once", unique=True), number("token_generation"), text("language"),
    text("name"), text("email"), text("phone"), text("organisation"), text("use"), text("use_text"),
    text("link"), moment("deadline", nullable=True, index=True),
    number("handler_id", to("user.id"), nullable=True), moment("created_at"),
    sa.CheckConstraint(
        "state IN ('received','claimed','needs_information','answered','granted',"
        "'partly_granted','denied','withdrawn','revoked','expired','spam')",
        name="known_state",
    ),
)
numbered(
    "terms_version", number("terms_id", to("terms.id")), number("n"), text("klass"),
    flag("crop_allowed"), flag("end_required"), moment("published_at", nullable=True),
    text("default_from", nullable=True), number("default_days", nullable=True),
    text("data_mining", server_default="DMI-PROHIBITED-AIMLTRAINING"),
    sa.CheckConstraint("klass IN ('free','conditional','approval')", name="known_class"),
    sa.CheckConstraint("default_from IN ('upload','taken','today')", name="known_start"),
    sa.UniqueConstraint("terms_id", "n"),
)
numbered(
    "upload_batch", number("user_id", to("user.id"), nullable=True), text("token"), json("common"),
    moment("touched_at", index=True), text("folder", nullable=True),
    sa.UniqueConstraint("user_id", "token"),
)
numbered(
    "user_session", number("user_id", to("user.id"), index=True),
    text("alternative_id", unique=True), moment("created_at"), moment("seen_at"), moment("ends_at"),
)
numbered(
    "grant", number("request_id", to("request.id"), index=True), text("recipient"),
    number("token_generation"), moment("starts"), moment("ends"),
    moment("revoked_at", nullable=True), number("granted_by", to("user.id"), nullable=True),
    sa.CheckConstraint("starts < ends", name="not_empty"),
)
numbered(
    "image", number("owner_id", to("organisation.id")), text("state", index=True),
    text("processing", index=True), number("processing_tries"),
    moment("processing_lease", nullable=True), text("processing_error", nullable=True),
    number("current_file_id", to("image_file.id", use_alter=True), nullable=True),
    number("terms_version_id", to("terms_version.id"), nullable=True, index=True),
    number("version"), json("creators"), text("credit_override", nullable=True), text("brand"),
    text("kind"), json("persons"), text("place", nullable=True), text("date_text", nullable=True),
    json("keywords"), share("focal_x"), share("focal_y"),
    number("identifiable_people", nullable=True), text("people_basis", nullable=True),
    text("rights_source"), text("digital_source_type", nullable=True),
    moment("first_published_at", nullable=True), moment("withdrawn_at", nullable=True),
    text("withdrawn_reason", nullable=True), number("replaced_by", to("image.id"), nullable=True),
    number("created_by", to("user.id"), nullable=True), moment("created_at"), moment("updated_at"),
    number("withdrawn_by", to("user.id"), nullable=True), number("remains", server_default="0"),
    moment("erased_at", nullable=True), json("drawn_crops", server_default="{}"),
    flag("crops_due", index=True, server_default=sa.false()),
    number("crops_tries", server_default="0"), moment("crops_lease", nullable=True),
    text("crops_error", nullable=True), number("sent_by", to("user.id"), nullable=True),
    number("edited_by", to("user.id"), nullable=True),
    number("publish_by", to("user.id"), nullable=True),
    number("assigned_to", to("user.id"), nullable=True, index=True),
    moment("sent_at", nullable=True), moment("publish_at", nullable=True, index=True),
    text("publish_error", nullable=True), moment("binned_at", nullable=True, index=True),
    number("binned_by", to("user.id"), nullable=True),
    sa.CheckConstraint("processing IN ('pending','ready','failed')", name="known_processing"),
    sa.CheckConstraint(
        "state IN ('draft','review','published','withdrawn','erased')",
        name="known_state",
    ),
)
numbered(
    "letter", text("direction"), text("kind"), text("language"), json("context"),
    text("message_id", unique=True), text("recipient"), text("reply_to", nullable=True),
    text("state", index=True), number("tries"), moment("next_try", nullable=True, index=True),
    moment("lease", nullable=True), text("last_error", nullable=True),
    number("request_id", to("request.id"), nullable=True, index=True), moment("created_at"),
    moment("sent_at", nullable=True), text("sender", nullable=True),
    text("subject", server_default=""), text("body", server_default=""),
    sa.CheckConstraint("direction IN ('out','in')", name="known_direction"),
    sa.CheckConstraint(
        "direction = 'out' OR (kind IN ('reply','auto','bounce') AND sender IS NOT NULL)",
        name="known_kind",
    ),
    sa.CheckConstraint(
        "(direction = 'out' AND state IN ('waiting','sent','failed')) OR (direction = 'in' AND "
        "state IN ('kept','unmatched','aside'))",
        name="known_state",
    ),
    sa.Index("ix_letter_recipient_created_at", "recipient", "created_at"),
)
numbered(
    "person_basis", number("person_id", to("person.id"), index=True), text("kind"),
    json("channels"), json("uses"), day("given_on"), day("valid_to", nullable=True, index=True),
    moment("withdrawn_at", nullable=True), number("withdrawn_by", to("user.id"), nullable=True),
    text("note"), text("document_key", nullable=True, unique=True),
    text("document_sha256", nullable=True), big("document_bytes", nullable=True),
    text("document_name"), number("created_by", to("user.id"), nullable=True), moment("created_at"),
    moment("waits_since", nullable=True), number("waits_by", to("user.id"), nullable=True),
    sa.CheckConstraint(
        "kind IN ('public_interest','employment','consent','model_contract',"
        "'legitimate_interest')",
        name="known_kind",
    ),
    sa.CheckConstraint("valid_to IS NULL OR given_on <= valid_to", name="not_empty"),
)
numbered(
    "request_event", number("request_id", to("request.id"), index=True), moment("at"),
    number("user_id", to("user.id"), nullable=True), text("from_state"), text("to_state"),
    text("why"), text("what", server_default=""),
)
numbered(
    "request_note", number("request_id", to("request.id"), index=True), moment("at"),
    number("user_id", to("user.id")), text("text"),
)
table(
    "revision", number("event_id", to("audit_event.id"), primary_key=True), json("before"),
    json("after"),
)
table(
    "terms_text", number("version_id", to("terms_version.id"), primary_key=True),
    text("language", primary_key=True), text("name"), text("line"), json("may"), json("may_not"),
    json("credit"), text("body"),
    sa.CheckConstraint("length(line) <= 90", name="short_line"),
)
table(
    "approval", number("image_id", to("image.id"), primary_key=True),
    text("step", primary_key=True), text("fingerprint"), json("parts"),
    number("user_id", to("user.id"), index=True), moment("at"), moment("lost_at", nullable=True),
    number("lost_by", to("user.id"), nullable=True, index=True), json("lost_fields"),
    moment("lost_moment", nullable=True),
    sa.CheckConstraint("step IN ('sent','scheduled')", name="known_step"),
)
numbered(
    "clipping", number("image_id", to("image.id"), index=True), text("url"), text("outlet"),
    day("published_on", nullable=True), number("noted_by", to("user.id"), nullable=True),
    moment("noted_at"),
)
table(
    "collection_image", number("collection_id", to("collection.id"), primary_key=True),
    number("image_id", to("image.id"), primary_key=True, index=True), number("position"),
)
table(
    "duplicate", number("image_id", to("image.id"), primary_key=True),
    number("other_id", to("image.id"), primary_key=True, index=True), number("distance"),
    flag("same_pixels"), number("kept_by", to("user.id"), nullable=True),
    moment("kept_at", nullable=True),
)
numbered(
    "embargo_link", number("image_id", to("image.id"), index=True), text("reader"),
    number("token_generation"), number("created_by", to("user.id"), nullable=True),
    moment("created_at"), moment("revoked_at", nullable=True),
)
numbered(
    "extension", number("request_id", to("request.id"), index=True),
    number("grant_id", to("grant.id")), moment("asked_at"), day("until"),
    moment("deadline", nullable=True), moment("answered_at", nullable=True),
    moment("ends", nullable=True),
)
table(
    "grant_item", number("grant_id", to("grant.id"), primary_key=True),
    number("image_id", to("image.id"), primary_key=True, index=True), text("largest"),
    number("terms_version_id", to("terms_version.id")), text("scope"), text("channels"),
    text("territory"), text("credit"), text("conditions"), moment("revoked_at", nullable=True),
    moment("ends"),
)
numbered(
    "image_file", number("image_id", to("image.id"), index=True), number("n"),
    text("sha256", unique=True), text("key"), big("bytes"), text("original_name"), text("format"),
    number("width"), number("height"), json("facts"), json("received"),
    text("base_key", nullable=True), text("base_sha256", nullable=True),
    big("base_bytes", nullable=True), json("plan", nullable=True), flag("converted"),
    text("placeholder", nullable=True), text("dhash", nullable=True, index=True),
    moment("created_at"), json("provenance", nullable=True),
    number("created_by", to("user.id"), nullable=True), text("pixels", nullable=True, index=True),
    sa.UniqueConstraint("image_id", "n"),
)
table(
    "image_month", day("month", primary_key=True),
    number("image_id", to("image.id"), primary_key=True, index=True), number("times"),
    sqlite_with_rowid=False,
)
numbered(
    "image_note", number("image_id", to("image.id"), index=True), number("user_id", to("user.id")),
    moment("at"), text("text"), flag("returns"),
)
table(
    "image_person", number("image_id", to("image.id"), primary_key=True),
    number("person_id", to("person.id"), primary_key=True, index=True), number("position"),
)
table(
    "image_text", number("image_id", to("image.id"), primary_key=True),
    text("language", primary_key=True), text("title"), text("headline"), text("caption"),
    text("alt"),
)
table(
    "image_topic", number("image_id", to("image.id"), primary_key=True),
    text("slug", primary_key=True, index=True), text("topic"),
)
numbered(
    "image_window", number("image_id", to("image.id"), index=True), moment("starts"),
    moment("ends"), number("level"),
    sa.CheckConstraint("level BETWEEN 1 AND 3", name="known_level"),
    sa.CheckConstraint("starts < ends", name="not_empty"),
)
numbered(
    "lease", number("image_id", to("image.id"), index=True), text("kind"),
    moment("starts", nullable=True), moment("ends", nullable=True), text("note"),
    number("set_by", to("user.id"), nullable=True), moment("set_at", nullable=True),
    sa.CheckConstraint("kind IN ('embargo','display_until','use_until','deny')", name="known_kind"),
    sa.CheckConstraint("starts IS NULL OR ends IS NULL OR starts < ends", name="not_empty"),
)
numbered(
    "letter_attachment", number("letter_id", to("letter.id", "CASCADE"), index=True), text("name"),
    text("key", unique=True), text("sha256"), big("bytes"),
)
numbered(
    "listing", number("image_id", to("image.id"), unique=True), moment("visible_from"),
    moment("visible_until"), text("orientation"), text("terms_class"), text("brand"),
    sa.Index("ix_listing_visible", "visible_until", "visible_from"),
)
table(
    "request_item", number("request_id", to("request.id"), primary_key=True),
    number("image_id", to("image.id"), primary_key=True, index=True), text("outcome"),
    text("reason"), json("alternatives"),
    sa.CheckConstraint("outcome IN ('open','granted','denied')", name="known_outcome"),
)
table(
    "upload", text("id", primary_key=True), number("batch_id", to("upload_batch.id"), index=True),
    number("place"), text("path"), big("size"), big("modified"), number("part_bytes"),
    text("sha256", nullable=True), number("image_id", to("image.id"), nullable=True, index=True),
    moment("touched_at", index=True), text("parts_id", nullable=True),
    json("sums", server_default="{}"), sa.UniqueConstraint("batch_id", "path", "size", "modified"),
)
numbered(
    "waiting_change", number("image_id", to("image.id"), index=True),
    number("user_id", to("user.id"), nullable=True), moment("at"), json("before"), json("after"),
    text("note"),
)
numbered(
    "watcher", number("image_id", to("image.id"), index=True), text("email"), text("language"),
    number("token_generation"), moment("created_at", index=True),
    moment("confirmed_at", nullable=True), sa.UniqueConstraint("image_id", "email"),
)
table(
    "coming_file", number("image_id", to("image.id"), primary_key=True),
    number("file_id", to("image_file.id"), unique=True), text("note"),
    number("asked_by", to("user.id"), nullable=True), moment("asked_at"), number("tries"),
    moment("lease", nullable=True), text("error", nullable=True),
)
numbered(
    "download", number("image_id", to("image.id"), index=True),
    number("file_id", to("image_file.id"), nullable=True), text("size"),
    number("terms_version_id", to("terms_version.id"), nullable=True), text("digest"),
    number("grant_id", to("grant.id"), nullable=True), moment("at", index=True),
)
table(
    "hash_part", number("part", primary_key=True),
    number("file_id", to("image_file.id"), primary_key=True, index=True), text("dhash"),
    sqlite_with_rowid=False,
)
table(
    "listing_gap", number("listing_id", to("listing.id", "CASCADE"), primary_key=True),
    moment("starts", primary_key=True), moment("ends"),
    sa.Index("ix_listing_gap_period", "starts", "ends"),
)
table(
    "listing_text", number("listing_id", to("listing.id", "CASCADE"), primary_key=True),
    text("words"),
)
numbered(
    "rendition", number("file_id", to("image_file.id"), index=True), text("spec"), text("key"),
    json("plan"), big("bytes"), text("sha256"), number("width"), number("height"),
    json("box", nullable=True), sa.UniqueConstraint("file_id", "spec"),
)
numbered(
    "signed_file", number("file_id", to("image_file.id"), index=True), text("size"), text("head"),
    text("key", unique=True), text("sha256"), big("bytes"), moment("created_at"),
    sa.UniqueConstraint("file_id", "size", "head"),
)

# External content: the index holds no copy of the words, the triggers keep it in step.
ON_SQLITE = (
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
    *(
        f"""CREATE TRIGGER audit_event_no_{verb} BEFORE {verb} ON audit_event
        BEGIN SELECT RAISE(ABORT, 'audit_event only grows'); END"""
        for verb in ("update", "delete")
    ),
)
ON_POSTGRESQL = (
    """ALTER TABLE listing_text ADD COLUMN vector tsvector
        GENERATED ALWAYS AS (to_tsvector('simple', words)) STORED""",
    "CREATE INDEX ix_listing_text_vector ON listing_text USING gin (vector)",
    """CREATE FUNCTION audit_event_only_grows() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION 'audit_event only grows'; END $$""",
    """CREATE TRIGGER audit_event_only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_event
        FOR EACH STATEMENT EXECUTE FUNCTION audit_event_only_grows()""",
)


def upgrade() -> None:
    connection = op.get_bind()
    METADATA.create_all(connection, checkfirst=False)
    on_sqlite = connection.dialect.name == "sqlite"
    for statement in ON_SQLITE if on_sqlite else ON_POSTGRESQL:
        op.execute(statement)
    if not on_sqlite:
        _create_collation(connection)


def _create_collation(connection: sa.Connection) -> None:
    """The order of words; SQLite's connections bring their own.

    Where PostgreSQL is built without ICU, letters are compared right and sorted by their numbers.
    """
    known = sa.text("SELECT count(*) FROM pg_collation WHERE collname = 'sv-x-icu'")
    source = "icu, locale = 'sv'" if connection.scalar(known) else "libc, locale = 'C.utf8'"
    op.execute(f"CREATE COLLATION swedish (provider = {source})")
