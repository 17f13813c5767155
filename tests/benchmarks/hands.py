"""From twenty files to published by the batch grid: by pointer, by keyboard alone, without script.

    python -m tests.benchmarks.hands

Each way runs in a house of its own; clicks and keys besides the words typed are counted, and the
seconds from the first click until twenty images are published. With SCREENSHOTS set, each step
leaves its picture there.
"""

from __future__ import annotations

import os
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Locator, expect

from tests.imaging import samples
from tests.journeys.house import House, open_house
from tests.journeys.uploading import at_the_desk
from tests.support.chromium import Reader, chromium

FILES = 20
SECONDS = 180_000
SAME = {
    "caption": "Läkaren Anna Ek talar med en patient i Umeå i mars 2026.",
    "alt": "Två personer vid ett bord.",
    "creators": "Åsa Öberg",
    "place": "Umeå",
    "date": "2026-03-14",
    "people": "0",
}
CHOSEN = {"digital_source_type": "Fotograferad med kamera", "terms": "Fri för redaktionell"}


@dataclass
class Hands:
    """Somebody at the desk, by pointer or by ``keys`` alone; what they do is counted."""

    desk: Reader
    keys: bool
    shots: Path | None
    clicked: int = 0
    pressed: int = 0

    def on(self, control: Locator) -> None:
        """Press a button or follow a link."""
        self.to(control)
        if self.keys:
            self._press("Enter")

    def to(self, control: Locator) -> None:
        """Reach a control: by one click, or with Tab and Shift+Tab, whichever is nearer."""
        if not self.keys:
            control.click()
            self.clicked += 1
            return
        step = "Shift+Tab" if self._stands_before(control) else "Tab"
        while not control.evaluate("one => one === document.activeElement"):
            self._press(step)
            assert self.pressed < 5000, f"the keyboard does not reach {control}"

    def choose(self, control: Locator, words: str) -> None:
        """Choose in a list: two clicks, or its first letters."""
        self.to(control)
        if self.keys:
            self.desk.page.keyboard.type(words)
        else:
            control.select_option(label=words_of(control, words))
            self.clicked += 1

    def look(self, name: str) -> None:
        if self.shots is not None:
            path = self.shots / f"{name}.png"
            self.desk.page.screenshot(path=path, full_page=True)

    def _press(self, key: str) -> None:
        self.desk.page.keyboard.press(key)
        self.pressed += 1

    @staticmethod
    def _stands_before(control: Locator) -> bool:
        return bool(
            control.evaluate(
                "one => Boolean(document.activeElement.compareDocumentPosition(one)"
                " & Node.DOCUMENT_POSITION_PRECEDING)"
                " && document.activeElement !== document.body"
            )
        )


def words_of(control: Locator, beginning: str) -> str:
    options = control.locator("option").all_inner_texts()
    return next(one for one in options if one.startswith(beginning))


def main() -> None:
    ways = {"pointer": (False, True), "keyboard": (True, True), "no script": (False, False)}
    print(f"{FILES} files from the upload page to published, by the batch grid alone")
    print(f"{'':12}{'seconds':>9}{'clicks':>8}{'keys':>7}")
    with tempfile.TemporaryDirectory() as name, chromium() as browser:
        files = photographs(Path(name, "files"))
        for way, (keys, script) in ways.items():
            shots = shots_of(way)
            with open_house(Path(name, way.replace(" ", "-"))) as house:
                hands, seconds = go(browser, house, files, keys=keys, script=script, shots=shots)
            print(f"{way:12}{seconds:9.1f}{hands.clicked:8}{hands.pressed:7}", flush=True)


def go(
    browser: Browser,
    house: House,
    files: list[Path],
    *,
    keys: bool,
    script: bool,
    shots: Path | None,
) -> tuple[Hands, float]:
    """Do it once; returns whose hands did it, and the seconds that it took."""
    with at_the_desk(browser, house, script=script) as desk:
        hands, page, began = Hands(desk, keys, shots), desk.page, time.monotonic()
        hands.look("1-upload")
        hands.to(page.locator("#files"))
        page.locator("#files").set_input_files(files)
        if script:
            done = page.get_by_text(f"{FILES} av {FILES} filer är klara")
            expect(done).to_be_visible(timeout=SECONDS)
            hands.look("2-uploaded")
            hands.on(page.get_by_role("link", name="Visa resultatet"))
        else:
            hands.on(desk.button("Ladda upp"))
        hands.look("3-result")
        hands.on(page.get_by_role("link", name="Beskriv alla"))
        expect(page.locator("input[name=rad]")).to_have_count(FILES)
        hands.look("4-grid")
        for cell, words in SAME.items():
            hands.to(page.locator(f"#{cell}-alla"))
            page.keyboard.insert_text(words)
        for cell, words in CHOSEN.items():
            hands.choose(page.locator(f"#{cell}-alla"), words)
        hands.on(desk.button("Använd på markerade").first)
        for one in range(1, FILES + 1):
            hands.to(page.locator(f"#title-{one}"))
            page.keyboard.insert_text(f"Läkare i samtal {one}")
        hands.look("5-filled")
        until_made(desk, house)
        hands.on(desk.button("Spara och publicera markerade").last)
        told = page.get_by_role("status")
        expect(told).to_contain_text(f"{FILES} bilder är publicerade.", timeout=SECONDS)
        seconds = time.monotonic() - began
        hands.look("6-published")
    published = house.flask("image", "list", "--state", "published").splitlines()
    assert len(published) == FILES, published
    return hands, seconds


def until_made(desk: Reader, house: House) -> None:
    """Wait for the sizes, without which nothing is published."""
    while house.left_to_do():
        desk.page.wait_for_timeout(500)


def photographs(folder: Path) -> list[Path]:
    folder.mkdir()
    files = [folder / f"bild-{n:02d}.jpg" for n in range(FILES)]
    for n, file in enumerate(files):
        samples.photograph(1800, 1200, n).save(file, quality=90)
    return files


def shots_of(way: str) -> Path | None:
    if "SCREENSHOTS" not in os.environ:
        return None
    folder = Path(os.environ["SCREENSHOTS"], way.replace(" ", "-"))
    folder.mkdir(parents=True, exist_ok=True)
    return folder


if __name__ == "__main__":
    main()
