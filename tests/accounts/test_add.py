from datetime import datetime

import pytest

from dam import accounts
from dam.accounts.passwords import hash_password
from dam.database.models import AuditEvent, User
from dam.database.session import Database
from dam.errors import BadInput
from tests.support.accounts import HASH, PASSWORD

pytestmark = pytest.mark.usefixtures("cheap_passwords")


def test_account_is_kept_with_its_role_and_address_in_lower_case(database: Database, now: datetime):
    with database.writing() as session:
        accounts.add_account(session, " Anna@Inera.test ", "uploader", HASH, by=None, now=now)
        session.commit()
    with database.reading() as session:
        user = session.query(User).one()
        assert (user.email, user.role, user.active) == ("anna@inera.test", "uploader", True)
        assert not user.must_change_password
        assert PASSWORD not in user.password_hash
        event = session.query(AuditEvent).one()
        assert (event.action, event.object_id) == ("add", user.id)


def test_first_password_must_be_changed(database: Database, now: datetime):
    with database.writing() as session:
        user = accounts.add_account(
            session, "a@inera.test", "admin", HASH, first_password=True, by=None, now=now
        )
        assert user.must_change_password


@pytest.mark.usefixtures("editor")
@pytest.mark.parametrize("email", ["editor@inera.test", "EDITOR@inera.test"])
def test_address_can_be_used_once(database: Database, now: datetime, email: str):
    with database.writing() as session:
        with pytest.raises(BadInput, match="redan ett konto") as refused:
            accounts.add_account(session, email, "admin", HASH, by=None, now=now)
        assert set(refused.value.fields) == {"email"}
        session.commit()
    with database.reading() as session:
        assert session.query(User).count() == 1


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"email": "no address"}, "email"),
        ({"email": "a@inera.test,b@inera.test"}, "email"),
        ({"role": "owner"}, "role"),
        ({"password": "elva tecken"}, "new_password"),
        ({"password": "x" * 1001}, "new_password"),
    ],
)
def test_what_cannot_be_used_names_its_field(
    database: Database, now: datetime, given: dict[str, str], field: str
):
    whole = {"email": "a@inera.test", "role": "editor", "password": PASSWORD} | given
    with database.writing() as session, pytest.raises(BadInput) as refused:
        accounts.add_account(
            session, **whole | {"password": hash_password(whole["password"])}, by=None, now=now
        )
    assert set(refused.value.fields) == {field}
