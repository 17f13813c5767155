import re
from datetime import timedelta

import pytest

from dam.database.models import Letter, User
from dam.services import Services
from tests.support.browser import Browser
from tests.support.databases import on_both

PAGE = "/redaktion/anvandare"


def stored(services: Services, email: str) -> User | None:
    with services.database.reading() as session:
        return session.query(User).filter_by(email=email).one_or_none()


def test_somebody_is_invited_again_and_no_more(admin: Browser, services: Services, clock):
    answer = admin.send(PAGE, {"email": "Ny@inera.test", "role": "editor"})
    assert answer.location == f"{PAGE}?klart=inbjuden"
    page = admin.get(answer.location).text
    assert "Inbjudan är på väg." in page
    assert "ny@inera.test" in page
    assert "inbjuden av <bdi>admin@inera.test</bdi>" in page
    assert "Länken fungerar till 29\xa0november\xa02026 kl.\xa013.00" in page
    assert stored(services, "ny@inera.test") is None
    clock.forward(timedelta(days=7))
    admin.sign_in("admin@inera.test")
    assert "Länken har slutat fungera" in admin.get(PAGE).text
    [one] = re.findall(r"/inbjudna/(\d+)/igen", admin.get(PAGE).text)
    admin.send(PAGE, {}, to=f"{PAGE}/inbjudna/{one}/igen")
    assert "Länken fungerar till 6\xa0december" in admin.get(PAGE).text
    admin.send(PAGE, {}, to=f"{PAGE}/inbjudna/{one}/dra-tillbaka")
    assert "ny@inera.test" not in admin.get(PAGE).text
    with services.database.reading() as session:
        assert [letter.kind for letter in session.query(Letter)] == ["invitation"] * 2


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"email": "ingen adress"}, "email"),
        ({"email": "editor@inera.test"}, "email"),
        ({"email": "inbjuden@inera.test"}, "email"),
        ({"role": "owner"}, "role"),
    ],
)
def test_what_cannot_be_used_is_shown_again(admin: Browser, given: dict[str, str], field: str):
    admin.send(PAGE, {"email": "inbjuden@inera.test", "role": "editor"})
    whole = {"email": "ny@inera.test", "role": "editor"} | given
    answer = admin.send(PAGE, whole)
    assert answer.status_code == 400
    assert f'<a href="#{field}">' in answer.text
    assert f'value="{whole["email"]}"' in answer.text


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


def test_lost_password_is_answered_by_a_letter(
    admin: Browser, editor: Browser, persons: dict[str, User], services: Services
):
    one = persons["editor"].id
    answer = admin.send(PAGE, {}, to=f"{PAGE}/{one}/losenord")
    assert "Ett brev med en länk är på väg." in admin.get(answer.location).text
    assert editor.get("/redaktion/").status_code == 200
    with services.database.reading() as session:
        letter = session.query(Letter).one()
        assert (letter.kind, letter.recipient) == ("new_password", "editor@inera.test")
        assert services.signer.token("password", one, 2) not in str(letter.context)


@on_both
def test_last_admin_stays(admin: Browser, persons: dict[str, User]):
    one = persons["admin"].id
    for change, data in (("stang", {}), ("roll", {"role": "editor"})):
        answer = admin.send(PAGE, data, to=f"{PAGE}/{one}/{change}")
        assert answer.status_code == 400
        assert "minst en aktiv administratör" in answer.text
    assert admin.get(PAGE).status_code == 200


def test_unknown_account_is_not_found(admin: Browser):
    assert admin.send(PAGE, {"role": "editor"}, to=f"{PAGE}/999/roll").status_code == 404
    assert admin.send(PAGE, {}, to=f"{PAGE}/{10**17}/stang").status_code == 404
