from datetime import datetime

import pytest
from flask import Flask

from dam.accounts import invitations, password_reset, passwords
from dam.database.models import User
from dam.database.session import Database
from dam.services import Services
from tests.support.accounts import CHEAP, PASSWORD
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


class HasherBesideWriter:
    """Hashes, and writes to the database meanwhile, as a colleague does."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def hash(self, password: str) -> str:
        with self.database.writing():
            return CHEAP.hash(password)

    def verify(self, hashed: str, password: str) -> bool:
        with self.database.writing():
            return CHEAP.verify(hashed, password)


class HasherBehindAnother(HasherBesideWriter):
    """Hashes while the person gets another password by another door."""

    def hash(self, password: str) -> str:
        with self.database.writing() as session:
            session.query(User).update({"password_hash": CHEAP.hash("en helt annan")})
            session.commit()
        return super().hash(password)


def choose_by_letter(browser: Browser, services: Services, now: datetime):
    with services.database.writing() as session:
        password_reset.request_password_reset(session, "editor@inera.test", by=None, now=now)
        user = session.query(User).filter_by(email="editor@inera.test").one()
        token = services.signer.token("password", user.id, user.password_generation)
        session.commit()
    return send_by_letter(browser, "/redaktion/nytt-losenord", token)


def accept_invitation(browser: Browser, services: Services, now: datetime):
    with services.database.writing() as session:
        invited = invitations.send_invitation(session, "ny@inera.test", "editor", by=1, now=now)
        token = services.signer.token("invitation", invited.id, invited.token_generation)
        session.commit()
    return send_by_letter(browser, "/redaktion/inbjudan", token)


def send_by_letter(browser: Browser, page: str, token: str):
    browser.get(f"{page}/{token}")
    return browser.send(page, {"name": "Ny", "new_password": NEW, "new_password_again": NEW})


def add_by_command(browser: Browser, _services: Services, _now: datetime):
    words = ["user", "add", "ny@inera.test", "--role", "editor", "--password-stdin"]
    return browser.client.application.test_cli_runner().invoke(args=words, input=NEW)


def change_own(browser: Browser, _services: Services, _now: datetime):
    return change(browser)


@pytest.mark.parametrize("door", [change_own, choose_by_letter, accept_invitation, add_by_command])
def test_others_write_while_a_password_is_hashed(
    editor: Browser, services: Services, now: datetime, monkeypatch: pytest.MonkeyPatch, door
):
    monkeypatch.setattr(passwords, "_hasher", HasherBesideWriter(services.database))
    answer = door(editor, services, now)
    assert (getattr(answer, "status_code", 303), getattr(answer, "exit_code", 0)) == (303, 0)


def test_a_password_that_was_changed_meanwhile_is_not_changed_again(
    editor: Browser, services: Services, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(passwords, "_hasher", HasherBehindAnother(services.database))
    answer = change(editor)
    assert answer.status_code == 409
    assert "har bytts" in answer.text
    assert editor.sign_in("editor@inera.test", NEW).status_code == 400
