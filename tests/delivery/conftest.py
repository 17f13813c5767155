"""A room on each database, and an outsider's client."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from dam.services import Services
from tests.imaging.exiftool import ExifTool
from tests.room import Room
from tests.web.conftest import _cheap, admin, cheap_passwords, editor, persons, uploader

__all__ = ["_cheap", "admin", "cheap_passwords", "editor", "persons", "uploader"]


@pytest.fixture
def room(services: Services) -> Room:
    return Room(services)


@pytest.fixture
def outsider(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def read_back(exiftool: ExifTool, tmp_path: Path) -> Callable[[bytes], dict[str, object]]:
    def read(data: bytes) -> dict[str, object]:
        path = tmp_path / "back"
        path.write_bytes(data)
        return json.loads(exiftool.ask("-json", "-struct", "-G1", str(path)))[0]

    return read
