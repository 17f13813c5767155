"""The press office as every page shows it: the templates' global `press`.

From the first content, read at start, so that an error page can say whom to call with the database
down.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import Flask

from config.settings import ROOT, Settings


@dataclass(frozen=True, slots=True)
class PressOffice:
    """``rooms`` are (name, address or None); an empty phone number is not yet known."""

    email: str
    phone_shown: str
    phone_link: str
    rooms: tuple[tuple[str, str | None], ...]
    lines: tuple[str, ...]


def register(app: Flask, settings: Settings) -> None:
    with (ROOT / "config" / "press.toml").open("rb") as file:
        app.jinja_env.globals["press"] = press_office(tomllib.load(file), settings.press_email)


def press_office(content: Mapping[str, Any], email: str) -> PressOffice:
    contacts = {one["key"]: one for one in content["contacts"]}
    phone = contacts["press.phone"].get("value", "")
    rooms = (one for key, one in contacts.items() if key.startswith("tt."))
    return PressOffice(
        email=email,
        phone_shown=phone,
        phone_link=dialled(phone),
        rooms=tuple((one["label"], one.get("value")) for one in rooms),
        lines=tuple(line for line in content["blocks"]["sidfot.rader"]["body"].split("\n") if line),
    )


def dialled(phone: str) -> str:
    """'072-450 01 45' → 'tel:+46724500145'."""
    digits = re.sub(r"[^0-9+]", "", phone)
    return "tel:" + re.sub(r"^0", "+46", digits)
