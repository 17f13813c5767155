"""The migrations make exactly the tables of the models, on both databases."""

from datetime import UTC, date, datetime

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError, IntegrityError

from dam.database.migrations import find_newest_revision, read_schema_revision, upgrade_schema
from dam.database.models import (
    AuditEvent,
    Base,
    DownloadMonth,
    GrantItem,
    ImageMonth,
    Lease,
    Letter,
    Upload,
)
from dam.database.session import Database
from tests.support.databases import on_both

# The full-text index is each database's own and no table of the models.
OWN = ("listing_fts", "vector")
INERA = (
    "INSERT INTO organisation (id, kind, slug, display_name, search_names, position)"
    " VALUES (1, 'inera', 'inera', 'Inera', '[]', 0)"
)
IMAGE = (
    "INSERT INTO image (id, owner_id, state, processing, processing_tries, version, creators,"
    " brand, kind, persons, keywords, focal_x, focal_y, rights_source, created_at, updated_at)"
    " VALUES (1, 1, 'draft', 'ready', 0, 1, '[]', 'Inera', 'foto', '[]', '[]', 0.5, 0.5, 'own',"
    " '2026-01-01', '2026-01-01')"
)


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


def test_rows_of_the_sixteenth_schema_keep_their_ids_and_the_last_is_not_given_again(tmp_path):
    database = Database(f"sqlite:///{tmp_path / 'old.sqlite'}")
    upgrade_schema(database.engine, "0016")
    letter = (
        "INSERT INTO letter (direction, kind, language, context, message_id, recipient, state,"
        " subject, body, created_at, tries) VALUES ('out', 'receipt', 'sv', '{}', :mark,"
        " 'a@b.example', 'sent', '', '', '2026-11-22 12:00:00.000000', 1)"
    )
    with database.engine.begin() as connection:
        for mark in "abc":
            connection.execute(text(letter), {"mark": mark})
    upgrade_schema(database.engine)
    with database.engine.begin() as connection:
        assert connection.scalars(text("SELECT id FROM letter ORDER BY id")).all() == [1, 2, 3]
        connection.execute(text("DELETE FROM letter WHERE id = 3"))
        connection.execute(text(letter), {"mark": "d"})
        newest = text("SELECT max(id) FROM letter")
        first = connection.scalar(newest)
        connection.execute(text("DELETE FROM letter WHERE id = :id"), {"id": first})
        connection.execute(text(letter), {"mark": "e"})
        assert connection.scalar(newest) == first + 1
    database.close()


def test_leases_of_the_first_schema_are_kept(tmp_path):
    database = Database(f"sqlite:///{tmp_path / 'old.sqlite'}")
    upgrade_schema(database.engine, "0001")
    with database.engine.begin() as connection:
        connection.execute(text(INERA))
        connection.execute(text(IMAGE))
        connection.execute(
            text(
                "INSERT INTO lease (image_id, kind, moment, note)"
                " VALUES (1, 'use_until', '2026-12-31 23:00:00.000000', 'Avtal')"
            )
        )
    upgrade_schema(database.engine)
    with database.reading() as session:
        lease = session.scalars(select(Lease)).one()
        assert (lease.image_id, lease.kind, lease.note) == (1, "use_until", "Avtal")
        assert (lease.starts, lease.ends) == (None, datetime(2026, 12, 31, 23, tzinfo=UTC))
    database.close()


def test_letters_of_the_second_schema_are_kept(tmp_path):
    database = Database(f"sqlite:///{tmp_path / 'old.sqlite'}")
    upgrade_schema(database.engine, "0002")
    with database.engine.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO letter (direction, kind, language, context, message_id, recipient,"
                " state, tries, created_at) VALUES ('out', 'receipt', 'sv', '{}', 'a',"
                " 'asa@tidning.example', 'sent', 1, '2026-11-22 12:00:00.000000')"
            )
        )
    upgrade_schema(database.engine)
    with database.reading() as session:
        letter = session.scalars(select(Letter)).one()
        assert (letter.message_id, letter.state, letter.tries) == ("a", "sent", 1)
        assert (letter.sender, letter.subject, letter.body) == (None, "", "")
    database.close()


