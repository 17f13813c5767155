"""The pages of the bin, and what an image that is closed for a while says, looked over."""

from datetime import timedelta

import pytest
from playwright.sync_api import Browser

from dam import catalogue
from dam.database.models import Image
from dam.delivery import embargo_links
from dam.lifecycle import draft_bin
from dam.links.paths import embargo_path
from dam.rights.window import TimeBounds
from tests.browser.served import looks, sign_in
from tests.support.chromium import reading
from tests.support.room import Room

pytestmark = pytest.mark.usefixtures("persons")


def test_the_bin_and_the_withheld_are_looked_over(
    browser: Browser, site: str, room: Room, clock
) -> None:
    binned, other, withheld = room.add(published=False), room.add(published=False), room.add()
    clock.forward(timedelta(hours=1))
    room.bound(withheld, TimeBounds(embargo_until=clock() + timedelta(days=2)))

    def work(session, now):
        draft_bin.put_in_bin(session, catalogue.find_image(session, binned), user=None, now=now)
        link = embargo_links.create_embargo_link(
            session, session.get_one(Image, withheld), "Åsa", by=None, now=now
        )
        return embargo_path(embargo_links.sign_embargo_link(room.services.signer, link))

    link = room.change(work)
    with reading(browser, site) as reader:
        for name, address, status in (("withheld", f"/b/{withheld}", 404), ("embargo", link, 200)):
            reader.open(address, status)
            looks().over(reader.page, name)
        sign_in(reader)
        for name, address, status in (
            ("bin", "/redaktion/papperskorg", 200),
            ("bin-one", f"/redaktion/bilder/{binned}", 404),
            ("bin-put", f"/redaktion/papperskorg/lagg?ids={other},{withheld}", 200),
        ):
            reader.open(address, status)
            looks().over(reader.page, name)
