"""What a grant's link opens, and what shuts it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from dam.database.models import Grant, Letter
from dam.errors import Conflict
from dam.links.tokens import Signer
from dam.rights.periods import end_of_last_day
from dam.usage_requests import answer, grants
from dam.usage_requests.decision_form import Decided
from tests.support.databases import on_both
from tests.support.requests import PERMISSION, PERMISSION_ENDS, find_request, grant_answer

SIGNER = Signer("a-secret-key-for-tests-of-32-characters")
MOMENT = timedelta(microseconds=1)


@pytest.fixture
def granted(database, house, add_image, ask_for, now) -> int:
    """A request whose first image is granted; its id."""
    yes, no = add_image(), add_image()
    number = ask_for(yes, no)
    with database.writing() as session:
        request = find_request(session, number)
        said = grant_answer(yes, refused=(no,))
        answer.decide_request(session, request, said, version=1, by=house["Kim"], now=now)
        session.commit()
    return number


@pytest.fixture
def token(database, granted: int) -> str:
    with database.reading() as session:
        [grant] = find_request(session, granted).grants
        return SIGNER.token("grant", grant.id, grant.token_generation)


def opens(database, token: str, now) -> bool:
    with database.reading() as session:
        grant = grants.open_grant(session, SIGNER, token, now)
        if grant is not None:
            assert grants.is_grant_open(grant, now)
        return grant is not None


def test_a_grant_opens_through_its_last_day(database, token, now):
    assert not opens(database, token, now - MOMENT)
    assert opens(database, token, now)
    assert opens(database, token, PERMISSION_ENDS - MOMENT)
    assert not opens(database, token, PERMISSION_ENDS)


def test_each_image_is_open_through_its_own_last_day(database, house, add_image, ask_for, now):
    short, long = add_image(), add_image()
    number = ask_for(short, long)
    said = Decided("grant", {short: replace(PERMISSION, until=now.date()), long: PERMISSION})
    with database.writing() as session:
        request = find_request(session, number)
        grant = answer.decide_request(session, request, said, version=1, by=house["Kim"], now=now)
        assert grant is not None
        tomorrow = end_of_last_day(now.date())
        for moment, open_ in [
            (tomorrow - MOMENT, [True, True]),
            (tomorrow, [False, True]),
            (PERMISSION_ENDS, [False, False]),
        ]:
            facts = [grants.grant_facts(grant, one).holds(moment) for one in (short, long)]
            assert facts == open_
            assert grants.is_grant_open(grant, moment) == any(open_)


def test_no_other_token_opens_it(database, token, granted, now):
    one, generation, mac = token.split(".")
    with database.reading() as session:
        request = find_request(session, granted)
        case = SIGNER.token("case", request.id, request.token_generation)
    forged = [
        "",
        case,
        f"{one}.{int(generation) + 1}.{mac}",
        f"{int(one) + 1}.{generation}.{mac}",
        SIGNER.token("grant", 99, 1),
        SIGNER.token("grant", int(one), 2),
        Signer("another-key-of-more-than-32-characters").token("grant", int(one), 1),
        f"{token}x",
    ]
    assert not any(opens(database, bad, now) for bad in forged)


@on_both
def test_a_revoked_grant_is_dead_at_once(database, token, granted, house, now):
    with database.writing() as session:
        request = find_request(session, granted)
        grants.revoke_grants(
            session, request, "Samtycket är återkallat.", version=2, by=house["Kim"], now=now
        )
        session.commit()
    assert not opens(database, token, now)
    with database.reading() as session:
        grant = session.query(Grant).one()
        assert grants.grant_facts(grant, grant.items[0].image_id).revoked
        # A link made after the revocation opens nothing either.
        fresh = SIGNER.token("grant", grant.id, grant.token_generation)
        assert (find_request(session, granted).state, grant.revoked_at) == ("revoked", now)
        letter = session.query(Letter).filter_by(kind="revoked").one()
        assert letter.context["images"] == [f"IN-{grant.items[0].image_id}"]
    assert not opens(database, fresh, now)


def test_a_stale_page_revokes_nothing(database, token, granted, house, now):
    with database.writing() as session:
        request = find_request(session, granted)
        with pytest.raises(Conflict):
            grants.revoke_grants(session, request, "Fel.", version=1, by=house["Kim"], now=now)
    assert opens(database, token, now)


def test_requests_expire_when_their_last_grant_has_ended(database, granted, now):
    for moment, marked in [
        (now, 0),
        (PERMISSION_ENDS - MOMENT, 0),
        (PERMISSION_ENDS, 1),
        (PERMISSION_ENDS, 0),
    ]:
        with database.writing() as session:
            assert grants.expire_grants(session, moment) == marked
            session.commit()
    with database.reading() as session:
        request = find_request(session, granted)
        assert (request.state, request.events[-1].user_id) == ("expired", None)


def test_an_answer_in_words_never_expires(database, house, ask_for, now):
    number = ask_for()
    with database.writing() as session:
        request = find_request(session, number)
        said = Decided("answer", message="Ja.")
        answer.decide_request(session, request, said, version=1, by=house["Kim"], now=now)
        session.commit()
        assert grants.expire_grants(session, PERMISSION_ENDS + timedelta(days=999)) == 0
