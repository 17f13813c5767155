"""The application, served to a browser."""

from collections.abc import Iterator

import pytest
from flask import Flask

from tests.browser.served import Site


@pytest.fixture
def site(app: Flask) -> Iterator[str]:
    """The address of the application, served from a thread."""
    serving = Site(app)
    yield serving.address
    serving.stop()


@pytest.fixture(autouse=True)
def _cheap(cheap_passwords: None) -> None:
    """Passwords cost next to nothing here."""
