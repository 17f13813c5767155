"""The settings as an administrator may read them: no password, key or certificate is among them."""

from __future__ import annotations

import re

from config.office_hours import DAYS, OfficeHours
from config.settings import Settings

PLAIN = (
    *("var", "base_url", "press_email", "mail_from", "mail_in_address"),
    *("answer_within", "max_file_bytes", "max_pixels", "max_batch_bytes", "quota_bytes"),
    *("free_bytes", "trusted_proxies"),
)
"""What is shown whole. What is not named here or as an address is only said to be given."""

ADDRESSES = (
    *("database_url", "storage_url", "queue_url", "cache_url"),
    *("mail_url", "mail_in_url", "watch_url", "clamd_url"),
)
"""What is shown without whom it signs in as and what it adds after a question mark."""

PRESENT = "given"


def list_redacted_settings(settings: Settings) -> list[tuple[str, str]]:
    """Return (variable, value) of each setting: "" for none, PRESENT for what is kept secret."""
    return [
        (f"DAM_{name.upper()}", _format_setting(name, settings)) for name in Settings.model_fields
    ]


def _format_setting(name: str, settings: Settings) -> str:
    value = getattr(settings, name)
    if value is None or value in ("", ()):
        return ""
    if name in ADDRESSES:
        return _without_secrets(str(value))
    if isinstance(value, OfficeHours):
        return _format_office_hours(value)
    if name not in PLAIN:
        return PRESENT
    return ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)


def _without_secrets(address: str) -> str:
    """Leave out all up to the last @, since a password may hold any character."""
    return re.sub(r"://.*@", "://", address).partition("?")[0]


def _format_office_hours(hours: OfficeHours) -> str:
    open_days = [(day, span) for day, span in zip(DAYS, hours.week, strict=True) if span]
    return ", ".join(f"{day} {opens:%H:%M}-{closes:%H:%M}" for day, (opens, closes) in open_days)
