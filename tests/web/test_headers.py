import gzip
from dataclasses import replace

import pytest
from flask import Flask

from config.settings import Settings
from dam.services import Services
from dam.web.app import create_app
from dam.web.security import build_csp_policies
from tests.support.browser import Browser
from tests.support.room import Room

POLICY = (
    "default-src 'none'; img-src 'self' data:; style-src 'self'; script-src 'self'; "
    "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
PAGES = [
    *("/", "/bilder", "/kontakt", "/begaran", "/finns-inte", "/arende/fel", "/healthz"),
    *("/redaktion/logga-in", "/redaktion/", "/redaktion/finns-inte"),
]


@pytest.mark.parametrize("page", PAGES)
def test_every_answer_is_guarded(stranger: Browser, page: str):
    headers = stranger.get(page).headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "camera=()" in headers["Permissions-Policy"]
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert len(headers["X-Request-ID"]) == 16
    assert "Strict-Transport-Security" not in headers
    assert "Server" not in headers


def test_pages_have_the_policy_of_the_house(stranger: Browser):
    assert stranger.get("/").headers["Content-Security-Policy"] == POLICY
    assert stranger.get("/redaktion/logga-in").headers["Content-Security-Policy"] == POLICY


def test_staff_pages_may_reach_the_store_that_takes_uploads(settings: Settings):
    store = "s3://bucket/prefix?endpoint=http://10.0.0.7:9000&public=https://store.example.se/x"
    public, staff = build_csp_policies(settings.model_copy(update={"storage_url": store}))
    assert public == POLICY
    assert "connect-src 'self' https://store.example.se;" in staff
    assert "10.0.0.7" not in staff


def test_what_is_no_page_can_never_act_as_one(editor: Browser, room: Room):
    image_id = room.add(published=False)
    for name in ("received", "original", "w640.webp"):
        answer = editor.get(f"/redaktion/bilder/{image_id}/filer/{name}")
        policy = answer.headers["Content-Security-Policy"]
        strict = "default-src 'none'; frame-ancestors 'none'; sandbox"
        is_picture = answer.mimetype.startswith("image/")
        assert policy == (f"{strict}; style-src 'unsafe-inline'" if is_picture else strict), name
    assert editor.get("/flode.atom").headers["Content-Security-Policy"] == strict


@pytest.mark.parametrize(
    "page", ["/redaktion/logga-in", "/redaktion/", "/arende/fel", "/hamta/fel", "/hamta/fel/1/webb"]
)
def test_secret_pages_are_neither_kept_nor_indexed(stranger: Browser, page: str):
    headers = stranger.get(page).headers
    assert headers["Cache-Control"] == "no-store"
    assert headers["X-Robots-Tag"] == "noindex"


@pytest.mark.parametrize("page", ["/redaktion/x.css", "/redaktion/bilder/1.css", "/arende/a.js"])
def test_no_ending_makes_a_secret_page_look_static(editor: Browser, page: str):
    assert editor.get(page).headers["Cache-Control"] == "no-store"


def test_built_files_are_kept_for_good(stranger: Browser):
    page = stranger.get("/").text
    address = page.split('rel="stylesheet" href="')[1].split('"')[0]
    with stranger.get(address) as answer:
        headers = answer.headers
    assert "immutable" in headers["Cache-Control"]
    assert "max-age=31536000" in headers["Cache-Control"]
    assert "immutable" not in stranger.get("/static/nope.css").headers["Cache-Control"]


def test_https_is_asked_for_where_it_is_ours(services: Services):
    secure = services.settings.model_copy(update={"base_url": "https://press.example.se"})
    app: Flask = create_app(replace(services, settings=secure))
    answer = app.test_client().get("/healthz", base_url="https://press.example.se")
    assert answer.headers["Strict-Transport-Security"] == "max-age=63072000"
    cookie = app.test_client().get("/redaktion/logga-in", base_url="https://press.example.se")
    assert cookie.headers["Set-Cookie"].startswith("__Secure-redaktion=")
    assert "Secure;" in cookie.headers["Set-Cookie"]


def test_a_page_is_compressed_for_who_reads_that_and_caches_keep_both_apart(
    stranger: Browser, room: Room
):
    room.add()
    for page in ("/bilder", "/bilder"):  # made, then held
        packed = stranger.get(page, headers={"Accept-Encoding": "gzip"})
        plain = stranger.get(page, headers={"Accept-Encoding": "identity"})
        assert packed.headers["Content-Encoding"] == "gzip"
        assert "Content-Encoding" not in plain.headers
        assert gzip.decompress(packed.data) == plain.data
        assert packed.headers["Vary"] == plain.headers["Vary"] == "Accept-Encoding"
