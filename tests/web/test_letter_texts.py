"""The letters' words: looked at, tried, rewritten and taken back by editors."""

import pytest

from dam.database.models import Letter
from dam.mail import overrides
from dam.mail.filling import Wording, own_words
from dam.mail.kinds import ACCOUNT_LINKS, REWRITABLE, draft_sample_letters
from dam.mail.value_names import VALUES
from dam.worker import main
from tests.support.browser import Browser
from tests.support.clock import NOW
from tests.web.filled import filled

LIST = "/redaktion/mejlmallar"
RECEIPT = f"{LIST}/receipt"


def press(browser: Browser, action: str, language: str = "sv", **typed: str):
    address = f"{RECEIPT}/{language}"
    form = filled(browser.get(RECEIPT).text, address)
    return browser.client.post(address, data={**form, **typed, "action": action})


def test_every_letter_has_a_purpose_and_every_value_words(editor: Browser, uploader: Browser):
    found = draft_sample_letters("sv", NOW)
    assert set(found) == set(REWRITABLE)
    assert {name for both in found.values() for name in both[0].context} <= set(VALUES)
    assert uploader.get(LIST).status_code == 403
    page = editor.get(LIST).text
    for kind in REWRITABLE:
        assert f'href="{LIST}/{kind}"' in page
        assert editor.get(f"{LIST}/{kind}").status_code == 200
    assert editor.get(f"{LIST}/trial").status_code == 404


def test_a_letter_is_looked_at_tried_rewritten_and_taken_back(editor: Browser, services):
    body = "Tack {{ number }}. Följ ärendet: {{ case }}"
    page = editor.get(RECEIPT).text
    assert "Ditt ärendenummer är 2026-0007." in page
    assert "Your case number is 2026-0007." in page
    assert "Ditt nummer är 2026-0007." in page
    assert page.count("(personlig länk)") == 2 * page.count("(personal link)") > 0
    lacking = press(editor, "save", body="Tack {{ number }}.")
    assert lacking.status_code == 400
    assert "Mejlet behöver länken {{ case }}." in lacking.text
    assert filled(lacking.text, f"{RECEIPT}/sv")["body"] == ["Tack {{ number }}."]
    looked_at = press(editor, "preview", body=body).text
    assert "Tack 2026-0007. Följ ärendet: (personlig länk)" in looked_at
    revealing = press(editor, "save", subject="Tack {{ case }}", body=body)
    assert revealing.status_code == 400
    assert 'href="#subject-sv"' in revealing.text
    assert filled(revealing.text, f"{RECEIPT}/sv")["subject"] == ["Tack {{ case }}"]
    subject = "Tack,\n ärende {{ number }}"
    assert (
        '<strong dir="auto">Tack, ärende 2026-0007</strong>'
        in press(editor, "preview", subject=subject).text
    )
    trial = press(editor, "trial", subject=subject, body=body)
    assert "Ett provbrev är på väg till din adress." in trial.text
    assert filled(trial.text, f"{RECEIPT}/sv")["body"] == [body]
    main.do_all(services)
    with services.database.reading() as session:
        [letter] = session.query(Letter)
        assert (letter.kind, letter.recipient) == ("trial", "editor@inera.test")
        assert letter.state == "sent"
        assert letter.context["subject"] == "Tack, ärende 2026-0007"
        assert letter.context["text"] == "Tack 2026-0007. Följ ärendet: (personlig länk)\n"
    assert "Ditt ärendenummer är 2026-0007." in editor.get(RECEIPT).text
    stale = filled(editor.get(RECEIPT).text, f"{RECEIPT}/sv")
    assert press(editor, "save", subject=subject, body=body).status_code == 303
    assert "(egen text)" in editor.get(LIST).text
    assert "Tack 2026-0007." in editor.get(RECEIPT).text
    other = editor.client.post(
        f"{RECEIPT}/sv", data={**stale, "body": f"{body} Mitt.", "action": "save"}
    )
    assert other.status_code == 409
    assert filled(other.text, f"{RECEIPT}/sv")["body"] == [f"{body} Mitt."]
    assert "Tack, ärende 2026-0007" in other.text
    assert press(editor, "version-0").status_code == 303
    assert "(egen text)" not in editor.get(LIST).text
    assert "Ditt ärendenummer är 2026-0007." in editor.get(RECEIPT).text


def test_words_that_do_not_fit_any_more_are_told_and_put_right(editor: Browser, services, persons):
    words, by = Wording(body="Hej {{ given_name }}. {{ case }}"), persons["editor"].id
    with services.database.writing() as session:
        overrides.save_letter_text(session, "receipt", "sv", words, version=0, by=by, now=NOW)
        session.commit()
    assert "(egen text som inte passar längre)" in editor.get(LIST).text
    page = editor.get(RECEIPT).text
    assert "Det finns inget som heter given_name i det här mejlet." in page
    assert "Ditt ärendenummer är 2026-0007." in page
    form = filled(page, f"{RECEIPT}/sv")
    assert form["body"] == [words.body]
    assert press(editor, "save", body="Hej. {{ case }}").status_code == 303
    assert "(egen text)" in editor.get(LIST).text


@pytest.mark.parametrize("kind", sorted(ACCOUNT_LINKS))
def test_letters_about_accounts_are_changed_by_administrators_alone(
    editor: Browser, admin: Browser, services, kind: str
):
    address = f"{LIST}/{kind}/sv"
    page = editor.get(f"{LIST}/{kind}")
    assert page.status_code == 200
    assert "Resten ändras av en administratör." in page.text
    assert f'action="{address}"' not in page.text
    form = filled(admin.get(f"{LIST}/{kind}").text, address)
    assert "{{ link }}" not in admin.get(f"{LIST}/{kind}").text
    for action in ("save", "trial", "preview", "version-0"):
        typed = {**form, "body": "Hej!", "action": action, "csrf_token": editor.token(RECEIPT)}
        assert editor.client.post(address, data=typed).status_code == 403
    with services.database.reading() as session:
        assert overrides.find_letter_text(session, kind, "sv") is None
        assert not session.query(Letter).all()
    typed = {**form, "body": "Hej, du!", "action": "save"}
    assert admin.client.post(address, data=typed).status_code == 303
    shown = admin.get(f"{LIST}/{kind}").text
    assert "Hej, du!\n\nVälj " in shown
    assert "här:\n(personlig länk)\n" in shown
    assert own_words(kind, "sv").body not in filled(shown, address)["body"]
