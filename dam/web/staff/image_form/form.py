"""The editor's form ↔ what is said of an image, in the order a caption is written."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from werkzeug.datastructures import MultiDict

from dam.catalogue import TOPICS, translations
from dam.database.models import Image
from dam.i18n.form_reader import FormReader, read_field
from dam.imaging.metadata.normalise import apply_house_style
from dam.imaging.metadata.records import ReceivedMetadata
from dam.lifecycle.edit import Edited
from dam.rights.periods import end_of_last_day, last_whole_day
from dam.text.clean import clean_text
from dam.text.read import read_day, read_partial_date

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
    "title_en": "Titel på engelska",
    "caption_en": "Bildtext på engelska",
    "alt_en": "Alt-text på engelska",
    "title_latt": "Titel på lätt svenska",
    "caption_latt": "Bildtext på lätt svenska",
    "alt_latt": "Alt-text på lätt svenska",
}
SEVERAL = ("topics", "collections")
"""Fields of which several are chosen."""
SAME = (
    *("title", "caption", "alt", "place", "credit_override", "people_basis", "rights_source"),
    *("brand", "kind", "digital_source_type"),
)
"""Fields whose text is the description's as it stands."""
# Where the work speaks of a field by another name than the form.
FIELDS = {"date_text": "date", "identifiable_people": "people", "topic": "topics"}

# Where a field of the file's own record stands in the form, if not under its own name.
FORM_FIELDS = {
    "headline": "title",
    "description": "caption",
    "city": "place",
    "country": "place",
    "creator": "creators",
    "credit": "credit_override",
    "alt_text": "alt",
}


def fill_image_form(edited: Edited) -> Form:
    """Return the form's values for what is said of an image."""
    description, count = edited.description, edited.description.identifiable_people
    until = edited.bounds.use_until
    return {
        "title": description.title,
        "caption": description.caption,
        "persons": "\n".join(description.persons),
        "place": description.place,
        "date": description.date_text,
        "creators": ", ".join(description.creators),
        "credit_override": description.credit_override,
        "brand": description.brand,
        "alt": description.alt,
        "kind": description.kind,
        "digital_source_type": description.digital_source_type,
        "topics": [topic for topic in description.topics if topic in TOPICS],
        "more_topics": ", ".join(topic for topic in description.topics if topic not in TOPICS),
        "keywords": ", ".join(description.keywords),
        "terms": edited.terms or "",
        "use_until": last_whole_day(until).isoformat() if until else "",
        "rights_source": description.rights_source,
        "owner": description.owner,
        "people": "" if count is None else "yes" if count else "no",
        "people_basis": description.people_basis,
        "collections": list(description.collections),
        **{name: getattr(description, name) for name in translations.FIELDS},
    }


def echo_image_form(sent: MultiDict[str, str]) -> Form:
    """Return the form's values as they were sent, to show them again."""
    return {
        name: list(filter(None, sent.getlist(name)))
        if name in SEVERAL
        else clean_text(sent.get(name, ""))
        for name in LABELS
    }


def read_image_form(sent: MultiDict[str, str], before: Edited) -> Edited:
    """Return what was edited; what the form does not hold or nobody touched stays. BadInput."""
    stored_form, text = fill_image_form(before), FormReader(sent).text

    def parts(name: str, mark: str) -> tuple[str, ...]:
        """A name that holds the mark itself is one name until somebody writes in its field."""
        untouched = text(name) == stored_form[name]
        return getattr(before.description, name) if untouched else _split_list(text(name), mark)

    persons = parts("persons", "\n")
    linked = before.description.identifiable_people or 0
    people = {"yes": max(1, linked, len(persons)), "no": 0}.get(text("people"))
    described = replace(
        before.description,
        **{name: text(name) for name in SAME},
        date_text=text("date"),
        persons=persons,
        creators=parts("creators", ","),
        topics=(*filter(None, sent.getlist("topics")), *_split_list(text("more_topics"), ",")),
        collections=tuple(filter(None, sent.getlist("collections")))
        if "collections" in sent
        else before.description.collections,
        keywords=parts("keywords", ","),
        identifiable_people=people,
        owner=text("owner") or before.description.owner,
        **{name: text(name) for name in translations.FIELDS if name in sent},
    )
    last = read_field(sent, "use_until", read_day, "Skriv ett datum, till exempel 2026-12-31.")
    bounds = replace(before.bounds, use_until=end_of_last_day(last) if last else None)
    return Edited(described, text("terms") or None, bounds)


def name_errors_by_field(fields: Mapping[str, str]) -> dict[str, str]:
    """Return sentences by the form's own field names, in the form's order."""
    sentences = {FIELDS.get(name, name): sentence for name, sentence in fields.items()}
    order = [*LABELS, *sentences]
    return dict(sorted(sentences.items(), key=lambda item: order.index(item[0])))


@dataclass(frozen=True, slots=True)
class FileSuggestion:
    """The file's text for a field, the same in house style, and what was done to it."""

    came: str
    made: str
    why: str


def suggest_from_file(image: Image) -> dict[str, FileSuggestion]:
    """Return what the file says of itself, by field."""
    received = ReceivedMetadata.from_json(image.file.received if image.file else {})
    styled = apply_house_style(received)
    original, styled_fields = _metadata_by_field(received), _metadata_by_field(styled.record)
    in_image = "\n".join(person_shown.person.name for person_shown in image.depicted)
    if in_image:
        original["persons"] = styled_fields["persons"] = in_image
    why: dict[str, str] = {}
    for field, sentences in styled.why.items():
        why.setdefault(FORM_FIELDS.get(field, field), " ".join(sentences))
    return {
        name: FileSuggestion(original[name], styled_fields[name], why.get(name, ""))
        for name in original
        if original[name] or styled_fields[name]
    }


def _metadata_by_field(metadata: ReceivedMetadata) -> dict[str, str]:
    day = (metadata.date or "")[:10]
    return {
        "title": metadata.title or metadata.headline or "",
        "caption": metadata.description or "",
        "persons": "\n".join(metadata.persons),
        "place": ", ".join(part for part in (metadata.city, metadata.country) if part),
        "date": day if read_partial_date(day) else "",
        "creators": ", ".join(metadata.creator),
        "credit_override": metadata.credit or "",
        "alt": metadata.alt_text or "",
        "keywords": ", ".join(metadata.keywords),
    }


def _split_list(text: str, separator: str) -> tuple[str, ...]:
    parts = (re.sub(r"\s+", " ", part).strip() for part in text.split(separator))
    return tuple(dict.fromkeys(part for part in parts if part))
