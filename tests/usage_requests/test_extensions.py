"""Longer time with what was granted: asked for, answered, and what stays as it was meanwhile."""

from datetime import date, timedelta

import pytest

from dam.database.models import Extension, Letter
from dam.errors import Conflict
from dam.links.tokens import Signer
from dam.rights.periods import end_of_last_day
from dam.usage_requests import answer, erasure, extensions, grants, queries, retention
from dam.usage_requests.deadlines import Promise, why_late
from dam.usage_requests.decision_form import Decided
from dam.usage_requests.extensions import ExtensionAnswer
from tests.support.cases import EXTENSION_WISH, ask_for_longer
from tests.support.databases import on_both
from tests.support.requests import PERMISSION, PERMISSION_ENDS, PRESS_EMAIL, find_request

SIGNER = Signer("a-secret-key-for-tests-of-32-characters")
PROMISE = Promise(None, timedelta(hours=24))
DAY = timedelta(days=1)
MOMENT = timedelta(microseconds=1)
LONGER = date(2027, 3, 31)


def reply(
    database, number: int, said: ExtensionAnswer, by: int, now, version: int | None = None
) -> None:
    with database.writing() as session:
        request = find_request(session, number)
        extensions.answer_extension(session, request, said, version=version, by=by, now=now)
        session.commit()


def expire(database, now) -> None:
    with database.writing() as session:
        assert grants.expire_grants(session, now) == 1
        session.commit()


def opens(database, now, *, generation: int = 1) -> list[int]:
    """The images that the one link opens."""
    with database.reading() as session:
        grant = grants.open_grant(session, SIGNER, SIGNER.token("grant", 1, generation), now)
        items = grant.items if grant else ()
        return [one.image_id for one in items if grants.grant_facts(grant, one.image_id).holds(now)]


def test_a_wish_waits_on_the_desk_and_changes_nothing(database, granted_request, three_images, now):
    for _ in range(2):
        ask_for_longer(database, granted_request, now)
    with database.reading() as session:
        request = find_request(session, granted_request)
        [wish] = request.extensions
        assert (wish.until, wish.deadline, wish.answered_at) == (LONGER, PERMISSION_ENDS, None)
        assert (request.state, request.version) == ("partly_granted", 3)
        event = request.events[-1]
        assert (event.user_id, event.from_state, event.to_state, event.what, event.why) == (
            None,
            "partly_granted",
            "partly_granted",
            "extension_asked",
            "Boken blev försenad.",
        )
        assert queries.list_requests(session) == [request]
        assert queries.count_waiting(session) == 1
        letter = session.query(Letter).order_by(Letter.id.desc()).first()
        assert (letter.kind, letter.recipient) == ("extension_asked", PRESS_EMAIL)
        assert "försenad" not in str(letter.context)
    assert opens(database, now) == list(three_images[:2])
    assert opens(database, PERMISSION_ENDS - MOMENT) == [three_images[1]]


def test_a_wish_that_waits_is_late_as_any_case(database, granted_request, now):
    ask_for_longer(database, granted_request, now)
    with database.reading() as session:
        request = find_request(session, granted_request)
        assert why_late(request, now + DAY, PROMISE) == ""
        assert why_late(request, now + DAY + MOMENT, PROMISE) == "wait"
        assert why_late(request, PERMISSION_ENDS, PROMISE) == "deadline"


def test_what_waits_is_sorted_by_when_its_answer_is_needed(database, ask_for, granted_request, now):
    ask_for_longer(database, granted_request, now)
    after = ask_for(once="after", deadline=PERMISSION_ENDS + DAY)
    before = ask_for(once="before", deadline=PERMISSION_ENDS - DAY)
    never = ask_for(once="never")
    with database.reading() as session:
        assert [one.id for one in queries.list_requests(session)] == [
            before,
            granted_request,
            after,
            never,
        ]


def test_a_yes_makes_the_same_link_last_longer(database, granted_request, house, three_images, now):
    ask_for_longer(database, granted_request, now)
    reply(database, granted_request, ExtensionAnswer(LONGER), house["Noor"], now)
    assert opens(database, end_of_last_day(LONGER) - MOMENT) == list(three_images[:2])
    assert opens(database, end_of_last_day(LONGER)) == []
    with database.reading() as session:
        request = find_request(session, granted_request)
        [grant], [wish] = request.grants, request.extensions
        assert (grant.ends, grant.token_generation) == (end_of_last_day(LONGER), 1)
        assert (wish.answered_at, wish.ends) == (now, end_of_last_day(LONGER))
        event = request.events[-1]
        assert (request.state, event.user_id, event.what) == (
            "partly_granted",
            house["Noor"],
            "extended",
        )
        assert queries.list_requests(session) == []
        letter = session.query(Letter).filter_by(kind="extended").one()
        assert letter.context["images"] == [f"IN-{one}" for one in three_images[:2]]
        assert letter.context["download"] == {"link": "grant", "id": 1, "generation": 1}


def test_a_no_leaves_what_there_was(database, granted_request, house, three_images, now):
    ask_for_longer(database, granted_request, now)
    reply(
        database, granted_request, ExtensionAnswer(None, "Bilden är inaktuell."), house["Noor"], now
    )
    assert opens(database, now) == list(three_images[:2])
    assert opens(database, PERMISSION_ENDS) == []
    with database.reading() as session:
        request = find_request(session, granted_request)
        event = request.events[-1]
        assert (request.state, event.user_id, event.what, event.why) == (
            "partly_granted",
            house["Noor"],
            "not_extended",
            "Bilden är inaktuell.",
        )
        letter = session.query(Letter).filter_by(kind="not_extended").one()
        assert (letter.context["reason"], letter.context["ended"]) == (event.why, False)
        assert queries.list_requests(session) == []
    ask_for_longer(database, granted_request, now, once="again")


