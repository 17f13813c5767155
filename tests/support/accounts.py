"""An account of each role, with passwords that cost next to nothing."""

from datetime import datetime

import pytest
from argon2 import PasswordHasher

from dam import accounts
from dam.accounts import passwords
from dam.accounts.passwords import HashedPassword
from dam.database.models import User
from dam.services import Services

PASSWORD = "sju gröna hästar"
CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
NOBODY = CHEAP.hash("nobody at all")

HASH = HashedPassword(CHEAP.hash(PASSWORD))


@pytest.fixture
def cheap_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    """Passwords cost next to nothing; what they cost is tested in `test_verify`."""
    monkeypatch.setattr(passwords, "_hasher", CHEAP)
    monkeypatch.setattr(passwords, "NOBODY", NOBODY)


@pytest.fixture
def persons(services: Services, now: datetime) -> dict[str, User]:
    """An account of each role; the address is the role at inera.test."""
    with services.database.writing() as session:
        session.expire_on_commit = False
        users = {
            role: User(email=f"{role}@inera.test", role=role, password_hash=HASH, created_at=now)
            for role in accounts.ROLES
        }
        session.add_all(users.values())
        session.commit()
    return users
