"""SQLite gives no id a second time, as PostgreSQL never does: whatever holds an id outside a
transaction (a worker's claim, a line of the spool, a job of the queue) means one row for good.

AUTOINCREMENT changes nothing of what stands on the disk but the table's definition, so that alone
is rewritten (sqlite.org/lang_altertable.html, end of section 7).
"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

TABLES = (
    *("audit_event", "clipping", "collection", "content_block", "download", "embargo_link"),
    *("extension", "grant", "image_file", "image_note", "image_window", "lease", "letter"),
    *("letter_attachment", "letter_text", "organisation", "person_basis", "rendition"),
    *("request_event", "request_note", "signed_file", "standard_answer", "terms"),
    *("terms_version", "upload_batch", "user_session", "watcher"),
)
OLD, NEW = "PRIMARY KEY (id)", "PRIMARY KEY (id AUTOINCREMENT)"


def upgrade() -> None:
    connection = op.get_bind()
    if connection.dialect.name != "sqlite":
        return
    schema_version = connection.exec_driver_sql("PRAGMA schema_version").scalar_one()
    connection.exec_driver_sql("PRAGMA writable_schema = ON")
    for table in TABLES:
        changed = connection.execute(
            sa.text(
                "UPDATE sqlite_master SET sql = replace(sql, :old, :new)"
                " WHERE type = 'table' AND name = :name AND instr(sql, :old) > 0"
            ),
            {"old": OLD, "new": NEW, "name": table},
        )
        if changed.rowcount != 1:
            raise RuntimeError(f"the table {table} is not as revision 0016 left it")
    connection.exec_driver_sql(f"PRAGMA schema_version = {schema_version + 1}")
    connection.exec_driver_sql("PRAGMA writable_schema = RESET")
    for row in connection.exec_driver_sql("PRAGMA quick_check"):
        if row[0] != "ok":
            raise RuntimeError(f"the database is damaged: {row[0]}")
