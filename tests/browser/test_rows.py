"""Pictures of every shape in rows of one height, and on a light table; none cropped."""

from itertools import groupby

from playwright.sync_api import Browser

from dam.delivery.page_models import NARROWEST_RATIO
from tests.browser.served import looks
from tests.imaging import samples
from tests.support.chromium import reading
from tests.support.room import Room

SHAPES = [(360, 240), (240, 360), (300, 300), (600, 200), (100, 300), (320, 240), (900, 120)]
CELLS = """cells => cells.map(cell => {
  const box = cell.getBoundingClientRect(), image = cell.querySelector("picture img");
  const { width, height } = image.getBoundingClientRect();
  const ratio = image.getAttribute("width") / image.getAttribute("height");
  return [box.top, box.width, width, height, ratio];
})"""


def test_a_row_has_one_height_and_no_picture_is_cropped(
    browser: Browser, site: str, room: Room
) -> None:
    for width, height in SHAPES:
        picture = samples.photograph(width, height, seed=width)
        room.add(samples.save(picture, "JPEG"), title=f"{width} × {height}")
    with reading(browser, site) as reader:
        for width in (1280, 768):
            reader.page.set_viewport_size({"width": width, "height": 900})
            reader.open("/bilder")
            cells = reader.page.locator(".card").evaluate_all(CELLS)
            assert len(cells) == len(SHAPES)
            for _, row in groupby(cells, key=lambda cell: round(cell[0])):
                heights = [height for _, _, _, height, _ in row]
                assert max(heights) - min(heights) < 1.5, heights
            for _, cell, shown, height, ratio in cells:
                assert abs(shown - cell) < 1
                assert abs(cell / height / max(ratio, NARROWEST_RATIO) - 1) < 0.02
            looks().over(reader.page, f"rows-{width}")
        reader.open(reader.page.get_by_role("link", name="Ljusbord").get_attribute("href"))
        table = reader.page.locator(".light-table .card").evaluate_all(CELLS)
        columns = {round(cell) for _, cell, _, _, _ in table}
        assert len(columns) == 2, "wide pictures have two columns, all others one"
        looks().over(reader.page, "light-table")
