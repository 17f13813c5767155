"""Two people at the same case: the second sees what the first has done, and loses no word."""

from datetime import timedelta

import pytest

from tests.support.browser import Browser
from tests.support.databases import on_both
from tests.support.requests import FIRST_CASE, GRANT_FORM, newest_letter, read_request

MINUTE = timedelta(minutes=1)
pytestmark = pytest.mark.usefixtures("images")
NEWS = "Det här har hänt sedan du öppnade ärendet"


@pytest.fixture
def images(room, ask_for_images, clock) -> list[int]:
    found = [room.add(terms="kraver-godkannande") for _ in range(2)]
    ask_for_images(*found)
    clock.forward(MINUTE)
    return found


def form(browser: Browser, **typed: str) -> dict[str, object]:
    """The decision form as it is open before somebody."""
    return {"csrf_token": browser.token(FIRST_CASE), "version": 1, "seen": 3, **typed}


@on_both
def test_the_second_decision_meets_the_first(editor: Browser, admin: Browser, images, services):
    one, two = images
    first = GRANT_FORM | {"choice": "each", f"answer-{one}": "yes", f"answer-{two}": "no"}
    typed = GRANT_FORM | {
        "choice": "each",
        f"answer-{one}": "no",
        f"answer-{two}": "no",
        "reason": "Användningen gäller reklam.",
        f"reason-{two}": "Fotografen vill inte.",
        "note": "Ring henne.",
    }
    second = form(admin, action="send", **typed)
    first = form(editor, action="send", reason="Bilden är inaktuell.", **first)
    assert editor.client.post(FIRST_CASE, data=first).status_code == 303
    with services.database.reading() as session:
        letters = newest_letter(session).id

    told = admin.client.post(FIRST_CASE, data=second)
    assert told.status_code == 409
    news = told.text.split(NEWS)[1].split("</section>")[0]
    for words in (
        "editor@inera.test",
        "Delvis beviljad",
        f'<span class="unbroken">IN-{one}</span>: Beviljad',
        f'<span class="unbroken">IN-{two}</span>: Nej: <bdi>Bilden är inaktuell.</bdi>',
        "Du får använda bilden:",
        "Ladda ner här: (personlig länk)",
    ):
        assert words in news, words
    assert "Avisering till pressfunktionen" not in news, "that had been seen"
    kept = told.text.split("Det du hade skrivit")[1].split("</section>")[0]
    for words in ("Användningen gäller reklam.", "Fotografen vill inte.", f"Skälet IN-{two}"):
        assert words in kept, words
    assert ">Ring henne.</textarea>" in told.text
    with services.database.reading() as session:
        assert newest_letter(session).id == letters
    assert read_request(services, lambda request: (request.state, request.version)) == (
        "partly_granted",
        2,
    )


@pytest.mark.parametrize("action", ["preview", "send"])
def test_where_the_case_is_still_open_the_form_goes_on(
    editor: Browser, admin: Browser, images, services, action: str
):
    second = form(admin, action=action, **GRANT_FORM, **{f"scope-{images[1]}": "En bok"})
    asked = form(editor, action="send", choice="ask", message="Var ska den stå?")
    assert editor.client.post(FIRST_CASE, data=asked).status_code == 303
    told = admin.client.post(FIRST_CASE, data=second)
    assert told.status_code == 409
    assert "Var ska den stå?" in told.text.split(NEWS)[1].split("</section>")[0]
    for kept in ('value="En artikel i Tidningen"', 'value="En bok"', 'value="grant" checked'):
        assert kept in told.text
    assert "Det du hade skrivit" not in told.text
    assert 'name="version" value="2"' in told.text
    again = admin.client.post(FIRST_CASE, data=second | {"version": 2, "action": "send"})
    assert again.status_code == 303
    assert read_request(services, lambda request: request.state) == "granted"


def test_a_case_that_was_denied_can_be_opened_again(editor: Browser, admin: Browser):
    second = form(admin, action="send", **GRANT_FORM)
    no = form(editor, action="send", choice="deny", reason="Bilden är inaktuell.")
    assert editor.client.post(FIRST_CASE, data=no).status_code == 303
    told = admin.client.post(FIRST_CASE, data=second).text
    assert "Du kan öppna ärendet igen." in told
    reopened = admin.client.post(
        FIRST_CASE, data=form(admin, action="claim", **GRANT_FORM) | {"version": 2}
    )
    assert reopened.status_code == 200
    assert 'value="En artikel i Tidningen"' in reopened.text, "what was typed goes along"


def test_a_claim_is_seen_by_colleagues_at_their_next_look(editor: Browser, admin: Browser):
    for page in ("/redaktion/arenden", FIRST_CASE):
        assert "admin@inera.test" not in editor.get(page).text
    claimed = admin.client.post(FIRST_CASE, data=form(admin, action="claim"))
    assert claimed.location == f"{FIRST_CASE}?klart=tagen"
    for page in ("/redaktion/arenden", FIRST_CASE):
        assert "admin@inera.test" in editor.get(page).text
    assert "Under handläggning" in editor.get("/redaktion/arenden").text


def test_a_note_is_seen_and_stops_nobody(
    editor: Browser, admin: Browser, stranger: Browser, services
):
    second = form(admin, action="send", **GRANT_FORM)
    noted = form(editor, action="note", note="Ring henne först.")
    assert editor.client.post(FIRST_CASE, data=noted).location == f"{FIRST_CASE}?klart=anteckning"
    assert "Ring henne först." in admin.get(FIRST_CASE).text
    assert admin.client.post(FIRST_CASE, data=second).status_code == 303
    token = services.signer.token("case", 1, 1)
    page = stranger.get(f"/arende/{token}")
    assert (page.status_code, "Ring henne" in page.text) == (200, False)
    with services.database.reading() as session:
        assert "Ring henne" not in str(newest_letter(session).context)


def test_saving_a_note_keeps_the_decision_that_stands_half_written(
    editor: Browser, admin: Browser, clock
):
    half = form(admin, action="note", note="Ring henne.", **GRANT_FORM)
    saved = admin.client.post(FIRST_CASE, data=half)
    assert saved.status_code == 200
    assert "Anteckningen är sparad." in saved.text
    assert "Ring henne." in saved.text
    assert 'value="En artikel i Tidningen"' in saved.text
    assert ">Ring henne.</textarea>" not in saved.text
    assert NEWS not in saved.text
    empty = admin.client.post(FIRST_CASE, data=half | {"note": " "})
    assert empty.status_code == 400
    assert '<a href="#note">Skriv din anteckning</a>' in empty.text
    assert 'value="En artikel i Tidningen"' in empty.text

    clock.forward(MINUTE)
    editor.client.post(FIRST_CASE, data=form(editor, action="claim"))
    late = admin.client.post(FIRST_CASE, data=half | {"note": "Hon svarar inte."})
    assert late.status_code == 200
    assert "editor@inera.test" in late.text.split(NEWS)[1].split("</section>")[0]


@pytest.mark.parametrize("seen", ["katt", "-1", "999"])
def test_whatever_the_form_says_it_has_seen(admin: Browser, seen: str):
    stale = form(admin, action="send", **GRANT_FORM) | {"version": 7, "seen": seen}
    assert admin.client.post(FIRST_CASE, data=stale).status_code == 409
