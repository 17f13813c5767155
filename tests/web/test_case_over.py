"""A case that was revoked or has ended says so and why, on its page and behind its link, in both
languages; nothing says any more that the image may be used.
"""

from datetime import timedelta

import pytest

from dam.database.models import UsageRequest
from dam.rights.window import TimeBounds
from dam.usage_requests import grants
from tests.support.browser import Browser
from tests.support.cases import grant_path
from tests.support.room import Room

MAY = ("Du får använda bilden.", "You may use this image.")


def both(stranger: Browser, case: str) -> tuple[str, str]:
    """The page of a case in Swedish and in English; neither says that the image may be used."""
    pages = stranger.get(case).text, stranger.get(case.replace("/arende/", "/en/case/")).text
    assert not [may for may in MAY for page in pages if may in page]
    return pages


def behind_link(stranger: Browser, services, language: str) -> str:
    def speak(session, _):
        session.query(UsageRequest).one().language = language

    Room(services).change(speak)
    answer = stranger.get(grant_path(services))
    assert answer.status_code == 404
    assert not [may for may in MAY if may in answer.text]
    return answer.text


def test_revoked(stranger: Browser, case, decide, room: Room, services):
    decide("grant")
    page = stranger.get(case).text
    assert page.count(MAY[0]) == 2

    def revoke(session, now):
        request = session.query(UsageRequest).one()
        grants.revoke_grants(session, request, "Fel <bild>.", version=None, by=None, now=now)

    room.change(revoke)
    swedish, english = both(stranger, case)
    for text in (swedish, behind_link(stranger, services, "sv")):
        assert "tillståndet är återkallat" in text
        assert "Skäl: Fel &lt;bild&gt;." in text
    for text in (english, behind_link(stranger, services, "en")):
        assert "the permission has been withdrawn" in text
        assert "Reason: Fel &lt;bild&gt;." in text


def test_ended_at_its_instant(stranger: Browser, case, decide, services, clock):
    decide("grant")
    with services.database.reading() as session:
        clock.at = session.query(UsageRequest).one().grants[0].ends
    swedish, english = both(stranger, case)
    for text in (swedish, behind_link(stranger, services, "sv")):
        assert "Tillståndet att använda bilden har gått ut." in text
    assert "Tillståndet har gått ut" in swedish
    assert "Beviljad" not in swedish
    for text in (english, behind_link(stranger, services, "en")):
        assert "The permission to use the image has expired." in text


def test_withdrawn_image_beside_one_that_may_be_used(
    stranger: Browser, case, decide, room: Room, case_images
):
    decide("grant")
    room.withdraw(case_images[0], "consent")
    swedish = stranger.get(case).text
    assert swedish.count(MAY[0]) == 1
    assert "Skäl: En person på bilden har dragit tillbaka sitt samtycke." in swedish
    english = stranger.get(case.replace("/arende/", "/en/case/")).text
    assert "Reason: A person in the image has withdrawn their consent." in english


@pytest.mark.parametrize("shut", ["embargo", "over"])
def test_granted_image_that_is_shut(
    stranger: Browser, case, decide, room: Room, case_images, clock, shut: str
):
    decide("grant")
    clock.forward(timedelta(hours=1))
    later = TimeBounds(embargo_until=clock() + timedelta(hours=1))
    bounds = {"embargo": later, "over": TimeBounds(use_until=clock())}[shut]
    for one in case_images:
        room.bound(one, bounds)
    swedish, english = both(stranger, case)
    assert "Bilden kan inte användas just nu. Fråga pressfunktionen." in swedish
    assert "The image cannot be used at the moment. Ask the press office." in english


def test_a_link_that_was_never_sent(stranger: Browser):
    answer = stranger.get("/hamta/1.1.x")
    assert answer.status_code == 404
    assert "Länken gäller inte" in answer.text
    assert "felskriven" not in answer.text
