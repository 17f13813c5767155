"""`press` in every template: how to reach the press office, also when the database is down."""

from __future__ import annotations

import time
import tomllib
from dataclasses import dataclass, field

from flask import Flask

from config.settings import ROOT
from dam import press_office
from dam.errors import Unavailable
from dam.press_office import Office
from dam.web.scope import services

FRESH_SECONDS = 5.0


@dataclass
class Remembered:
    """The office as last read, for a few seconds and for when it cannot be read."""

    office: Office
    read_at: float = field(default=float("-inf"))


def register(app: Flask) -> None:
    """Remember the first content, then what the database says."""
    remembered = Remembered(_first_office())

    @app.context_processor
    def press() -> dict[str, Office]:
        return {"press": _current(remembered)}


def _current(remembered: Remembered) -> Office:
    if time.monotonic() - remembered.read_at < FRESH_SECONDS:
        return remembered.office
    here = services()
    try:
        with here.database.reading() as session:
            remembered.office = press_office.office(session, press_email=here.settings.press_email)
    except Unavailable:
        # An error page still says whom to call; the next page tries again.
        return remembered.office
    remembered.read_at = time.monotonic()
    return remembered.office


def _first_office() -> Office:
    """Return what `config/press.toml` says, for a start without a database."""
    with (ROOT / "config" / "press.toml").open("rb") as file:
        values = {one["key"]: one.get("value") for one in tomllib.load(file)["contacts"]}
    return Office(email=values[press_office.EMAIL], phone_shown=values[press_office.PHONE])
