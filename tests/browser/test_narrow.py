"""No page of the room or the desk is wider than 320 px, with what fills it."""

import re
from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser

from dam.delivery.statistics.spool import CountedDownload
from dam.worker import periodic
from tests.browser.served import sign_in
from tests.support.chromium import reading
from tests.support.page_checks import NARROW, PHONE, reaching_out, shown_though_hidden
from tests.support.requests import add_request
from tests.support.room import Room

pytestmark = pytest.mark.usefixtures("persons")

OTHERS = (
    "/redaktion/arenden/B-1",
    "/redaktion/kontakter/skane",
    "/redaktion/mejlmallar/granted",
    "/redaktion/sidor/om.telefon",
    "/redaktion/villkor/fri-redaktionell",
    "/redaktion/villkor/fri-redaktionell/flytta",
    "/villkor/fri-redaktionell-v1",
)
ENDLESS = "Rådgivningssjuksköterskeutbildningsansvarig" * 5
DESK = re.compile(r"/redaktion|/api|/static|/metrics|.*\.\w+$")
LARGER = "document.documentElement.style.fontSize = '200%'"
UNFOLD = "for (const one of document.querySelectorAll('details')) one.open = true"


def addresses(app: Flask, image: int) -> Iterator[str]:
    """Every page that is not of a certain person, letter or case; some of those."""
    for rule in app.url_map.iter_rules():
        of_image = rule.arguments == {"image_id"} and rule.rule.startswith("/redaktion/bilder/")
        is_page = "." not in rule.rule and "GET" in (rule.methods or ())
        if is_page and (of_image or not rule.arguments):
            yield rule.rule.replace("<int:image_id>", str(image))
    yield from OTHERS


def fill(room: Room) -> int:
    """Rows in the tables, and words as long as words get; returns an image with some of all."""
    image = room.add(title="Rådgivningssjuksköterskan i hälso- och sjukvårdsupplysningen")
    room.upload(name="en-fil-med-ett-namn-som-inte-tar-slut-förrän-långt-bortom-kanten.jpg")
    add_request(
        room, "B-1", organisation="Hälso- och sjukvårdsberedningens kommunikationsavdelning"
    )
    for size in ("original", "webb"):
        room.services.spool.append(CountedDownload(image, 1, size, 1, "etag", None, room.now()))
    periodic.fold_downloads(room.services)
    return image


def test_words_without_end_and_letters_twice_as_large_stay_on_the_page(
    browser: Browser, site: str, app: Flask, room: Room
) -> None:
    """WCAG 1.4.10 and 1.4.4, with what nobody has broken into words."""
    word = ENDLESS[:90]
    image = room.add(title=word, caption=word, creators=(word,), place=word, topics=(word[:40],))
    gone = room.add(title=word)
    room.withdraw(gone)
    asked = room.add(title=word, terms="kraver-godkannande")
    public = [
        rule.rule
        for rule in app.url_map.iter_rules()
        if not rule.arguments and "GET" in rule.methods and not DESK.match(rule.rule)
    ]
    public += [f"/bilder?q={ENDLESS[:180]}", f"/bilder/{image}", f"/b/{image}", f"/b/{gone}"]
    public += [f"/begaran?b={asked}", f"/bevaka?b={image}", f"/en/images?q={ENDLESS[:180]}"]
    wide = []
    with reading(browser, site) as reader:
        reader.page.set_viewport_size(NARROW | {"width": PHONE})
        for address in public:
            reader.page.goto(site + address)
            reader.page.evaluate(LARGER)
            reader.page.evaluate(UNFOLD)
            wide.append(reaching_out(reader.page, PHONE))
            wide.append(shown_though_hidden(reader.page))
        reader.faults.clear()
    assert not any(wide), "\n".join(filter(None, wide))


def test_nothing_is_wider_than_the_narrowest_screen(
    browser: Browser, site: str, app: Flask, room: Room
) -> None:
    image = fill(room)
    wide, answered = [], set()
    with reading(browser, site) as reader:
        sign_in(reader, "admin")
        reader.page.set_viewport_size(NARROW)
        for address in addresses(app, image):
            answer = reader.page.goto(site + address)
            reader.page.evaluate(UNFOLD)
            wide.append(reaching_out(reader.page))
            wide.append(shown_though_hidden(reader.page))
            if answer is not None and answer.ok:
                answered.add(address)
        reader.faults.clear()  # a page that tells of an ended link has another status
    assert not any(wide), "\n".join(filter(None, wide))
    assert {f"/redaktion/bilder/{image}/aterkalla", "/redaktion/logg", *OTHERS} <= answered
