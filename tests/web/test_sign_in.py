from datetime import timedelta

import pytest
from flask import Flask

from dam.database.models import AuditEvent, User, UserSession
from dam.services import Services
from dam.web.sign_in import path_inside
from tests.support.accounts import PASSWORD
from tests.support.browser import Browser
from tests.support.clock import Clock

pytestmark = pytest.mark.usefixtures("persons")
WRONG = "E-postadressen eller lösenordet stämmer inte."


def test_right_password_opens_the_staff_pages(stranger: Browser):
    answer = stranger.sign_in("editor@inera.test")
    assert (answer.status_code, answer.location) == (303, "/redaktion/")
    assert "editor@inera.test" in stranger.get("/redaktion/").text


def test_address_is_taken_in_any_case_and_with_spaces(stranger: Browser):
    assert stranger.sign_in(" Editor@INERA.test ").status_code == 303


@pytest.mark.parametrize("email", ["editor@inera.test", "nobody@inera.test", "", "not an address"])
def test_wrong_password_and_unknown_account_look_the_same(stranger: Browser, email: str):
    answer = stranger.sign_in(email, "fel lösenord här")
    assert answer.status_code == 400
    assert WRONG in answer.text
    assert stranger.get("/redaktion/").status_code == 303


def test_deactivated_account_looks_like_a_wrong_password(
    stranger: Browser, persons: dict[str, User], services: Services
):
    with services.database.writing() as session:
        session.get_one(User, persons["editor"].id).active = False
        session.commit()
    answer = stranger.sign_in("editor@inera.test")
    assert answer.status_code == 400
    assert WRONG in answer.text


def test_without_the_token_of_our_form_nobody_signs_in(stranger: Browser):
    stranger.get("/redaktion/logga-in")
    data = {"email": "editor@inera.test", "password": PASSWORD}
    assert stranger.client.post("/redaktion/logga-in", data=data).status_code == 400
    assert stranger.get("/redaktion/").status_code == 303


def test_token_of_another_browser_is_refused(stranger: Browser, app: Flask):
    token = Browser(app.test_client()).token("/redaktion/logga-in")
    stranger.get("/redaktion/logga-in")
    data = {"email": "editor@inera.test", "password": PASSWORD, "csrf_token": token}
    assert stranger.client.post("/redaktion/logga-in", data=data).status_code == 400


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://evil.test"},
        {"Origin": "null"},
    ],
)
def test_form_sent_by_another_site_is_refused(stranger: Browser, headers: dict[str, str]):
    data = {
        "email": "editor@inera.test",
        "password": PASSWORD,
        "csrf_token": stranger.token("/redaktion/logga-in"),
    }
    answer = stranger.client.post("/redaktion/logga-in", data=data, headers=headers)
    assert answer.status_code == 403
    assert stranger.get("/redaktion/").status_code == 303


@pytest.mark.parametrize("origin", ["http://localhost", "http://127.0.0.1:8000"])
def test_own_origin_is_taken(stranger: Browser, origin: str):
    data = {
        "email": "editor@inera.test",
        "password": PASSWORD,
        "csrf_token": stranger.token("/redaktion/logga-in"),
    }
    headers = {"Origin": origin, "Sec-Fetch-Site": "same-origin"}
    answer = stranger.client.post("/redaktion/logga-in", data=data, headers=headers)
    assert answer.status_code == 303


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.test/redaktion/",
        "//evil.test/redaktion/",
        "/\\evil.test",
        "\\\\evil.test",
        "http:/redaktion/@evil.test",
        "javascript:alert(1)",
        "/redaktionen.evil.test",
        "/bilder",
        "/redaktion/\\evil.test",
        "/redaktion/\r\nSet-Cookie: a=b",
        "/redaktion/å",
        "",
    ],
)
def test_next_never_leads_away(elsewhere: str):
    assert path_inside(elsewhere) is None


@pytest.mark.parametrize("there", ["/redaktion", "/redaktion/bilder/7?x=1", "/redaktion?x=//evil"])
def test_next_may_be_a_path_of_the_staff_pages(there: str):
    assert path_inside(there) == there


