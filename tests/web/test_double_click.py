"""A form that comes twice is one act, and both get its answer."""

import io
from datetime import timedelta
from threading import Barrier, BoundedSemaphore, Thread

import pytest
from flask import Flask
from sqlalchemy import func, select
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from dam.database.models import AuditEvent, Idempotency, ImageFile
from dam.services import Services
from dam.services.repeated_forms import ABANDONED, KEPT
from dam.web import repeated_forms
from dam.worker import periodic
from tests.support.browser import Browser, signed_in
from tests.support.clock import Clock
from tests.support.databases import on_both
from tests.support.room import Room, photograph
from tests.web.filled import filled

IMAGE, UPLOAD = "/redaktion/bilder/1", "/redaktion/ladda-upp"
CLIPPINGS, STATISTICS = f"{IMAGE}/urklipp", f"{IMAGE}/statistik"


def form_of(browser: Browser, page: str, to: str, **typed: str) -> MultiDict[str, str]:
    return MultiDict(filled(browser.get(page).text, to) | {k: [v] for k, v in typed.items()})


def clipping(browser: Browser, outlet: str = "Norra Tidningen") -> MultiDict[str, str]:
    """A form of which each that is sent becomes a row."""
    url = "https://tidning.example/artikel"
    return form_of(browser, STATISTICS, CLIPPINGS, outlet=outlet, url=url)


def count(browser: Browser, outlet: str = "Norra Tidningen") -> int:
    return browser.get(STATISTICS).text.count(f'<span class="unseen"> {outlet}</span>')


def events(services: Services) -> int:
    with services.database.reading() as session:
        return session.scalar(select(func.count()).select_from(AuditEvent))


def test_save_and_publish_twice_publishes_once(editor: Browser, room: Room, services: Services):
    room.add(published=False)
    form = form_of(editor, IMAGE, IMAGE, caption="Ny text", publish="1")
    first = editor.client.post(IMAGE, data=form)
    before = events(services)
    second = editor.client.post(IMAGE, data=form)
    assert first.location == second.location == f"{IMAGE}?klart=publicerad"
    assert first.status_code == second.status_code == 303
    assert events(services) == before


@on_both
def test_two_at_once_are_one(app: Flask, services: Services, persons, room: Room):
    room.add()
    browsers = [signed_in(app, services, persons["editor"]) for _ in range(3)]
    form = clipping(browsers[0])
    answers: list[TestResponse] = []
    together = Barrier(len(browsers))

    def send(browser: Browser) -> None:
        together.wait()
        answers.append(browser.client.post(CLIPPINGS, data=form))

    threads = [Thread(target=send, args=[one]) for one in browsers]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert len({(one.status_code, one.location) for one in answers}) == 1
    assert answers[0].status_code == 303
    assert count(browsers[0]) == 1


def test_an_answer_with_errors_is_given_again(editor: Browser, room: Room):
    """What could not be published is saved, so the second is not told that somebody changed it."""
    room.upload()
    form = form_of(editor, IMAGE, IMAGE, caption="Halv text", publish="1")
    answers = [editor.client.post(IMAGE, data=form) for _ in range(2)]
    assert [one.status_code for one in answers] == [400, 400]
    assert answers[0].text == answers[1].text
    assert "Halv text" in answers[1].text


def test_what_differs_is_another_act(editor: Browser, room: Room):
    room.add()
    for _ in range(2):
        assert editor.client.post(CLIPPINGS, data=clipping(editor)).status_code == 303
    assert count(editor) == 2
    form = clipping(editor)
    for outlet in ("Ett", "Två"):
        form["outlet"] = outlet
        editor.client.post(CLIPPINGS, data=form)
    assert count(editor, "Två") == 1


def test_another_file_of_the_same_name_is_another_act(uploader: Browser, services: Services):
    """Cameras number from one again; who goes back in the browser sends the same form."""
    form = filled(uploader.get(UPLOAD).text, UPLOAD)
    for seed in (1, 2, 2):
        sent = {**form, "files": (io.BytesIO(photograph(seed)), "IMG_0001.jpg")}
        answer = uploader.client.post(UPLOAD, data=sent, content_type="multipart/form-data")
        assert answer.status_code == 303
    with services.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(ImageFile)) == 2


def test_few_threads_wait_for_an_answer(
    editor: Browser, room: Room, services: Services, monkeypatch
):
    """Who sends the same a hundred times while it takes long keeps nobody else from a page."""
    room.add()
    form = clipping(editor)
    editor.client.post(CLIPPINGS, data=form)
    with services.database.writing() as session:
        session.scalars(select(Idempotency)).one().answer = ""
        session.commit()
    monkeypatch.setattr(repeated_forms, "_waiting", BoundedSemaphore(1))
    with repeated_forms._waiting:
        answer = editor.client.post(CLIPPINGS, data=form)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "20")
    assert repeated_forms.STILL in answer.text
    assert count(editor) == 1


def test_nobody_gets_what_somebody_else_was_answered(editor: Browser, admin: Browser, room: Room):
    room.add()
    form = clipping(editor)
    editor.client.post(CLIPPINGS, data=form)
    form["csrf_token"] = admin.token(IMAGE)
    admin.client.post(CLIPPINGS, data=form)
    assert count(admin) == 2


def test_an_answer_that_never_came_is_waited_for_and_then_made(
    editor: Browser, room: Room, services: Services, clock: Clock, monkeypatch
):
    """A process that was killed leaves its claim."""
    room.add()
    form = clipping(editor)
    editor.client.post(CLIPPINGS, data=form)
    with services.database.writing() as session:
        session.scalars(select(Idempotency)).one().answer = ""
        session.commit()
    monkeypatch.setattr(repeated_forms, "WAIT_SECONDS", 0.1)
    waits = editor.client.post(CLIPPINGS, data=form)
    assert waits.status_code == 409
    assert repeated_forms.STILL in waits.text
    clock.forward(ABANDONED + timedelta(seconds=1))
    assert editor.client.post(CLIPPINGS, data=form).status_code == 303
    assert count(editor) == 2


def test_answers_are_forgotten(editor: Browser, room: Room, services: Services, clock: Clock):
    """They may show what is erased meanwhile."""
    room.add()
    form = clipping(editor)
    editor.client.post(CLIPPINGS, data=form)
    clock.forward(KEPT + timedelta(seconds=1))
    periodic.sweep_minutely(services)
    with services.database.reading() as session:
        assert session.scalars(select(Idempotency)).all() == []


@pytest.mark.parametrize("status", sorted(repeated_forms.TRY_AGAIN))
def test_no_answer_is_kept_of_what_may_be_tried_again(app: Flask, status: int):
    with app.test_request_context():
        kept = repeated_forms._pack_response(
            app.response_class("<p>", status, mimetype="text/html")
        )
    assert kept is None
