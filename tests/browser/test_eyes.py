"""What watches over the journeys sees what it is there to see."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from playwright.sync_api import Browser

from tests.support.chromium import reading
from tests.support.page_checks import ensure_accessible, ensure_no_scrolling_sideways

PAGE = "<!doctype html><html lang=sv><title>Sida</title><main><h1>Sida</h1>{}</main>"
POLICY = "default-src 'self'; img-src *; script-src 'self' 'unsafe-inline'"


class Site(BaseHTTPRequestHandler):
    """Answers each address with a page that holds what its query says."""

    def do_GET(self) -> None:
        parts = self.pages[self.path]
        self.send_response(500 if self.path == "/broken" else 200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Security-Policy", POLICY)
        if self.path == "/cookie":
            self.send_header("Set-Cookie", "a=b")
        self.end_headers()
        self.wfile.write(PAGE.format(parts).encode())

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    pages = {
        "/good": "<p>Text",
        "/inline": "<p style='color: red'>Text",
        "/elsewhere": "<img alt='' src='http://other.invalid/x.png'>",
        "/script": "<script>fel()</script>",
        "/broken": "<p>Text",
        "/cookie": "<p>Text",
        "/storage": "<script>localStorage.a = 1</script>",
        "/unnamed": "<input>",
        "/wide": "<pre>" + "x" * 200,
        "/favicon.ico": "",
    }


@pytest.fixture
def site() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Site) as server:
        serving = threading.Thread(target=server.serve_forever)
        serving.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        serving.join()


def test_a_good_page_is_passed(browser: Browser, site: str) -> None:
    with reading(browser, site) as reader:
        reader.open("/good")
        assert not reader.kept_by_pages()
        ensure_accessible(reader.page)
        ensure_no_scrolling_sideways(reader.page)


def look_at(browser: Browser, site: str, address: str) -> None:
    with reading(browser, site) as reader:
        reader.open(address)
        reader.page.wait_for_load_state("networkidle")


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("/inline", "Content Security Policy"),
        ("/elsewhere", "other.invalid"),
        ("/script", "fel is not defined"),
    ],
)
def test_a_fault_is_told(browser: Browser, site: str, address: str, told: str) -> None:
    with pytest.raises(AssertionError, match=told):
        look_at(browser, site, address)


def test_another_status_than_expected_is_told(browser: Browser, site: str) -> None:
    with reading(browser, site) as reader:
        reader.open("/broken", 500)
        with pytest.raises(AssertionError, match="500"):
            reader.open("/broken")
        reader.faults.clear()


@pytest.mark.parametrize("address", ["/cookie", "/storage"])
def test_what_pages_keep_is_seen(browser: Browser, site: str, address: str) -> None:
    with reading(browser, site) as reader:
        reader.open(address)
        assert reader.kept_by_pages()


def test_barriers_are_seen(browser: Browser, site: str) -> None:
    with reading(browser, site) as reader:
        reader.open("/unnamed")
        with pytest.raises(AssertionError, match="label"):
            ensure_accessible(reader.page)
        reader.open("/wide")
        with pytest.raises(AssertionError, match="px wide"):
            ensure_no_scrolling_sideways(reader.page)
