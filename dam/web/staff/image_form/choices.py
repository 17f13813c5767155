"""The fields of an image that are chosen from a list, and what each choice is called."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from flask_babel import gettext

from dam import catalogue, clearance
from dam.catalogue import collections
from dam.database.models import TermsVersion
from dam.i18n.translation import get_text_in
from dam.rights.origin import ORIGINS
from dam.rights.publication import KNOWN_SOURCES
from dam.web.context import reading_session

KIND_NAMES = ("Foto", "Porträtt", "Illustration", "Skärmbild", "Logotyp")
SOURCE_NAMES = {
    "own": "Inera äger bilden",
    "agency": "Bildbyrå",
    "photographer": "Fotografen, enligt avtal",
    "region": "En region",
    "other": "Annat",
}
Choices = list[tuple[str, str]]
"""(code, words), in the order of the list."""


def kind_choices() -> Choices:
    return list(zip(catalogue.KINDS, map(gettext, KIND_NAMES), strict=True))


def origin_choices() -> Choices:
    return [(code, gettext(origin.choice)) for code, origin in ORIGINS.items()]


def terms_choices(current: Sequence[TermsVersion] | None = None) -> Choices:
    """Choices of terms, those that are ``current``; asked for unless given."""
    versions = clearance.current_terms(reading_session()) if current is None else current
    return [(version.terms.slug, get_text_in(version.texts).name) for version in versions]


def source_choices() -> Choices:
    return [(code, gettext(SOURCE_NAMES[code])) for code in KNOWN_SOURCES]


def owner_choices() -> Choices:
    return [
        (organisation.slug, organisation.display_name)
        for organisation in catalogue.list_owners(reading_session())
    ]


def people_choices() -> Choices:
    return [("no", gettext("Nej, ingen")), ("yes", gettext("Ja"))]


def collection_choices() -> Choices:
    return [
        (collection.slug, collections.read_collection_words(collection).name)
        for collection in collections.list_collections(reading_session())
    ]


FIELDS: dict[str, Callable[[], Choices]] = {
    "kind": kind_choices,
    "digital_source_type": origin_choices,
    "terms": terms_choices,
    "rights_source": source_choices,
    "owner": owner_choices,
    "people": people_choices,
    "collections": collection_choices,
}


def describe_choice(name: str, value: str | Sequence[str]) -> str:
    """Return a field's value in the words of its choice, several on lines of their own."""
    labels = dict(FIELDS[name]()) if name in FIELDS else {}
    if not isinstance(value, str):
        return "\n".join(labels.get(code, code) for code in value)
    return labels.get(value, value)
