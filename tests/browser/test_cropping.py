"""The page of focal point and crops in Chromium: by keyboard alone, by pointer, without script."""

import os
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from dam.clearance import crops
from dam.imaging.crop import CropFrame, FocalPoint
from tests.browser.served import press, tab_to
from tests.imaging import samples
from tests.support.accounts import PASSWORD
from tests.support.chromium import Reader, reading
from tests.support.page_checks import Looks
from tests.support.room import Room

pytestmark = pytest.mark.usefixtures("persons")


@pytest.fixture
def image_id(room: Room) -> int:
    return room.add(samples.save(samples.photograph(1500, 1000, 5), "JPEG", quality=85))


def open_page(reader: Reader, image_id: int) -> None:
    reader.open("/redaktion/logga-in")
    reader.page.get_by_label("E-post").fill("editor@inera.test")
    reader.page.get_by_label("Lösenord").fill(PASSWORD)
    reader.press("Logga in")
    reader.open(f"/redaktion/bilder/{image_id}/beskarning")


def views(reader: Reader) -> list[str | None]:
    found = reader.page.locator("[data-preview]")
    return [found.nth(at).get_attribute("viewBox") for at in range(found.count())]


def numbers(reader: Reader) -> dict[str, str]:
    inputs = reader.page.locator("input[inputmode=decimal]")
    return dict(inputs.evaluate_all("all => all.map((one) => [one.name, one.value])"))


def percents(reader: Reader, *names: str) -> list[float]:
    found = numbers(reader)
    return [float(found[name].replace(",", ".")) for name in names]


def save(reader: Reader) -> None:
    tab_to(reader, reader.button("Spara"))
    press(reader, "Enter")
    expect(reader.page.get_by_text("Sparat.")).to_be_visible()


def test_the_keyboard_alone_does_everything(
    browser: Browser, site: str, room: Room, image_id: int
) -> None:
    with reading(browser, site) as reader:
        open_page(reader, image_id)
        page = reader.page
        tab_to(reader, page.get_by_role("button", name="Flytta fokuspunkten med piltangenterna"))
        press(reader, "ArrowRight", "ArrowRight", "Shift+ArrowUp")
        assert (numbers(reader)["focal_x"], numbers(reader)["focal_y"]) == ("52", "40")
        tab_to(reader, page.get_by_label("Där talen säger"))
        press(reader, "ArrowDown")
        assert (numbers(reader)["focal_x"], numbers(reader)["focal_y"]) == ("16,7", "16,7")
        tab_to(reader, page.get_by_text("Rita själv 1:1"))
        press(reader, "Enter")
        tab_to(reader, page.get_by_role("button", name="Ändra storleken på 1:1"))
        press(reader, *["Shift+ArrowLeft"] * 4)
        press(reader, "Shift+Tab")
        press(reader, "ArrowRight", "ArrowDown", "Shift+ArrowDown")
        shown = views(reader)
        save(reader)
        assert views(reader) == shown, "what was seen is what was saved"
        framing = room.look(image_id, crops.read_framing)
        assert framing.focal == FocalPoint(0.167, 0.167)
        assert framing.drawn == {"1x1": CropFrame(0.01, 0.11, 0.266)}


def test_the_script_counts_as_the_server_does(browser: Browser, site: str, image_id: int) -> None:
    """For points and frames at the edges, within and beyond, both draw the same boxes."""
    with reading(browser, site) as reader:
        open_page(reader, image_id)
        page = reader.page
        for details in page.locator("details").all():
            details.locator("summary").click()
        points = [("0", "0"), ("100", "100"), ("33,3", "66,7"), ("49,9", "0,1")]
        frames = [
            ("0", "0", "100"),
            ("99", "99", "5"),
            ("12,3", "45,6", "37,8"),
            ("61", "7", "66,6"),
        ]
        for (x, y), (left, top, width) in zip(points, frames, strict=True):
            page.locator("#focal_x").fill(x)
            page.locator("#focal_y").fill(y)
            for name in ("4x3", "4x5"):
                page.locator(f"#left-{name}").fill(left)
                page.locator(f"#top-{name}").fill(top)
                page.locator(f"#width-{name}").fill(width)
            shown, pixels = views(reader), page.locator("[data-pixels]").all_inner_texts()
            reader.press("Spara")
            expect(page.get_by_text("Sparat.")).to_be_visible()
            served = page.request.get(page.url).text()
            assert [f'viewBox="{view}"' in served for view in shown] == [True] * 4, shown
            assert [one in served for one in pixels] == [True] * 4, pixels


