"""Letters that came in, as editors see them: on the case, in the list of those without one."""

from datetime import timedelta

import pytest

from dam.database.models import Letter, UsageRequest
from dam.mail import outbox
from dam.mail.smtp import open_mailer
from dam.services import Services
from dam.usage_requests.submit import submit_request
from dam.worker import main
from tests.servers import smtp
from tests.support.browser import Browser
from tests.support.inbound_mail import ASKER, CASES, write_bounce, write_letter
from tests.support.requests import LETTERS_PAGE, PRESS_EMAIL, typed_request, with_case_address

CASE = "/redaktion/arenden/2026-0001"
WRITTEN = "Mejlet om <b>sidan 3</b>."


@pytest.fixture
def services(services: Services) -> Services:
    return with_case_address(services)


@pytest.fixture
def address(services, clock) -> str:
    """Where answers to the one case come."""
    with services.database.writing() as session:
        request = submit_request(
            session, typed_request(), once="once", press_email=PRESS_EMAIL, now=clock()
        )
        session.commit()
        tag = services.signer.address_tag("answer", request.id, 1)
    return CASES.replace("@", f"+{tag}@")


def test_the_case_shows_what_came_in_order(editor: Browser, services, address, clock):
    clock.forward(timedelta(minutes=1))
    main.take_letter(services, write_letter(address, WRITTEN, files={"artikel.pdf": b"%PDF-1"}))
    page = editor.get(CASE).text
    assert "Mejlet om &lt;b&gt;sidan 3&lt;/b&gt;." in page
    assert "Sv: Ärende 2026-0001" in page
    assert "Svaret kom som brev." in page
    assert "En annan adress än den som frågade" not in page
    order = ["Kvitto till den som frågar", "Läs brevet", "Avisering om komplettering"]
    assert sorted(order, key=page.index) == order


def test_another_sender_is_marked(editor: Browser, services, address):
    main.take_letter(services, write_letter(address, sender="chef@tidning.example"))
    page = editor.get(CASE).text
    assert "chef@tidning.example" in page
    assert "En annan adress än den som frågade" in page


@pytest.mark.usefixtures("address")
def test_a_bounce_is_seen_where_letters_are(editor: Browser, services, clock):
    with smtp.running() as inbox:
        mailer = open_mailer(inbox.url)
        outbox.deliver_letter(services.database, mailer, 1, services.letterhead, now=clock())
    main.take_letter(services, write_bounce(inbox.envelopes[0].mail_from))
    for path in ("/redaktion/arenden", CASE):
        page = editor.get(path).text
        assert "Mottagarens mejlserver skickade tillbaka brevet (5.1.1)" in page
        assert "Skicka igen" in page
    assert "Besked om ett brev som studsade" in editor.get(CASE).text


def test_a_file_leaves_as_a_file_and_to_editors_alone(
    editor: Browser, uploader: Browser, stranger: Browser, services, address
):
    page = b"<script>alert(1)</script>"
    main.take_letter(services, write_letter(address, files={"åäö sida.html": page}))
    with services.database.reading() as session:
        letter = session.query(Letter).filter_by(direction="in").one()
        path = f"{LETTERS_PAGE}/{letter.id}/bilagor/{letter.attachments[0].id}"
    assert f'href="{path}"' in editor.get(CASE).text
    answer = editor.get(path)
    assert (answer.status_code, answer.data) == (200, page)
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Disposition"].startswith("attachment; filename")
    assert answer.headers["Content-Length"] == str(len(page))
    assert uploader.get(path).status_code == 403
    assert stranger.get(path).status_code == 303
    for wrong in (f"{LETTERS_PAGE}/1/bilagor/1", f"{LETTERS_PAGE}/{letter.id}/bilagor/99"):
        assert editor.get(wrong).status_code == 404


@pytest.mark.usefixtures("address")
def test_a_letter_without_a_case_is_put_on_one(editor: Browser, services):
    assert "Alla brev ligger på sitt ärende." in editor.get(LETTERS_PAGE).text
    assert LETTERS_PAGE not in editor.get("/redaktion/arenden").text
    main.take_letter(services, write_letter(CASES, WRITTEN))
    assert "1 brev väntar på sitt ärende" in editor.get("/redaktion/arenden").text
    page = editor.get(LETTERS_PAGE).text
    for words in (ASKER, "Sv: Ärende 2026-0001", "Mejlet om &lt;b&gt;sidan 3&lt;/b&gt;."):
        assert words in page
    with services.database.reading() as session:
        letter = session.query(Letter).filter_by(direction="in").one().id
    act, name = f"{LETTERS_PAGE}/{letter}", f"number-{letter}"
    answer = editor.send(LETTERS_PAGE, {"action": "put", name: "2026-0999"}, to=act)
    assert answer.status_code == 400
    assert f'<a href="#{name}">Skriv ärendets nummer, till exempel 2026-0001</a>' in answer.text
    assert 'value="2026-0999"' in answer.text
    answer = editor.send(LETTERS_PAGE, {"action": "put", name: " 2026-0001 "}, to=act)
    assert answer.location == f"{CASE}?klart=brev"
    assert "Brevet ligger på ärendet." in editor.get(answer.location).text
    assert "Alla brev ligger på sitt ärende." in editor.get(LETTERS_PAGE).text
    assert editor.send(CASE, {"action": "put", name: "2026-0001"}, to=act).status_code == 409
    with services.database.reading() as session:
        assert session.query(UsageRequest).one().version == 2


@pytest.mark.usefixtures("address")
def test_a_letter_put_aside_can_be_found_again(editor: Browser, services):
    main.take_letter(services, write_letter(CASES))
    with services.database.reading() as session:
        letter = session.query(Letter).filter_by(direction="in").one().id
    act = f"{LETTERS_PAGE}/{letter}"
    assert (
        editor.send(LETTERS_PAGE, {"action": "aside"}, to=act).location
        == f"{LETTERS_PAGE}?klart=undan"
    )
    assert ASKER not in editor.get(LETTERS_PAGE).text
    aside = f"{LETTERS_PAGE}?visa=undan"
    assert ASKER in editor.get(aside).text
    answer = editor.send(aside, {f"number-{letter}": "nej"}, to=f"{act}?visa=undan")
    assert (answer.status_code, ASKER in answer.text) == (400, True)
    assert editor.send(aside, {f"number-{letter}": "2026-0001"}, to=act).status_code == 303
    assert editor.send(CASE, {"action": "aside"}, to=f"{LETTERS_PAGE}/99").status_code == 404


def test_the_list_is_for_editors(uploader: Browser, stranger: Browser, services, address):
    del address
    main.take_letter(services, write_letter(CASES, WRITTEN))
    assert uploader.get(LETTERS_PAGE).status_code == 403
    away = stranger.get(LETTERS_PAGE)
    assert (away.status_code, "sidan 3" in away.text) == (303, False)
