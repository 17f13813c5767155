"""Whatever a stranger types in any field: one letter to the press office and at most one receipt,
read from the bytes that a mail server got.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from dam.database.models import Letter
from dam.mail.smtp import open_mailer
from dam.services import Services
from dam.web.app import create_app
from dam.worker import main
from tests.mail.hostile import ADDRESSES, STRINGS
from tests.mail.wire import only_letter
from tests.servers import smtp
from tests.support.browser import Browser
from tests.support.cases import REQUEST_FORM

PRESS = "press@inera.se"
ASKER = REQUEST_FORM["email"]
FIELDS = (
    ("name", "organisation", "use_text"),
    *(("phone",), ("use",), ("link",), ("needed_date",), ("needed_time",), ("about",)),
)


@pytest.fixture(scope="module")
def inbox() -> Iterator[smtp.Inbox]:
    with smtp.running() as running:
        yield running


@pytest.fixture
def services(services: Services, inbox: smtp.Inbox) -> Services:
    return replace(services, mailer=open_mailer(inbox.url))


@pytest.fixture
def stranger(services: Services, compiled_pages) -> Browser:
    app = create_app(services)
    app.jinja_env.bytecode_cache = compiled_pages
    return Browser(app.test_client())


def sent(services: Services, inbox: smtp.Inbox) -> list[bytes]:
    """Let the worker send what waits; returns what the server was told, a letter each."""
    before = len(inbox.wires)
    main.do_all(services)
    with services.database.reading() as session:
        assert session.query(Letter).filter(Letter.state != "sent").count() == 0
    return [bytes(wire) for wire in inbox.wires[before:]]


def ensure_two_letters(services: Services, inbox: smtp.Inbox, asker: str) -> None:
    """The receipt, which carries nothing typed, and the notice, with the asker to answer to."""
    receipt, notice = sent(services, inbox)
    only_letter(receipt, sender=PRESS, recipient=asker)
    assert b"evil" not in receipt.replace(asker.encode(), b"")
    told = only_letter(notice, sender=PRESS, recipient=PRESS)
    assert told["Reply-To"] == asker
    assert b"evil" not in notice.replace(asker.encode(), b"")


@pytest.mark.parametrize("tries", STRINGS)
def test_no_field_becomes_more_than_words(tries, stranger: Browser, services, inbox, clock):
    for fields in FIELDS:
        clock.forward(timedelta(hours=1))
        data = REQUEST_FORM | {"about": "national"} | dict.fromkeys(fields, STRINGS[tries])
        answer = stranger.send("/begaran", data)
        if answer.status_code == 303:
            ensure_two_letters(services, inbox, ASKER)
        else:
            assert answer.status_code == 400, fields
            assert sent(services, inbox) == [], fields


@pytest.mark.parametrize("tries", ADDRESSES)
def test_an_address_gets_one_receipt_or_none(tries, stranger: Browser, services, inbox):
    answer = stranger.send(
        "/begaran", REQUEST_FORM | {"about": "national", "email": ADDRESSES[tries]}
    )
    if answer.status_code == 400:
        assert sent(services, inbox) == []
        return
    with services.database.reading() as session:
        [taken] = {one.reply_to for one in session.query(Letter).filter_by(kind="notice")}
    assert taken.endswith("@tidning.example")
    ensure_two_letters(services, inbox, taken)


def test_repeated_fields_add_no_recipient(stranger: Browser, services, inbox):
    twice = REQUEST_FORM | {"about": "national", "email": [ASKER, "alla@evil.example"]}
    assert stranger.send("/begaran", twice).status_code == 303
    ensure_two_letters(services, inbox, ASKER)


def test_bytes_that_are_no_text_are_words_too(stranger: Browser, services, inbox):
    body = f"csrf_token={stranger.token('/begaran')}&about=national&email={ASKER}&organisation=T"
    body += "&name=%C3%28%FF%00%0d%0aBcc:alla@evil.example&use_text=%ED%A0%80.%0d%0a.%0d%0a"
    kind = "application/x-www-form-urlencoded"
    assert stranger.client.post("/begaran", data=body, content_type=kind).status_code == 303
    ensure_two_letters(services, inbox, ASKER)


@pytest.mark.parametrize("tries", STRINGS)
def test_what_is_added_to_a_case_stays_on_the_desk(tries, stranger: Browser, services, inbox):
    case = stranger.send("/begaran", REQUEST_FORM | {"about": "national"}).location
    sent(services, inbox)
    answer = stranger.send(case, {"reply": STRINGS[tries], "action": "reply"})
    if answer.status_code == 400:
        assert sent(services, inbox) == []
        return
    [notice] = sent(services, inbox)
    only_letter(notice, sender=PRESS, recipient=PRESS)
    assert b"evil" not in notice
