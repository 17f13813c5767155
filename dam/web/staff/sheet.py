"""The editor's form ↔ what is said of an image, in the order a caption is written."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime

from werkzeug.datastructures import MultiDict

from dam.catalogue import TOPICS
from dam.errors import BadInput
from dam.models import Image
from dam.pictures.metadata import ReceivedMetadata
from dam.procedures.publish import Edited
from dam.rights.dates import readable_date
from dam.rights.periods import last_day, through

Form = Mapping[str, str | list[str]]

LABELS = {
    "title": "Titel",
    "caption": "Bildtext",
    "persons": "Personer",
    "place": "Plats",
    "date": "Datum",
    "creators": "Fotograf",
    "credit_override": "Egen byline",
    "brand": "Varumärke",
    "alt": "Alt-text",
    "kind": "Sorts bild",
    "digital_source_type": "Hur har bilden kommit till?",
    "topics": "Ämnen",
    "more_topics": "Fler ämnen",
    "keywords": "Nyckelord",
    "terms": "Villkor",
    "use_until": "Gäller till och med",
    "rights_source": "Rättigheter",
    "owner": "Ägare",
    "people": "Går någon att känna igen?",
    "people_basis": "Varför får de vara med?",
}
# Where the work speaks of a field by another name than the form.
FIELDS = {"date_text": "date", "identifiable_people": "people", "topic": "topics"}


def fill(edited: Edited) -> Form:
    """Return the form's values for what is said of an image."""
    said = edited.description
    people = "" if said.identifiable_people is None else "yes" if said.identifiable_people else "no"
    until = edited.bounds.use_until
    return {
        "title": said.title,
        "caption": said.caption,
        "persons": "\n".join(said.persons),
        "place": said.place,
        "date": said.date_text,
        "creators": ", ".join(said.creators),
        "credit_override": said.credit_override,
        "brand": said.brand,
        "alt": said.alt,
        "kind": said.kind,
        "digital_source_type": said.digital_source_type,
        "topics": [topic for topic in said.topics if topic in TOPICS],
        "more_topics": ", ".join(topic for topic in said.topics if topic not in TOPICS),
        "keywords": ", ".join(said.keywords),
        "terms": edited.terms or "",
        "use_until": last_day(until).isoformat() if until else "",
        "rights_source": said.rights_source,
        "owner": said.owner,
        "people": people,
        "people_basis": said.people_basis,
    }


def typed(sent: MultiDict[str, str]) -> Form:
    """Return the form's values as they were sent, to show them again."""
    return {name: sent.getlist(name) if name == "topics" else sent.get(name, "") for name in LABELS}


def read(sent: MultiDict[str, str], before: Edited) -> Edited:
    """Return what was edited; what the form does not hold stays as it is. BadInput."""

    def text(name: str) -> str:
        return sent.get(name, "").replace("\r\n", "\n").strip()

    persons = _parts(text("persons"), "\n")
    linked = before.description.identifiable_people or 0
    people = {"yes": max(1, linked, len(persons)), "no": 0}.get(text("people"))
    described = replace(
        before.description,
        **{
            name: text(name)
            for name in ("title", "caption", "alt", "place", "credit_override", "people_basis")
        },
        date_text=text("date"),
        persons=persons,
        creators=_parts(text("creators"), ","),
        brand=text("brand"),
        kind=text("kind"),
        digital_source_type=text("digital_source_type"),
        topics=(*sent.getlist("topics"), *_parts(text("more_topics"), ",")),
        keywords=_parts(text("keywords"), ","),
        identifiable_people=people,
        rights_source=text("rights_source"),
        owner=text("owner") or before.description.owner,
    )
    bounds = replace(before.bounds, use_until=_end(text("use_until")))
    return Edited(described, text("terms") or None, bounds)


def named(fields: Mapping[str, str]) -> dict[str, str]:
    """Return sentences by the form's own field names, in the form's order."""
    by_form = {FIELDS.get(name, name): sentence for name, sentence in fields.items()}
    order = [*LABELS, *by_form]
    return dict(sorted(by_form.items(), key=lambda item: order.index(item[0])))


def suggestions(image: Image) -> dict[str, str]:
    """Return what the file says of itself, by field."""
    received = ReceivedMetadata.from_json(image.file.received if image.file else {})
    day = (received.date or "")[:10]
    said = {
        "title": received.title or received.headline,
        "caption": received.description,
        "persons": "\n".join(one.person.name for one in image.shows) or "\n".join(received.persons),
        "place": ", ".join(part for part in (received.city, received.country) if part),
        "date": day if readable_date(day) else None,
        "creators": ", ".join(received.creator),
        "credit_override": received.credit,
        "alt": received.alt_text,
        "keywords": ", ".join(received.keywords),
    }
    return {name: value for name, value in said.items() if value}


def _parts(text: str, mark: str) -> tuple[str, ...]:
    parts = (re.sub(r"\s+", " ", part).strip() for part in text.split(mark))
    return tuple(dict.fromkeys(part for part in parts if part))


def _end(text: str) -> datetime | None:
    """Return the exclusive end of a last day, which is written as 2026-12-31."""
    if not text:
        return None
    try:
        return through(date.fromisoformat(text))
    except (ValueError, OverflowError) as error:
        sentence = "Skriv ett datum, till exempel 2026-12-31."
        raise BadInput(sentence, fields={"use_until": sentence}) from error
