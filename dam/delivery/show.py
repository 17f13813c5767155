"""From images that the gate allows to what an outsider sees of them: cards, pages, 410 facts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from dam.delivery import download, permit, record
from dam.delivery.record import House, terms_words
from dam.delivery.shown import (
    Card,
    Credentials,
    Owner,
    Page,
    Preview,
    PreviewSource,
    Size,
    TermsLine,
    TermsPage,
    Withdrawn,
)
from dam.links import image_path, image_ref, preview_path, request_path, short_path, terms_path
from dam.models import Image, ImageFile, Rendition, TermsVersion
from dam.pictures.metadata import PressMetadata
from dam.rights.decision import Decision
from dam.rights.origin import ai_label
from dam.rights.periods import FAR_FUTURE
from dam.rights.terms import PURPOSES, TermsClass, covers, largest_without_grant
from dam.rights.withdrawal import REASONS
from dam.search.index import orientation
from dam.standing import bounds_of

CM_PER_PIXEL = 2.54 / 300
CARD_PREVIEWS = ("w320", "w640", "w1280")
ZOOM = "w2048"
EXTENSIONS = {"JPEG": "jpg", "PNG": "png", "TIFF": "tif", "WEBP": "webp"}
NO_TERMS = TermsLine(
    "", 0, "approval", "Villkor saknas", "Villkor saknas", "/villkor", crop_allowed=False
)


def cards(
    session: Session, image_ids: Sequence[int], house: House, now: datetime
) -> tuple[Card, ...]:
    """Return the cards of those images that may be seen now, in the order given."""
    allowed = permit.listed(session, image_ids, now)
    return tuple(card_of(image, decision, house, now) for image, decision in allowed)


def page(session: Session, image_id: int, house: House, now: datetime) -> Page:
    """Return the image page; NotFound or permit.Closed where the gate says so."""
    image, decision = permit.see(session, image_id, now)
    return _page_of(image, decision, house, now)


def embargo_page(session: Session, image_id: int, house: House, now: datetime) -> Page:
    """Return the page for the holder of an embargo link; NotFound."""
    image, decision = permit.preview(session, image_id, None, now)
    return _page_of(image, decision, house, now)


def preview_page(image: Image, house: House, now: datetime) -> Page:
    """Return the page as outsiders would see it if the image were open now; for staff alone."""
    version = image.terms_version
    terms_class = TermsClass(version.klass) if version else TermsClass.APPROVAL
    largest = largest_without_grant(terms_class)
    decision = Decision(allowed=True, largest=largest, gone=False, reasons=())
    return _page_of(image, decision, house, now)


def _page_of(image: Image, decision: Decision, house: House, now: datetime) -> Page:
    said = record.build(image, house, now)
    card = card_of(image, decision, house, now)
    file = _file(image)
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
        other_sizes=_other_sizes(image, said, decision),
        zoom_url=_zoom(image, said, decision),
        used_until=_ended(image, decision),
        limits=record.limits(image, now),
        credentials=credentials_of(file),
        owner=_region(image),
        short_url=house.base_url + short_path(image.id),
        json_ld=record.json_ld(
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


def withdrawn(session: Session, closed: permit.Closed, house: House, now: datetime) -> Withdrawn:
    """Return the facts of a 410 page: no title, no picture of what was withdrawn."""
    image = closed.image
    replacement = [image.replaced_by] if image.replaced_by else []
    shown = cards(session, replacement, house, now)
    return Withdrawn(
        id=image.id,
        ref=image_ref(image.id),
        since=closed_since(image, now),
        expired=closed.expired,
        reason=REASONS.get(image.withdrawn_reason or "") or None,
        replacement=shown[0] if shown else None,
    )


def closed_since(image: Image, now: datetime) -> datetime | None:
    """Return when the image was withdrawn, or its last period ended."""
    ended = (window.ends for window in image.windows if window.ends <= now)
    return image.withdrawn_at or max(ended, default=None)


def visible_until(image: Image) -> datetime | None:
    """Return when the last of what may be seen ends; None where nothing ends it."""
    last = max((window.ends for window in image.windows), default=FAR_FUTURE)
    return None if last >= FAR_FUTURE else last


def card_of(image: Image, decision: Decision, house: House, now: datetime) -> Card:
    """Return the card; the terms line is the only place where permission is worded."""
    said = record.build(image, house, now)
    file = _file(image)
    title = said.title or ""
    return Card(
        id=image.id,
        ref=said.image_id,
        title=title,
        alt=said.alt_text or "",
        url=image_path(image.id, title),
        credit=said.credit_line or "",
        orientation=orientation(file.width, file.height),
        width=file.width,
        height=file.height,
        terms=_terms_line(image),
        preview=_preview(image, said, decision),
        original=_original(image, said) if _may(decision, "original") else None,
        request_url=request_path(image.id),
        ai=ai_label(image.digital_source_type),
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


def _file(image: Image) -> ImageFile:
    if image.file is None:
        raise LookupError(f"image {image.id} has no file")
    return image.file


def _may(decision: Decision, size: str) -> bool:
    return decision.largest is not None and covers(decision.largest, PURPOSES[size])


def _terms_line(image: Image) -> TermsLine:
    version, words = image.terms_version, record.terms_in(image, "sv")
    if version is None or words is None:
        return NO_TERMS
    return TermsLine(
        slug=version.terms.slug,
        version=version.n,
        klass=version.klass,
        name=words.name,
        line=words.line,
        url=terms_path(version.terms.slug, version.n),
        crop_allowed=version.crop_allowed,
    )


def _preview(image: Image, said: PressMetadata, decision: Decision) -> Preview:
    file = _file(image)
    digest = download.preview_digest(image, said)
    by_spec = {one.spec: one for one in file.renditions}

    def sources(extension: str) -> tuple[PreviewSource, ...]:
        found = (
            by_spec.get(f"{name}.{extension}") for name in CARD_PREVIEWS if _may(decision, name)
        )
        return tuple(_source(image.id, digest, one) for one in found if one is not None)

    return Preview(
        webp=sources("webp"),
        jpeg=sources("jpg"),
        placeholder=file.placeholder,
        transparent=bool(file.facts.get("has_alpha")),
    )


def _source(image_id: int, digest: str, one: Rendition) -> PreviewSource:
    spec, extension = one.spec.split(".", 1)
    return PreviewSource(preview_path(image_id, digest, spec, extension), one.width, one.height)


def _original(image: Image, said: PressMetadata) -> Size | None:
    """Return the original for a card: its weight without the head, which is not written here."""
    file = _file(image)
    if file.plan is None:
        return None
    form = str(file.plan["format"])
    extension = EXTENSIONS[form]
    name = download.file_name(said, image, file.width, file.height, extension)
    url = record.original_path(image, said)
    return Size("original", url, name, form, file.width, file.height, file.base_bytes or 0)


def _other_sizes(image: Image, said: PressMetadata, decision: Decision) -> tuple[Size, ...]:
    names = [name for name in download.DOWNLOADS if _may(decision, name)]
    file = _file(image)
    return tuple(
        _size(image, said, name, download.rendition(image, said, f"{name}.jpg"))
        for name in names
        if download.find_rendition(file, f"{name}.jpg")
    )


def _size(image: Image, said: PressMetadata, name: str, leaving: download.Leaving) -> Size:
    return Size(
        name=name,
        url=record.original_path(image, said, name),
        file_name=leaving.file_name,
        format=leaving.format,
        width=leaving.width,
        height=leaving.height,
        bytes=leaving.joined.length,
    )


def _zoom(image: Image, said: PressMetadata, decision: Decision) -> str | None:
    if not _may(decision, ZOOM) or not download.find_rendition(image.file, f"{ZOOM}.jpg"):
        return None
    return preview_path(image.id, download.preview_digest(image, said), ZOOM, "jpg")


def _ended(image: Image, decision: Decision) -> datetime | None:
    """Return when the use ended, where less than a preview is left."""
    return None if _may(decision, "w1280") else bounds_of(image).used_until


def _content_url(card: Card) -> str | None:
    if card.original:
        return card.original.url
    return card.preview.fallback.url if card.preview.fallback else None
