"""One account, and the passwords that the tests use."""

from datetime import datetime

import pytest

from dam import people
from dam.database import Database
from dam.models import User

PASSWORD = "sju gröna hästar"


@pytest.fixture
def editor(database: Database, now: datetime) -> User:
    with database.writing() as session:
        session.expire_on_commit = False
        user = people.add(session, "editor@inera.test", "editor", PASSWORD, by=None, now=now)
        session.commit()
    return user
