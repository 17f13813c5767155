"""Deciding: what each image was answered, and the grant of those that got a yes."""

from datetime import date

import pytest

from dam.errors import Conflict
from dam.rights.periods import end_of_last_day
from dam.usage_requests import answer
from dam.usage_requests.decision_form import Decided, Permission
from tests.support.databases import on_both
from tests.support.requests import PERMISSION_ENDS, deny_answer, find_request, grant_answer


def test_a_yes_to_some_and_a_no_to_the_rest(database, house, add_image, ask_for, now):
    yes, no = add_image(), add_image(creators=["Bo Al"])
    number = ask_for(yes, no)
    with database.writing() as session:
        request = find_request(session, number)
        said = grant_answer(yes, refused=(no,))
        answer.decide_request(session, request, said, version=1, by=house["Kim"], now=now)
        session.commit()
    with database.reading() as session:
        request = find_request(session, number)
        assert (request.state, request.handler_id) == ("partly_granted", house["Kim"])
        assert [(item.outcome, item.reason) for item in request.items] == [
            ("granted", ""),
            ("denied", "Bilden är inaktuell."),
        ]
        [grant] = request.grants
        assert (grant.starts, grant.ends, grant.granted_by) == (now, PERMISSION_ENDS, house["Kim"])
        [item] = grant.items
        assert (item.image_id, item.scope, item.credit, item.largest) == (
            yes,
            "En artikel i Tidningen",
            "Foto: Anna Ek/1177",
            "original",
        )
        assert item.terms_version_id == house["terms"]


def test_a_yes_to_all(database, house, add_image, ask_for, now):
    one, two = add_image(), add_image()
    number = ask_for(one, two)
    long, short = date(2027, 1, 31), date(2026, 12, 31)
    said = Decided(
        "grant",
        {
            one: Permission("En bok", long, ("print", "web"), "Norden", "Foto: X", "Svartvitt."),
            two: Permission("En bok", short, credit="Foto: X"),
        },
    )
    with database.writing() as session:
        request = find_request(session, number)
        grant = answer.decide_request(session, request, said, version=1, by=house["Kim"], now=now)
        assert request.state == "granted"
        assert {item.image_id: item.credit for item in grant.items} == dict.fromkeys(
            (one, two), "Foto: X"
        )
        assert (grant.ends, [item.ends for item in grant.items]) == (
            end_of_last_day(long),
            [end_of_last_day(long), end_of_last_day(short)],
        )
        first = grant.items[0]
        assert (first.channels, first.territory, first.conditions) == (
            "print,web",
            "Norden",
            "Svartvitt.",
        )


def test_a_no(database, house, add_image, ask_for, now):
    image = add_image()
    number = ask_for(image)
    with database.writing() as session:
        request = find_request(session, number)
        answer.decide_request(
            session, request, deny_answer(image), version=1, by=house["Kim"], now=now
        )
        assert (request.state, request.grants) == ("denied", [])
        assert request.items[0].reason == "Användningen gäller reklam."


def test_words_alone_decide_no_image(database, house, add_image, ask_for, now):
    number = ask_for(add_image())
    with database.writing() as session:
        request = find_request(session, number)
        said = Decided("answer", message="Bilden är fri.")
        assert (
            answer.decide_request(session, request, said, version=1, by=house["Kim"], now=now)
            is None
        )
        assert (request.state, request.items[0].outcome) == ("answered", "open")


@on_both
def test_a_second_decision_meets_the_first(database, house, add_image, ask_for, now):
    image = add_image()
    number = ask_for(image)
    with database.writing() as session:
        request = find_request(session, number)
        answer.decide_request(
            session, request, deny_answer(image), version=1, by=house["Kim"], now=now
        )
        session.commit()
    for version in (1, 2):
        with database.writing() as session:
            request, said = find_request(session, number), grant_answer(image)
            with pytest.raises(Conflict):
                answer.decide_request(
                    session, request, said, version=version, by=house["Noor"], now=now
                )
