"""What a database refuses is told without the values that were to be written."""

import traceback

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from dam.database.session import NO_COLUMN, Database
from dam.errors import BadInput
from tests.support.databases import on_both

pytestmark = on_both

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


@pytest.mark.parametrize("value", [2**63, -(2**70), f"{CANARY}\ud800"])
def test_what_no_column_holds_is_a_sentence(
    database: Database, value: int | str, caplog: pytest.LogCaptureFixture
):
    """The net below the reader of what comes from outside: whoever passes it by hears a refusal."""
    asked = text("SELECT id FROM image WHERE id = CAST(:value AS integer)")
    with pytest.raises(BadInput) as told, database.reading() as session:
        session.execute(asked, {"value": value})
    assert str(told.value) == NO_COLUMN
    shown = "".join(traceback.format_exception(told.value)) + caplog.text
    assert "no_column_holds_it" in caplog.text
    assert CANARY not in shown
    with database.reading() as session:
        assert session.execute(asked, {"value": 1}).all() == []


def test_a_value_that_postgresql_cannot_read_is_not_told(
    database: Database, backend: str, caplog: pytest.LogCaptureFixture
):
    """SQLite takes any words for a number, so there is nothing to tell."""
    if backend == "sqlite":
        return
    with pytest.raises(BadInput) as told, database.reading() as session:
        session.execute(text("SELECT CAST(:value AS integer)"), {"value": CANARY})
    assert CANARY not in "".join(traceback.format_exception(told.value)) + caplog.text
