"""A question answered without a permission: a state of its own, which can be taken up again."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from dam.errors import Conflict
from dam.usage_requests import answer, follow_up, grants
from dam.usage_requests.decision_form import Decided
from dam.usage_requests.states import next_states
from tests.support.requests import PRESS_EMAIL, find_request, grant_answer

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


@pytest.mark.usefixtures("answered")
def test_the_database_knows_the_states(database):
    with database.writing() as session, pytest.raises(IntegrityError):
        session.execute(text("UPDATE request SET state = 'unknown'"))