def test_images_granted_under_the_fifth_schema_keep_their_end(tmp_path):
    database = Database(f"sqlite:///{tmp_path / 'old.sqlite'}")
    upgrade_schema(database.engine, "0005")
    with database.engine.begin() as connection:
        for statement in (
            INERA,
            "INSERT INTO terms (id, slug, sort) VALUES (1, 'fri', 0)",
            (
                "INSERT INTO terms_version (id, terms_id, n, klass, crop_allowed, end_required)"
                " VALUES (1, 1, 1, 'free', 1, 0)"
            ),
            IMAGE,
            (
                "INSERT INTO request (id, number, about, state, version, once, token_generation,"
                " language, name, email, phone, organisation, use, use_text, link, created_at)"
                " VALUES (1, '2026-0001', 'image_use', 'granted', 2, 'a', 1, 'sv', '', '', '', '',"
                " 'other', '', '', '2026-11-22 12:00:00.000000')"
            ),
            (
                "INSERT INTO request_event (id, request_id, at, from_state, to_state, why)"
                " VALUES (1, 1, '2026-11-22 12:00:00.000000', '', 'received', '')"
            ),
            (
                'INSERT INTO "grant" (id, request_id, recipient, token_generation, starts, ends)'
                " VALUES (1, 1, '', 1, '2026-11-22 12:00:00.000000', '2026-12-31 23:00:00.000000')"
            ),
            (
                "INSERT INTO grant_item (grant_id, image_id, largest, terms_version_id, scope,"
                " channels, territory, credit, conditions)"
                " VALUES (1, 1, 'original', 1, 'En artikel', '', '', '', '')"
            ),
        ):
            connection.execute(text(statement))
    upgrade_schema(database.engine)
    with database.reading() as session:
        item = session.scalars(select(GrantItem)).one()
        assert (item.ends, item.scope) == (datetime(2026, 12, 31, 23, tzinfo=UTC), "En artikel")
        assert [event.what for event in item.grant.request.events] == [""]
    database.close()


def test_files_on_their_way_under_the_twelfth_schema_go_on(tmp_path):
    database = Database(f"sqlite:///{tmp_path / 'old.sqlite'}")
    upgrade_schema(database.engine, "0012")
    with database.engine.begin() as connection:
        for statement in (
            (
                'INSERT INTO "user" (id, email, name, role, password_hash, must_change_password,'
                " active, created_at)"
                " VALUES (1, 'a@b.se', '', 'editor', '', 0, 1, '2026-11-22 12:00:00.000000')"
            ),
            (
                "INSERT INTO upload_batch (id, user_id, token, common, touched_at)"
                " VALUES (7, 1, 'a', '{\"place\": \"Umeå\"}', '2026-11-22 12:00:00.000000')"
            ),
            (
                "INSERT INTO upload (id, batch_id, place, path, size, modified, part_bytes,"
                " touched_at) VALUES ('b', 7, 0, 'a.jpg', 1, 2, 3, '2026-11-22 12:00:00.000000')"
            ),
        ):
            connection.execute(text(statement))
    upgrade_schema(database.engine)
    with database.reading() as session:
        upload = session.scalars(select(Upload)).one()
        assert (upload.id, upload.path, upload.batch.id) == ("b", "a.jpg", 7)
        assert (upload.batch.user_id, upload.batch.common) == (1, {"place": "Umeå"})
        assert upload.batch.folder is None
    with database.engine.connect() as connection:
        assert connection.execute(text("PRAGMA foreign_key_check")).all() == []
    database.close()


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


def test_downloads_counted_before_are_summed_by_swedish_month(tmp_path):
    database = Database(f"sqlite:///{tmp_path / 'old.sqlite'}")
    upgrade_schema(database.engine, "0007")
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
                " 'foto', '[]', '[]', 0.5, 0.5, 'own', '2025-01-01', '2025-01-01')"
            )
        )
        for at in ("2025-12-31 22:59:59", "2025-12-31 23:00:00", "2026-02-28 12:00:00"):
            connection.execute(
                text(
                    "INSERT INTO download (image_id, size, digest, at)"
                    f" VALUES (1, 'webb', '', '{at}.000000')"
                )
            )
    upgrade_schema(database.engine)
    months = [date(2025, 12, 1), date(2026, 1, 1), date(2026, 2, 1)]
    with database.reading() as session:
        assert [one.month for one in session.scalars(select(ImageMonth))] == months
        kinds = session.scalars(select(DownloadMonth)).all()
        assert [(one.month, one.size, one.klass, one.times) for one in kinds] == [
            (month, "webb", "", 1) for month in months
        ]
    database.close()


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
