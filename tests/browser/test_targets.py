"""What stands alone on a public page is 44 px high, and all of it fits 320 px at twice the size."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser as Chromium

from dam.web import forms
from tests.support.browser import Browser
from tests.support.chromium import reading
from tests.support.public_pages import furnish_public_pages, list_public_addresses
from tests.support.room import Room

TARGET = 44
LOW = """least => {
  const named = "a[href], button, input, select, textarea, summary";
  const apart = ".unseen, .skip-link, [type=hidden], .trap-field *, .card-title a";
  const flows = e => getComputedStyle(e).display === "inline" && e.closest("p, label, figcaption");
  const box = e => e.matches("[type=radio], [type=checkbox]") ? e.closest("label") : e;
  return [...document.querySelectorAll(named)]
    .filter(e => e.offsetParent && !e.matches(apart) && !flows(e))
    .filter(e => box(e).getBoundingClientRect().height < least)
    .map(e => e.outerHTML.slice(0, 120));
}"""
TOO_WIDE = """() => { document.documentElement.style.fontSize = "200%";
  const over = document.documentElement.scrollWidth - innerWidth;
  document.documentElement.style.fontSize = "";
  return over; }"""


def test_targets_are_high_and_large_text_fits(
    browser: Chromium, site: str, room: Room, stranger: Browser, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(forms, "LEAST_SECONDS", -1.0)
    addresses = [
        address for _, address in list_public_addresses(furnish_public_pages(room, stranger))
    ]
    addresses += ["/bilder?q=" + "x" * 180, "/begaran?b=1&b=2", "/finns-inte"]
    assert len(addresses) > 40
    low: dict[str, list[str]] = {}
    wide: dict[str, int] = {}
    with reading(browser, site) as reader:
        reader.page.set_viewport_size({"width": 320, "height": 800})
        for address in addresses:
            reader.page.goto(site + address)
            if found := reader.page.evaluate(LOW, TARGET):
                low[address] = found
            if (over := reader.page.evaluate(TOO_WIDE)) > 0:
                wide[address] = over
        reader.faults.clear()
    assert low == {}
    assert wide == {}
