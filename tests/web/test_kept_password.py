"""A form that was sent by whoever has to choose a password first: it is kept beyond that step."""

import pytest
from sqlalchemy import delete

from dam import catalogue
from dam.database.models import User, UserSession
from tests.support.accounts import PASSWORD
from tests.support.browser import Browser, signed_in
from tests.support.room import Room
from tests.web.filled import filled

IMAGE = "/redaktion/bilder/1"
CHOOSE, SIGN_IN = "/redaktion/byt-losenord", "/redaktion/logga-in"
OWN = "ett helt eget lösenord 77"
WORDS = "Sextio ord om ambulansen på Hisingen"


def typed(editor: Browser, room: Room) -> dict[str, list[str]]:
    room.add()
    return filled(editor.get(IMAGE).text, IMAGE) | {"caption": [WORDS]}


def force(room: Room) -> None:
    def work(session, _now):
        session.query(User).filter_by(email="editor@inera.test").one().must_change_password = True

    room.change(work)


def choose(editor: Browser, page: str, password: str = PASSWORD):
    form = filled(page, CHOOSE) | {"password": [password]}
    form |= {"new_password": [OWN], "new_password_again": [OWN]}
    return editor.client.post(CHOOSE, data=form)


@pytest.mark.parametrize("ended", [True, False])
def test_the_form_goes_on_once_a_password_is_chosen(editor: Browser, room: Room, ended: bool):
    """Without script: each step is a button; with it `kept_form.js` presses the last one."""
    form = typed(editor, room)
    force(room)
    if ended:
        room.change(lambda session, _now: session.execute(delete(UserSession)))
    asked = editor.client.post(IMAGE, data=form)
    assert asked.status_code == 403
    if ended:
        asked = sign_in(editor, asked.text)
    assert "Det du skrev är kvar" in asked.text
    wrong = choose(editor, asked.text, "fel")
    assert wrong.status_code == 400
    finish = choose(editor, wrong.text)
    assert finish.status_code == 200
    assert "data-finish" in finish.text
    assert room.look(1, catalogue.describe_now).caption != WORDS
    assert editor.client.post(IMAGE, data=filled(finish.text, IMAGE)).status_code == 303
    assert room.look(1, catalogue.describe_now).caption == WORDS


def test_nothing_of_another_account_goes_on(editor: Browser, admin: Browser, room: Room):
    form = typed(admin, room)
    force(room)
    answer = editor.client.post(IMAGE, data=form)
    assert answer.status_code == 303
    assert answer.location == CHOOSE
    assert room.look(1, catalogue.describe_now).caption != WORDS


def test_what_waits_for_another_account_goes_with_no_choice(admin: Browser, room: Room):
    form = typed(admin, room)
    force(room)
    room.change(lambda session, _now: session.execute(delete(UserSession)))
    answer = sign_in(admin, admin.client.post(IMAGE, data=form).text)
    assert answer.status_code == 303
    assert answer.location.endswith("klart=annat-konto")


def sign_in(editor: Browser, page: str):
    kept = filled(page, SIGN_IN) | {"email": ["editor@inera.test"], "password": [PASSWORD]}
    return editor.client.post(SIGN_IN, data=kept)


def test_a_session_that_ends_on_the_page_of_the_password_keeps_the_form(
    editor: Browser, room: Room
):
    form = typed(editor, room)
    force(room)
    asked = editor.client.post(IMAGE, data=form)
    room.change(lambda session, _now: session.execute(delete(UserSession)))
    signed_out = choose(editor, asked.text)
    assert signed_out.status_code == 403
    assert OWN not in signed_out.text
    finish = choose(editor, sign_in(editor, signed_out.text).text)
    assert editor.client.post(IMAGE, data=filled(finish.text, IMAGE)).status_code == 303
    assert room.look(1, catalogue.describe_now).caption == WORDS


def test_another_who_signs_in_on_the_page_of_the_password_gets_nothing_of_it(
    editor: Browser, persons, app, services, room: Room
):
    form = typed(editor, room)
    force(room)
    asked = editor.client.post(IMAGE, data=form)
    other = signed_in(app, services, persons["admin"])
    told = choose(other, asked.text)
    assert told.status_code == 403
    assert "annat konto" in told.text
    finish = choose(other, sign_in(other, told.text).text)
    assert other.client.post(IMAGE, data=filled(finish.text, IMAGE)).status_code == 303
    assert room.look(1, catalogue.describe_now).caption == WORDS
