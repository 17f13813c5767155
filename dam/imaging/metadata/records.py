"""The one record that makes the page, the file, the JSON-LD, the letter and the list in a zip.

Built in one place (`dam.delivery.press_record`); written into files by `dam.imaging.embed`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

from dam.text.clean import clean_text


@dataclass(frozen=True, slots=True)
class PressMetadata:
    """What a delivered press image says of itself; None or empty means the field is left out.

    Field names follow the IPTC Photo Metadata Standard 2025; ``alt_text`` is
    "Alt Text (Accessibility)". ``date_created`` is ISO 8601, possibly partial
    ("2026", "2026-03", "2026-03-14"). ``image_id`` is the shown id, "IN-2041".
    Addresses are absolute; ``digital_source_type`` is one of IPTC's NewsCodes and ``data_mining``
    one of the PLUS vocabulary, both as addresses. Texts are cleaned, so that no format breaks over
    what somebody once put in the catalogue.
    """

    image_id: str
    title: str | None = None
    headline: str | None = None
    caption: str | None = None
    alt_text: str | None = None
    creators: tuple[str, ...] = ()
    credit_line: str | None = None
    copyright_notice: str | None = None
    usage_terms: str | None = None
    web_statement: str | None = None
    licensor_name: str | None = None
    licensor_email: str | None = None
    licensor_url: str | None = None
    image_url: str | None = None
    persons: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    city: str | None = None
    country: str | None = None
    date_created: str | None = None
    digital_source_type: str | None = None
    data_mining: str | None = None
    language: str = "sv"

    def __post_init__(self) -> None:
        for field in fields(self):
            value = getattr(self, field.name)
            if isinstance(value, tuple):
                object.__setattr__(self, field.name, tuple(map(clean_text, value)))
            elif value:
                object.__setattr__(self, field.name, clean_text(value))


@dataclass(frozen=True, slots=True)
class ReceivedMetadata:
    """What an upload said of itself, read from IPTC-IIM, XMP and Exif; unknown is None or empty.

    ``warnings`` are sentences for staff, for example where IIM and XMP disagree; ``others`` is what
    the file says of a field beside the text that counts: in another language, packet or standard.
    """

    title: str | None = None
    headline: str | None = None
    description: str | None = None
    creator: tuple[str, ...] = ()
    credit: str | None = None
    copyright: str | None = None
    usage_terms: str | None = None
    keywords: tuple[str, ...] = ()
    city: str | None = None
    country: str | None = None
    date: str | None = None
    persons: tuple[str, ...] = ()
    alt_text: str | None = None
    web_statement: str | None = None
    digital_source_type: str | None = None
    others: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Return the fields as JSON holds them: tuples become lists."""
        return {name: list(v) if isinstance(v, tuple) else v for name, v in asdict(self).items()}

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> ReceivedMetadata:
        """Read what `to_json` gave."""
        fields: dict[str, Any] = {
            n: tuple(v) if isinstance(v, list) else v for n, v in stored.items()
        }
        return cls(**fields)
