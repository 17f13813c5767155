"""The editor's form ↔ what is said of an image, in the order a caption is written."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from werkzeug.datastructures import MultiDict

from dam.catalogue import TOPICS
from dam.database.models import Image
from dam.imaging.metadata.normalise import in_house_style
from dam.imaging.metadata.records import ReceivedMetadata
from dam.lifecycle.edit import Edited
from dam.rights.partial_dates import read_partial_date
from dam.rights.periods import last_day, through
from dam.text.read import read_day
from dam.web.form_fields import read_field

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
    "collections": "Samlingar",
}
SEVERAL = ("topics", "collections")
"""Fields of which several are chosen."""
# Where the work speaks of a field by another name than the form.
FIELDS = {"date_text": "date", "identifiable_people": "people", "topic": "topics"}

# Where a field of the file's own record stands in the form, if not under its own name.
SAID_AS = {
    "headline": "title",
    "description": "caption",
    "city": "place",
    "country": "place",
    "creator": "creators",
    "credit": "credit_override",
    "alt_text": "alt",
}


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
        "collections": list(said.collections),
    }


def typed(sent: MultiDict[str, str]) -> Form:
    """Return the form's values as they were sent, to show them again."""
    return {
        name: list(filter(None, sent.getlist(name)))
        if name in SEVERAL
        else _lines(sent.get(name, ""))
        for name in LABELS
    }


def read(sent: MultiDict[str, str], before: Edited) -> Edited:
    """Return what was edited; what the form does not hold or nobody touched stays. BadInput."""
    shown = fill(before)

    def text(name: str) -> str:
        return _lines(sent.get(name, "")).strip()

    def parts(name: str, mark: str) -> tuple[str, ...]:
        """A name that holds the mark itself is one name until somebody writes in its field."""
        untouched = text(name) == shown[name]
        return getattr(before.description, name) if untouched else _parts(text(name), mark)

    persons = parts("persons", "\n")
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
        creators=parts("creators", ","),
        brand=text("brand"),
        kind=text("kind"),
        digital_source_type=text("digital_source_type"),
        topics=(*filter(None, sent.getlist("topics")), *_parts(text("more_topics"), ",")),
        collections=tuple(filter(None, sent.getlist("collections")))
        if "collections" in sent
        else before.description.collections,
        keywords=parts("keywords", ","),
        identifiable_people=people,
        rights_source=text("rights_source"),
        owner=text("owner") or before.description.owner,
    )
    last = read_field(sent, "use_until", read_day, "Skriv ett datum, till exempel 2026-12-31.")
    bounds = replace(before.bounds, use_until=through(last) if last else None)
    return Edited(described, text("terms") or None, bounds)


def named(fields: Mapping[str, str]) -> dict[str, str]:
    """Return sentences by the form's own field names, in the form's order."""
    by_form = {FIELDS.get(name, name): sentence for name, sentence in fields.items()}
    order = [*LABELS, *by_form]
    return dict(sorted(by_form.items(), key=lambda item: order.index(item[0])))


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What stands in the file about a field, the same in house style, and what was done to it."""

    came: str
    made: str
    why: str


def suggestions(image: Image) -> dict[str, Suggestion]:
    """Return what the file says of itself, by field."""
    received = ReceivedMetadata.from_json(image.file.received if image.file else {})
    styled = in_house_style(received)
    came, made = _by_field(received), _by_field(styled.record)
    in_image = "\n".join(one.person.name for one in image.shows)
    if in_image:
        came["persons"] = made["persons"] = in_image
    why: dict[str, str] = {}
    for field, told in styled.why.items():
        why.setdefault(SAID_AS.get(field, field), " ".join(told))
    return {
        name: Suggestion(came[name], made[name], why.get(name, ""))
        for name in came
        if came[name] or made[name]
    }


def _by_field(said: ReceivedMetadata) -> dict[str, str]:
    day = (said.date or "")[:10]
    return {
        "title": said.title or said.headline or "",
        "caption": said.description or "",
        "persons": "\n".join(said.persons),
        "place": ", ".join(part for part in (said.city, said.country) if part),
        "date": day if read_partial_date(day) else "",
        "creators": ", ".join(said.creator),
        "credit_override": said.credit or "",
        "alt": said.alt_text or "",
        "keywords": ", ".join(said.keywords),
    }


def _lines(text: str) -> str:
    """Return the text with its lines ended as they are stored, and not as forms send them."""
    return text.replace("\r\n", "\n")


def _parts(text: str, mark: str) -> tuple[str, ...]:
    parts = (re.sub(r"\s+", " ", part).strip() for part in text.split(mark))
    return tuple(dict.fromkeys(part for part in parts if part))
