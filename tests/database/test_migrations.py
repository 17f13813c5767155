"""The migrations make exactly the tables of the models, on both databases."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import make_url, select, text
from sqlalchemy.exc import DBAPIError, IntegrityError

from dam.approval.fingerprint import fingerprint_of
from dam.database.audit_actions import AuditAction
from dam.database.migrations import find_newest_revision, read_schema_revision, upgrade_schema
from dam.database.models import (
    Approval,
    AuditEvent,
    Base,
    DhashBand,
    DownloadMonth,
    Image,
    Letter,
    PendingReplacement,
    RateLimitCount,
    Revision,
    TermsVersion,
    WaitingChange,
)
from dam.database.session import Database
from tests.support.databases import on_both

# The full-text index is each database's own and no table of the models.
OWN = ("listing_fts", "image_fts", "vector")


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
@pytest.mark.parametrize("level", [-1, 3])
def test_both_databases_refuse_what_remains_of_an_image_at_no_known_level(database, level):
    with database.engine.connect() as connection:
        for statement in filter(
            str.strip, OF_OLD.replace("remains)", "residual_level)").split(";\n")[:2]
        ):
            connection.exec_driver_sql(statement)
        with pytest.raises(IntegrityError):
            connection.execute(text(f"UPDATE image SET residual_level = {level}"))


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


@pytest.fixture
def old_database(backend, database, tmp_path) -> Iterator[Database]:
    """An empty database of the schema before the newest."""
    url = make_url(f"sqlite:///{tmp_path / 'old.sqlite'}")
    if backend == "postgresql":
        url = database.engine.url.set(database="old")
        with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as server:
            server.execute(text("DROP DATABASE IF EXISTS old"))
            server.execute(text("CREATE DATABASE old"))
    found = Database(url.render_as_string(hide_password=False))
    upgrade_schema(found.engine, "0023")
    yield found
    found.close()


AT = "2026-11-22 12:00:00+00:00"
OF_OLD = f"""
INSERT INTO organisation (id, kind, slug, display_name, search_names, position)
    VALUES (1, 'inera', 'inera', 'Inera', '[]', 0);
INSERT INTO image (id, owner_id, state, processing, processing_tries, version, creators, brand,
    kind, persons, keywords, focal_x, focal_y, rights_source, created_at, updated_at, remains)
    VALUES (1, 1, 'draft', 'ready', 0, 1, '[]', 'Inera', 'foto', '[]', '[]', 0.5, 0.5, 'own',
    '{AT}', '{AT}', 2);
INSERT INTO image_file (id, image_id, n, sha256, key, bytes, original_name, format, width, height,
    facts, received, converted, created_at) VALUES
    (7, 1, 1, 'a', 'k', 1, 'a.jpg', 'jpeg', 1, 1, '{{}}', '{{}}', false, '{AT}');
INSERT INTO "user" (id, email, name, role, active, password_hash, must_change_password, created_at)
    VALUES (1, 'a@b.se', '', 'editor', true, '', false, '{AT}');
INSERT INTO terms (id, slug, sort) VALUES (1, 'fri', 0);
INSERT INTO terms_version (terms_id, n, klass, crop_allowed, end_required)
    VALUES (1, 1, 'free', true, false);
INSERT INTO download_month (month, size, klass, times) VALUES ('2026-01-01', 'webb', 'free', 3);
INSERT INTO coming_file (image_id, file_id, note, asked_at, tries) VALUES (1, 7, 'Ny', '{AT}', 2);
INSERT INTO hash_part (part, file_id, dhash) VALUES (65536, 7, 'ff');
INSERT INTO tries (key, count, expires) VALUES ('k', 4, '{AT}');
INSERT INTO audit_event (id, at, action, kind, object_id, fields, detail)
    VALUES (5, '{AT}', 'take back', 'image', 1, '["leases", "remains", "shows"]', '{{}}');
INSERT INTO revision (event_id, before, after)
    VALUES (5, '{{"remains": "text", "place": "x"}}', '{{"remains": "small", "place": "shows"}}');
INSERT INTO waiting_change (image_id, at, before, after, note)
    VALUES (1, '{AT}', '{{"shows": [1]}}', '{{"shows": []}}', '');
INSERT INTO approval (image_id, step, fingerprint, parts, user_id, at, lost_fields, lost_moment)
    VALUES (1, 'sent', 'x', '{{"title": "t", "remains": "r", "shows": "s"}}', 1, '{AT}',
    '["shows"]', '{AT}'), (1, 'scheduled', '', '{{}}', 1, '{AT}', '[]', NULL);
"""


@on_both
def test_what_stood_under_the_old_names_stands_under_the_new(old_database):
    with old_database.engine.begin() as connection:
        for statement in filter(str.strip, OF_OLD.split(";\n")):
            connection.exec_driver_sql(statement)
    upgrade_schema(old_database.engine)
    with old_database.reading() as session:
        assert session.scalars(select(Image.residual_level)).one() == 2
        assert session.scalars(select(TermsVersion.category)).one() == "free"
        assert session.scalars(select(DownloadMonth.category)).one() == "free"
        pending = session.scalars(select(PendingReplacement)).one()
        assert (pending.image_id, pending.file_id, pending.note, pending.tries) == (1, 7, "Ny", 2)
        assert session.execute(select(DhashBand.band, DhashBand.file_id)).one() == (65536, 7)
        assert session.execute(select(RateLimitCount.key, RateLimitCount.count)).one() == ("k", 4)
        event = session.scalars(select(AuditEvent)).one()
        assert event.action == AuditAction.TAKE_BACK
        assert event.fields == ["leases", "residual_level", "depicted"]
        revision = session.scalars(select(Revision)).one()
        assert revision.before == {"residual_level": "text", "place": "x"}
        assert revision.after == {"residual_level": "small", "place": "shows"}
        waiting = session.scalars(select(WaitingChange)).one()
        assert (waiting.before, waiting.after) == ({"depicted": [1]}, {"depicted": []})
        scheduled, sent = session.scalars(select(Approval).order_by(Approval.step))
        assert (scheduled.fingerprint, scheduled.parts, scheduled.lost_fields) == ("", {}, [])
        assert sent.parts == {"title": "t", "residual_level": "r", "depicted": "s"}
        assert sent.fingerprint == fingerprint_of(sent.parts)
        assert (sent.lost_fields, sent.lost_publish_at) == (["depicted"], sent.at)
    with old_database.writing() as session, pytest.raises(DBAPIError, match="only grows"):
        session.execute(text("UPDATE audit_event SET action = 'x'"))
