"""No page of the room or the desk is wider than 320 px, with what fills it."""

import re
from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser

from dam.database.models import User
from dam.delivery.statistics.spool import CountedDownload
from dam.worker import periodic
from tests.browser.served import sign_in
from tests.support.approval import require_approval
from tests.support.browser import Browser as Visitor
from tests.support.chromium import reading
from tests.support.page_checks import (
    NARROW,
    PHONE,
    cut_off,
    reaching_out,
    scrolling_tables,
    shown_though_hidden,
)
from tests.support.persons import add_person, give_basis, put_in_image
from tests.support.requests import add_request
from tests.support.room import Room
from tests.web.filled import filled

pytestmark = pytest.mark.usefixtures("persons")

LISTS = {
    f"/redaktion/{name}" for name in ("bilder", "arenden", "samlingar", "anvandare", "kontakter")
}
"""What is worked with on a phone: nothing there has to be scrolled to."""
OTHERS = (
    "/redaktion/arenden/B-1",
    "/redaktion/arenden/B-1/radera",
    "/redaktion/kontakter/skane",
    "/redaktion/mejlmallar/granted",
    "/redaktion/samtycken/1",
    "/redaktion/samtycken/1/grunder/1/aterkalla",
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
    title = "Rådgivningssjuksköterskan i hälso- och sjukvårdsupplysningen svarar i Västernorrland"
    image = room.add(title=title, creators=("Anna-Karin Wallenberg-Östergren för Bildbyrån Nord",))
    for number in range(30):
        name = f"en-fil-med-ett-namn-som-inte-tar-slut-förrän-långt-bortom-kanten-{number}.jpg"
        room.upload(name=name)
    for number in ("B-1", "B-2", "B-3"):
        part = "Hälso- och sjukvårdsberedningens kommunikationsavdelning"
        add_request(room, number, organisation=part)
    for size in ("original", "webb"):
        room.services.spool.append(CountedDownload(image, 1, size, 1, "etag", None, room.now()))
    periodic.fold_downloads(room.services)
    return image


def let_changes_wait(room: Room, editor: Visitor, image: int, by: int) -> None:
    """A change of words and a legal basis that wait for another person."""
    person = add_person(editor, "Maximiliana Kristoffersdotter von Rosenstierna-Ekenberg")
    give_basis(editor, person, valid_to="2026-12-30")
    put_in_image(editor, image, person)
    require_approval(room, by)
    give_basis(editor, person, channels=["web"])
    page = f"/redaktion/bilder/{image}"
    changed = filled(editor.get(page).text, page) | {"caption": ["En längre bildtext. " * 30]}
    assert editor.client.post(page, data=changed).status_code == 303


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
    browser: Browser, site: str, app: Flask, room: Room, editor: Visitor, persons: dict[str, User]
) -> None:
    image = fill(room)
    let_changes_wait(room, editor, image, persons["admin"].id)
    wide, answered = [], set()
    with reading(browser, site) as reader:
        sign_in(reader, "admin")
        reader.page.set_viewport_size(NARROW)
        for address in addresses(app, image):
            answer = reader.page.goto(site + address)
            reader.page.evaluate(UNFOLD)
            wide.append(reaching_out(reader.page))
            wide.append(cut_off(reader.page))
            wide.append(shown_though_hidden(reader.page))
            wide += scrolling_tables(reader.page) if address in LISTS else []
            if answer is not None and answer.ok:
                answered.add(address)
        reader.faults.clear()  # a page that tells of an ended link has another status
    assert not any(wide), "\n".join(filter(None, wide))
    assert {f"/redaktion/bilder/{image}/aterkalla", "/redaktion/logg", *OTHERS} <= answered
    assert answered >= LISTS
