"""Pages, documents and built files leave compressed for who reads that; images as they are."""

import gzip
import re

from dam.links.public_pages import PAGES
from dam.web.template_filters import BUILT
from tests.support.browser import Browser
from tests.support.public_pages import furnish_public_pages, list_public_addresses
from tests.support.room import Room

PACKED = {"Accept-Encoding": "gzip, deflate"}
NEWEST = {"Accept-Encoding": "gzip, deflate, br, zstd"}
ADDRESSES = [
    *("/", "/bilder", "/bilder?q=zzz", "/kontakt", "/begaran", "/villkor", "/finns-inte"),
    *("/arende/fel", "/flode.atom", "/sitemap.xml", "/redaktion/logga-in"),
]


def test_every_page_and_document_is_compressed(stranger: Browser, room: Room):
    room.add()
    for page in ADDRESSES:
        packed, plain = stranger.get(page, headers=PACKED), stranger.get(page)
        assert packed.headers["Content-Encoding"] == "gzip", page
        assert "Content-Encoding" not in plain.headers
        assert packed.headers["Vary"] == plain.headers["Vary"]
        assert "Accept-Encoding" in plain.headers["Vary"]
        assert int(packed.headers["Content-Length"]) == len(packed.data) < len(plain.data) * 0.8
        assert gzip.decompress(packed.data)[:15] == plain.data[:15]


def test_every_page_of_the_list_is_compressed(stranger: Browser, room: Room):
    """In every language, also what no cache may keep; and the feeds."""
    addresses = [
        address for _, address in list_public_addresses(furnish_public_pages(room, stranger))
    ]
    feeds = [
        pattern for page in PAGES.values() if page.is_feed for pattern in page.patterns.values()
    ]
    caches = set()
    for address in addresses + feeds:
        packed = stranger.get(address, headers=NEWEST, follow_redirects=True)
        assert packed.status_code == 200, address
        assert packed.headers["Content-Encoding"] == "gzip", address
        assert "Accept-Encoding" in packed.headers["Vary"], address
        assert len(packed.data) < len(gzip.decompress(packed.data)) * 0.6, address
        caches.add(packed.headers.get("Cache-Control", ""))
    assert len(addresses) > 40
    assert any("no-store" in cache for cache in caches)


def test_who_does_not_read_gzip_gets_a_page_as_it_is(stranger: Browser):
    for page in ("/begaran", "/kontakt"):
        for accepted in ("", "identity", "gzip;q=0", "br", "gzip;q=0, *;q=0"):
            answer = stranger.get(page, headers={"Accept-Encoding": accepted})
            assert "Content-Encoding" not in answer.headers
            assert answer.data.lstrip().startswith(b"<!doctype html>")


def test_a_document_is_known_again_however_it_was_sent(stranger: Browser):
    for page in ("/flode.atom", "/sitemap.xml"):
        packed, plain = stranger.get(page, headers=PACKED), stranger.get(page)
        etag = packed.headers["ETag"]
        assert etag == plain.headers["ETag"]
        assert etag.startswith('W/"'), "the same words in other bytes"
        for accepted in (PACKED, {}):
            again = stranger.get(page, headers={"If-None-Match": etag, **accepted})
            assert (again.status_code, again.data, again.headers["ETag"]) == (304, b"", etag)


def test_built_files_were_compressed_by_the_build(stranger: Browser):
    page = stranger.get("/").text
    for name in ("css", "js", "svg"):
        ensure_prepared(stranger, re.search(rf"/static/[\w-]+\.{name}", page)[0])


def ensure_prepared(stranger: Browser, address: str) -> None:
    stored, etags = BUILT / address.rsplit("/", maxsplit=1)[-1], set()
    for ending, accepted, encoding in (
        (".br", NEWEST, "br"), (".gz", PACKED, "gzip"), ("", {}, None)):  # fmt: skip
        answer = stranger.get(address, headers=accepted)
        assert answer.headers.get("Content-Encoding") == encoding
        assert answer.data == stored.with_name(stored.name + ending).read_bytes()
        assert answer.mimetype in {"text/css", "text/javascript", "image/svg+xml"}
        assert answer.headers["Vary"] == "Accept-Encoding"
        assert "immutable" in answer.headers["Cache-Control"]
        etags.add(answer.headers["ETag"])
        again = stranger.get(address, headers={"If-None-Match": answer.headers["ETag"], **accepted})
        assert (again.status_code, again.headers["Vary"]) == (304, "Accept-Encoding")
    assert len(etags) == 3, "each form is known by its own bytes"
    assert (
        gzip.decompress(stored.with_name(f"{stored.name}.gz").read_bytes()) == stored.read_bytes()
    )


def test_fonts_are_small_as_they_are(stranger: Browser):
    address = re.search(r"/static/[\w-]+\.woff2", stranger.get("/").text)[0]
    assert "Content-Encoding" not in stranger.get(address, headers=NEWEST).headers


def test_what_was_not_built_is_not_found(stranger: Browser):
    for path in ("/static/nope.css", "/static/../app.py", "/static/%00.css"):
        assert stranger.get(path, headers=NEWEST).status_code == 404


def test_press_images_go_as_they_are_with_ranges_of_their_own_bytes(stranger: Browser, room: Room):
    room.add()
    page = stranger.get("/bilder").text
    for address in (
        re.search(r"/bild/[^\" ]+\.webp", page)[0],
        re.search(r'"(/[^"]+/original)"', page)[1],
    ):
        whole = stranger.get(address, headers=NEWEST)
        part = stranger.get(address, headers={"Range": "bytes=10-29", **NEWEST})
        assert part.status_code == 206
        assert part.data == whole.data[10:30]
        for answer in (whole, part):
            assert "Content-Encoding" not in answer.headers
            assert "Vary" not in answer.headers
            assert answer.headers["ETag"].startswith('"')


def test_the_length_of_a_page_with_a_token_says_nothing(stranger: Browser):
    """A page for one reader may repeat what stands in its address: its length varies by chance."""
    lengths = {len(stranger.get("/arende/fel?x=1", headers=PACKED).data) for _ in range(12)}
    assert max(lengths) - min(lengths) > 8
