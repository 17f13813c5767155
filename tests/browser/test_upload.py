"""The upload page in Chromium: each file by itself, folders, what is refused or taken away."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from dam.worker import main
from tests.browser.served import looks, sign_in
from tests.browser.upload_rows import SLOWLY, UPLOAD_PAGE, file_row, row_says
from tests.imaging import logotypes
from tests.imaging.samples import accepted
from tests.support.chromium import reading
from tests.support.room import Room, photograph

pytestmark = pytest.mark.usefixtures("persons")
POSTSCRIPT = "Misslyckades: Filen är en PostScript-fil. Spara bilden som JPEG, PNG eller TIFF."
LEFT_OUT = "Hoppades över för att de inte är bilder: 1."


def test_each_file_says_how_it_goes(browser: Browser, site: str, room: Room, tmp_path: Path):
    picture, again, bad = (tmp_path / name for name in ("en.jpg", "kopia.jpg", "dålig.jpg"))
    picture.write_bytes(photograph(1))
    again.write_bytes(photograph(1))
    bad.write_bytes(b"%!PS-Adobe-3.0")
    with reading(browser, site) as desk:
        sign_in(desk, "uploader")
        desk.open(UPLOAD_PAGE)
        files = desk.page.locator("#files")
        describe = desk.page.get_by_role("link", name="Beskriv alla")
        expect(describe).to_be_hidden()
        files.set_input_files(picture)
        row_says(desk.page, "en.jpg", "Skapar storlekar")
        expect(describe).to_have_attribute("href", "/redaktion/gruppredigera?ids=1")
        expect(describe).to_be_visible()
        desk.expect(422)
        files.set_input_files([again, bad])
        row_says(desk.page, "kopia.jpg", "Finns redan som IN-1")
        row_says(desk.page, "dålig.jpg", POSTSCRIPT)
        status = desk.page.locator("[data-count]")
        expect(status).to_have_text("1 av 3 filer är klara.")
        main.do_all(room.services)
        expect(status).to_have_text("2 av 3 filer är klara.", timeout=SLOWLY)
        expect(file_row(desk.page, "en.jpg").locator("img")).to_be_visible()
        looks().over(desk.page, "redaktion-ladda-upp-fel")
        desk.expect(422)
        desk.press("Försök igen dålig.jpg")
        row_says(desk.page, "dålig.jpg", POSTSCRIPT)
        desk.press("Ta bort dålig.jpg")
        expect(status).to_have_text("2 av 2 filer är klara.")


def test_folder_comes_with_its_pictures_alone(browser: Browser, site: str, tmp_path: Path):
    folder = tmp_path / "resa"
    (folder / "dag två").mkdir(parents=True)
    (folder / "en.jpg").write_bytes(photograph(1))
    (folder / "dag två" / "två.jpg").write_bytes(photograph(2))
    (folder / "anteckningar.txt").write_text("Umeå")
    (folder / "kamera.HIF").write_bytes(accepted("quadrants.heic"))
    (folder / "logotyp.pdf").write_bytes(logotypes.pdf())
    (folder / "utan ändelse").write_bytes(photograph(3))
    for left in ("._en.jpg", "Thumbs.db", "desktop.ini", ".DS_Store", "__MACOSX/en.jpg"):
        (folder / left).parent.mkdir(exist_ok=True)
        (folder / left).write_bytes(b"\0\5\x16\7")
    with reading(browser, site) as desk:
        sign_in(desk, "uploader")
        desk.open(UPLOAD_PAGE)
        desk.page.locator("#folder").set_input_files(folder)
        row_says(desk.page, "resa/en.jpg", "Skapar storlekar")
        row_says(desk.page, "resa/dag två/två.jpg", "Skapar storlekar")
        for name in ("kamera.HIF", "logotyp.pdf", "utan ändelse"):
            row_says(desk.page, f"resa/{name}", "Skapar storlekar")
        expect(desk.page.get_by_text(LEFT_OUT)).to_be_visible()
        assert desk.page.locator(".upload").count() == 5


def test_dropped_files_come(browser: Browser, site: str):
    with reading(browser, site) as desk:
        sign_in(desk, "uploader")
        desk.open(UPLOAD_PAGE)
        desk.page.locator("[data-drop]").evaluate(
            """(drop, bytes) => {
              const dataTransfer = new DataTransfer();
              dataTransfer.items.add(new File([new Uint8Array(bytes)], 'släppt.jpg'));
              drop.dispatchEvent(new DragEvent('drop', {dataTransfer, bubbles: true}));
            }""",
            list(photograph(1)),
        )
        row_says(desk.page, "släppt.jpg", "Skapar storlekar")


def test_file_taken_away_while_it_waits_is_gone(browser: Browser, site: str, tmp_path: Path):
    files = [tmp_path / f"bild-{n}.jpg" for n in range(3)]
    for n, path in enumerate(files):
        path.write_bytes(photograph(n) + bytes(6_000_000))
    with reading(browser, site) as desk:
        sign_in(desk, "uploader")
        desk.open(UPLOAD_PAGE)
        desk.page.route("**/uppladdningar/*/2", lambda route: route.abort())
        desk.page.locator("#files").set_input_files(files)
        row_says(desk.page, "bild-1.jpg", "Försöker igen om")
        desk.press("Ta bort bild-1.jpg")
        desk.page.unroute("**/uppladdningar/*/2")
        for name in ("bild-0.jpg", "bild-2.jpg"):
            row_says(desk.page, name, "Skapar storlekar")
        desk.page.reload()
        assert desk.page.locator(".upload").count() == 2
        desk.faults[:] = [fault for fault in desk.faults if "net::ERR_FAILED" not in fault]