def test_what_ended_lately_opens_again(database, granted_request, house, three_images):
    expire(database, PERMISSION_ENDS)
    lately = PERMISSION_ENDS + 10 * DAY
    ask_for_longer(database, granted_request, lately)
    with database.reading() as session:
        assert find_request(session, granted_request).state == "expired"
        assert find_request(session, granted_request).extensions[0].deadline is None
    assert opens(database, lately) == []
    reply(database, granted_request, ExtensionAnswer(LONGER), house["Kim"], lately + 60 * DAY)
    assert opens(database, lately + 60 * DAY) == [three_images[1]], "the other ended long before"
    with database.reading() as session:
        request = find_request(session, granted_request)
        assert (request.state, request.events[-1].from_state) == ("partly_granted", "expired")
    expire(database, end_of_last_day(LONGER))


def test_a_no_to_what_has_ended_says_so(database, granted_request, house):
    ask_for_longer(database, granted_request, PERMISSION_ENDS + DAY)
    reply(
        database,
        granted_request,
        ExtensionAnswer(None, "Nej."),
        house["Kim"],
        PERMISSION_ENDS + DAY,
    )
    with database.reading() as session:
        assert session.query(Letter).filter_by(kind="not_extended").one().context["ended"]


def test_what_ended_long_ago_is_asked_for_anew(database, granted_request):
    ask_for_longer(database, granted_request, PERMISSION_ENDS + extensions.LATELY - MOMENT)
    with database.writing() as session:
        session.query(Extension).delete()
        with pytest.raises(Conflict):
            extensions.request_extension(
                session,
                find_request(session, granted_request),
                EXTENSION_WISH,
                once="late",
                press_email=PRESS_EMAIL,
                now=PERMISSION_ENDS + extensions.LATELY,
            )


def test_a_waiting_wish_is_added_to_once_and_answered_once(database, granted_request, house, now):
    ask_for_longer(database, granted_request, now)
    later = now + DAY
    for _ in range(2):
        more = {"extend_why": "Trycket dröjer.", "extend_until": "2027-04-30"}
        ask_for_longer(database, granted_request, later, **more)
    with database.reading() as session:
        request = find_request(session, granted_request)
        [wish] = request.extensions
        assert (wish.until, wish.asked_at, wish.deadline) == (
            date(2027, 4, 30),
            now,
            PERMISSION_ENDS,
        )
        asked, added = request.events[-2:]
        assert (asked.what, asked.why) == ("extension_asked", "Boken blev försenad.")
        assert (added.what, added.why, added.at) == ("extension_added", "Trycket dröjer.", later)
        letters = session.query(Letter.kind).order_by(Letter.id).all()
        assert [kind for (kind,) in letters[-2:]] == ["extension_asked", "replied"]
    with pytest.raises(Conflict):
        reply(database, granted_request, ExtensionAnswer(LONGER), house["Kim"], now, version=3)
    reply(database, granted_request, ExtensionAnswer(LONGER), house["Kim"], now, version=4)
    with pytest.raises(Conflict):
        reply(database, granted_request, ExtensionAnswer(LONGER), house["Noor"], now)


def test_nothing_granted_nothing_to_ask(database, ask_for, add_image, now):
    number = ask_for(add_image())
    with pytest.raises(Conflict):
        ask_for_longer(database, number, now)


def test_what_is_taken_back_can_not_last_longer(database, granted_request, house, now):
    ask_for_longer(database, granted_request, now)
    with database.writing() as session:
        request = find_request(session, granted_request)
        grants.revoke_grants(session, request, "Fel.", version=3, by=house["Kim"], now=now)
        session.commit()
        assert queries.list_requests(session) == []
    with pytest.raises(Conflict):
        reply(database, granted_request, ExtensionAnswer(LONGER), house["Kim"], now)
    assert opens(database, now, generation=2) == []
    with pytest.raises(Conflict):
        ask_for_longer(database, granted_request, now, once="again")


def test_an_ended_permission_is_not_decided_anew(database, granted_request, house, three_images):
    expire(database, PERMISSION_ENDS)
    said, by = Decided("grant", dict.fromkeys(three_images, PERMISSION)), house["Kim"]
    with database.writing() as session:
        request = find_request(session, granted_request)
        with pytest.raises(Conflict):
            answer.decide_request(session, request, said, version=None, by=by, now=PERMISSION_ENDS)


@on_both
def test_a_wish_goes_with_whoever_made_it(database, granted_request, house, now):
    ask_for_longer(database, granted_request, now)
    with database.writing() as session:
        erasure.erase_requester(session, "asa@tidning.example", by=house["Kim"], now=now)
        session.commit()
        assert queries.list_requests(session) == []
        assert session.query(Extension).count() == 0
        assert "försenad" not in str(
            [event.why for event in find_request(session, granted_request).events]
        )


def test_a_case_whose_wish_waits_is_not_erased_by_time(database, granted_request, now):
    ask_for_longer(database, granted_request, now)
    kept = PERMISSION_ENDS + retention.CASES["granted"]
    for answered, erased in ((None, 0), (now, 1)):
        with database.writing() as session:
            find_request(session, granted_request).extensions[0].answered_at = answered
            assert retention.erase_cases(session, kept, most=9) == erased
            session.commit()
