"""Collections arranged by keyboard, and the page of what a watched folder brought."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from dam.catalogue import collections
from dam.worker import main
from dam.worker.hot_folder import Watch
from storage_adapters import open_inbox
from tests.browser.served import looks, sign_in
from tests.support.chromium import reading
from tests.support.room import Room, photograph

pytestmark = pytest.mark.usefixtures("persons")
PERSONS = 3


def inside(room: Room) -> list[int]:
    return room.change(lambda s, _: collections.ids_in(s, collections.find_collection(s, PERSONS)))


def test_what_a_folder_brought_is_put_in_a_collection_and_arranged(
    browser: Browser, site: str, room: Room, tmp_path: Path
) -> None:
    folder = tmp_path / "inkommande"
    folder.mkdir()
    for n in range(3):
        (folder / f"DSC_{n}.JPG").write_bytes(photograph(70 + n))
    (folder / "trasig.jpg").write_bytes(b"%!PS-Adobe-3.0")
    watch = Watch(room.services, open_inbox(f"file:{folder}"))
    watch.look()
    watch.look()
    main.do_all(room.services)
    with reading(browser, site) as desk:
        sign_in(desk)
        expect(desk.page.get_by_role("heading", name="Ur bevakad mapp")).to_be_visible()
        desk.open("/redaktion/ladda-upp")
        desk.click(desk.page.get_by_role("link", name="3 bilder"))
        looks().over(desk.page, "bevakad-mapp")
        desk.page.get_by_label("Personer").check()
        expect(desk.page.get_by_role("status").get_by_text("Sparat kl.")).to_be_visible()
        first, second, third = inside(room)
        desk.open("/redaktion/samlingar")
        looks().over(desk.page, "samlingar")
        desk.click(desk.page.get_by_role("link", name="Personer"))
        looks().over(desk.page, "samling")
        desk.page.get_by_label(f"Plats IN-{third}").fill("1")
        desk.page.keyboard.press("Enter")
        expect(desk.page.get_by_text("Ordningen är sparad.")).to_be_visible()
        assert inside(room) == [third, first, second]
        desk.press(f"Ner IN-{first}")
        expect(desk.page.get_by_text("Ordningen är sparad.")).to_be_visible()
        assert inside(room) == [third, second, first]
