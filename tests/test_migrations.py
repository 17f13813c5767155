"""The migrations make exactly the tables of the models, on both databases."""

from datetime import UTC, datetime

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from dam.database import Database
from dam.migrations import current, newest, upgrade
from dam.models import Base, Lease, Letter

# The full-text index is each database's own and no table of the models.
OWN = ("listing_fts", "vector")


def test_the_newest_schema_is_that_of_the_models(database):
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        found = [
            change
            for change in compare_metadata(context, Base.metadata)
            if not any(word in str(change) for word in OWN)
        ]
    assert found == []


def test_an_upgrade_may_be_repeated(database):
    assert current(database.engine) == newest()
    assert upgrade(database.engine) == newest()


def test_leases_of_the_first_schema_are_kept(tmp_path):
    database = Database(f"sqlite:///{tmp_path / 'old.sqlite'}")
    upgrade(database.engine, "0001")
    with database.engine.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO organisation (id, kind, slug, display_name, search_names, position)"
                " VALUES (1, 'inera', 'inera', 'Inera', '[]', 0)"
            )
        )
        connection.execute(
            text(
                "INSERT INTO image (id, owner_id, state, processing, processing_tries, version,"
                " creators, brand, kind, persons, keywords, focal_x, focal_y, rights_source,"
                " created_at, updated_at) VALUES (1, 1, 'draft', 'ready', 0, 1, '[]', 'Inera',"
                " 'foto', '[]', '[]', 0.5, 0.5, 'own', '2026-01-01', '2026-01-01')"
            )
        )
        connection.execute(
            text(
                "INSERT INTO lease (image_id, kind, moment, note)"
                " VALUES (1, 'use_until', '2026-12-31 23:00:00.000000', 'Avtal')"
            )
        )
    upgrade(database.engine)
    with database.reading() as session:
        lease = session.scalars(select(Lease)).one()
        assert (lease.image_id, lease.kind, lease.note) == (1, "use_until", "Avtal")
        assert (lease.starts, lease.ends) == (None, datetime(2026, 12, 31, 23, tzinfo=UTC))
    database.close()


def test_letters_of_the_second_schema_are_kept(tmp_path):
    database = Database(f"sqlite:///{tmp_path / 'old.sqlite'}")
    upgrade(database.engine, "0002")
    with database.engine.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO letter (direction, kind, language, context, message_id, recipient,"
                " state, tries, created_at) VALUES ('out', 'receipt', 'sv', '{}', 'a',"
                " 'asa@tidning.example', 'sent', 1, '2026-11-22 12:00:00.000000')"
            )
        )
    upgrade(database.engine)
    with database.reading() as session:
        letter = session.scalars(select(Letter)).one()
        assert (letter.message_id, letter.state, letter.tries) == ("a", "sent", 1)
        assert (letter.sender, letter.subject, letter.body) == (None, "", "")
    database.close()


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
