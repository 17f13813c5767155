"""Printed: a card of one page for each image, contacts and case on one, six images to a page."""

from __future__ import annotations

import re

import pypdfium2
import pytest
from playwright.sync_api import Browser as Chromium

from dam.web import forms
from tests.imaging import samples
from tests.support.browser import Browser
from tests.support.chromium import Reader, reading
from tests.support.public_pages import furnish_public_pages
from tests.support.room import Room

LONG = "Sjuksköterska i rådgivningssamtal med en orolig förälder en sen kväll i november"
CAPTION = "En sjuksköterska med headset svarar på ett samtal om råd en kväll i november. " * 5
A4_WIDTH = 595
EAGER = "document.querySelectorAll('img[loading]').forEach(image => image.loading = 'eager')"


def print_page(reader: Reader, address: str) -> list[str]:
    """The words of each page of paper."""
    reader.open(address)
    reader.page.evaluate(EAGER)
    reader.page.wait_for_load_state("networkidle")
    printed = pypdfium2.PdfDocument(reader.page.pdf(prefer_css_page_size=True))
    assert round(printed[0].get_width()) == A4_WIDTH
    return [page.get_textpage().get_text_range() for page in printed]


@pytest.mark.parametrize("size", [(600, 400), (400, 600), (1200, 300)])
def test_an_image_of_any_terms_and_shape_is_a_card_of_one_page(
    browser: Chromium, site: str, room: Room, size: tuple[int, int]
):
    picture = samples.save(samples.photograph(*size, seed=1), "JPEG")
    with reading(browser, site) as reader:
        for terms in ("fri-redaktionell", "fri-med-villkor", "kraver-godkannande"):
            image = room.add(picture, terms=terms, title=f"{LONG} {terms}", caption=CAPTION)
            card, *rest = print_page(reader, f"/bilder/x-{image}")
            assert not rest, (terms, rest)
            assert f"/b/{image}" in card
            assert "press@inera.se" in card
            assert "Ladda ner" not in card
            assert "Få besked" not in card


def test_contacts_embargo_case_and_permission_are_one_page_each(
    browser: Chromium, site: str, room: Room, stranger: Browser, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(forms, "LEAST_SECONDS", -1.0)
    values = furnish_public_pages(room, stranger)
    paths = {
        "/kontakt": "Region Östergötland",
        "/villkor": "Versioner",
        f"/sparrat/{values['embargo']['token']}": "Spärrad för publicering till",
        f"/arende/{values['case']['token']}": "2026-0001",
        f"/hamta/{values['grant']['token']}": "Bilder du får använda",
    }
    with reading(browser, site) as reader:
        for path, words in paths.items():
            [paper] = print_page(reader, path)
            assert words in paper


def test_a_gallery_is_printed_six_to_a_page_with_byline_and_id(
    browser: Chromium, site: str, room: Room
):
    for n, size in enumerate([(90, 60), (60, 90), (240, 60), (60, 60)] * 2):
        room.add(samples.save(samples.photograph(*size, seed=n), "JPEG"), title=f"{LONG} {n}")
    with reading(browser, site) as reader:
        for view in ("rader", "ljusbord"):
            papers = print_page(reader, f"/bilder?vy={view}")
            assert [len(set(re.findall(r"IN-\d+", paper))) for paper in papers] == [6, 2]
            assert [paper.count("Foto: ") for paper in papers] == [6, 2]
