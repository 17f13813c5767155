"""The press office as every page shows it: the templates' global `press`.

A global, since macros that are imported see no context. Read again every few seconds; while the
database is down it is what was read last, or the first content.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta

from flask import Flask

from config.settings import ROOT, Settings
from dam.content import contacts, seed
from dam.content.contacts import Office
from dam.database.session import Database
from dam.errors import Unavailable
from dam.i18n import dates
from dam.web.language import page_language

FRESH = timedelta(seconds=5)


class OfficeNow:
    """Ways to reach the press office now."""

    def __init__(self, database: Database, first: Office, clock: Callable[[], datetime]) -> None:
        self._database, self._clock = database, clock
        self._office = first
        self._read_at: datetime | None = None

    @property
    def email(self) -> str:
        return self._current().email

    @property
    def phone_shown(self) -> str | None:
        return dates.format_phone(self._current().phone_shown, page_language())

    @property
    def phone_link(self) -> str | None:
        return self._current().phone_link

    @property
    def rooms(self) -> tuple[tuple[str, str | None], ...]:
        return self._current().rooms

    @property
    def checked_on(self) -> date | None:
        return self._current().checked_on

    @property
    def lines(self) -> tuple[str, ...]:
        return self._current().lines

    def _current(self) -> Office:
        now = self._clock()
        if self._read_at is None or abs(now - self._read_at) > FRESH:
            self._read_at = now
            try:
                with self._database.reading() as session:
                    email = self._office.email
                    self._office = contacts.read_press_office(session, press_email=email)
            except Unavailable:
                # An error page still says whom to call; the next look is in a few seconds.
                return self._office
        return self._office


def register_press_contact(
    app: Flask, settings: Settings, database: Database, clock: Callable[[], datetime]
) -> None:
    """Give every template `press`."""
    content = seed.read_seed_file(ROOT / "config" / "press.toml")
    values = {contact["key"]: contact.get("value") for contact in content["contacts"]}
    first = Office(
        email=settings.press_email,
        phone_shown=values[contacts.PHONE],
        lines=contacts.lines_of(content["blocks"][contacts.LINES]["body"]),
    )
    app.jinja_env.globals["press"] = OfficeNow(database, first, clock)
