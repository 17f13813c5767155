"""The page behind an embargo link invites to nothing that its banner forbids; its links lead on."""

import re
from datetime import timedelta

import pytest

from dam.rights.window import TimeBounds
from tests.support.browser import Browser
from tests.support.leases import give_embargo_link
from tests.support.room import Room

UNTIL = "tisdag 24 november 2026 kl. 13.00, svensk tid"


@pytest.mark.parametrize("terms", ["fri-redaktionell", "kraver-godkannande"])
@pytest.mark.parametrize("public_before", [False, True])
def test_nothing_on_the_page_leads_to_what_is_shut(
    stranger: Browser, room: Room, clock, terms: str, public_before: bool
):
    bounds = TimeBounds(embargo_until=clock() + timedelta(days=2))
    image_id = room.add(terms=terms, title="En nyhet", bounds=None if public_before else bounds)
    room.bound(image_id, bounds)
    shown = stranger.get(give_embargo_link(room, image_id)).text
    links = set(re.findall(r'(?:href|src)="(/(?!static/)[^"#]*)', shown))
    assert any("/sparrat/" in one for one in links)
    for link in links:
        assert stranger.get(link, follow_redirects=True).status_code == 200, link


def test_the_banner_is_not_contradicted(stranger: Browser, room: Room, clock):
    image_id = room.add(title="En nyhet")
    open_page = stranger.get(f"/bilder/{image_id}", follow_redirects=True).text
    room.bound(image_id, TimeBounds(embargo_until=clock() + timedelta(days=2)))
    shown = stranger.get(give_embargo_link(room, image_id)).text
    assert "<title>Spärrad: En nyhet – " in shown
    assert f"Från {UNTIL}." in shown.partition("terms-line")[2].partition("</p>")[0]
    inviting = ("<h2>Dela</h2>", "/bevaka", "data-share", f"/b/{image_id}", "Publicerad</dt>")
    for words in (*inviting, "mailto:?subject"):
        assert words in open_page, words
        assert words not in shown, words
