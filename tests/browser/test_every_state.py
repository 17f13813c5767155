"""Every public template in each state, theme and language: no barrier, no faulty HTML, no width."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import Page, Route

from config.settings import ROOT
from dam.links.languages import SWEDISH, tag_of
from dam.links.public_states import PAGE_STATES
from dam.web import forms
from tests.support.browser import Browser
from tests.support.chromium import reading
from tests.support.drawn_states import DrawnPage, draw_states
from tests.support.html_checker import check_html
from tests.support.page_checks import (
    LOOKED_AT,
    NARROW,
    WIDE,
    cut_off,
    ensure_accessible,
    reaching_out,
    shown_though_hidden,
)
from tests.support.room import Room

TEMPLATES = ROOT / "templates"
_drawn: list[DrawnPage] = []
LARGER = "document.documentElement.style.fontSize = '200%'"
# What axe takes for the colour of letters is not the one that the browser forces on them.
UNFORCED = [rule for rule in LOOKED_AT if rule != "color-contrast"]
THEMES: list[tuple[dict[str, str], list[str] | None]] = [
    ({"color_scheme": "light"}, None),
    ({"color_scheme": "dark"}, LOOKED_AT),
    ({"color_scheme": "light", "forced_colors": "active"}, UNFORCED),
]


@pytest.fixture
def drawn(
    app: Flask, room: Room, stranger: Browser, monkeypatch: pytest.MonkeyPatch
) -> list[DrawnPage]:
    """Each page, drawn once for all that look at them."""
    if not _drawn:
        monkeypatch.setattr(forms, "LEAST_SECONDS", -1.0)
        _drawn.extend(draw_states(app, room, stranger))
    return _drawn


def test_every_template_is_listed_and_every_state_of_it_is_drawn(drawn: list[DrawnPage]):
    files = {
        str(path.relative_to(TEMPLATES))
        for folder in ("press", "errors")
        for path in (TEMPLATES / folder).glob("*.html")
        if not path.name.startswith("_")
    }
    assert files == PAGE_STATES.keys() - {"errors/_page.html"}
    listed = {(template, state) for template, states in PAGE_STATES.items() for state in states}
    assert {(page.template, page.state) for page in drawn} == listed
    assert not list(find_strangers(drawn))


def find_strangers(drawn: list[DrawnPage]) -> Iterator[tuple[str, ...]]:
    """Pages that another template answered, or with another status or language than they should."""
    for page in drawn:
        name = page.template.removeprefix("errors/").removesuffix(".html")
        if name.isdigit() and page.status != int(name):
            yield page.address, page.state, str(page.status)
        if page.drawn_by != ("" if page.template.startswith("errors/") else page.template):
            yield page.address, page.state, page.drawn_by
        if f'<html lang="{tag_of(page.language)}"' not in page.html:
            yield page.address, page.state, page.language


def test_the_nu_checker_finds_no_fault_in_any(drawn: list[DrawnPage], tmp_path: Path):
    check_html({page.address: page.html for page in drawn}, tmp_path)


def test_nothing_is_a_barrier_and_none_is_too_wide(
    browser: Chromium, site: str, drawn: list[DrawnPage]
):
    faults: list[str] = []
    with reading(browser, site) as reader:
        page = reader.page
        answers: dict[str, str] = {}

        def answer(route: Route) -> None:
            route.fulfill(body=answers["page"], content_type="text/html; charset=utf-8")

        page.route("**/drawn", answer)
        for one in drawn:
            answers["page"] = one.html
            page.goto(f"{site}/drawn")
            faults += [
                f"{one.template} {one.state} {one.address}: {fault}"
                for fault in look(page, in_all_themes=one.language == SWEDISH)
            ]
        reader.faults.clear()  # pictures of an earlier test's room
    assert not faults, "\n".join(faults)


def look(page: Page, *, in_all_themes: bool) -> Iterator[str]:
    """What is wrong with an open page; its colours are those of its template in any language."""
    for theme, rules in THEMES if in_all_themes else THEMES[:1]:
        page.emulate_media(**theme)
        try:
            ensure_accessible(page, rules=rules)
        except AssertionError as fault:
            yield f"{theme} {fault}"
    page.emulate_media(color_scheme="light", forced_colors="none")
    page.set_viewport_size(NARROW)
    yield from filter(None, (reaching_out(page), shown_though_hidden(page)))
    page.evaluate(LARGER)
    if wide := reaching_out(page):
        yield f"at 200 %: {wide} {cut_off(page)}"
    page.set_viewport_size(WIDE)
