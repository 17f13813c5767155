"""A picture that was here: told where it is uploaded, compared, and made the next version."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from dam.database.models import Watcher
from dam.worker import main
from tests.browser.served import looks, sign_in
from tests.browser.upload_rows import UPLOAD_PAGE, row_says
from tests.imaging import samples
from tests.support.chromium import reading
from tests.support.room import Room

pytestmark = pytest.mark.usefixtures("persons")
PICTURE = samples.photograph(900, 600, 61)


def test_a_known_picture_becomes_the_next_version(
    browser: Browser, site: str, room: Room, tmp_path: Path
) -> None:
    first = room.add(samples.save(PICTURE, "JPEG", quality=90), name="sjuksköterska.jpg")
    room.change(
        lambda s, now: s.add(
            Watcher(image_id=first, email="a@radio.example", created_at=now, confirmed_at=now)
        )
    )
    again = tmp_path / "igen.jpg"
    again.write_bytes(samples.save(PICTURE, "JPEG", quality=90, comment=b"annat"))
    with reading(browser, site) as desk:
        sign_in(desk)
        desk.open(UPLOAD_PAGE)
        desk.page.locator("#files").set_input_files(again)
        row_says(desk.page, "igen.jpg", "Skapar storlekar")
        main.do_all(room.services)
        row_says(desk.page, "igen.jpg", f"Samma bild som IN-{first}, med andra uppgifter i filen.")
        desk.follow("Jämför igen.jpg")
        expect(desk.page.get_by_role("heading", name="Är det samma bild?")).to_be_visible()
        looks().over(desk.page, "redaktion-dubbletter")
        desk.press(f"Lägg till som ny version av IN-{first}")
        expect(desk.page.get_by_text("Utkastets fil är bildens nya version")).to_be_visible()
        looks().over(desk.page, "redaktion-versioner")
        desk.press("Ta tillbaka den här versionen 1")
        expect(desk.page.get_by_text("Versionen är tillbaka och visas nu.")).to_be_visible()