def test_the_pointer_points_and_drags(browser: Browser, site: str, image_id: int) -> None:
    with reading(browser, site) as reader:
        open_page(reader, image_id)
        page, mouse = reader.page, reader.page.mouse
        stage = page.locator("[data-stage]").bounding_box()
        assert stage is not None
        mouse.click(stage["x"] + stage["width"] * 0.75, stage["y"] + stage["height"] * 0.25)
        assert percents(reader, "focal_x", "focal_y") == pytest.approx([75, 25], abs=0.3)
        page.get_by_text("Rita själv 16:9").click()
        frame = page.locator("[data-crop='16x9'] [data-frame]")
        area = frame.bounding_box()
        corner = page.get_by_role("button", name="Ändra storleken på 16:9")
        corner.scroll_into_view_if_needed()
        area, grip = frame.bounding_box(), corner.bounding_box()
        assert area is not None
        assert grip is not None
        mouse.move(grip["x"] + grip["width"] / 2, grip["y"] + grip["height"] / 2)
        mouse.down()
        mouse.move(area["x"] + area["width"] / 2, area["y"] + area["height"] / 2, steps=4)
        mouse.up()
        assert percents(reader, "width-16x9") == pytest.approx([50], abs=0.5)
        assert page.get_by_label("Egen beskärning 16:9").is_checked()
        mouse.click(area["x"] + area["width"] * 0.99, area["y"] + area["height"] * 0.99)
        assert percents(reader, "left-16x9", "top-16x9") == pytest.approx([50, 57.8], abs=0.5)


def test_without_script_a_click_is_answered_with_the_crops(
    browser: Browser, site: str, room: Room, image_id: int
) -> None:
    with reading(browser, site, script=False) as reader:
        open_page(reader, image_id)
        page = reader.page
        picture = page.locator("input[type=image]")
        area = picture.bounding_box()
        assert area is not None
        assert (round(area["width"]), round(area["height"])) == (280, 187)
        reader.click(picture, position={"x": 210, "y": 140})
        expect(page.get_by_text("Så blir det. Inget är sparat än.")).to_be_visible()
        assert numbers(reader)["focal_x"] == "75"
        page.get_by_label("Nere till vänster").check()
        reader.press("Visa utan att spara")
        assert numbers(reader)["focal_x"] == "16,7"
        assert views(reader)[2] == "0 0 1000 1000"
        page.locator("input[type=image]").focus()
        press(reader, "Enter")
        assert numbers(reader)["focal_x"] == "16,7", "a key press is no click"
        reader.press("Spara")
        expect(page.get_by_text("Sparat.")).to_be_visible()
        assert room.look(image_id, crops.read_framing).focal == FocalPoint(0.167, 0.833)


def test_the_page_is_for_every_reader(browser: Browser, site: str, image_id: int) -> None:
    folder = os.environ.get("SCREENSHOTS")
    with reading(browser, site) as reader:
        open_page(reader, image_id)
        reader.page.get_by_text("Rita själv 4:5").click()
        Looks(Path(folder) if folder else None).over(reader.page, "redaktion-beskarning")
    with reading(browser, site, script=False) as reader:
        open_page(reader, image_id)
        # axe is script: what it judges above is this very page.
        reader.page.set_viewport_size({"width": 320, "height": 844})
        area = reader.page.locator("input[type=image]").bounding_box()
        assert area is not None
        assert area["x"] + area["width"] <= 320
        if folder:
            reader.page.screenshot(path=Path(folder) / "beskarning-utan-320.png", full_page=True)
