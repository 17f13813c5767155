"""The form follows its first question: of a question, nothing is asked that belongs to a use."""

import pytest

from dam.database.models import Letter, UsageRequest
from dam.worker import main
from tests.servers import smtp
from tests.support.browser import Browser
from tests.support.cases import REQUEST_FORM
from tests.support.databases import table_rows
from tests.support.room import Room

QUESTION = {
    "about": "image_other",
    "name": "Åsa Berg",
    "email": "asa@tidning.example",
    "organisation": "Tidningen",
    "use_text": "Har ni en bild av en ambulansbåt?",
}
ADDRESSES = {
    "/begaran": "Ställ en fråga",
    "/en/request": "Ask a question",
    "/latt/begaran": "Ställ en fråga",
}


@pytest.mark.parametrize(("address", "title"), ADDRESSES.items())
def test_a_link_chooses_the_first_question(stranger: Browser, address: str, title: str):
    page = stranger.get(f"{address}?about=national").text
    assert f"<title>{title} – " in page
    assert 'value="national" checked' in page
    plain = stranger.get(f"{address}?about=hittepå").text
    assert f"<title>{title} – " not in plain
    assert 'name="about" value="national">' in plain


def test_an_empty_search_leads_to_a_question(stranger: Browser):
    page = stranger.get("/bilder?q=xylofon").text
    assert 'href="/begaran?about=image_other"' in page


def test_a_question_is_sent_without_what_a_use_needs(stranger: Browser, services, tmp_path):
    answer = stranger.send("/begaran", QUESTION)
    assert answer.status_code == 303
    page = stranger.get(answer.location).text
    assert "Vi har tagit emot din fråga. Ditt ärende är 2026-0001." in page
    assert "Din fråga kom in." in page
    assert "Dra tillbaka frågan" in page
    assert "begäran" not in page.split("<main")[1].split("</main>")[0]
    assert table_rows(services, UsageRequest)[0].use_text == QUESTION["use_text"]
    main.do_all(services)
    letters = [smtp.read(file.read_bytes()) for file in (tmp_path / "mail").glob("*.eml")]
    [receipt] = [letter for letter in letters if letter["To"] == QUESTION["email"]]
    assert receipt["Subject"] == "Vi har fått din fråga (2026-0001)"
    assert "Vi har tagit emot din fråga." in next(receipt.iter_parts()).get_content()
    withdrawn = stranger.send(answer.location, {"action": "withdraw"})
    assert "Du drog tillbaka din fråga." in stranger.get(withdrawn.location).text


def test_a_question_about_a_free_image_is_sent_at_once(stranger: Browser, room: Room, services):
    """A use that the terms allow is answered on the page; a question about the image is not."""
    sent = QUESTION | {"b": room.add(), "use": "editorial"}
    assert stranger.send("/begaran", sent).status_code == 303
    assert stranger.send("/begaran", REQUEST_FORM | {"b": sent["b"]}).status_code == 200
    assert len(table_rows(services, UsageRequest)) == 1


def test_a_question_without_words_is_asked_for_by_its_name(stranger: Browser, services):
    answer = stranger.send("/begaran", QUESTION | {"use_text": " "})
    assert answer.status_code == 400
    assert "<title>Fel: Ställ en fråga – " in answer.text
    assert '<a href="#use_text">Skriv din fråga</a>' in answer.text
    assert "terms_read-error" not in answer.text
    assert QUESTION["name"] in answer.text
    assert not table_rows(services, Letter)


FAULT = {"about": "fault", "name": "Åsa Berg", "email": "asa@privat.example"}


def test_a_fault_of_the_pages_is_reported_from_the_statement(
    stranger: Browser, editor: Browser, services
):
    statement = stranger.get("/tillganglighet").text
    assert "<h1>Tillgänglighetsredogörelse</h1>" in statement
    assert 'href="/begaran?about=fault"' in statement
    assert 'href="/en/request?about=fault"' in stranger.get("/en/accessibility").text
    assert 'value="fault" checked' in stranger.get("/begaran?about=fault").text
    wordless = stranger.send("/begaran", FAULT)
    assert wordless.status_code == 400
    assert "organisation-error" not in wordless.text
    answer = stranger.send("/begaran", FAULT | {"use_text": "Knappen läses inte upp."})
    assert answer.status_code == 303
    assert "Vi har tagit emot din fråga." in stranger.get(answer.location).text
    case = editor.get("/redaktion/arenden/2026-0001").text
    assert "Något på sidorna som inte fungerar" in case
    assert {letter.recipient for letter in table_rows(services, Letter)} == {
        "asa@privat.example",
        "press@inera.se",
    }
