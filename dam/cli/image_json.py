"""JSON of an image, as `flask image show` prints it; what is unknown is null."""

from __future__ import annotations

from functools import partial
from typing import Any

from dam.catalogue import describe_now
from dam.catalogue.collections import slugs_of
from dam.clearance import crops, facts, what_is_missing
from dam.database.models import Image, ImageFile
from dam.delivery import press_record
from dam.delivery.files import preview_digest
from dam.imaging.metadata.records import ReceivedMetadata
from dam.links.paths import image_path, preview_path
from dam.rights.decision import decide
from dam.rights.image_states import ImageState
from dam.rights.terms import Purpose
from dam.services import Services


def shown_image(image: Image, services: Services) -> dict[str, Any]:
    """Return state, file, what was read and what is in use, terms, reasons and sizes."""
    record = press_record.build_metadata(image, services.site, services.clock())
    terms = image.terms_version
    url = services.settings.base_url + image_path(image.id, record.title or "")
    return {
        "id": image.id,
        "state": image.state,
        "processing": image.processing,
        "url": url,
        "title": record.title,
        "original": _describe_original(image.file) if image.file else None,
        "received": _describe_received(image.file) if image.file else None,
        "described": _describe_image(image, services),
        "collections": list(slugs_of(image)),
        "terms": {"slug": terms.terms.slug, "version": terms.n, "class": terms.category}
        if terms
        else None,
        "reasons": _list_hindrances(image, services),
        "renditions": _list_renditions(image, services),
    }


def _describe_original(file: ImageFile) -> dict[str, Any]:
    facts = file.facts
    return {
        "sha256": file.sha256,
        "bytes": file.bytes,
        "width": facts["width"],
        "height": facts["height"],
        "format": facts["format"],
        "orientation": facts["orientation"],
        "icc": facts["icc"],
        "frames": facts["frames"],
        "hdr": facts.get("hdr"),
    }


def _describe_received(file: ImageFile) -> dict[str, Any]:
    read = ReceivedMetadata.from_json(file.received)
    return {
        "title": read.title,
        "headline": read.headline,
        "description": read.description,
        "creator": list(read.creator),
        "credit": read.credit,
        "copyright": read.copyright,
        "usage_terms": read.usage_terms,
        "keywords": list(read.keywords),
        "city": read.city,
        "country": read.country,
        "date": read.date,
        "persons": list(read.persons),
        "alt_text": read.alt_text,
        "web_statement": read.web_statement,
        "others": list(read.others),
        "removed": list(read.removed),
        "warnings": list(read.warnings),
    }


def _describe_image(image: Image, services: Services) -> dict[str, Any]:
    now, description = (
        describe_now(image),
        press_record.build_metadata(image, services.site, services.clock()),
    )
    return {
        "title": description.title,
        "headline": description.headline,
        "description": description.caption,
        "creator": list(now.creators),
        "credit": description.credit_line,
        "copyright": description.copyright_notice,
        "usage_terms": description.usage_terms,
        "keywords": list(now.keywords),
        "city": description.city,
        "country": description.country,
        "date": description.date_created,
        "persons": list(now.persons),
        "alt_text": description.alt_text,
        "web_statement": description.web_statement,
    }


def _list_hindrances(image: Image, services: Services) -> list[dict[str, str]]:
    """Return why outsiders cannot have everything now, and what publication would miss."""
    now = services.clock()
    decision = decide(facts.facts_of(image, now), Purpose.FULL, now)
    found = [{"code": str(reason.code), "sentence": reason.staff} for reason in decision.reasons]
    if image.state in {ImageState.DRAFT, ImageState.REVIEW}:
        blocking = (problem for problem in what_is_missing(image, now) if problem.blocks)
        found += [{"code": problem.code, "sentence": problem.sentence} for problem in blocking]
    return found


def _list_renditions(image: Image, services: Services) -> list[dict[str, Any]]:
    if image.file is None:
        return []
    record = press_record.build_metadata(image, services.site, services.clock())
    digest = preview_digest(image, record)
    renditions = []
    for rendition in filter(partial(crops.is_current, image), image.file.renditions):
        name, extension = rendition.spec.split(".", 1)
        path = (
            preview_path(image.id, digest, name, extension)
            if name.startswith("w") and name[1:].isdigit()
            else press_record.original_path(image, record, name)
        )
        renditions.append(
            {
                "name": name,
                "width": rendition.width,
                "height": rendition.height,
                "format": extension,
                "bytes": rendition.bytes,
                "url": services.settings.base_url + path,
            }
        )
    return renditions
