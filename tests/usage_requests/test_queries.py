"""Finding requests: by secret link, by number, and the list sorted by deadline, then age."""

from datetime import timedelta

import pytest

from dam.errors import NotFound
from dam.links.tokens import Signer
from dam.usage_requests import answer, queries
from tests.support.databases import on_both
from tests.support.requests import find_request

pytestmark = on_both

SIGNER = Signer("a-secret-key-for-tests-of-32-characters")


def test_what_waits_by_deadline_and_then_age(database, house, ask_for, now):
    days = {"a": None, "b": 3, "c": 1, "d": None, "e": 1}
    ids = {
        once: ask_for(once=once, deadline=now + timedelta(days=day) if day else None)
        for once, day in days.items()
    }
    answered = ask_for(once="f", deadline=now + timedelta(hours=1))
    with database.writing() as session:
        request = find_request(session, answered)
        answer.mark_spam(session, request, version=1, by=house["Kim"], now=now)
        answer.claim_request(
            session, find_request(session, ids["b"]), version=1, by=house["Kim"], now=now
        )
        session.commit()
    with database.reading() as session:
        assert [request.id for request in queries.list_requests(session)] == [
            ids[once] for once in ("c", "e", "b", "a", "d")
        ]
        assert [one.id for one in queries.list_requests(session, state="spam")] == [answered]
        assert [one.id for one in queries.list_requests(session, handler=house["Kim"])] == [
            ids["b"]
        ]
        assert queries.count_requests_by_state(session) == {"received": 4, "claimed": 1, "spam": 1}


def test_a_case_opens_by_its_own_link_only(database, ask_for):
    number = ask_for()
    with database.reading() as session:
        request = find_request(session, number)
        token = queries.case_token(SIGNER, request)
        assert queries.by_token(session, SIGNER, token) is request
        assert queries.by_number(session, "2026-0001") is request
        assert queries.by_once(session, "once") is request
        one, generation, mac = token.split(".")
        for bad in (
            "",
            "2026-0001",
            f"{one}.{generation}.{mac[:-1]}A",
            SIGNER.token("grant", number, 1),
            SIGNER.token("case", number, 2),
            SIGNER.token("case", 99, 1),
        ):
            with pytest.raises(NotFound):
                queries.by_token(session, SIGNER, bad)
        with pytest.raises(NotFound):
            queries.by_number(session, "2026-0002")


def test_the_letters_of_a_request(database, ask_for):
    number = ask_for()
    ask_for(once="another")
    with database.reading() as session:
        letters = queries.letters_of(session, find_request(session, number))
        assert [letter.kind for letter in letters] == ["receipt", "notice"]
