"""Standard answers: kept on a page of their own, fetched into a letter without script."""

import pytest

from dam.database.models import StandardAnswer
from dam.usage_requests import reply_templates
from tests.support.browser import Browser
from tests.support.requests import FIRST_CASE

PAGE = "/redaktion/arenden/standardsvar"
ANSWER = {"name": "Ring oss", "language": "sv", "text": "Ring oss så reder vi ut det."}


@pytest.fixture
def one(editor: Browser, services) -> str:
    """The address of a standard answer."""
    assert editor.send(f"{PAGE}/nytt", ANSWER).location == f"{PAGE}?klart=sparat"
    with services.database.reading() as session:
        return f"{PAGE}/{session.query(StandardAnswer).filter_by(name='Ring oss').one().id}"


def opened(browser: Browser, page: str) -> dict[str, str]:
    """The form as it is open before somebody."""
    over = browser.get(page).text.split('name="over" value="')[1].split('"')[0]
    return {"csrf_token": browser.token(page), "over": over}


def test_one_is_added_changed_and_taken_away(editor: Browser, one: str):
    assert f'href="{PAGE}"' in editor.get("/redaktion/arenden").text
    assert "Standardsvaret är sparat." in editor.get(f"{PAGE}?klart=sparat").text
    assert "Ring oss så reder vi ut det." in editor.get(PAGE).text
    changed = opened(editor, one) | ANSWER | {"text": "Mejla oss."}
    assert editor.client.post(one, data=changed).status_code == 303
    assert "Mejla oss." in editor.get(PAGE).text
    gone = opened(editor, one) | {"action": "remove"}
    assert editor.client.post(one, data=gone).location == f"{PAGE}?klart=borta"
    assert "Mejla oss." not in editor.get(PAGE).text
    assert editor.get(one).status_code == 404


def test_of_two_who_change_the_second_sees_the_first(editor: Browser, admin: Browser, one: str):
    second = opened(admin, one) | ANSWER | {"text": "Skriv till oss."}
    editor.client.post(one, data=opened(editor, one) | ANSWER | {"text": "Mejla oss."})
    told = admin.client.post(one, data=second)
    assert told.status_code == 409
    assert "Mejla oss." in told.text
    assert "Skriv till oss.</textarea>" in told.text
    over = told.text.split('name="over" value="')[1].split('"')[0]
    assert admin.client.post(one, data=second | {"over": over}).status_code == 303


def test_what_was_taken_away_meanwhile_can_be_added_again(
    editor: Browser, admin: Browser, one: str
):
    second = opened(admin, one) | ANSWER | {"text": "Skriv till oss."}
    editor.client.post(one, data=opened(editor, one) | {"action": "remove"})
    told = admin.client.post(one, data=second)
    assert told.status_code == 409
    assert "Skriv till oss.</textarea>" in told.text
    assert f'action="{PAGE}/nytt"' in told.text


def test_a_wrong_form_is_kept(editor: Browser, one: str):
    for page in (f"{PAGE}/nytt", one):
        wrong = editor.send(page, ANSWER | {"text": " ", "over": opened(editor, one)["over"]})
        assert wrong.status_code == 400
        assert '<a href="#text">Skriv svaret</a>' in wrong.text
        assert 'value="Ring oss"' in wrong.text


@pytest.mark.parametrize(("language", "offered"), [("sv", True), ("en", False)])
def test_those_of_the_letters_language_are_offered(
    editor: Browser, services, ask_for_images, one: str, language: str, offered: bool
):
    request = ask_for_images()
    with services.database.writing() as session:
        session.get_one(type(request), 1).language = language
        session.commit()
        expected = [row.name for row in reply_templates.list_reply_templates(session, language)]
    page = editor.get(FIRST_CASE).text
    assert (f'<option value="{one.rpartition("/")[2]}">Ring oss</option>' in page) == offered
    assert all(f">{name}</option>" in page for name in expected)


def test_one_is_fetched_after_what_was_typed(editor: Browser, room, ask_for_images, one: str):
    ask_for_images(room.add(), room.add())
    typed = {
        "version": 1,
        "seen": 3,
        "action": "fetch",
        "standard": one.rpartition("/")[2],
        "choice": "answer",
        "message": "Tack för frågan.",
        "scope": "En artikel",
        "conditions-2": "Svartvitt.",
    }
    page = editor.send(FIRST_CASE, typed)
    assert page.status_code == 200
    assert "Tack för frågan.\n\nRing oss så reder vi ut det.</textarea>" in page.text
    for kept in ('value="answer" checked', 'value="En artikel"', ">Svartvitt.</textarea>"):
        assert kept in page.text
    empty = editor.send(FIRST_CASE, typed | {"message": ""})
    assert ">Ring oss så reder vi ut det.</textarea>" in empty.text
    assert editor.send(FIRST_CASE, typed | {"standard": "99"}).status_code == 404
