"""One account, and the passwords that the tests use."""

from datetime import datetime

import pytest
from argon2 import PasswordHasher

from dam import accounts
from dam.accounts import passwords
from dam.database.models import User
from dam.database.session import Database

PASSWORD = "sju gröna hästar"
CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
NOBODY = CHEAP.hash("nobody at all")


@pytest.fixture
def cheap_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    """Passwords cost next to nothing; what they cost is tested in `test_verify`."""
    monkeypatch.setattr(passwords, "_hasher", CHEAP)
    monkeypatch.setattr(passwords, "NOBODY", NOBODY)


@pytest.fixture
def editor(database: Database, now: datetime) -> User:
    with database.writing() as session:
        session.expire_on_commit = False
        user = accounts.add_account(
            session, "editor@inera.test", "editor", PASSWORD, by=None, now=now
        )
        session.commit()
    return user
