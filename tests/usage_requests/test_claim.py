"""Claiming: whoever was second is told, also when both press at once."""

import threading

import pytest

from dam.errors import Conflict
from dam.usage_requests import answer
from tests.support.databases import on_both
from tests.support.requests import find_request

pytestmark = on_both


def test_a_claimed_request_has_a_handler(database, house, ask_for, now):
    number = ask_for()
    with database.writing() as session:
        answer.claim_request(
            session, find_request(session, number), version=1, by=house["Kim"], now=now
        )
        session.commit()
    with database.reading() as session:
        request = find_request(session, number)
        assert (request.state, request.handler_id, request.version) == ("claimed", house["Kim"], 2)
        assert request.events[-1].user_id == house["Kim"]


def test_whoever_was_second_is_told(database, house, ask_for, now):
    number = ask_for()
    with database.writing() as session:
        answer.claim_request(
            session, find_request(session, number), version=1, by=house["Kim"], now=now
        )
        session.commit()
    with database.writing() as session, pytest.raises(Conflict, match="Någon annan"):
        answer.claim_request(
            session, find_request(session, number), version=1, by=house["Noor"], now=now
        )


def test_two_at_once(database, house, ask_for, now):
    number = ask_for()
    together = threading.Barrier(2)
    told: list[str] = []

    def press(name: str) -> None:
        with database.reading() as session:
            version = find_request(session, number).version
        together.wait()
        with database.writing() as session:
            request = find_request(session, number)
            try:
                answer.claim_request(session, request, version=version, by=house[name], now=now)
                session.commit()
            except Conflict:
                told.append(name)

    threads = [threading.Thread(target=press, args=[name]) for name in ("Kim", "Noor")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with database.reading() as session:
        request = find_request(session, number)
        assert len(told) == 1
        assert request.handler_id == house[({"Kim", "Noor"} - set(told)).pop()]
        assert len(request.events) == 2


def test_spam_put_aside_by_mistake_comes_back(database, house, ask_for, now):
    number = ask_for()
    with database.writing() as session:
        request = find_request(session, number)
        answer.mark_spam(session, request, version=1, by=house["Kim"], now=now)
        answer.claim_request(session, request, version=2, by=house["Kim"], now=now)
        assert request.state == "claimed"
