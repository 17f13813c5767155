from datetime import datetime, timedelta

import pytest

from dam import accounts
from dam.database.models import User, UserSession
from dam.database.session import Database
from tests.support.databases import on_both

pytestmark = pytest.mark.usefixtures("cheap_passwords")


def begin(database: Database, user: User, now: datetime) -> str:
    with database.writing() as session:
        identifier = accounts.begin_session(session, user.id, now=now)
        session.commit()
    return identifier


def counts(database: Database, identifier: str, now: datetime) -> bool:
    with database.reading() as session:
        return accounts.find_session(session, identifier, now=now) is not None


def see(database: Database, identifier: str, now: datetime) -> None:
    with database.writing() as session:
        accounts.note_seen(session, identifier, now=now)
        session.commit()


def test_session_finds_its_person(database: Database, editor: User, now: datetime):
    identifier = begin(database, editor, now)
    with database.reading() as session:
        found = accounts.find_session(session, identifier, now=now)
        assert found is not None
        assert found.user.email == "editor@inera.test"
        assert identifier != found.alternative_id
    assert not counts(database, identifier + "x", now)
    assert not counts(database, "", now)


def test_idle_session_ends_after_four_hours(database: Database, editor: User, now: datetime):
    identifier = begin(database, editor, now)
    idle = timedelta(hours=4)
    assert counts(database, identifier, now + idle - timedelta(seconds=1))
    assert not counts(database, identifier, now + idle)


def test_session_in_use_ends_after_twelve_hours(database: Database, editor: User, now: datetime):
    identifier = begin(database, editor, now)
    for hours in (3, 6, 9, 11):
        assert counts(database, identifier, now + timedelta(hours=hours))
        see(database, identifier, now + timedelta(hours=hours))
    assert not counts(database, identifier, now + timedelta(hours=12))


def test_use_is_noted_once_a_minute(database: Database, editor: User, now: datetime):
    identifier = begin(database, editor, now)
    with database.reading() as session:
        found = accounts.find_session(session, identifier, now=now)
        assert found is not None
        assert not accounts.is_due(found, now + timedelta(seconds=59))
        assert accounts.is_due(found, now + timedelta(seconds=60))


def test_ended_session_is_not_revived_by_use(database: Database, editor: User, now: datetime):
    identifier = begin(database, editor, now)
    later = now + timedelta(hours=5)
    see(database, identifier, later)
    assert not counts(database, identifier, later)


@on_both
def test_closing_the_account_ends_it_at_once(database: Database, editor: User, now: datetime):
    identifier = begin(database, editor, now)
    with database.writing() as session:
        session.get_one(User, editor.id).active = False
        session.commit()
    assert not counts(database, identifier, now)


def test_signing_out_ends_that_session_alone(database: Database, editor: User, now: datetime):
    first, second = begin(database, editor, now), begin(database, editor, now)
    with database.writing() as session:
        accounts.end_session(session, first)
        session.commit()
    assert not counts(database, first, now)
    assert counts(database, second, now)


@on_both
def test_ended_sessions_leave_the_table_at_the_next_sign_in(
    database: Database, editor: User, now: datetime
):
    begin(database, editor, now)
    begin(database, editor, now + timedelta(days=1))
    with database.reading() as session:
        assert session.query(UserSession).count() == 1
