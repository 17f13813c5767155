"""What a view reads after it has written, or was refused: the database as it stands by then."""

from contextlib import suppress

import pytest
from flask import Flask, g

from dam.database.models import Organisation
from dam.errors import Conflict
from dam.web.context import reading_session, writing_session
from tests.support.databases import on_both


@on_both
@pytest.mark.parametrize("refused", [True, False])
def test_the_reading_session_sees_afterwards_what_others_have_stored(
    app: Flask, refused: bool
) -> None:
    with app.test_request_context():
        owner = reading_session().query(Organisation).filter_by(kind="inera").one()
        assert owner.phone != "08-1"
        with suppress(Conflict), writing_session() as session:
            colleague = session.get_one(Organisation, owner.id)
            colleague.phone = "08-1"
            session.commit()
            if refused:
                raise Conflict("Någon annan hann före.")
        assert owner.phone == "08-1"


def test_a_request_that_only_writes_opens_no_reading_session(app: Flask) -> None:
    with app.test_request_context():
        with writing_session():
            pass
        assert "reading" not in g
