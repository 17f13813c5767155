"""A page seen as its readers see it: narrow and wide, light and dark, read aloud, enlarged."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"
PHONE, DESK, ENLARGED = 390, 1280, 320
HEIGHT = 844
WIDE, NARROW = {"width": DESK, "height": HEIGHT}, {"width": ENLARGED, "height": HEIGHT}

# Pictures below the fold are loaded when they are scrolled to; a shot of the whole page wants all.
LOAD_PICTURES = """async () => {
  const broken = [];
  for (const image of document.images) {
    image.loading = 'eager';
    await image.decode().catch(() => broken.push(image.currentSrc));
  }
  return broken;
}"""
# The innermost elements that cannot be narrower.
REACHING_OUT = """(width) => {
  const least = (one) => {
    one.style.setProperty('width', 'min-content');
    const found = one.getBoundingClientRect().width;
    one.style.removeProperty('width');
    return found;
  };
  const wide = [...document.body.querySelectorAll('*')].filter((one) => least(one) > width - 32);
  return wide.filter((one) => !wide.some((other) => one !== other && one.contains(other)))
    .map((one) => one.outerHTML.slice(0, 200));
}"""
# axe cannot tell what is behind the words of a drawing; test_tokens.py holds text to its ground.
RUN_AXE = """async ([kinds, rules]) => {
  const told = (node) => node.html + ' ' + node.failureSummary;
  const found = await axe.run(document, {resultTypes: kinds, ...(rules && {runOnly: rules})});
  return kinds.flatMap((kind) => found[kind]).map(({id, help, nodes}) => ({id, help,
    nodes: nodes.filter(({html}) => !html.startsWith('<text ')).map(told)}),
  ).filter(({nodes}) => nodes.length);
}"""

LOOKED_AT = ["color-contrast", "link-in-text-block", "scrollable-region-focusable", "target-size"]
"""What axe asks of a page that another width and other colours may answer otherwise."""


@cache
def axe() -> str:
    return AXE.read_text(encoding="utf-8")


@dataclass(frozen=True)
class Looks:
    """Looks pages over; leaves their pictures in ``folder``, where there is one, for people."""

    folder: Path | None

    def over(self, page: Page, name: str) -> None:
        """See that every reader gets the page whole; it is left wide and light."""
        page.wait_for_load_state()
        page.set_viewport_size(WIDE)
        assert not page.evaluate(LOAD_PICTURES)
        if self.folder is not None:
            take_pictures(page, self.folder, name)
        ensure_accessible(page)
        page.emulate_media(color_scheme="dark")
        page.set_viewport_size(NARROW)
        wide = reaching_out(page)
        # What a table has scrolled out of sight there has no background to judge.
        ensure_accessible(page, surely=False, rules=LOOKED_AT)
        page.emulate_media(color_scheme="light")
        page.set_viewport_size(WIDE)
        assert not wide, wide


def take_pictures(page: Page, folder: Path, name: str) -> None:
    for scheme, width in (("dark", PHONE), ("dark", DESK), ("light", PHONE), ("light", DESK)):
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size({"width": width, "height": HEIGHT})
        shot = folder / f"{name}-{width}-{scheme}.jpg"
        page.screenshot(path=shot, type="jpeg", quality=90, full_page=True)


def ensure_accessible(page: Page, *, surely: bool = True, rules: list[str] | None = None) -> None:
    """No violation, of certain ``rules`` or of any; ``surely`` nothing either that a machine leaves
    for people to judge.
    """
    if not page.evaluate("'axe' in window"):
        page.evaluate(axe())
    kinds = ["violations", "incomplete"] if surely else ["violations"]
    found: list[dict[str, Any]] = page.evaluate(RUN_AXE, [kinds, rules])
    faults = [
        f"{fault['id']}: {fault['help']}\n  " + "\n  ".join(fault["nodes"]) for fault in found
    ]
    assert not faults, f"{page.url}\n" + "\n".join(faults)


def ensure_no_scrolling_sideways(page: Page) -> None:
    """At 320 px, which is 1280 px enlarged four times (WCAG 1.4.10)."""
    page.set_viewport_size(NARROW)
    faults = reaching_out(page)
    page.set_viewport_size(WIDE)
    assert not faults, faults


SHOWN_THOUGH_HIDDEN = """() => [...document.querySelectorAll('[hidden]')]
  .filter((one) => one.checkVisibility()).map((one) => one.outerHTML.slice(0, 200))"""


def shown_though_hidden(page: Page) -> str:
    """What the page marks as hidden and shows all the same; nothing where there is none."""
    found = page.evaluate(SHOWN_THOUGH_HIDDEN)
    return f"{page.url} shows what is hidden: {found}" if found else ""


# Only a table scrolls within the page, and where one stands in a trail is shortened.
CUT_OFF = """(width) => [...document.body.querySelectorAll('*')].filter((one) => {
  const {left, right} = one.getBoundingClientRect();
  return one.checkVisibility() && (right > width + 1 || left < -1)
    && !one.closest('.table, .crumbs, .unseen, svg');
}).map((one) => one.outerHTML.slice(0, 200))"""


def cut_off(page: Page, most: int = ENLARGED) -> str:
    """What stands outside the screen where nobody gets to it; nothing where all can be seen."""
    found = page.evaluate(CUT_OFF, most)
    return f"{page.url} is cut: {found}" if found else ""


def scrolling_tables(page: Page) -> list[str]:
    """The tables that have to be scrolled sideways."""
    found: list[str] = page.evaluate("""() => [...document.querySelectorAll('.table')]
      .filter((one) => one.scrollWidth > one.clientWidth).map((one) => one.innerText)""")
    return found


def reaching_out(page: Page, most: int = ENLARGED) -> str:
    """What makes the page wider than the screen, in a sentence; nothing where it is not."""
    width = page.evaluate("document.documentElement.scrollWidth")
    if width <= most:
        return ""
    return f"{page.url} is {width} px wide: {page.evaluate(REACHING_OUT, most)}"
