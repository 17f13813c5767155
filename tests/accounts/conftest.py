"""One account."""

from datetime import datetime

import pytest

from dam import accounts
from dam.database.models import User
from dam.database.session import Database
from tests.support.accounts import HASH


@pytest.fixture
def editor(database: Database, now: datetime) -> User:
    with database.writing() as session:
        session.expire_on_commit = False
        user = accounts.add_account(session, "editor@inera.test", "editor", HASH, by=None, now=now)
        session.commit()
    return user
