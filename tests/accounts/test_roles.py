from datetime import datetime
from threading import Barrier, Thread

import pytest

from dam import accounts
from dam.database.models import User
from dam.database.session import Database
from dam.errors import BadInput, NotFound
from tests.support.accounts import HASH, PASSWORD
from tests.support.databases import on_both

pytestmark = pytest.mark.usefixtures("cheap_passwords")


def add(database: Database, name: str, role: str, now: datetime) -> int:
    with database.writing() as session:
        user = accounts.add_account(session, f"{name}@inera.test", role, HASH, by=None, now=now)
        session.commit()
        return user.id


@pytest.mark.parametrize(
    ("role", "wanted", "allowed"),
    [
        ("uploader", "uploader", True),
        ("uploader", "editor", False),
        ("uploader", "admin", False),
        ("editor", "uploader", True),
        ("editor", "editor", True),
        ("editor", "admin", False),
        ("admin", "editor", True),
        ("admin", "admin", True),
    ],
)
def test_each_role_may_what_those_before_it_may(role: str, wanted: str, allowed: bool):
    assert accounts.has_role(User(role=role), wanted) is allowed


def test_role_changes_and_is_found_by_the_living_session(
    database: Database, editor: User, now: datetime
):
    with database.writing() as session:
        identifier = accounts.begin_session(session, editor.id, now=now)
        accounts.set_account_role(session, editor.id, "uploader", by=None, now=now)
        session.commit()
    with database.reading() as session:
        found = accounts.find_session(session, identifier, now=now)
        assert found is not None
        assert found.user.role == "uploader"


def test_unknown_role_or_person_is_refused(database: Database, editor: User, now: datetime):
    with database.writing() as session:
        with pytest.raises(BadInput, match="roll"):
            accounts.set_account_role(session, editor.id, "owner", by=None, now=now)
        with pytest.raises(NotFound):
            accounts.set_account_role(session, editor.id + 1, "admin", by=None, now=now)


def test_closing_ends_sessions_and_opening_again_does_not_bring_them_back(
    database: Database, editor: User, now: datetime
):
    with database.writing() as session:
        identifier = accounts.begin_session(session, editor.id, now=now)
        accounts.deactivate_account(session, editor.id, by=None, now=now)
        assert accounts.verify_password(session, editor.email, PASSWORD) is None
        accounts.activate_account(session, editor.id, by=None, now=now)
        assert accounts.find_session(session, identifier, now=now) is None
        assert accounts.verify_password(session, editor.email, PASSWORD) is not None


@on_both
def test_last_admin_stays(database: Database, now: datetime):
    last = add(database, "last", "admin", now)
    with database.writing() as session:
        with pytest.raises(BadInput, match="minst en aktiv administratör"):
            accounts.set_account_role(session, last, "editor", by=last, now=now)
        with pytest.raises(BadInput, match="minst en aktiv administratör"):
            accounts.deactivate_account(session, last, by=last, now=now)


@on_both
def test_two_admins_who_close_each_other_leave_one(database: Database, now: datetime):
    admins = [add(database, "one", "admin", now), add(database, "two", "admin", now)]
    together = Barrier(2)

    def close(user_id: int) -> None:
        together.wait()
        try:
            with database.writing() as session:
                accounts.deactivate_account(session, user_id, by=None, now=now)
                session.commit()
        except BadInput:
            pass

    threads = [Thread(target=close, args=(one,)) for one in admins]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with database.reading() as session:
        assert session.query(User).filter_by(active=True).count() == 1


@pytest.mark.usefixtures("editor")
def test_list_has_the_active_first(database: Database, now: datetime):
    add(database, "anna", "admin", now)
    closed = add(database, "aaron", "uploader", now)
    with database.writing() as session:
        accounts.deactivate_account(session, closed, by=None, now=now)
        names = [user.email.split("@")[0] for user in accounts.list_accounts(session)]
    assert names == ["anna", "editor", "aaron"]
