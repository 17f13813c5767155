"""Every page of the product's list, in every language: what each says of itself and the others."""

import re
from xml.etree import ElementTree as ET

import pytest
from flask import Flask
from sqlalchemy import delete

from config.settings import ROOT
from dam.content import contacts
from dam.content.seed import read_seed_file
from dam.database.models import ContentBlock
from dam.links.languages import LANGUAGES, SWEDISH, tag_of
from dam.links.public_pages import PAGES, page_path, read_path_language
from dam.links.staff_paths import STAFF
from tests.support.browser import Browser
from tests.support.public_pages import furnish_public_pages, list_public_addresses
from tests.support.room import Room

BASE = "http://127.0.0.1:8000"
ALTERNATE = re.compile(r'<link rel="alternate" hreflang="([\w-]+)" href="([^"]+)">')
CANONICAL = re.compile(r'<link rel="canonical" href="([^"]+)">')


Pages = dict[tuple[str, str], str]
_walked: Pages = {}


@pytest.fixture
def pages(room: Room, stranger: Browser) -> Pages:
    """Each page by its language and address, walked once for all that look at them."""
    if not _walked:
        for language, address in list_public_addresses(furnish_public_pages(room, stranger)):
            answer = stranger.get(address, follow_redirects=True)
            assert answer.status_code == 200, address
            _walked[language, answer.request.full_path.rstrip("?")] = answer.text
    return _walked


def test_a_page_is_in_every_language_or_the_list_says_why():
    for page in PAGES.values():
        assert page.unspoken or page.patterns.keys() == LANGUAGES.keys(), page.name
        for language, pattern in page.patterns.items():
            assert read_path_language(pattern) == language


def test_every_public_address_is_in_the_list(app: Flask):
    """But for what is no page: files, documents for machines, and the staff's."""
    listed = {pattern for page in PAGES.values() for pattern in page.patterns.values()}
    files = re.compile(
        r"/static/|/bild/|/ladda-ner/|/<name>$|<int:image_id>/<size>|\.\w+$|/healthz|/readyz"
    )
    rules = {rule.rule for rule in app.url_map.iter_rules()}
    public = {rule for rule in rules if not rule.startswith(STAFF)}
    assert {rule for rule in public if not files.search(rule)} == {
        pattern for pattern in listed if not pattern.endswith(".atom")
    }
    assert listed <= rules


def test_every_page_has_its_language_one_heading_and_its_landmarks(pages):
    titles: dict[str, set[str]] = {}
    for (language, address), page in pages.items():
        spoken = re.search('<html lang="([a-z]+)">', page)[1]
        # A grant speaks the language of whoever asked, here Swedish.
        assert spoken == tag_of(language), address
        for landmark in ("<header", "<main", "<footer", "<h1"):
            assert len(re.findall(rf"{landmark}[\s>]", page)) == 1, (address, landmark)
        title = re.search("<title[^>]*>([^<]+)</title>", page)[1]
        assert title.endswith(("Pressbilder från Inera", "Press images from Inera")), address
        titles.setdefault(language, set()).add(title)
    assert len(titles[SWEDISH]) == len([one for one, _ in pages if one == SWEDISH])


def test_every_page_that_may_be_found_describes_itself(pages):
    described: dict[str, list[str]] = {}
    for (_, address), page in pages.items():
        if CANONICAL.search(page) and "/b/" not in address:
            said = re.search('<meta name="description" content="([^"]{15,200})">', page)
            assert said, address
            described.setdefault(said[1], []).append(address)
    assert len(described) > 20


def test_dates_and_clocks_are_as_html_writes_them(pages):
    """A time to the second, and no length of a field whose length the browser knows."""
    for (_, address), page in pages.items():
        for said in re.findall(r'datetime="([^"]+)"', page):
            assert not re.search(r"\.\d", said), (address, said)
        for field in re.findall(r'<input type="(?:date|time)"[^>]*>', page):
            assert "maxlength" not in field, address


