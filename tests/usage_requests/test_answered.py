"""A question answered without a permission: a state of its own, which can be taken up again."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from dam.database.migrations import upgrade_schema
from dam.database.models import UsageRequest
from dam.database.session import Database
from dam.errors import Conflict
from dam.usage_requests import answer, follow_up, grants
from dam.usage_requests.decision_form import Decided
from dam.usage_requests.states import next_states
from tests.support.requests import PRESS_EMAIL, find_request, grant_answer

AT = "'2026-11-22 12:00:00.000000'"
REQUEST = (
    "INSERT INTO request (id, number, about, state, version, once, token_generation, language,"
    " name, email, phone, organisation, use, use_text, link, created_at) VALUES ({number},"
    " '2026-000{number}', 'national', 'granted', 2, '{number}', 1, 'sv', '', '', '', '', 'other',"
    f" '', '', {AT})"
)
EVENT = (
    "INSERT INTO request_event (request_id, at, from_state, to_state, what, why)"
    " VALUES ({number}, " + AT + ", '{was}', '{became}', '', '')"
)
GRANT = (
    'INSERT INTO "grant" (id, request_id, recipient, token_generation, starts, ends)'
    f" VALUES (1, 1, '', 1, {AT}, '2026-12-31 23:00:00.000000')"
)
WORDS = Decided("answer", message="Bilden är fri.")


@pytest.fixture
def answered(database, house, add_image, ask_for, now) -> int:
    number = ask_for(add_image())
    with database.writing() as session:
        answer.decide_request(
            session, find_request(session, number), WORDS, version=1, by=house["Kim"], now=now
        )
        session.commit()
    return number


def test_there_is_nothing_to_take_back(database, house, answered, now):
    with database.writing() as session:
        request = find_request(session, answered)
        assert request.state == "answered"
        assert "revoked" not in next_states(request)
        with pytest.raises(Conflict):
            grants.revoke_grants(session, request, "Fel.", version=None, by=house["Kim"], now=now)


@pytest.mark.parametrize("door", ["page", "letter"])
def test_whoever_asked_may_ask_on(database, house, answered, now, door):
    with database.writing() as session:
        request = find_request(session, answered)
        if door == "page":
            follow_up.add_requester_reply(
                session, request, "Och i tryck?", once="r", press_email=PRESS_EMAIL, now=now
            )
        else:
            assert follow_up.reply_by_letter(session, request, request.email, now=now)
        assert request.state == "claimed"
        assert request.handler_id == house["Kim"]


def test_it_cannot_be_taken_back_by_whoever_asked(database, answered, now):
    with database.writing() as session, pytest.raises(Conflict):
        follow_up.withdraw_request(
            session, find_request(session, answered), press_email=PRESS_EMAIL, now=now
        )


def test_the_office_opens_it_again_and_decides(database, house, answered, now):
    with database.writing() as session:
        request = find_request(session, answered)
        by, image = house["Noor"], request.items[0].image_id
        answer.claim_request(session, request, version=request.version, by=by, now=now)
        answer.decide_request(
            session, request, grant_answer(image), version=request.version, by=by, now=now
        )
        assert request.state == "granted"


def test_those_stored_as_granted_are_told_from_permissions(tmp_path):
    database = Database(f"sqlite:///{tmp_path / 'old.sqlite'}")
    upgrade_schema(database.engine, "0019")
    with database.engine.begin() as connection:
        for number in (1, 2):
            connection.execute(text(REQUEST.format(number=number)))
            for was, became in (("", "received"), ("received", "granted")):
                connection.execute(text(EVENT.format(number=number, was=was, became=became)))
        connection.execute(text(GRANT))
    upgrade_schema(database.engine)
    with database.reading() as session:
        requests = session.query(UsageRequest).order_by(UsageRequest.id)
        assert [one.state for one in requests] == ["granted", "answered"]
        events = [[event.to_state for event in one.events] for one in requests]
        assert events == [["received", "granted"], ["received", "answered"]]
    with database.engine.begin() as connection, pytest.raises(IntegrityError):
        connection.execute(text("UPDATE request SET state = 'unknown'"))
    database.close()
