"""The words of an image in three columns: what it is called, what tells of it, what else leads to it.

Of what stands the words are kept as names; the worker makes them anew when it starts.
"""

from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

COLUMNS = "main, body, extra"
OLD = "old.main, old.body, old.extra"
NEW = "new.main, new.body, new.extra"
ADDED = f"INSERT INTO listing_fts(rowid, {COLUMNS}) VALUES (new.listing_id, {NEW});"
REMOVED = f"""INSERT INTO listing_fts(listing_fts, rowid, {COLUMNS})
        VALUES ('delete', old.listing_id, {OLD});"""
TRIGGERS = ("added", "removed", "changed")
ON_SQLITE = (
    f"""CREATE VIRTUAL TABLE listing_fts USING fts5({COLUMNS}, content='listing_text',
        content_rowid='listing_id', tokenize='unicode61 remove_diacritics 0')""",
    "INSERT INTO listing_fts(listing_fts) VALUES ('rebuild')",
    f"CREATE TRIGGER listing_text_added AFTER INSERT ON listing_text BEGIN {ADDED} END",
    f"CREATE TRIGGER listing_text_removed AFTER DELETE ON listing_text BEGIN {REMOVED} END",
    f"CREATE TRIGGER listing_text_changed AFTER UPDATE ON listing_text BEGIN {REMOVED} {ADDED} END",
)
VECTOR = " || ".join(
    f"setweight(to_tsvector('simple', {column}), '{weight}')"
    for column, weight in (("main", "A"), ("body", "B"), ("extra", "C"))
)
ON_POSTGRESQL = (
    f"ALTER TABLE listing_text ADD COLUMN vector tsvector GENERATED ALWAYS AS ({VECTOR}) STORED",
    "CREATE INDEX ix_listing_text_vector ON listing_text USING gin (vector)",
)


def upgrade() -> None:
    on_sqlite = op.get_bind().dialect.name == "sqlite"
    if on_sqlite:
        for trigger in TRIGGERS:
            op.execute(f"DROP TRIGGER listing_text_{trigger}")
        op.execute("DROP TABLE listing_fts")
    else:
        op.execute("DROP INDEX ix_listing_text_vector")
        op.execute("ALTER TABLE listing_text DROP COLUMN vector")
    op.execute("ALTER TABLE listing_text RENAME COLUMN words TO main")
    for column in ("body", "extra"):
        op.execute(f"ALTER TABLE listing_text ADD COLUMN {column} VARCHAR DEFAULT '' NOT NULL")
    op.execute("ALTER TABLE listing_text ADD COLUMN made_by INTEGER DEFAULT '0' NOT NULL")
    op.execute("CREATE INDEX ix_listing_text_made_by ON listing_text (made_by)")
    for statement in ON_SQLITE if on_sqlite else ON_POSTGRESQL:
        op.execute(statement)
