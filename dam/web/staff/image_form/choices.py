"""The fields of an image that are chosen from a list, and what each choice is called."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from flask_babel import gettext

from dam import catalogue, clearance
from dam.catalogue import collections
from dam.database.models import TermsVersion
from dam.delivery import press_record
from dam.rights.origin import ORIGINS
from dam.rights.publication import KNOWN_SOURCES
from dam.web.context import reading

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
SIZE_NAMES = {
    "original": "Original",
    "tryck": "Tryck",
    "webb": "Webb",
    "socialt": "Sociala medier",
}


def kinds() -> Choices:
    return list(zip(catalogue.KINDS, map(gettext, KIND_NAMES), strict=True))


def origins() -> Choices:
    return [(code, gettext(words)) for code, words in ORIGINS.items()]


def terms(current: Sequence[TermsVersion] | None = None) -> Choices:
    """What may be chosen of terms, those that are ``current``; asked for unless given."""
    versions = clearance.current_terms(reading()) if current is None else current
    return [(one.terms.slug, press_record.terms_words(one, "sv").name) for one in versions]


def sources() -> Choices:
    return [(code, gettext(SOURCE_NAMES[code])) for code in KNOWN_SOURCES]


def owners() -> Choices:
    return [(one.slug, one.display_name) for one in catalogue.owners(reading())]


def people() -> Choices:
    return [("no", gettext("Nej, ingen")), ("yes", gettext("Ja"))]


def all_collections() -> Choices:
    return [(one.slug, collections.words_of(one).name) for one in collections.listed(reading())]


FIELDS: dict[str, Callable[[], Choices]] = {
    "kind": kinds,
    "digital_source_type": origins,
    "terms": terms,
    "rights_source": sources,
    "owner": owners,
    "people": people,
    "collections": all_collections,
}


def read_out(name: str, value: str | Sequence[str]) -> str:
    """Return a field's value in the words of its choice, several on lines of their own."""
    words = dict(FIELDS[name]()) if name in FIELDS else {}
    if not isinstance(value, str):
        return "\n".join(words.get(one, one) for one in value)
    return words.get(value, value)
