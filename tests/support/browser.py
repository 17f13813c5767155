"""A client without script, for a stranger and for each role."""

import re
from dataclasses import dataclass

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from dam import accounts
from dam.database.models import User
from dam.services import Services
from tests.support.accounts import PASSWORD

DESK, SIGN_IN = "/redaktion", "/redaktion/logga-in"
TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')


@dataclass
class Browser:
    """A client without script: it sends a form with the token of the page that holds it."""

    client: FlaskClient
    kept: str = ""

    def get(self, path: str, **more: object) -> TestResponse:
        """Ask for a page, and read all of it: one left half read would break a later test."""
        return self.client.get(path, **{"buffered": True, **more})

    def token(self, page: str) -> str:
        """Return the token of a page's form; the desk's is the same on each page of a session."""
        if self.kept and page.startswith(DESK):
            return self.kept
        found = TOKEN.search(self.client.get(page).text)
        assert found, f"{page} has no form"
        if page.startswith(DESK) and not page.startswith(SIGN_IN):
            self.kept = found[1]
        return found[1]

    def send(self, page: str, data: dict[str, object], to: str | None = None) -> TestResponse:
        return self.client.post(to or page, data={"csrf_token": self.token(page), **data})

    def sign_in(self, email: str, password: str = PASSWORD, **more: str) -> TestResponse:
        self.kept = ""
        return self.send(SIGN_IN, {"email": email, "password": password, **more})


def signed_in(app: Flask, services: Services, user: User) -> Browser:
    """Return a browser whose session began without the form."""
    browser = Browser(app.test_client())
    with services.database.writing() as session:
        identifier = accounts.begin_session(session, user.id, now=services.clock())
        session.commit()
    with browser.client.session_transaction("/redaktion/") as cookie:
        cookie["_user_id"] = identifier
    return browser


@pytest.fixture
def outsider(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def stranger(app: Flask) -> Browser:
    return Browser(app.test_client())


@pytest.fixture
def uploader(app: Flask, services: Services, persons: dict[str, User]) -> Browser:
    return signed_in(app, services, persons["uploader"])


@pytest.fixture
def editor(app: Flask, services: Services, persons: dict[str, User]) -> Browser:
    return signed_in(app, services, persons["editor"])


@pytest.fixture
def admin(app: Flask, services: Services, persons: dict[str, User]) -> Browser:
    return signed_in(app, services, persons["admin"])
