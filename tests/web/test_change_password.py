import pytest
from flask import Flask

from dam.database.models import User
from dam.services import Services
from tests.support.accounts import PASSWORD
from tests.support.browser import Browser, signed_in

PAGE = "/redaktion/byt-losenord"
NEW = "åtta blå elefanter"


def change(browser: Browser, password: str = PASSWORD, new: str = NEW, again: str | None = None):
    data = {"password": password, "new_password": new}
    return browser.send(PAGE, data | {"new_password_again": new if again is None else again})


def test_new_password_counts_and_other_browsers_are_out(
    editor: Browser, app: Flask, services: Services, persons: dict[str, User]
):
    elsewhere = signed_in(app, services, persons["editor"])
    assert change(editor).location == "/redaktion/"
    assert editor.get("/redaktion/").status_code == 200
    assert elsewhere.get("/redaktion/").status_code == 303
    assert elsewhere.sign_in("editor@inera.test", PASSWORD).status_code == 400
    assert elsewhere.sign_in("editor@inera.test", NEW).status_code == 303


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"password": "fel lösenord här"}, "password"),
        ({"again": "nio gula giraffer"}, "new_password_again"),
        ({"new": "elva tecken"}, "new_password"),
        ({"new": PASSWORD}, "new_password"),
    ],
)
def test_what_is_wrong_stands_by_its_field(editor: Browser, given: dict[str, str], field: str):
    answer = change(editor, **given)
    assert answer.status_code == 400
    assert f'<a href="#{field}">' in answer.text
    assert f'id="{field}-error"' in answer.text
    for typed in (PASSWORD, NEW, *given.values()):
        assert f'value="{typed}"' not in answer.text


def test_session_left_open_is_no_way_to_guess_the_password(editor: Browser):
    answers = [change(editor, password=f"gissning nummer {n}").status_code for n in range(11)]
    assert answers == [400] * 10 + [429]
