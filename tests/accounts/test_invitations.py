from datetime import datetime, timedelta

import pytest

from dam import accounts
from dam.accounts import invitations
from dam.accounts.passwords import hash_password
from dam.database.models import AuditEvent, Invitation, Letter, User
from dam.database.session import Database
from dam.errors import BadInput, Gone, NotFound
from tests.support.accounts import HASH, PASSWORD
from tests.support.databases import on_both

pytestmark = pytest.mark.usefixtures("cheap_passwords")
WEEK = timedelta(days=7)


@pytest.fixture
def invited(database: Database, editor: User, now: datetime) -> tuple[int, int]:
    """What the link in the letter says."""
    with database.writing() as session:
        one = invitations.send_invitation(
            session, "Ny@inera.test", "uploader", by=editor.id, now=now
        )
        session.commit()
        return one.id, one.token_generation


def accept(database: Database, signed, now: datetime, name="Ny Person", password=PASSWORD) -> User:
    hashed = hash_password(password)
    with database.writing() as session:
        session.expire_on_commit = False
        user = invitations.accept_invitation(session, signed, name, hashed, now=now)
        session.commit()
        return user


def test_a_letter_becomes_an_account_once(database: Database, invited, now: datetime):
    with database.reading() as session:
        letter = session.query(Letter).one()
        assert (letter.kind, letter.recipient) == ("invitation", "ny@inera.test")
    user = accept(database, invited, now + WEEK - timedelta(seconds=1))
    assert (user.email, user.name, user.role) == ("ny@inera.test", "Ny Person", "uploader")
    assert not user.must_change_password
    with pytest.raises(Gone):
        accept(database, invited, now)
    with database.reading() as session:
        assert accounts.verify_password(session, "ny@inera.test", PASSWORD) is not None
        actions = [(e.action, e.kind) for e in session.query(AuditEvent).order_by(AuditEvent.id)]
    assert actions[1:] == [("invite", "invitation"), ("add", "user"), ("accept", "invitation")]


def test_a_new_letter_kills_the_link_of_the_old_and_lasts_its_own_week(
    database: Database, editor: User, invited, now: datetime
):
    later = now + timedelta(days=20)
    with database.writing() as session:
        invitations.resend_invitation(session, invited[0], by=editor.id, now=later)
        session.commit()
    with pytest.raises(Gone):
        accept(database, invited, later)
    accept(database, (invited[0], invited[1] + 1), later + WEEK - timedelta(seconds=1))


@pytest.mark.parametrize("signed", [None, (0, 1), (999, 1)])
def test_a_link_to_nothing_is_dead(database: Database, now: datetime, signed):
    with pytest.raises(Gone):
        accept(database, signed, now)


def test_a_link_is_dead_after_a_week_and_once_taken_back(
    database: Database, editor: User, invited, now: datetime
):
    with pytest.raises(Gone):
        accept(database, invited, now + WEEK)
    with database.writing() as session:
        invitations.withdraw_invitation(session, invited[0], by=editor.id, now=now)
        invitations.withdraw_invitation(session, invited[0], by=editor.id, now=now)
        session.commit()
    with pytest.raises(Gone):
        accept(database, invited, now)
    with database.writing() as session, pytest.raises(NotFound):
        invitations.resend_invitation(session, invited[0], by=editor.id, now=now)


def test_an_old_link_never_opens_a_later_invitation(
    database: Database, editor: User, invited, now: datetime
):
    with database.writing() as session:
        invitations.withdraw_invitation(session, invited[0], by=editor.id, now=now)
        session.commit()
    with database.writing() as session:
        again = invitations.send_invitation(
            session, "ny@inera.test", "admin", by=editor.id, now=now
        )
        assert (again.id, again.token_generation) != invited
        session.commit()


@pytest.mark.parametrize(
    ("given", "field"), [({"name": "  "}, "name"), ({"password": "elva tecken"}, "new_password")]
)
def test_what_cannot_be_used_leaves_the_link_alive(
    database: Database, invited, now: datetime, given, field
):
    with pytest.raises(BadInput) as refused:
        accept(database, invited, now, **given)
    assert set(refused.value.fields) == {field}
    accept(database, invited, now)


@pytest.mark.usefixtures("invited")
@pytest.mark.parametrize(
    ("email", "role", "field"),
    [
        ("editor@inera.test", "admin", "email"),
        ("NY@inera.test", "admin", "email"),
        ("ingen adress", "admin", "email"),
        ("annan@inera.test", "owner", "role"),
    ],
)
def test_who_cannot_be_invited(database: Database, editor: User, now: datetime, email, role, field):
    with database.writing() as session, pytest.raises(BadInput) as refused:
        invitations.send_invitation(session, email, role, by=editor.id, now=now)
    assert set(refused.value.fields) == {field}


def test_an_account_made_meanwhile_is_not_taken_over(database: Database, invited, now: datetime):
    with database.writing() as session:
        accounts.add_account(session, "ny@inera.test", "admin", HASH, by=None, now=now)
        session.commit()
    with pytest.raises(BadInput, match="redan ett konto"):
        accept(database, invited, now, password="åtta blå elefanter")


@on_both
@pytest.mark.usefixtures("invited")
def test_addresses_that_never_answered_are_forgotten(database: Database, now: datetime):
    for days, left in ((30, 1), (31, 0)):
        with database.writing() as session:
            invitations.forget_expired_invitations(session, now + timedelta(days=days))
            assert session.query(Invitation).count() == left
            session.commit()
