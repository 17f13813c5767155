"""Review, schedule, pages and letters in Chromium, as every reader gets them."""

from datetime import timedelta

import pytest
from playwright.sync_api import Browser, expect

from dam import catalogue
from dam.lifecycle import review, schedule
from tests.browser.served import looks, sign_in
from tests.support.approval import having_seen
from tests.support.chromium import reading
from tests.support.room import Room

pytestmark = pytest.mark.usefixtures("persons")


def test_an_editor_sends_back_and_writes_pages_and_letters(
    browser: Browser, site: str, room: Room, persons
):
    waiting, later = room.add(published=False), room.add(published=False)
    by = persons["uploader"].id

    def prepare(session, now):
        having_seen(review.send_to_review)(
            session, catalogue.find_image(session, waiting), by=by, now=now
        )
        image = catalogue.find_image(session, later)
        at = now + timedelta(days=2)
        having_seen(schedule.schedule_publication)(
            session, image, at, by=persons["editor"].id, now=now
        )
        image.assigned_to = persons["editor"].id

    room.change(prepare)
    look = looks()
    with reading(browser, site) as reader:
        sign_in(reader)
        page = reader.page
        look.over(page, "oversikt")
        reader.click(page.get_by_role("link", name="Granska IN-1"))
        page.get_by_text("Skicka tillbaka", exact=True).click()
        page.get_by_label("Varför?").fill("Vem är till vänster?")
        look.over(page, "granskning")
        reader.click(page.get_by_role("button", name="Spara och skicka tillbaka"))
        expect(page.get_by_role("status").first).to_have_text(
            "Bilden är skickad tillbaka och är ett utkast igen."
        )
        # What is saved as it is written is untouched from then on.
        page.get_by_label("Ansvarig").focus()
        page.get_by_label("Ansvarig").select_option(label="admin@inera.test")
        page.keyboard.press("Tab")
        expect(page.locator("[data-saved]")).to_contain_text("Sparat")
        chosen = str(persons["admin"].id)
        expect(page.locator("[name=assigned_was]")).to_have_value(chosen)
        assert room.look(waiting, lambda image: image.assigned_to) == persons["admin"].id
        for address, name in (
            (f"/redaktion/gruppredigera?ids={waiting},{later}", "gruppredigera"),
            (f"/redaktion/bilder/{later}", "schemalagd"),
            (f"/redaktion/bilder/{waiting}/anteckningar", "anteckningar"),
            ("/redaktion/sidor", "sidor"),
            ("/redaktion/mejlmallar", "mejlmallar"),
        ):
            reader.open(address)
            look.over(page, name)
        reader.open("/redaktion/sidor/om.telefon")
        page.get_by_label("Text", exact=True).fill("Ett stycke.\n\n- en sak\n- en till")
        reader.click(page.get_by_role("button", name="Visa hur det blir"))
        expect(page.get_by_role("heading", name="Så här blir det")).to_be_visible()
        look.over(page, "sidtext")
        reader.open("/redaktion/mejlmallar/granted")
        page.get_by_label("Ämnesrad").first.fill("Ja ({{ number }})")
        reader.click(page.get_by_role("button", name="Visa hur det blir").first)
        expect(page.get_by_text("Ja (2026-0007)")).to_be_visible()
        look.over(page, "mejl")
    with reading(browser, site) as reader:
        sign_in(reader, "admin")
        reader.open("/redaktion/installningar")
        reader.page.get_by_label("Granskning av en annan person krävs").check()
        reader.click(reader.page.get_by_role("button", name="Spara"))
        expect(reader.page.get_by_role("status")).to_have_text("Sparat.")
        look.over(reader.page, "installningar")
