"""The gallery cuts its pages where a row is full, and no image is lost or shown twice."""

from __future__ import annotations

import re

from tests.imaging import samples
from tests.support.browser import Browser
from tests.support.room import Room

CARD = re.compile(r'<a href="/bilder/[\w-]+-(\d+)"')
ONWARD = re.compile(r'href="([^"]*efter=[^"]*)"[^>]*>Visa fler')


def test_every_image_is_shown_once_over_full_pages(room: Room, stranger: Browser):
    sizes = [(60, 90) if n % 5 == 0 else (90, 60) for n in range(27)]
    pictures = [samples.photograph(*size, seed=n) for n, size in enumerate(sizes)]
    ids = [room.add(samples.save(picture, "JPEG")) for picture in pictures]
    seen: list[str] = []
    address = "/bilder"
    pages = 0
    while address:
        page = stranger.get(address).text
        onward = ONWARD.search(page)
        assert ("full-rows" in page) == bool(onward)
        seen += CARD.findall(page.partition('class="picture-rows')[2])
        address = onward[1].replace("&amp;", "&") if onward else ""
        pages += 1
    assert pages == 2
    assert len(seen) == len(set(seen)) == len(ids)
