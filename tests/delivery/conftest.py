"""A room on each database, and an outsider's client."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from dam.wiring import Services
from tests.room import Room
from tests.web.conftest import _cheap, admin, cheap_passwords, editor, persons, uploader

__all__ = ["_cheap", "admin", "cheap_passwords", "editor", "persons", "uploader"]

on_sqlite = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)


@pytest.fixture
def room(services: Services) -> Room:
    return Room(services)


@pytest.fixture
def outsider(app: Flask) -> FlaskClient:
    return app.test_client()
