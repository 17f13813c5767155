"""The application with cheap passwords, for people who fill in forms in no time."""

import pytest

from dam.web import forms


@pytest.fixture(autouse=True)
def _cheap(cheap_passwords: None) -> None:
    """Passwords cost next to nothing here."""


@pytest.fixture(autouse=True)
def quick_hands(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests fill in a form in no time; who is too quick is tested in test_flood.py."""
    monkeypatch.setattr(forms, "LEAST_SECONDS", -1.0)
