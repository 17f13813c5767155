"""The batch grid in Chromium: from files to published by keyboard and without script, then what
script adds, and two who meet in the same rows.
"""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from dam.worker import main
from tests.browser.served import looks, press, sign_in, tab_to
from tests.support.chromium import Reader, reading
from tests.support.page_checks import ensure_accessible, ensure_no_scrolling_sideways
from tests.support.room import Room, photograph

pytestmark = pytest.mark.usefixtures("persons")
PAGE = "/redaktion/gruppredigera"
FILES = 5
SAME = {
    "title": "Läkare i samtal",
    "caption": "Läkaren Anna Ek talar med en patient i Umeå i mars 2026.",
    "alt": "Två personer vid ett bord.",
    "creators": "Åsa Öberg",
    "place": "Umeå",
    "date": "2026-03-14",
    "people": "0",
}
CHOSEN = {"digital_source_type": "Fotograferad med kamera", "terms": "Fri för redaktionell"}


def cell(page: Page, name: str, one: int | str) -> Locator:
    return page.locator(f"#{name}-{one}")


def values(page: Page, name: str, ids: list[int]) -> list[str]:
    return [cell(page, name, one).input_value() for one in ids]


def paste(field: Locator, text: str, html: str = "") -> None:
    """Paste as a spreadsheet would have it."""
    field.evaluate(
        """(field, [text, html]) => {
          const clipboardData = new DataTransfer();
          clipboardData.setData('text/plain', text);
          if (html) clipboardData.setData('text/html', html);
          const told = {clipboardData, bubbles: true, cancelable: true};
          field.focus();
          field.dispatchEvent(new ClipboardEvent('paste', told));
        }""",
        [text, html],
    )


def test_files_are_published_by_keyboard_without_script(
    browser: Browser, site: str, room: Room, tmp_path: Path
):
    files = [tmp_path / f"bild-{n}.jpg" for n in range(FILES)]
    for n, file in enumerate(files):
        file.write_bytes(photograph(100 + n))
    with reading(browser, site, script=False) as desk:
        page = desk.page
        sign_in(desk)
        desk.open("/redaktion/ladda-upp")
        page.locator("#files").set_input_files(files)
        tab_to(desk, desk.button("Ladda upp"))
        press(desk, "Enter")
        describe = page.get_by_role("link", name="Beskriv alla")
        expect(describe).to_be_visible()
        main.do_all(room.services)
        tab_to(desk, describe)
        press(desk, "Enter")
        expect(page.locator("input[name=rad]")).to_have_count(FILES)
        # What is the same of all is said once.
        for name, words in (SAME | CHOSEN).items():
            tab_to(desk, cell(page, name, "alla"))
            write(page, words, chosen=name in CHOSEN)
        tab_to(desk, desk.button("Använd på markerade").last)
        press(desk, "Enter")
        expect(page.get_by_text("Inget är sparat än.")).to_be_visible()
        # What is not is written in its row, and Enter saves.
        for one in range(1, 4):
            tab_to(desk, cell(page, "title", one))
            press(desk, "ControlOrMeta+a")
            write(page, f"Läkare {one}")
        press(desk, "Enter")
        expect(page.get_by_role("status")).to_have_text(f"{FILES} rader är sparade.")
        tab_to(desk, desk.button("Spara och publicera markerade").first)
        press(desk, "Enter")
        expect(page.get_by_role("status")).to_have_text(f"{FILES} bilder är publicerade.")
        desk.open("/bilder")
        expect(page.get_by_text(f"{FILES} bilder")).to_be_visible()
        for title in ("Läkare 1", "Läkare 3", "Läkare i samtal"):
            expect(page.get_by_role("link", name=title).first).to_be_visible()


def test_script_fills_pastes_and_moves(browser: Browser, site: str, room: Room):
    ids = [room.upload() for _ in range(4)]
    with reading(browser, site) as desk:
        page = desk.page
        sign_in(desk)
        desk.open(f"{PAGE}?ids=1-4")
        fill(desk, ids)
        paste_cells(desk, ids)
        move(desk, ids)
        # What scrolls behind the fixed column axe leaves for people to judge.
        ensure_accessible(page, surely=False)
        ensure_no_scrolling_sideways(page)
        desk.expect(400)
        desk.click(page.get_by_role("button", name="Spara och publicera markerade").first)
        expect(page.get_by_role("alert")).to_be_focused()
        # What the table has scrolled out of sight has no background to judge.
        ensure_accessible(page, surely=False)
        ensure_no_scrolling_sideways(page)
        desk.follow("IN-3: Titel: Skriv en titel.")
        expect(cell(page, "title", ids[2])).to_be_focused()
        expect(cell(page, "creators", ids[1])).to_have_value("Bo")


def fill(desk: Reader, ids: list[int]) -> None:
    """The same is said of the marked rows at once, in what is empty alone; it can be undone."""
    page, told = desk.page, desk.page.locator("[data-told]")
    cell(page, "place", ids[0]).fill("Luleå")
    cell(page, "place", "alla").fill("Umeå")
    cell(page, "terms", "alla").select_option("fri-redaktionell")
    page.get_by_label("Markera IN-4").uncheck()
    desk.click(desk.button("Använd på markerade").first)
    assert values(page, "place", ids) == ["Luleå", "Umeå", "Umeå", ""]
    assert values(page, "terms", ids) == [*["fri-redaktionell"] * 3, ""]
    expect(told).to_have_text("5 rutor fylldes. Inget är sparat än.")
    desk.press("Fyll nedåt Plats")
    assert values(page, "place", ids)[-1] == "Umeå"
    desk.press("Ångra senaste")
    assert not values(page, "place", ids)[-1]
    expect(desk.button("Använd på markerade").first).to_be_focused()


