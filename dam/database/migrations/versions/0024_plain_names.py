"""Tables, columns, fields and actions under names that say what they are; what they hold stays."""

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(JSONB(), "postgresql")
MOMENT = sa.DateTime(timezone=True)
COLUMNS = (
    ("image", "remains", "residual_level"),
    ("terms_version", "klass", "category"),
    ("download_month", "klass", "category"),
    ("upload", "sums", "part_digests"),
    ("approval", "lost_moment", "lost_publish_at"),
)
FIELDS = {"remains": "residual_level", "shows": "depicted", "klass": "category"}


def upgrade() -> None:
    for table, old, new in COLUMNS:
        op.execute(f"ALTER TABLE {table} RENAME COLUMN {old} TO {new}")
    _rename_tables()
    for table, key in (("revision", "event_id"), ("waiting_change", "id")):
        for column in ("before", "after"):
            _rename_in_json(table, column, key, _rename_keys)
    _rename_marks()
    with _log_writable():
        _rename_in_json("audit_event", "fields", "id", _rename_items)
        op.execute("UPDATE audit_event SET action = replace(action, ' ', '_')")


def _rename_tables() -> None:
    op.create_table(
        "pending_replacement",
        sa.Column("image_id", sa.Integer(), sa.ForeignKey("image.id"), primary_key=True, autoincrement=False),
        sa.Column("file_id", sa.Integer(), sa.ForeignKey("image_file.id"), nullable=False, unique=True),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("asked_by", sa.Integer(), sa.ForeignKey("user.id")),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("lease", MOMENT),
        sa.Column("error", sa.String()),
    )
    op.create_table(
        "dhash_band",
        sa.Column("band", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("file_id", sa.Integer(), sa.ForeignKey("image_file.id"), primary_key=True, index=True),
        sa.Column("dhash", sa.String(), nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "rate_limit",
        sa.Column("key", sa.String(), primary_key=True),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("expires", MOMENT, nullable=False, index=True),
    )
    for old, new, columns in (
        ("coming_file", "pending_replacement", "image_id, file_id, note, asked_by, asked_at, tries, lease, error"),
        ("hash_part", "dhash_band", "part, file_id, dhash"),
        ("tries", "rate_limit", "key, count, expires"),
    ):
        named = columns.replace("part,", "band,")
        op.execute(f"INSERT INTO {new} ({named}) SELECT {columns} FROM {old}")
        op.drop_table(old)


def _rename_keys(held: dict[str, Any]) -> dict[str, Any]:
    return {FIELDS.get(name, name): value for name, value in held.items()}


def _rename_items(held: list[str]) -> list[str]:
    return [FIELDS.get(name, name) for name in held]


def _rename_in_json(table: str, column: str, key: str, rename: Callable[[Any], Any]) -> None:
    rows = sa.table(table, sa.column(key), sa.column(column, JSON))
    found = sa.or_(*(sa.cast(rows.c[column], sa.String).like(f'%"{old}"%') for old in FIELDS))
    connection = op.get_bind()
    for number, held in connection.execute(sa.select(rows.c[key], rows.c[column]).where(found)).all():
        changed = sa.update(rows).where(rows.c[key] == number, found)
        connection.execute(changed.values({column: rename(held)}))


def _rename_marks() -> None:
    """What was approved stays so: the fingerprint is of the fields' names too."""
    rows = sa.table(
        "approval",
        *(sa.column(name, sa.String()) for name in ("step", "fingerprint")),
        sa.column("image_id", sa.Integer()),
        *(sa.column(name, JSON) for name in ("parts", "lost_fields")),
    )
    connection = op.get_bind()
    for row in connection.execute(sa.select(rows)).all():
        parts = _rename_keys(row.parts)
        mark = hashlib.sha256(repr(sorted(parts.items())).encode()).hexdigest()[:32]
        changed = sa.update(rows).where(rows.c.image_id == row.image_id, rows.c.step == row.step)
        lost = _rename_items(row.lost_fields)
        held = {"parts": parts, "fingerprint": mark if parts else "", "lost_fields": lost}
        connection.execute(changed.values(held))


@contextmanager
def _log_writable() -> Iterator[None]:
    """The log as a table like any other, as long as its names are changed."""
    connection = op.get_bind()
    if connection.dialect.name == "postgresql":
        op.execute("ALTER TABLE audit_event DISABLE TRIGGER audit_event_only_grows")
        yield
        op.execute("ALTER TABLE audit_event ENABLE TRIGGER audit_event_only_grows")
    else:
        name = "audit_event_no_update"
        kept = sa.text("SELECT sql FROM sqlite_master WHERE name = :name")
        trigger = connection.execute(kept, {"name": name}).scalar_one()
        op.execute(f"DROP TRIGGER {name}")
        yield
        connection.exec_driver_sql(trigger)