def test_each_page_names_the_others_and_they_name_it(pages):
    alternates = {at: dict(ALTERNATE.findall(page)) for at, page in pages.items()}
    linked = 0
    for (language, address), named in alternates.items():
        page = pages[language, address]
        if 'name="robots" content="noindex"' in page:
            continue
        if "/b/" not in address:
            assert CANONICAL.findall(page) == [BASE + address]
        linked += len(named)
        for alternate, other in named.items():
            path = other.removeprefix(BASE)
            there = next(code for code, one in LANGUAGES.items() if one.alternate == alternate)
            assert alternates[there, path] == named, (address, path)
    assert linked > 50


def test_every_page_leads_to_itself_in_each_other_language(pages):
    for (language, address), page in pages.items():
        links = re.findall(
            r'<a class="language-link" href="([^"]+)"', page.partition("</header>")[0]
        )
        if "/hamta/" not in address:
            assert links, address
        assert {(read_path_language(link), link) for link in links} <= pages.keys(), address
        assert language not in {read_path_language(link) for link in links}


def test_only_where_there_are_words_is_a_page_called_a_translation(room: Room, stranger: Browser):
    swedish = stranger.get(page_path("image", named=room.add()), follow_redirects=True).text
    assert [code for code, _ in ALTERNATE.findall(swedish)] == ["sv"]
    assert re.search('<a class="language-link" href="/en/images/[^"]+" lang="en"', swedish)


def test_what_one_reader_asks_for_is_nobody_elses_to_find(room: Room, stranger: Browser):
    image = room.add()
    for address in (f"/begaran?b={image}", "/bilder?q=samtal", "/en/images?q=x", "/finns-inte"):
        page = stranger.get(address).text
        assert '<meta name="robots" content="noindex">' in page, address
        assert not CANONICAL.findall(page)
    page = stranger.get("/bilder?riktning=liggande").text
    assert CANONICAL.findall(page) == [f"{BASE}/bilder"]
    assert "noindex" not in page


def test_the_sitemap_has_every_page_that_anybody_may_find(room: Room, stranger: Browser):
    furnish_public_pages(room, stranger)
    root = ET.fromstring(stranger.get("/sitemap.xml").data)
    listed = {one.text.removeprefix(BASE) for one in root.iter() if one.tag.endswith("loc")}
    for page in PAGES.values():
        if page.listed:
            assert set(page.patterns.values()) <= listed
    assert {one.rpartition("-")[0] for one in listed if one.startswith("/en/images/")} == {
        "/en/images/a-nurse-on-the-phone"
    }


def test_without_a_word_of_its_own_a_page_in_english_says_nothing_in_swedish(pages, all_english):
    for (language, _), page in pages.items():
        if language == "en":
            all_english(page)


def test_every_text_of_the_pages_is_there_in_every_language():
    """But for the brand's own lines, which are in Swedish alone."""
    blocks = read_seed_file(ROOT / "config" / "press.toml")["blocks"]
    lacking = [
        (key, language)
        for key, block in blocks.items()
        for language in LANGUAGES.keys() - {SWEDISH}
        if block["body"] and not block.get(language, {}).get("body")
    ]
    assert {key for key, _ in lacking} == {contacts.LINES}


def test_a_text_that_is_in_swedish_alone_is_shown_so(room: Room, stranger: Browser):
    gone = delete(ContentBlock).where(ContentBlock.key == "om.webb", ContentBlock.language == "en")
    room.change(lambda session, _: session.execute(gone))
    page = stranger.get("/en/about").text.partition('<section class="section prose" id="webb"')[2]
    section = page.partition("</section>")[0]
    assert '<p lang="sv" dir="auto">1177.se har tusentals artiklar' in section
    assert "This text is only available in Swedish." in section
    assert "only available" not in stranger.get("/latt/om").text
