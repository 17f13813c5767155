from datetime import datetime, timedelta

import pytest

from dam import accounts
from dam.accounts import password_reset
from dam.accounts.passwords import hash_password
from dam.database.jobs import take_noted
from dam.database.models import AuditEvent, Letter, User
from dam.database.session import Database
from dam.errors import BadInput, Gone
from tests.support.accounts import HASH, PASSWORD

pytestmark = pytest.mark.usefixtures("cheap_passwords")
NEW = "åtta blå elefanter"
HOUR = timedelta(hours=1)


def ask(database: Database, email: str, now: datetime) -> int:
    """Ask for a letter; returns how many jobs the worker is woken for."""
    with database.writing() as session:
        password_reset.request_password_reset(session, email, by=None, now=now)
        session.commit()
        return len(take_noted(session))


def link(database: Database, user: User) -> tuple[int, int]:
    with database.reading() as session:
        return user.id, session.get_one(User, user.id).password_generation


def choose(database: Database, signed, now: datetime, password: str = NEW) -> None:
    with database.writing() as session:
        password_reset.reset_password(session, signed, hash_password(password), now=now)
        session.commit()


def test_a_new_password_counts_once_and_ends_all_sessions(
    database: Database, editor: User, now: datetime
):
    with database.writing() as session:
        there = accounts.begin_session(session, editor.id, now=now)
        session.commit()
    ask(database, " EDITOR@inera.test ", now)
    signed = link(database, editor)
    with database.reading() as session:
        assert accounts.find_session(session, there, now=now) is not None
        assert accounts.verify_password(session, editor.email, PASSWORD) is not None
        letter = session.query(Letter).one()
        assert (letter.kind, letter.recipient) == ("new_password", editor.email)
    choose(database, signed, now + HOUR - timedelta(seconds=1))
    with database.reading() as session:
        assert accounts.find_session(session, there, now=now) is None
        assert accounts.verify_password(session, editor.email, PASSWORD) is None
        assert accounts.verify_password(session, editor.email, NEW) is not None
        actions = [event.action for event in session.query(AuditEvent).order_by(AuditEvent.id)]
        assert actions[-2:] == ["ask_password", "choose_password"]
    with pytest.raises(Gone):
        choose(database, signed, now)


def test_a_link_is_dead_after_an_hour_and_when_a_newer_was_sent(
    database: Database, editor: User, now: datetime
):
    ask(database, editor.email, now)
    first = link(database, editor)
    with pytest.raises(Gone):
        choose(database, first, now + HOUR)
    ask(database, editor.email, now + HOUR)
    with pytest.raises(Gone):
        choose(database, first, now + HOUR)
    choose(database, link(database, editor), now + HOUR)


def test_nothing_is_chosen_without_having_asked(database: Database, editor: User, now: datetime):
    for signed in (link(database, editor), (editor.id, 0), (999, 1), None):
        with pytest.raises(Gone):
            choose(database, signed, now)


def test_a_change_of_password_or_a_closed_account_kills_the_link(
    database: Database, editor: User, now: datetime
):
    ask(database, editor.email, now)
    signed = link(database, editor)
    with database.writing() as session:
        kept = accounts.begin_session(session, editor.id, now=now)
        chosen = accounts.choose_password(session.get_one(User, editor.id), NEW)
        accounts.set_chosen_password(session, chosen, kept=kept, by=editor.id, now=now)
        session.commit()
    with pytest.raises(Gone):
        choose(database, signed, now)
    ask(database, editor.email, now)
    signed = link(database, editor)
    with database.writing() as session:
        accounts.add_account(session, "admin@inera.test", "admin", HASH, by=None, now=now)
        accounts.deactivate_account(session, editor.id, by=None, now=now)
        accounts.activate_account(session, editor.id, by=None, now=now)
        session.commit()
    with pytest.raises(Gone):
        choose(database, signed, now)


def test_a_short_password_leaves_the_link_alive(database: Database, editor: User, now: datetime):
    ask(database, editor.email, now)
    with pytest.raises(BadInput):
        choose(database, link(database, editor), now, "elva tecken")
    choose(database, link(database, editor), now)


def test_as_much_is_done_for_an_address_that_nobody_has(
    database: Database, editor: User, now: datetime
):
    assert ask(database, editor.email, now) == ask(database, "nobody@inera.test", now) == 1
    with database.writing() as session:
        session.get_one(User, editor.id).active = False
        session.commit()
    assert ask(database, editor.email, now) == 1
    with database.reading() as session:
        assert session.query(Letter).count() == 1
        asked = session.query(AuditEvent).filter_by(action="ask_password")
        assert sorted(event.object_id or 0 for event in asked) == [0, 0, editor.id]
