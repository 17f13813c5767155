"""What a database refuses is told without the values that were to be written."""

import traceback

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from dam.database import Database

CANARY = "Kanariefågeln"


def test_no_value_of_a_refused_row_is_told(database: Database):
    """PostgreSQL says the whole row, and the key that is taken."""
    insert = text('INSERT INTO "user" (id, email, role) VALUES (:id, :email, :role)')
    with pytest.raises(DBAPIError) as told, database.writing() as session:
        session.execute(insert, {"id": 1, "email": CANARY, "role": CANARY})
    shown = "".join(traceback.format_exception(told.value))
    assert "user" in shown
    assert CANARY not in shown
    assert CANARY not in str(told.value.orig)
