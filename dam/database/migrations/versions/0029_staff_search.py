"""The words of every image, for staff's search; the worker fills them in when it starts."""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

COLUMNS = "main, body, extra"
OLD = "old.main, old.body, old.extra"
NEW = "new.main, new.body, new.extra"
ADDED = f"INSERT INTO image_fts(rowid, {COLUMNS}) VALUES (new.image_id, {NEW});"
REMOVED = f"""INSERT INTO image_fts(image_fts, rowid, {COLUMNS})
        VALUES ('delete', old.image_id, {OLD});"""
ON_SQLITE = (
    f"""CREATE VIRTUAL TABLE image_fts USING fts5({COLUMNS}, content='image_words',
        content_rowid='image_id', tokenize='unicode61 remove_diacritics 0')""",
    f"CREATE TRIGGER image_words_added AFTER INSERT ON image_words BEGIN {ADDED} END",
    f"CREATE TRIGGER image_words_removed AFTER DELETE ON image_words BEGIN {REMOVED} END",
    f"CREATE TRIGGER image_words_changed AFTER UPDATE ON image_words BEGIN {REMOVED} {ADDED} END",
)
VECTOR = " || ".join(
    f"setweight(to_tsvector('simple', {column}), '{weight}')"
    for column, weight in (("main", "A"), ("body", "B"), ("extra", "C"))
)
ON_POSTGRESQL = (
    f"ALTER TABLE image_words ADD COLUMN vector tsvector GENERATED ALWAYS AS ({VECTOR}) STORED",
    "CREATE INDEX ix_image_words_vector ON image_words USING gin (vector)",
)


def upgrade() -> None:
    op.create_table(
        "image_words",
        sa.Column(
            "image_id",
            sa.Integer,
            sa.ForeignKey("image.id", name="fk_image_words_image_id", ondelete="CASCADE"),
            primary_key=True,
            autoincrement=False,
        ),
        sa.Column("main", sa.String, nullable=False),
        *(sa.Column(name, sa.String, server_default="", nullable=False) for name in ("body", "extra")),
        sa.Column("made_by", sa.Integer, server_default="0", nullable=False),
    )
    op.create_index("ix_image_words_made_by", "image_words", ["made_by"])
    on_sqlite = op.get_bind().dialect.name == "sqlite"
    for statement in ON_SQLITE if on_sqlite else ON_POSTGRESQL:
        op.execute(statement)
