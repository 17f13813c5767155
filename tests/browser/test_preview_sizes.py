"""The browser loads the smallest preview that fills its place, at each width and density."""

import pytest
from playwright.sync_api import Browser as Chromium

from tests.imaging import samples
from tests.support.chromium import PATIENCE
from tests.support.page_checks import HEIGHT, LOAD_PICTURES
from tests.support.room import Room

SCREENS = [(320, 1), (390, 2), (390, 3), (768, 1), (1280, 1), (1280, 2)]
SLACK = 1.03
"""`sizes` is written in whole parts of the window, which bars and gaps are not."""
GROWN = 1.15
"""A row of cards is filled, so that each is a little wider or narrower than its `sizes` says."""
BETWEEN = 0.8
"""How many of the screen's own points a preview has at least: between two the browser takes the
nearer, on screens so dense that nobody sees the points."""
CHOSEN = """() => [...document.querySelectorAll("main picture")].map(picture => {
  const image = picture.querySelector("img:not(.placeholder)");
  const widths = [...picture.querySelectorAll("source")].flatMap(
    source => source.srcset.split(", ").map(one => one.split(" ")));
  const loaded = new URL(image.currentSrc).pathname;
  const width = widths.find(([address]) => address === loaded)[1];
  return {
    loaded: parseInt(width), shown: image.getBoundingClientRect().width * devicePixelRatio,
    widths: widths.map(([, one]) => parseInt(one)).sort((one, other) => one - other),
  };
}).filter(({shown}) => shown)"""


@pytest.mark.parametrize(("width", "density"), SCREENS)
def test_a_preview_fills_its_place_and_is_no_larger_than_it_must_be(
    browser: Chromium, site: str, room: Room, width: int, density: int
):
    for seed in range(5):
        room.add(samples.save(samples.photograph(2400, 1600, seed), "JPEG"))
    viewport = {"width": width, "height": HEIGHT}
    faults = []
    for address in ("/", "/bilder", "/bilder/1", "/b/1"):
        # A reader of their own for each page: what is in the cache is taken before what is smaller.
        context = browser.new_context(viewport=viewport, device_scale_factor=density)
        context.set_default_timeout(PATIENCE)
        page = context.new_page()
        page.goto(site + address)
        assert not page.evaluate(LOAD_PICTURES)
        for picture in page.evaluate(CHOSEN):
            loaded, shown, widths = picture["loaded"], picture["shown"], picture["widths"]
            least = min(shown * (BETWEEN if density > 1 else 1), widths[-1])
            if loaded * SLACK < least:
                faults.append((address, "too small", picture))
            if any(shown * GROWN <= other < loaded for other in widths):
                faults.append((address, "too large", picture))
        context.close()
    assert not faults
