"""What the journalist does afterwards: completes, takes back."""

import pytest

from dam.database.models import Letter
from dam.errors import BadInput, Conflict
from dam.usage_requests import answer, follow_up
from tests.support.databases import on_both
from tests.support.requests import PRESS_EMAIL, deny_answer, find_request


def last_letter(session) -> Letter:
    return session.query(Letter).order_by(Letter.id.desc()).first()


def test_an_answered_question_waits_for_the_press_office_again(database, house, ask_for, now):
    number = ask_for()
    with database.writing() as session:
        request = find_request(session, number)
        answer.ask_requester(session, request, "Var?", version=1, by=house["Kim"], now=now)
        assert request.state == "needs_information"
        letter = last_letter(session)
        assert (letter.kind, letter.context["question"]) == ("needs_information", "Var?")
        follow_up.add_requester_reply(
            session, request, " På sidan 3.\r\n ", once="r", press_email=PRESS_EMAIL, now=now
        )
        session.commit()
    with database.reading() as session:
        request = find_request(session, number)
        assert (request.state, request.handler_id) == ("claimed", house["Kim"])
        assert (request.events[-1].why, request.events[-1].user_id) == ("På sidan 3.", None)
        letter = last_letter(session)
        assert (letter.kind, letter.recipient) == ("replied", PRESS_EMAIL)
        assert "sidan" not in str(letter.context)


@on_both
def test_the_same_form_is_one_reply(database, ask_for, now):
    number = ask_for()
    for once in ("a", "a", "b"):
        with database.writing() as session:
            request = find_request(session, number)
            follow_up.add_requester_reply(
                session, request, once, once=once, press_email=PRESS_EMAIL, now=now
            )
            session.commit()
    with database.reading() as session:
        assert [event.why for event in find_request(session, number).events] == ["", "a", "b"]
        assert session.query(Letter).filter_by(kind="replied").count() == 2


@pytest.mark.parametrize("text", ["", " \n", "a" * 2001])
def test_a_reply_says_something(database, ask_for, now, text: str):
    number = ask_for()
    with database.writing() as session, pytest.raises(BadInput) as caught:
        follow_up.add_requester_reply(
            session, find_request(session, number), text, once="r", press_email=PRESS_EMAIL, now=now
        )
    assert list(caught.value.fields) == ["reply"]


def test_a_request_taken_back(database, ask_for, now):
    number = ask_for()
    for _ in range(2):
        with database.writing() as session:
            follow_up.withdraw_request(
                session, find_request(session, number), press_email=PRESS_EMAIL, now=now
            )
            session.commit()
    with database.reading() as session:
        request = find_request(session, number)
        assert (request.state, len(request.events)) == ("withdrawn", 2)
        kinds = [letter.kind for letter in session.query(Letter)]
        assert kinds.count("request_withdrawn") == 1


@pytest.mark.parametrize(
    "act",
    [
        lambda *given, **more: follow_up.add_requester_reply(*given, "Men", once="r", **more),
        follow_up.withdraw_request,
    ],
)
def test_nothing_is_added_to_an_answered_request(database, house, ask_for, now, act):
    number = ask_for()
    with database.writing() as session:
        request = find_request(session, number)
        answer.decide_request(session, request, deny_answer(), version=1, by=house["Kim"], now=now)
        session.commit()
        with pytest.raises(Conflict, match="redan avslutat"):
            act(session, request, press_email=PRESS_EMAIL, now=now)
