"""From images that the gate allows to what an outsider sees of them: cards, pages, 410 facts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from dam.clearance import gate
from dam.clearance.facts import bounds_of
from dam.database.models import Image, ImageFile, TermsVersion
from dam.delivery import offered_sizes, press_record
from dam.delivery.page_models import Card, Credentials, Owner, Page, TermsLine, TermsPage, Withdrawn
from dam.delivery.press_record import House, terms_words
from dam.imaging.geometry import orientation
from dam.links.paths import image_path, request_path, short_path, terms_path
from dam.links.refs import image_ref
from dam.rights.decision import Decision
from dam.rights.origin import ai_label
from dam.rights.periods import FAR_FUTURE
from dam.rights.terms import TermsClass, largest_without_grant
from dam.rights.withdrawal import REASONS

CM_PER_PIXEL = 2.54 / 300
NO_TERMS = TermsLine(
    "", 0, "approval", "Villkor saknas", "Villkor saknas", "/villkor", crop_allowed=False
)


def cards(
    session: Session, image_ids: Sequence[int], house: House, now: datetime, language: str = "sv"
) -> tuple[Card, ...]:
    """Return the cards of those images that may be seen now, in the order given."""
    allowed = gate.listed(session, image_ids, now) if image_ids else []
    return tuple(card_of(image, decision, house, now, language) for image, decision in allowed)


def page(session: Session, image_id: int, house: House, now: datetime) -> Page:
    """Return the image page; NotFound or permit.Closed where the gate says so."""
    image, decision = gate.see(session, image_id, now)
    return _page_of(image, decision, house, now)


def embargo_page(session: Session, image_id: int, house: House, now: datetime) -> Page:
    """Return the page for the holder of an embargo link; NotFound."""
    image, decision = gate.preview(session, image_id, None, now)
    return _page_of(image, decision, house, now)


def preview_page(image: Image, house: House, now: datetime) -> Page:
    """Return the page as outsiders would see it if the image were open now; for staff alone."""
    version = image.terms_version
    terms_class = TermsClass(version.klass) if version else TermsClass.APPROVAL
    crop_allowed = bool(version and version.crop_allowed)
    largest = largest_without_grant(terms_class, crop_allowed=crop_allowed)
    decision = Decision(allowed=True, largest=largest, gone=False, reasons=())
    return _page_of(image, decision, house, now)


def _page_of(image: Image, decision: Decision, house: House, now: datetime) -> Page:
    said = press_record.build(image, house, now)
    card = card_of(image, decision, house, now)
    file = offered_sizes.file_of(image)
    facts = file.facts
    return Page(
        card=card,
        headline=said.headline,
        caption=said.caption or "",
        copy_text=f"{said.caption} {said.credit_line}".strip(),
        creators=said.creators,
        persons=", ".join(said.persons) or None,
        place=said.city,
        date=said.date_created,
        colour_space=facts.get("colour"),
        format=facts.get("format", file.format),
        cm_width=round(file.width * CM_PER_PIXEL, 1),
        cm_height=round(file.height * CM_PER_PIXEL, 1),
        topics=tuple(topic.topic for topic in image.topics),
        brand=image.brand,
        digital_source=said.digital_source_type,
        published=image.first_published_at or image.created_at,
        visible_until=visible_until(image),
        other_sizes=offered_sizes.other_sizes(image, said, decision),
        zoom_url=offered_sizes.zoom(image, said, decision),
        used_until=_ended(image, decision),
        limits=press_record.limits(image, now),
        credentials=credentials_of(file),
        owner=_region(image),
        short_url=house.base_url + short_path(image.id),
        json_ld=press_record.json_ld(
            said, image, base_url=house.base_url, content_url=_content_url(card)
        ),
    )


def terms_page(version: TermsVersion, language: str = "sv") -> TermsPage:
    """Return a version of the terms in full."""
    words = terms_words(version, language)
    return TermsPage(
        slug=version.terms.slug,
        version=version.n,
        klass=version.klass,
        name=words.name,
        line=words.line,
        may=tuple(words.may),
        may_not=tuple(words.may_not),
        credit=tuple(words.credit),
        text=words.body,
        url=terms_path(version.terms.slug, version.n),
        crop_allowed=version.crop_allowed,
        published_on=version.published_at,
    )


def withdrawn(
    session: Session, closed: Sequence[gate.Closed], house: House, now: datetime
) -> list[Withdrawn]:
    """Return the facts of 410 pages: no title, no picture of what was withdrawn."""
    instead = [one.image.replaced_by for one in closed if one.image.replaced_by]
    shown = {card.id: card for card in cards(session, instead, house, now)}
    return [_withdrawn(one, shown, now) for one in closed]


def _withdrawn(closed: gate.Closed, shown: Mapping[int, Card], now: datetime) -> Withdrawn:
    image = closed.image
    return Withdrawn(
        id=image.id,
        ref=image_ref(image.id),
        since=closed_since(image, now),
        expired=closed.expired,
        reason=REASONS.get(image.withdrawn_reason or "") or None,
        replacement=shown.get(image.replaced_by or 0),
    )


def closed_since(image: Image, now: datetime) -> datetime | None:
    """Return when the image was withdrawn, or its last period ended."""
    ended = (window.ends for window in image.windows if window.ends <= now)
    return image.withdrawn_at or max(ended, default=None)


def visible_until(image: Image) -> datetime | None:
    """Return when the last of what may be seen ends; None where nothing ends it."""
    last = max((window.ends for window in image.windows), default=FAR_FUTURE)
    return None if last >= FAR_FUTURE else last


def card_of(
    image: Image, decision: Decision, house: House, now: datetime, language: str = "sv"
) -> Card:
    """Return the card; the terms line is the only place where permission is worded."""
    said, words = press_record.build(image, house, now), press_record.text_in(image, language)
    file = offered_sizes.file_of(image)
    return Card(
        id=image.id,
        ref=said.image_id,
        title=words.title,
        alt=words.alt,
        url=image_path(image.id, said.title or ""),
        credit=said.credit_line or "",
        orientation=orientation(file.width, file.height),
        width=file.width,
        height=file.height,
        terms=_terms_line(image, language),
        preview=offered_sizes.preview(image, said, decision),
        original=offered_sizes.original(image, said)
        if offered_sizes.may(decision, "original")
        else None,
        request_url=request_path(image.id),
        ai=ai_label(image.digital_source_type),
        language=words.language,
    )


def credentials_of(file: ImageFile) -> Credentials | None:
    """Return what is shown of the file's content credentials; None where it came without."""
    said = file.provenance
    if said is None:
        return None
    return Credentials(
        said["state"],
        said["signer"] or said["issuer"],
        said["generator"],
        (said["signed_at"] or "")[:10] or None,
    )


def _region(image: Image) -> Owner | None:
    one = image.owner
    if one.kind != "region":
        return None
    return Owner(one.slug, one.display_name, one.email, one.phone, one.press_url)


def _terms_line(image: Image, language: str) -> TermsLine:
    version, words = image.terms_version, press_record.terms_in(image, language)
    if version is None or words is None:
        return NO_TERMS
    return TermsLine(
        slug=version.terms.slug,
        version=version.n,
        klass=version.klass,
        name=words.name,
        line=words.line,
        url=terms_path(version.terms.slug, version.n, words.language),
        crop_allowed=version.crop_allowed,
        language=words.language,
    )


def _ended(image: Image, decision: Decision) -> datetime | None:
    """Return when the use ended, where less than a preview is left."""
    return None if offered_sizes.may(decision, "w1280") else bounds_of(image).used_until


def _content_url(card: Card) -> str | None:
    if card.original:
        return card.original.url
    return card.preview.fallback.url if card.preview.fallback else None