def test_bad_next_leads_to_the_first_page(stranger: Browser):
    answer = stranger.sign_in("editor@inera.test", next="https://evil.test/redaktion/")
    assert answer.location == "/redaktion/"


def test_next_leads_to_the_page_that_was_asked_for(stranger: Browser):
    turned_away = stranger.get("/redaktion/?x=1")
    form = stranger.get(turned_away.location).text
    assert 'name="next" value="/redaktion/?x=1"' in form
    answer = stranger.sign_in("editor@inera.test", next="/redaktion/?x=1")
    assert answer.location == "/redaktion/?x=1"


def test_identifier_is_new_at_each_sign_in_and_the_old_one_is_dead(
    stranger: Browser, services: Services, app: Flask
):
    stranger.sign_in("editor@inera.test")
    before = stranger.client.get_cookie("redaktion", path="/redaktion")
    stranger.sign_in("editor@inera.test")
    after = stranger.client.get_cookie("redaktion", path="/redaktion")
    assert before
    assert after
    assert before.value != after.value
    thief = Browser(app.test_client())
    thief.client.set_cookie("redaktion", before.value, path="/redaktion")
    assert thief.get("/redaktion/").status_code == 303
    with services.database.reading() as session:
        assert session.query(UserSession).count() == 1


def test_cookie_planted_before_sign_in_gives_no_one_the_session(stranger: Browser, app: Flask):
    attacker = Browser(app.test_client())
    attacker.token("/redaktion/logga-in")
    planted = attacker.client.get_cookie("redaktion", path="/redaktion")
    assert planted
    stranger.client.set_cookie("redaktion", planted.value, path="/redaktion")
    stranger.sign_in("editor@inera.test")
    assert attacker.get("/redaktion/").status_code == 303


def test_token_of_before_is_refused_after(stranger: Browser):
    before = stranger.token("/redaktion/logga-in")
    stranger.sign_in("editor@inera.test")
    answer = stranger.client.post("/redaktion/logga-ut", data={"csrf_token": before})
    assert answer.status_code == 400
    assert stranger.get("/redaktion/").status_code == 200


def test_staff_cookie_is_narrow(stranger: Browser):
    cookies = stranger.sign_in("editor@inera.test").headers.getlist("Set-Cookie")
    assert len(cookies) == 2
    for cookie in cookies:
        assert "HttpOnly" in cookie
        assert "SameSite=Lax" in cookie
        assert "Path=/redaktion" in cookie


def test_database_holds_no_identifier_and_no_password(stranger: Browser, services: Services):
    stranger.sign_in("editor@inera.test")
    with stranger.client.session_transaction("/redaktion/") as cookie:
        identifier = cookie["_user_id"]
    with services.database.reading() as session:
        row = session.query(UserSession).one()
        assert identifier not in {row.alternative_id, str(row.id)}
        assert PASSWORD not in session.get_one(User, row.user_id).password_hash
        assert session.query(AuditEvent).filter_by(action="sign_in").count() == 1


def test_first_password_leads_to_choosing_one(
    stranger: Browser, persons: dict[str, User], services: Services
):
    with services.database.writing() as session:
        session.get_one(User, persons["editor"].id).must_change_password = True
        session.commit()
    stranger.sign_in("editor@inera.test")
    assert stranger.get("/redaktion/").location == "/redaktion/byt-losenord"
    data = {"password": PASSWORD, "new_password": "åtta blå elefanter"}
    again = data | {"new_password_again": "åtta blå elefanter"}
    assert stranger.send("/redaktion/byt-losenord", again).location == "/redaktion/"
    assert stranger.get("/redaktion/").status_code == 200


def test_works_the_day_after(stranger: Browser, clock: Clock):
    stranger.sign_in("editor@inera.test")
    clock.forward(timedelta(days=1))
    assert stranger.get("/redaktion/").status_code == 303
    assert stranger.sign_in("editor@inera.test").status_code == 303
    assert stranger.get("/redaktion/").status_code == 200
