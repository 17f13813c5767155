"""Errors of the desk stand in its frame, for whoever is signed in; they ask nothing anew."""

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

from dam import errors
from tests.support.browser import Browser
from tests.support.counting import CountedStatements
from tests.support.room import Room

STATISTICS = "/redaktion/statistik"


@pytest.fixture
def failing(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Callable[[Exception], None]:
    """Make a page of the desk raise what a test gives, once its guard has let somebody in."""

    def fail_with(error: Exception) -> None:
        def fail() -> str:
            raise error

        monkeypatch.setitem(app.view_functions, "staff.statistics.show_statistics", fail)

    return fail_with


def in_desk(page: str) -> bool:
    """Whether the page has the head of the desk, and neither the public one nor its foot."""
    public = ("Söker du vård?", "<footer", 'action="/bilder"')
    return "/redaktion/logga-ut" in page and not any(words in page for words in public)


@pytest.mark.parametrize("page", ["finns-inte", "bilder/987654", "arenden/987654"])
def test_what_is_not_found(editor: Browser, page: str):
    answer = editor.get(f"/redaktion/{page}")
    assert answer.status_code == 404
    assert in_desk(answer.text)
    assert "<h1>Sidan finns inte</h1>" in answer.text
    assert answer.headers["X-Request-ID"] in answer.text


def test_what_a_role_may_not(uploader: Browser):
    answer = uploader.get("/redaktion/logg")
    assert answer.status_code == 403
    assert in_desk(answer.text)
    assert "Det här gör bara en administratör." in answer.text
    assert 'href="/redaktion/arenden"' not in answer.text


def test_a_wrong_method_and_an_old_form(editor: Browser):
    assert in_desk(editor.client.put("/redaktion/bilder").text)
    forged = editor.client.post("/redaktion/logga-ut", data={"csrf_token": "x"})
    assert forged.status_code == 400
    assert in_desk(forged.text)


def test_what_is_too_large(editor: Browser, room: Room):
    image_id = room.add()
    large = {"title": "x" * 1_100_000}
    answer = editor.send(f"/redaktion/bilder/{image_id}", large)
    assert answer.status_code == 413
    assert in_desk(answer.text)


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (RuntimeError("secret"), 500),
        (errors.Unavailable("Databasen svarar inte."), 503),
        (errors.TooMany("Vänta en stund.", retry_after=30), 429),
        (errors.NoRoom("Det är fullt."), 507),
        (errors.Gone("Det är borta."), 410),
    ],
)
def test_what_goes_wrong_within_a_page_asks_nothing_more(
    editor: Browser, services, failing, error: Exception, status: int
):
    editor.get(STATISTICS)  # what every page knows of the press office is fresh for seconds
    with CountedStatements(services) as before:
        editor.get("/redaktion/byt-losenord")
    failing(error)
    with CountedStatements(services) as counted:
        answer = editor.get(STATISTICS)
    assert answer.status_code == status
    assert in_desk(answer.text)
    assert "secret" not in answer.text
    assert counted.asked == before.asked, "who asks is the one question"


def test_who_has_yet_to_choose_a_password_is_led_nowhere_else(editor: Browser, room: Room, persons):
    with room.services.database.writing() as session:
        session.get(type(persons["editor"]), persons["editor"].id).must_change_password = True
        session.commit()
    page = editor.get("/redaktion/finns-inte").text
    assert in_desk(page)
    assert 'href="/redaktion/byt-losenord"' in page
    assert "Till redaktionens översikt" not in page


def test_strangers_meet_the_public_frame(stranger: Browser):
    answer = stranger.get("/redaktion/finns-inte")
    assert answer.status_code == 404
    assert "Söker du vård?" in answer.text
    assert "/redaktion/logga-ut" not in answer.text


@pytest.mark.parametrize("page", ["statistik", "finns-inte"])
def test_with_the_database_gone_the_page_says_whom_to_call(editor: Browser, services, page: str):
    services.database.close()
    path = Path(services.settings.database_url.removeprefix("sqlite:///"))
    path.write_bytes(b"not a database at all, not any more" * 100)
    answer = editor.get(f"/redaktion/{page}")
    assert answer.status_code in {500, 503}
    assert "press@inera.se" in answer.text
    assert "<h1>Pressbilder från Inera</h1>" not in answer.text, "the bare page is for the last"
