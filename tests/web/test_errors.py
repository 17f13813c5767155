import json
import logging
import re
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import structlog
from flask import Flask
from jinja2 import DictLoader

from dam import errors
from dam.log import start_logging
from dam.services import Services
from storage_adapters.contract import StorageDown, StorageFull
from tests.support.browser import Browser

REFERENCE = re.compile(r"Referens: ([0-9a-f]{16})")


@pytest.fixture
def raising(app: Flask) -> Callable[[Exception], None]:
    """Make `/fel` and `/api/fel` raise what a test gives."""
    held: list[Exception] = []

    def fail() -> str:
        raise held[-1]

    app.add_url_rule("/fel", "fail", fail)
    app.add_url_rule("/api/fel", "fail_api", fail)
    return held.append


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (errors.BadInput("Skriv {what}.", what="<b>namnet</b>"), 400),
        (errors.Refused("Filen är tom."), 422),
        (errors.NotAllowed("Det får du inte."), 403),
        (errors.Gone("Det är borta."), 410),
        (errors.Conflict("Någon annan var före."), 409),
        (errors.TooMany("Vänta en stund.", retry_after=30), 429),
        (errors.NoRoom("Det är fullt."), 507),
        (errors.Unavailable("Databasen svarar inte."), 503),
    ],
)
def test_each_kind_has_its_status_and_says_its_sentence(
    stranger: Browser, raising: Callable[..., None], error: errors.DamError, status: int
):
    raising(error)
    answer = stranger.get("/fel")
    assert answer.status_code == status
    sentence = str(error).replace("<", "&lt;").replace(">", "&gt;")
    assert sentence in answer.text
    assert REFERENCE.search(answer.text)[1] == answer.headers["X-Request-ID"]
    assert "072-450 01 45" in answer.text
    assert answer.headers["Cache-Control"] == "no-store"
    said = json.loads(stranger.get("/api/fel").text)["error"]
    assert said["code"] == error.kind
    assert said["message"] == str(error)
    assert len(said["request_id"]) == 16


def test_waiting_is_told_in_seconds(stranger: Browser, raising: Callable[..., None]):
    raising(errors.TooMany("Vänta.", retry_after=30))
    assert stranger.get("/fel").headers["Retry-After"] == "30"
    raising(errors.Unavailable("Vänta."))
    assert stranger.get("/fel").headers["Retry-After"] == "10"


def test_fields_are_named_to_machines(stranger: Browser, raising: Callable[..., None]):
    raising(errors.BadInput("Rätta.", fields={"email": "Skriv en adress."}))
    assert stranger.get("/api/fel").json["error"]["fields"] == {"email": "Skriv en adress."}


def test_hidden_and_absent_look_the_same(stranger: Browser, raising: Callable[..., None]):
    raising(errors.NotFound("Det finns ingen bild IN-{id}.", id=7))
    hidden, absent = stranger.get("/fel"), stranger.get("/finns-inte")
    assert hidden.status_code == absent.status_code == 404
    # The field searches for the words of the address that was asked for, the one or the other.
    shown = REFERENCE.sub("", hidden.text).replace('value="fel"', 'value="finns inte"')
    assert shown == REFERENCE.sub("", absent.text)
    assert set(hidden.headers.keys()) == set(absent.headers.keys())


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (RuntimeError("secret <detail>"), 500),
        (LookupError("secret"), 500),
        (StorageDown("secret host"), 503),
        (StorageFull("secret disk"), 507),
        (OSError(28, "No space left on device"), 507),
        (OSError(5, "secret device"), 500),
    ],
)
def test_unknown_error_is_one_calm_page_and_a_line_in_the_log(
    stranger: Browser, raising: Callable[..., None], error: Exception, status: int
):
    raising(error)
    answer = stranger.get("/fel")
    assert answer.status_code == status
    assert "secret" not in answer.text
    assert "Traceback" not in answer.text
    assert REFERENCE.search(answer.text)


@pytest.fixture
def restored_log(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The tests' own log comes back after a test that starts a server's."""
    for owner, hook in ((sys, "excepthook"), (sys, "unraisablehook"), (threading, "excepthook")):
        monkeypatch.setattr(owner, hook, getattr(owner, hook))
    root = logging.getLogger()
    kept, level, configured = root.handlers[:], root.level, structlog.get_config()
    yield
    root.handlers[:] = kept
    root.setLevel(level)
    structlog.configure(**configured)
    logging.captureWarnings(False)


@pytest.mark.usefixtures("restored_log")
def test_what_went_wrong_is_logged_with_the_reference(
    stranger: Browser, raising: Callable[..., None], capfd: pytest.CaptureFixture[str]
):
    start_logging()
    raising(RuntimeError("the cause"))
    reference = stranger.get("/fel?token=hemligt").headers["X-Request-ID"]
    lines = [json.loads(line) for line in capfd.readouterr().err.splitlines()]
    told = next(line for line in lines if line["event"] == "unknown_error")
    assert told["request_id"] == reference
    assert "RuntimeError: the cause" in told["exception"]
    assert "hemligt" not in json.dumps(lines)


def test_page_that_fails_leaves_bare_words(
    stranger: Browser, app: Flask, raising: Callable[..., None]
):
    app.jinja_env.loader = DictLoader({"errors/503.html": "{{ nothing.at.all }}"})
    raising(errors.Unavailable("Databasen svarar inte <just> nu."))
    answer = stranger.get("/fel")
    assert answer.status_code == 503
    assert "Databasen svarar inte &lt;just&gt; nu." in answer.text
    assert "press@inera.se" in answer.text
    assert REFERENCE.search(answer.text)


@pytest.mark.parametrize("page", ["/", "/bilder", "/redaktion/logga-in"])
def test_with_the_database_gone_pages_say_whom_to_call(
    stranger: Browser, services: Services, page: str
):
    services.database.close()
    path = Path(services.settings.database_url.removeprefix("sqlite:///"))
    path.write_bytes(b"not a database at all, not any more" * 100)
    answer = stranger.get(page)
    if page.startswith("/redaktion"):
        assert answer.status_code == 200
        return
    assert answer.status_code in {500, 503}
    assert "072-450 01 45" in answer.text
    assert "press@inera.se" in answer.text
    assert "1177 – en tjänst från Inera." in answer.text


def test_wrong_method_names_the_right_ones(stranger: Browser):
    answer = stranger.client.post("/om")
    assert answer.status_code == 405
    assert "GET" in answer.headers["Allow"]
    assert "Referens" in answer.text