def paste_cells(desk: Reader, ids: list[int]) -> None:
    """Cells of a spreadsheet land from the one in focus on; several lines of words are a text."""
    page, told = desk.page, desk.page.locator("[data-told]")
    block = 'Titel 1\t"Rad ett\r\noch ""två"""\t\tAlt 1\r\nTitel 2\tText 2\tAnna Ek\tAlt 2\r\n'
    paste(cell(page, "title", ids[0]), block)
    assert values(page, "title", ids) == ["Titel 1", "Titel 2", "", ""]
    assert values(page, "caption", ids[:1]) == ['Rad ett\noch "två"']
    assert values(page, "persons", ids[1:2]) == ["Anna Ek"]
    table = "<table><tr><td>Skärmbild</td></tr></table>"
    paste(cell(page, "digital_source_type", ids[3]), "Skärmbild", table)
    paste(cell(page, "digital_source_type", ids[2]), "Skärmbild\tpåhitt\nx\ty\nutanför\ty\n")
    assert values(page, "digital_source_type", ids) == ["", "", *["screenCapture"] * 2]
    expect(told).to_contain_text("Villkor IN-3 ”påhitt”")
    expect(told).to_contain_text("det som låg utanför tabellen")
    paste(cell(page, "caption", ids[3]), "Ett\nTvå")
    assert values(page, "title", ids) == ["Titel 1", "Titel 2", "", ""]


def move(desk: Reader, ids: list[int]) -> None:
    """Arrow keys belong to the text until Esc, and again after Enter or the first letter."""
    page = desk.page
    cell(page, "place", ids[1]).focus()
    press(desk, "ArrowDown")
    expect(cell(page, "place", ids[1])).to_be_focused()
    press(desk, "Escape", "ArrowDown", "ArrowLeft")
    expect(cell(page, "creators", ids[2])).to_be_focused()
    press(desk, "ArrowUp", "ArrowUp", "ArrowUp", "ArrowUp")
    expect(cell(page, "creators", "alla")).to_be_focused()
    press(desk, "ArrowDown", "Enter", "ArrowDown")
    page.keyboard.type("Åsa")
    expect(cell(page, "creators", ids[0])).to_have_value("Åsa")
    press(desk, "Enter", "ArrowDown")
    expect(cell(page, "creators", ids[1])).to_be_focused()
    page.keyboard.type("Bo")
    press(desk, "Tab")
    expect(cell(page, "place", ids[1])).to_be_focused()


def test_two_who_meet_see_both_and_choose(browser: Browser, site: str, room: Room):
    for _ in range(2):
        room.add(published=False)
    with reading(browser, site) as desk, reading(browser, site) as other:
        for reader, role in ((desk, "editor"), (other, "admin")):
            sign_in(reader, role)
            reader.open(f"{PAGE}?ids=1-2")
        cell(other.page, "title", 1).fill("Den andras titel")
        cell(other.page, "place", 1).fill("Luleå")
        save(other)
        expect(other.page.get_by_text("1 rad är sparad.")).to_be_visible()
        cell(desk.page, "title", 1).fill("Min titel")
        cell(desk.page, "caption", 2).fill("Min bildtext om en sjuksköterska i Umeå.")
        desk.expect(409)
        save(desk)
        expect(desk.page.get_by_role("alert")).to_contain_text("1 rad är sparad.")
        looks().over(desk.page, "gruppredigera-krock")
        group = desk.page.get_by_role("group", name="IN-1: ditt eller det sparade")
        expect(group.get_by_label("Plats, Sparat")).to_be_checked()
        group.get_by_label("Titel, Ditt").check()
        save(desk)
        expect(desk.page.get_by_role("status")).to_have_text("1 rad är sparad.")
        assert values(desk.page, "title", [1]) == ["Min titel"]
        assert values(desk.page, "place", [1]) == ["Luleå"]


def write(page: Page, words: str, *, chosen: bool = False) -> None:
    """Write in the control in focus; a list is chosen from by the first letters."""
    if chosen:
        page.keyboard.type(words)
    else:
        page.keyboard.insert_text(words)


def save(reader: Reader) -> None:
    reader.click(reader.button("Spara alla").first)


def test_the_pages_beside_it_are_whole(browser: Browser, site: str, room: Room):
    one = room.add(published=False)
    room.edit(one, caption="En sjuksköterska svarar i telefon på 1177 i Luleå i april 2026.")
    with reading(browser, site) as desk:
        sign_in(desk)
        desk.open(f"/redaktion/bilder/{one}/historik")
        looks().over(desk.page, "historik")
        desk.click(desk.page.get_by_role("button", name="Återställ till det här").first)
        expect(desk.page.get_by_text("Bilden beskrivs som förut.")).to_be_visible()
        desk.open("/redaktion/bilder")
        looks().over(desk.page, "bilder")
        desk.page.get_by_label("Markera IN-1").check()
        with desk.page.expect_download() as started:
            desk.press("Hämta markerade som kalkylark (CSV)")
        text = started.value.path().read_text(encoding="utf-8-sig")
        desk.open("/redaktion/gruppredigera/fil")
        looks().over(desk.page, "kalkylark")
        changed = text.replace("Umeå", "Kiruna").encode()
        file = {"name": "bilder.csv", "mimeType": "text/csv", "buffer": changed}
        desk.page.get_by_label("Fil").set_input_files(file)
        desk.press("Visa ändringarna")
        expect(cell(desk.page, "place", one)).to_have_value("Kiruna")
        ensure_accessible(desk.page, surely=False)
        ensure_no_scrolling_sideways(desk.page)
        save(desk)
        expect(desk.page.get_by_role("status")).to_have_text("1 rad är sparad.")
