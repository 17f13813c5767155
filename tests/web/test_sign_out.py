from flask import Flask

from dam.database.models import UserSession
from dam.services import Services
from tests.support.browser import Browser


def test_signed_out_cookie_is_worth_nothing(editor: Browser, app: Flask, services: Services):
    cookie = editor.client.get_cookie("redaktion", path="/redaktion")
    assert cookie
    answer = editor.send("/redaktion/", {}, to="/redaktion/logga-ut")
    assert (answer.status_code, answer.location) == (303, "/redaktion/logga-in")
    assert editor.get("/redaktion/").status_code == 303
    thief = Browser(app.test_client())
    thief.client.set_cookie("redaktion", cookie.value, path="/redaktion")
    assert thief.get("/redaktion/").status_code == 303
    with services.database.reading() as session:
        assert session.query(UserSession).count() == 0


def test_other_browsers_stay_signed_in(editor: Browser, admin: Browser):
    editor.send("/redaktion/", {}, to="/redaktion/logga-ut")
    assert admin.get("/redaktion/").status_code == 200


def test_a_link_signs_nobody_out(editor: Browser):
    assert editor.get("/redaktion/logga-ut").status_code == 405
    assert editor.get("/redaktion/").status_code == 200
