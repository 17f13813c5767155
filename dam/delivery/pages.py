"""From images that the gate allows to what an outsider sees of them: cards, pages, 410 facts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from dam.clearance import gate
from dam.clearance.facts import bounds_of
from dam.database.models import Image, ImageFile, TermsVersion
from dam.database.row_states import OrganisationKind
from dam.delivery import offered_sizes, press_record
from dam.delivery.page_models import (
    Card,
    ContentCredentials,
    ImageOwner,
    ImagePage,
    TermsLine,
    TermsPage,
    WithdrawnFacts,
)
from dam.delivery.press_record import SiteIdentity
from dam.i18n.translation import get_text_in, get_words_in
from dam.imaging.geometry import classify_orientation
from dam.links.languages import ENGLISH, SWEDISH
from dam.links.paths import image_path, make_image_name, request_path, short_path, terms_path
from dam.links.refs import image_ref
from dam.rights.credit import LABELS, PHOTOGRAPH
from dam.rights.decision import Decision
from dam.rights.origin import ORIGINS, ai_label
from dam.rights.periods import FAR_FUTURE
from dam.rights.terms import TermsClass, largest_without_grant
from dam.rights.withdrawal import REASONS

NO_TERMS = TermsLine(
    "", 0, "approval", "Villkor saknas", "Villkor saknas", "/villkor", crop_allowed=False
)


def build_cards(
    session: Session,
    image_ids: Sequence[int],
    site: SiteIdentity,
    now: datetime,
    language: str = "sv",
) -> tuple[Card, ...]:
    """Return the cards of those images that may be seen now, in the order given."""
    allowed = gate.only_listed(session, image_ids, now) if image_ids else []
    return tuple(build_card(image, decision, site, now, language) for image, decision in allowed)


def build_image_page(
    session: Session, image_id: int, site: SiteIdentity, now: datetime, language: str = "sv"
) -> ImagePage:
    """Return the image page; NotFound or permit.Closed where the gate says so."""
    image, decision = gate.get_viewable(session, image_id, now)
    return _build_page(image, decision, site, now, language)


def build_embargo_page(
    session: Session, image_id: int, site: SiteIdentity, now: datetime, language: str = "sv"
) -> ImagePage:
    """Return the page for the holder of an embargo link; NotFound."""
    image, decision = gate.get_under_embargo(session, image_id, None, now)
    return _build_page(image, decision, site, now, language)


def build_preview_page(image: Image, site: SiteIdentity, now: datetime) -> ImagePage:
    """Return the page as outsiders would see it if the image were open now; for staff alone."""
    version = image.terms_version
    terms_class = TermsClass(version.category) if version else TermsClass.APPROVAL
    crop_allowed = bool(version and version.crop_allowed)
    largest = largest_without_grant(terms_class, crop_allowed=crop_allowed)
    decision = Decision(allowed=True, largest=largest, gone=False, reasons=())
    return _build_page(image, decision, site, now, SWEDISH)


def _build_page(
    image: Image, decision: Decision, site: SiteIdentity, now: datetime, language: str
) -> ImagePage:
    # Files carry the Swedish record, whatever language led to them.
    metadata = press_record.build_metadata(image, site, now)
    words = press_record.build_metadata(image, site, now, language=language)
    card = build_card(image, decision, site, now, language)
    file = offered_sizes.get_shown_file(image)
    facts, origin = file.facts, ORIGINS.get(image.digital_source_type or "")
    return ImagePage(
        card=card,
        headline=words.headline,
        caption=words.caption or "",
        caption_language=get_words_in(image.texts, "caption", language)[1],
        copy_text=f"{words.caption or ''} {words.credit_line}".strip(),
        names={text.language: make_image_name(image.id, text.title) for text in image.texts},
        creators=metadata.creators,
        photographed=LABELS[image.kind] == PHOTOGRAPH,
        persons=", ".join(metadata.persons) or None,
        shows_people=bool(metadata.persons) or image.identifiable_people != 0,
        place=metadata.city,
        date=metadata.date_created,
        colour_space=facts.get("colour"),
        format=facts.get("format", file.format),
        topics=tuple(topic.topic for topic in image.topics),
        brand=image.brand,
        origin=origin.label if origin else None,
        published=image.first_published_at or image.created_at,
        visible_until=get_visibility_end(image),
        other_sizes=offered_sizes.list_other_sizes(image, metadata, decision),
        zoom_url=offered_sizes.build_zoom_path(image, metadata, decision),
        used_until=_get_use_end(image, decision),
        limits=press_record.describe_use_limits(image, now, language),
        credentials=read_credentials_line(file),
        owner=_get_owning_region(image),
        short_url=site.base_url + short_path(image.id),
        json_ld=press_record.build_json_ld(
            words,
            image,
            base_url=site.base_url,
            page_url=card.url,
            content_url=_get_content_url(card),
        ),
    )


def build_terms_page(version: TermsVersion, language: str = "sv") -> TermsPage:
    """Return a version of the terms in full."""
    text = get_text_in(version.texts, language)
    return TermsPage(
        slug=version.terms.slug,
        version=version.n,
        category=version.category,
        name=text.name,
        line=text.line,
        may=tuple(text.may),
        may_not=tuple(text.may_not),
        credit=tuple(text.credit),
        text=text.body,
        url=terms_path(version.terms.slug, version.n, text.language),
        language=text.language,
        crop_allowed=version.crop_allowed,
        published_on=version.published_at,
    )


def list_withdrawn_facts(
    session: Session,
    closed: Sequence[gate.ImageClosed],
    site: SiteIdentity,
    now: datetime,
    language: str = "sv",
) -> list[WithdrawnFacts]:
    """Return the facts of 410 pages: no title, no picture of what was withdrawn."""
    replacement_ids = [
        closed_image.image.replaced_by for closed_image in closed if closed_image.image.replaced_by
    ]
    cards = build_cards(session, replacement_ids, site, now, language)
    replacements = {card.id: card for card in cards}
    return [_build_withdrawn_facts(each, replacements, now, language) for each in closed]


def _build_withdrawn_facts(
    closed: gate.ImageClosed, replacements: Mapping[int, Card], now: datetime, language: str
) -> WithdrawnFacts:
    image = closed.image
    reason = REASONS.get(image.withdrawn_reason or "")
    sentence = (reason.english if language == ENGLISH else reason.sentence) if reason else ""
    return WithdrawnFacts(
        id=image.id,
        ref=image_ref(image.id),
        since=get_closing_time(image, now),
        expired=closed.expired,
        reason=sentence or None,
        replacement=replacements.get(image.replaced_by or 0),
    )


def get_closing_time(image: Image, now: datetime) -> datetime | None:
    """Return when the image was withdrawn, or its last period ended."""
    ended = (window.ends for window in image.windows if window.ends <= now)
    return image.withdrawn_at or max(ended, default=None)


def get_visibility_end(image: Image) -> datetime | None:
    """Return when the last of what may be seen ends; None where nothing ends it."""
    last = max((window.ends for window in image.windows), default=FAR_FUTURE)
    return None if last >= FAR_FUTURE else last


def build_card(
    image: Image, decision: Decision, site: SiteIdentity, now: datetime, language: str = "sv"
) -> Card:
    """Return the card; the terms line is the only place where permission is worded."""
    metadata, text = (
        press_record.build_metadata(image, site, now),
        get_text_in(image.texts, language),
    )
    alt, alt_language = get_words_in(image.texts, "alt", language)
    file = offered_sizes.get_shown_file(image)
    return Card(
        id=image.id,
        ref=metadata.image_id,
        title=text.title,
        alt=alt,
        alt_language=alt_language,
        url=image_path(image.id, text.title, language),
        credit=press_record.format_image_credit(image, language),
        orientation=classify_orientation(file.width, file.height),
        width=file.width,
        height=file.height,
        terms=_build_terms_line(image, language),
        preview=offered_sizes.build_preview(image, metadata, decision),
        original=offered_sizes.build_original_size(image, metadata)
        if offered_sizes.is_size_allowed(decision, "original")
        else None,
        request_url=request_path(image.id, language=language),
        ai=ai_label(image.digital_source_type),
        language=text.language,
    )


def read_credentials_line(file: ImageFile) -> ContentCredentials | None:
    """Return what is shown of the file's content credentials; None where it came without."""
    provenance = file.provenance
    if provenance is None:
        return None
    return ContentCredentials(
        provenance["state"], provenance["signer"] or provenance["issuer"], provenance["generator"]
    )


def _get_owning_region(image: Image) -> ImageOwner | None:
    owner = image.owner
    if owner.kind != OrganisationKind.REGION:
        return None
    return ImageOwner(owner.slug, owner.display_name, owner.email, owner.phone, owner.press_url)


def _build_terms_line(image: Image, language: str) -> TermsLine:
    version, text = image.terms_version, press_record.get_image_terms_text(image, language)
    if version is None or text is None:
        return NO_TERMS
    return TermsLine(
        slug=version.terms.slug,
        version=version.n,
        category=version.category,
        name=text.name,
        line=text.line,
        url=terms_path(version.terms.slug, version.n, text.language),
        crop_allowed=version.crop_allowed,
        language=text.language,
    )


def _get_use_end(image: Image, decision: Decision) -> datetime | None:
    """Return when the use ended, where less than a preview is left."""
    return None if offered_sizes.is_size_allowed(decision, "w1280") else bounds_of(image).used_until


def _get_content_url(card: Card) -> str | None:
    if card.original:
        return card.original.url
    return card.preview.fallback.url if card.preview.fallback else None
