import re

import pytest

from dam.models import User
from dam.wiring import Services
from tests.web.conftest import PASSWORD, Browser, on_sqlite

PAGE = "/redaktion/anvandare"
FIRST = re.compile(r'class="first-password">([a-z0-9-]+)<')


def stored(services: Services, email: str) -> User | None:
    with services.database.reading() as session:
        return session.query(User).filter_by(email=email).one_or_none()


def test_new_account_is_handed_over_by_a_password_shown_once(
    admin: Browser, stranger: Browser, services: Services
):
    answer = admin.send(PAGE, {"email": "Ny@inera.test", "name": "Ny Person", "role": "editor"})
    password = FIRST.search(answer.text)[1]
    assert answer.headers["Cache-Control"] == "no-store"
    assert password not in admin.get(PAGE).text
    assert stranger.sign_in("ny@inera.test", password).status_code == 303
    assert stranger.get("/redaktion/").location == "/redaktion/byt-losenord"
    user = stored(services, "ny@inera.test")
    assert user
    assert (user.role, user.name, user.must_change_password) == ("editor", "Ny Person", True)


@on_sqlite
@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"email": "ingen adress"}, "email"),
        ({"email": "editor@inera.test"}, "email"),
        ({"role": "owner"}, "role"),
    ],
)
def test_what_cannot_be_used_is_shown_again(admin: Browser, given: dict[str, str], field: str):
    whole = {"email": "ny@inera.test", "name": "Ny Person", "role": "editor"} | given
    answer = admin.send(PAGE, whole)
    assert answer.status_code == 400
    assert f'<a href="#{field}">' in answer.text
    assert f'value="{whole["email"]}"' in answer.text
    assert 'value="Ny Person"' in answer.text


def test_role_changes(admin: Browser, persons: dict[str, User], services: Services):
    one = persons["uploader"].id
    assert admin.send(PAGE, {"role": "editor"}, to=f"{PAGE}/{one}/roll").status_code == 303
    user = stored(services, "uploader@inera.test")
    assert user
    assert user.role == "editor"


def test_only_the_field_of_the_form_is_taken(
    admin: Browser, persons: dict[str, User], services: Services
):
    one = persons["uploader"].id
    data = {"role": "editor", "email": "x@inera.test", "active": "", "password_hash": "x"}
    admin.send(PAGE, data, to=f"{PAGE}/{one}/roll")
    user = stored(services, "uploader@inera.test")
    assert user
    assert user.active
    assert user.password_hash != "x"


def test_closing_and_opening_an_account(
    admin: Browser, editor: Browser, stranger: Browser, persons: dict[str, User]
):
    one = persons["editor"].id
    admin.send(PAGE, {}, to=f"{PAGE}/{one}/stang")
    assert editor.get("/redaktion/").status_code == 303
    assert stranger.sign_in("editor@inera.test").status_code == 400
    assert "Avstängd" in admin.get(PAGE).text
    admin.send(PAGE, {}, to=f"{PAGE}/{one}/oppna")
    assert stranger.sign_in("editor@inera.test").status_code == 303


def test_lost_password_is_replaced(
    admin: Browser, editor: Browser, stranger: Browser, persons: dict[str, User]
):
    one = persons["editor"].id
    answer = admin.send(PAGE, {}, to=f"{PAGE}/{one}/losenord")
    assert editor.get("/redaktion/").status_code == 303
    assert stranger.sign_in("editor@inera.test", PASSWORD).status_code == 400
    password = FIRST.search(answer.text)[1]
    assert stranger.sign_in("editor@inera.test", password).status_code == 303


def test_last_admin_stays(admin: Browser, persons: dict[str, User]):
    one = persons["admin"].id
    for change, data in (("stang", {}), ("roll", {"role": "editor"})):
        answer = admin.send(PAGE, data, to=f"{PAGE}/{one}/{change}")
        assert answer.status_code == 400
        assert "minst en aktiv administratör" in answer.text
    assert admin.get(PAGE).status_code == 200


@on_sqlite
def test_unknown_account_is_not_found(admin: Browser):
    assert admin.send(PAGE, {"role": "editor"}, to=f"{PAGE}/999/roll").status_code == 404
    assert admin.send(PAGE, {}, to=f"{PAGE}/{10**17}/stang").status_code == 404
