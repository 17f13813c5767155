"""The migrations make exactly the tables of the models, on both databases."""

from datetime import UTC, datetime

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError, IntegrityError

from dam.database.migrations import find_newest_revision, read_schema_revision, upgrade_schema
from dam.database.models import AuditEvent, Base, Letter
from tests.support.databases import on_both

# The full-text index is each database's own and no table of the models.
OWN = ("listing_fts", "vector")


@on_both
def test_the_newest_schema_is_that_of_the_models(database):
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        found = [
            change
            for change in compare_metadata(context, Base.metadata)
            if not any(word in str(change) for word in OWN)
        ]
    assert found == []


@on_both
def test_an_upgrade_may_be_repeated(database):
    assert read_schema_revision(database.engine) == find_newest_revision()
    assert upgrade_schema(database.engine) == find_newest_revision()


def test_sqlite_gives_no_id_a_second_time(database):
    """Whoever adds a table says `sqlite_autoincrement=True` in its migration."""
    with database.engine.connect() as connection:
        stands = dict(
            connection.execute(
                text("SELECT name, sql FROM sqlite_master WHERE type = 'table'")
            ).all()
        )
    numbered = [
        table.name
        for table in Base.metadata.sorted_tables
        if table.autoincrement_column is not None and not table.autoincrement_column.foreign_keys
    ]
    assert "image_file" in numbered
    assert [name for name in numbered if "AUTOINCREMENT" not in stands[name]] == []


@on_both
@pytest.mark.parametrize(
    "wrong",
    [
        {"direction": "in", "state": "sent"},
        {"direction": "out", "state": "kept"},
        {"kind": "receipt"},
        {"sender": None},
        {"direction": "up"},
    ],
)
def test_both_databases_refuse_a_letter_that_cannot_be(database, wrong):
    now = datetime.now(UTC)
    right = {"direction": "in", "state": "kept", "kind": "reply", "sender": "a@b.se"}
    needed = {"context": {}, "message_id": "a", "recipient": "", "created_at": now}
    with database.writing() as session:
        session.add(Letter(**right | needed | wrong))
        with pytest.raises(IntegrityError):
            session.flush()


@on_both
def test_the_log_only_grows(database):
    now = datetime.now(UTC)
    with database.writing() as session:
        session.add(AuditEvent(at=now, action="add", kind="user", object_id=1))
        session.commit()
    for statement in (
        "UPDATE audit_event SET action = 'x'",
        "DELETE FROM audit_event",
        "DELETE FROM audit_event WHERE id = 1",
    ):
        with database.writing() as session, pytest.raises(DBAPIError, match="only grows"):
            session.execute(text(statement))
    with database.reading() as session:
        assert session.scalars(select(AuditEvent.action)).all() == ["add"]
