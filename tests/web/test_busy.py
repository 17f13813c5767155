"""More than can be done at once: pages go on answering, and whoever is one too many is told so."""

import io
import runpy
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from dataclasses import replace
from threading import Event, Lock

import pytest
from flask import Flask

from config.settings import ROOT
from dam.accounts import passwords
from dam.database.models import User
from dam.database.session import MOST_WAITING
from dam.services import Services
from dam.system.turns import Turns
from dam.web import repeated_forms
from dam.web.app import create_app
from dam.worker import main
from tests.support import multipart, uploads, versions
from tests.support.accounts import PASSWORD
from tests.support.browser import SIGN_IN, Browser, signed_in
from tests.support.room import Room

LONG = 600.0
DEADLOCK_SECONDS = 120
"""A guard alone: nothing here is timed."""
THREADS = runpy.run_path(str(ROOT / "config" / "gunicorn.conf.py"))["threads"]
FILES = "Många filer tas emot just nu."
SIGN_INS = "Många loggar in just nu."


def full(turns: Turns, monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave no place, and none to wait at, until the patch is undone."""
    monkeypatch.setattr(turns, "_places", [])
    monkeypatch.setattr(turns, "most_waiting", 0)


def ensure_told(answer, sentence: str) -> None:
    assert answer.status_code == 503
    assert int(answer.headers["Retry-After"]) > 0
    said = answer.json["error"]["message"] if answer.is_json else answer.text
    assert sentence in said


def test_the_upload_form_tells_and_keeps_what_was_typed(
    uploader: Browser, services: Services, monkeypatch: pytest.MonkeyPatch
):
    said = uploads.upload_form(uploader) | {"place": "Umeå"}
    file = uploads.small_photograph(1), "en.jpg"
    with monkeypatch.context() as patch:
        full(services.decoding, patch)
        answer = uploads.post_files(uploader, said, file)
    ensure_told(answer, FILES)
    assert 'value="Umeå"' in answer.text
    assert uploads.post_files(uploader, uploads.upload_form(uploader), file).status_code == 303
    assert len(uploads.stored_images(services)) == 1


def test_a_file_in_parts_is_taken_in_by_a_later_try(
    uploader: Browser, services: Services, monkeypatch: pytest.MonkeyPatch
):
    script, data = multipart.UploadScript(uploader), multipart.padded_photograph(1)
    upload = script.one(data)
    script.put_all(upload, data)
    with monkeypatch.context() as patch:
        full(services.decoding, patch)
        answer = script.complete(upload, data)
    ensure_told(answer, FILES)
    assert answer.json["error"]["code"] == "busy"
    assert script.complete(upload, data).status_code == 200


def test_a_new_version_keeps_its_note(
    editor: Browser, room: Room, services: Services, monkeypatch: pytest.MonkeyPatch
):
    one = room.add()
    main.do_all(services)
    versions.add_watchers(room, one, ("a@radio.example", "sv"))
    with monkeypatch.context() as patch:
        full(services.decoding, patch)
        answer = versions.send_version(editor, one, note="Ny beskärning.")
    ensure_told(answer, FILES)
    assert "Ny beskärning." in answer.text
    assert versions.send_version(editor, one).status_code == 303


@pytest.mark.usefixtures("persons")
def test_signing_in_keeps_the_address(stranger: Browser, monkeypatch: pytest.MonkeyPatch):
    with monkeypatch.context() as patch:
        full(passwords.TURNS, patch)
        answer = stranger.sign_in("editor@inera.test", next="/redaktion/bilder")
    ensure_told(answer, SIGN_INS)
    assert 'value="editor@inera.test"' in answer.text
    assert stranger.sign_in("editor@inera.test").status_code == 303


def test_a_new_password_waits_without_the_databases_lock(
    editor: Browser, services: Services, monkeypatch: pytest.MonkeyPatch
):
    typed = {
        "password": PASSWORD,
        **dict.fromkeys(("new_password", "new_password_again"), "x" * 12),
    }
    with monkeypatch.context() as patch:
        full(passwords.TURNS, patch)
        busy = editor.send("/redaktion/byt-losenord", typed)
        ensure_told(busy, SIGN_INS)
        assert "<title>Fel: " in busy.text
    take, reached = Turns.take, []

    def look_first(turns: Turns):
        if not getattr(turns._mine, "has", False):
            with services.database.writing() as session:
                reached.append(turns)
                session.rollback()
        return take(turns)

    monkeypatch.setattr(Turns, "take", look_first)
    assert editor.send("/redaktion/byt-losenord", typed).status_code == 303
    assert set(reached) == {passwords.TURNS}


@pytest.fixture
def crowded(services: Services, monkeypatch: pytest.MonkeyPatch) -> tuple[Flask, list[Turns]]:
    """An application whose queues are as long as in earnest, and nobody in them loses patience."""
    decoding = Turns([Lock(), Lock()], waiting=4, patience=LONG, sentence=FILES)
    hashing = Turns([Lock(), Lock()], waiting=6, patience=LONG, sentence=SIGN_INS)
    assert decoding.most_threads == services.decoding.most_threads
    assert hashing.most_threads == passwords.TURNS.most_threads
    monkeypatch.setattr(passwords, "TURNS", hashing)
    return create_app(replace(services, decoding=decoding)), [decoding, hashing]


def test_pages_have_threads_left_whatever_is_uploaded_and_whoever_signs_in(
    crowded: tuple[Flask, list[Turns]], services: Services, persons: dict[str, User]
):
    app, queues = crowded
    desk = signed_in(app, services, persons["uploader"])
    token = uploads.upload_form(desk)
    form = Browser(app.test_client())
    sign_in_token = form.token(SIGN_IN)

    def upload(n: int) -> int:
        client = app.test_client()
        client._cookies = dict(desk.client._cookies)
        file = io.BytesIO(uploads.small_photograph(n)), f"{n}.jpg"
        return client.post(uploads.UPLOAD_PAGE, data={**token, "files": file}).status_code

    def sign_in(n: int) -> int:
        client = app.test_client()
        client._cookies = dict(form.client._cookies)
        typed = {"csrf_token": sign_in_token, "email": f"{n}@inera.test", "password": "x" * 12}
        # A network of its own each, so that nobody is refused for trying too often.
        who = {"REMOTE_ADDR": f"192.0.2.{n}"}
        return client.post(SIGN_IN, data=typed, environ_base=who).status_code

    ends = Event()
    with ThreadPoolExecutor(THREADS) as threads:
        try:
            holding = [threads.submit(hold, queue, ends) for queue in queues for _ in range(2)]
            for queue in queues:
                wait_until_held(queue)
            asked = [threads.submit(upload, n) for n in range(10)]
            asked += [threads.submit(sign_in, n) for n in range(30)]
            waiting = sum(queue.most_waiting for queue in queues)
            turned_away = first(asked, len(asked) - waiting)
            assert {one.result() for one in turned_away} == {503}
            for address in ("/healthz", "/"):
                answer = threads.submit(app.test_client().get, address)
                assert answer.result(DEADLOCK_SECONDS).status_code == 200
            assert not any(one.done() for one in holding)
            assert sum(not one.done() for one in asked) == waiting
        finally:
            ends.set()
    late = [one.result() for one in asked if one not in turned_away]
    assert sorted(late) == [303] * 4 + [400] * 6


def hold(turns: Turns, ends: Event) -> None:
    with turns.take():
        ends.wait(DEADLOCK_SECONDS)


def wait_until_held(turns: Turns) -> None:
    for place in turns._places:
        while not place.locked():
            pass


def first(futures: list[Future[int]], count: int) -> list[Future[int]]:
    done = as_completed(futures, timeout=DEADLOCK_SECONDS)
    return [next(done) for _ in range(count)]


def test_more_threads_than_all_who_wait_can_hold(services: Services):
    turns = services.decoding.most_threads + passwords.TURNS.most_threads
    assert turns + MOST_WAITING + repeated_forms.MOST_WAITING + 8 <= THREADS
