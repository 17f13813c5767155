"""Description of an image: read, validate, save."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, fields, replace
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from dam.catalogue import collections, translations
from dam.catalogue.find import check_version
from dam.database import audit
from dam.database.audit_actions import AuditAction
from dam.database.models import Image, ImageText, ImageTopic, Organisation
from dam.errors import BadInput, refuse_wrong_fields
from dam.i18n.form_reader import find_too_long
from dam.i18n.translation import find_text_in
from dam.links.paths import make_slug
from dam.rights.origin import ORIGINS
from dam.text import limits
from dam.text.read import read_partial_date

BRANDS = ("Inera", "1177", "UMO")
KINDS = ("foto", "portratt", "illustration", "skarmbild", "logotyp")
TOPICS = (
    "Liv och hälsa",
    "Barn och gravid",
    "Olyckor och skador",
    "Sjukdomar och besvär",
    "Undersökning och behandling",
    "Så fungerar vården",
    "Rådgivning",
    "Digitala tjänster",
)
SWEDISH = "sv"


@dataclass(frozen=True, slots=True)
class Description:
    """Description of an image, in Swedish where its name does not say another language; an empty
    text says nothing.
    """

    title: str = ""
    headline: str = ""
    caption: str = ""
    alt: str = ""
    creators: tuple[str, ...] = ()
    credit_override: str = ""
    brand: str = "Inera"
    kind: str = "foto"
    persons: tuple[str, ...] = ()
    place: str = ""
    date_text: str = ""
    keywords: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    collections: tuple[str, ...] = ()
    """By their slugs."""
    identifiable_people: int | None = None
    people_basis: str = ""
    rights_source: str = "own"
    digital_source_type: str = ""
    owner: str = "inera"
    """The organisation whose image it is, by its slug."""
    title_en: str = ""
    caption_en: str = ""
    alt_en: str = ""
    title_latt: str = ""
    caption_latt: str = ""
    alt_latt: str = ""


TEXTS = ("title", "headline", "caption", "alt")


def find_image_text(image: Image, language: str = SWEDISH) -> ImageText:
    """Return the image's text in a language; Swedish, or an empty one, where there is none."""
    return find_text_in(image.texts, language) or ImageText(
        language=SWEDISH, title="", headline="", caption="", alt=""
    )


def describe_now(image: Image) -> Description:
    """Return the current description of the image."""
    text = find_image_text(image)
    return Description(
        **{name: getattr(text, name) for name in TEXTS},
        creators=tuple(image.creators),
        credit_override=image.credit_override or "",
        brand=image.brand,
        kind=image.kind,
        persons=tuple(image.persons),
        place=image.place or "",
        date_text=image.date_text or "",
        keywords=tuple(image.keywords),
        topics=_in_order(topic.topic for topic in image.topics),
        collections=collections.slugs_of(image),
        identifiable_people=image.identifiable_people,
        people_basis=image.people_basis or "",
        rights_source=image.rights_source,
        digital_source_type=image.digital_source_type or "",
        owner=image.owner.slug,
        **translations.read_translations(image),
    )


def save_description(
    session: Session,
    image: Image,
    described: Description,
    *,
    version: int | None = None,
    by: int | None,
    now: datetime,
) -> None:
    """Save an image's description; Conflict where it is not ``version``, BadInput by field."""
    check_version(image, version)
    check_description(described)
    described = replace(
        described,
        topics=_in_order(described.topics),
        collections=tuple(sorted(set(described.collections))),
    )
    before = describe_now(image)
    if before == described:
        return
    if before.owner != described.owner:
        image.owner = _find_owner(session, described.owner)
    if before.collections != described.collections:
        collections.place_in_collections(session, image, described.collections)
    text = find_text_in(image.texts)
    if text is None:
        text = ImageText(language=SWEDISH)
        image.texts.append(text)
    for name in TEXTS:
        setattr(text, name, getattr(described, name))
    translations.store_translations(image, asdict(described))
    _set_fields(image, described)
    image.version += 1
    image.updated_at = now
    if before != replace(described, collections=before.collections):
        image.edited_by = by
    audit.record_change(
        session,
        AuditAction.DESCRIBE,
        "image",
        image.id,
        before=_describe_as_json(before),
        after=_describe_as_json(described),
        by=by,
        now=now,
    )
    session.flush()


def set_collection_membership(
    session: Session, image: Image, slug_: str, *, inside: bool, by: int | None, now: datetime
) -> None:
    """Put a held image in a collection, or take it out."""
    description = describe_now(image)
    others = {other for other in description.collections if other != slug_}
    changed = replace(description, collections=(*others, *([slug_] if inside else [])))
    save_description(session, image, changed, by=by, now=now)


def list_owners(session: Session) -> Sequence[Organisation]:
    """Return whose an image may be: Inera, then the regions in the press page's order."""
    return session.scalars(select(Organisation).order_by(Organisation.position)).all()


def _find_owner(session: Session, slug: str) -> Organisation:
    found = session.scalar(select(Organisation).where(Organisation.slug == slug))
    if found is None:
        sentence = "Välj vem som äger bilden."
        raise BadInput(sentence, fields={"owner": sentence})
    return found


def _in_order(topics: Iterable[str]) -> tuple[str, ...]:
    """Return topics once each in the order of their slugs: none was chosen by anybody."""
    by_slug = {make_slug(topic): topic for topic in topics}
    return tuple(by_slug[word] for word in sorted(by_slug))


def _set_fields(image: Image, described: Description) -> None:
    image.creators = list(described.creators)
    image.credit_override = described.credit_override or None
    image.brand = described.brand
    image.kind = described.kind
    image.persons = list(described.persons)
    image.place = described.place or None
    image.date_text = described.date_text or None
    image.keywords = list(described.keywords)
    image.identifiable_people = described.identifiable_people
    image.people_basis = described.people_basis or None
    image.rights_source = described.rights_source
    image.digital_source_type = described.digital_source_type or None
    topics = {make_slug(topic): topic for topic in described.topics}
    kept = [topic for topic in image.topics if topic.slug in topics]
    new = set(topics) - {topic.slug for topic in kept}
    image.topics = kept + [ImageTopic(slug=word, topic=topics[word]) for word in sorted(new)]


def check_description(described: Description) -> None:
    """Raise BadInput with a sentence for each field that cannot be used."""
    wrong = find_too_long(described, limits.IMAGE)
    wrong |= translations.find_untitled(asdict(described))
    if described.brand not in BRANDS:
        wrong["brand"] = "Välj Inera, 1177 eller UMO."
    if described.kind not in KINDS:
        wrong["kind"] = "Välj vilken sorts bild det är."
    if described.digital_source_type not in {"", *ORIGINS}:
        wrong["digital_source_type"] = "Välj hur bilden har kommit till."
    if described.date_text and read_partial_date(described.date_text) is None:
        wrong["date_text"] = "Skriv datumet som 2026-03-14, 2026-03 eller 2026."
    if described.identifiable_people is not None and described.identifiable_people < 0:
        wrong["identifiable_people"] = "Skriv hur många personer som går att känna igen."
    refuse_wrong_fields(wrong)


def _describe_as_json(described: Description) -> dict[str, Any]:
    return {
        field.name: list(value) if isinstance(value, tuple) else value
        for field in fields(described)
        for value in [asdict(described)[field.name]]
    }
