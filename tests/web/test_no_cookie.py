from flask import Flask, session

from tests.support.browser import Browser
from tests.support.room import Room

PUBLIC = [
    *("/", "/bilder", "/bilder?q=x", "/kontakt", "/villkor", "/kallhanvisning", "/om"),
    *("/tillganglighet", "/personuppgifter", "/kakor", "/begaran", "/finns-inte", "/healthz"),
    *("/arende/fel", "/hamta/fel", "/b/999", "/robots.txt"),
]


def test_no_public_page_sets_a_cookie_or_differs_by_one(stranger: Browser, room: Room):
    image_id = room.add()
    pages = [*PUBLIC, f"/b/{image_id}", stranger.get(f"/bilder/{image_id}").location]
    for page in pages:
        answer = stranger.get(page)
        assert "Set-Cookie" not in answer.headers, page
        assert "Cookie" not in answer.headers.get("Vary", ""), page
    assert not stranger.client._cookies


def test_a_form_that_is_sent_sets_none_either(stranger: Browser):
    answer = stranger.client.post("/begaran", data={"about": "image_use"})
    assert "Set-Cookie" not in answer.headers


def test_public_code_finds_an_empty_session(admin: Browser, app: Flask):
    app.add_url_rule("/look", "look", lambda: dict(session))
    cookie = admin.client.get_cookie("redaktion", path="/redaktion")
    assert cookie
    forced = {"Cookie": f"redaktion={cookie.value}"}
    assert app.test_client(use_cookies=False).get("/look", headers=forced).json == {}


def test_public_pages_do_not_see_who_is_signed_in(
    stranger: Browser, admin: Browser, room: Room, app: Flask
):
    room.add()
    for page in ("/", "/bilder", "/om"):
        # Even with the staff cookie forced upon every path.
        cookie = admin.client.get_cookie("redaktion", path="/redaktion")
        assert cookie
        forced = {"Cookie": f"redaktion={cookie.value}"}
        answer = app.test_client(use_cookies=False).get(page, headers=forced)
        assert "admin@inera.test" not in answer.text
        assert answer.text == stranger.get(page).text
