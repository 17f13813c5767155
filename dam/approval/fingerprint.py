"""The fingerprint of an image: a mark of all that the public would see of it, and what lets them.

Words in every language, credit, terms, bounds, people with their bases, crops, the file and one
that is on its way: whoever approves an image approves this.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from dam.catalogue.collections import slugs_of
from dam.database.fingerprint import mark_of
from dam.database.models import Image, ImageFile, PendingReplacement, Person

TEXTS = ("title", "headline", "caption", "alt")
PLAIN_FIELDS = (
    *("creators", "credit_override", "brand", "kind", "persons", "place", "date_text"),
    *("keywords", "identifiable_people", "people_basis", "rights_source", "digital_source_type"),
    *("residual_level", "drawn_crops"),
)
"""Columns that say something of the image by themselves."""


def compute_fingerprint(session: Session, image: Image) -> str:
    """Return the fingerprint of an image as it stands."""
    return fingerprint_of(mark_fingerprint_fields(session, image))


def compute_fingerprints(session: Session, images: Sequence[Image]) -> dict[int, str]:
    """Return the fingerprints of several images, by their ids."""
    coming = coming_files(session, [image.id for image in images])
    return {
        image.id: fingerprint_of(_collect_fingerprint_fields(image, coming.get(image.id)))
        for image in images
    }


def fingerprint_of(marks: Mapping[str, str]) -> str:
    return mark_of(sorted(marks.items()))


def mark_fingerprint_fields(session: Session, image: Image) -> dict[str, str]:
    """Return a mark of each field of the fingerprint, named as revisions name it."""
    return _collect_fingerprint_fields(image, coming_files(session, [image.id]).get(image.id))


def beside(session: Session, image: Image, fields: Collection[str]) -> str:
    """Return a mark of all of the fingerprint but for these fields."""
    marks = mark_fingerprint_fields(session, image)
    return fingerprint_of({name: marks[name] for name in marks if name not in fields})


def mark_people(session: Session, person_ids: Collection[int]) -> str:
    """Return a mark of some people, and of what lets them be shown."""
    people = (session.get(Person, person_id) for person_id in person_ids)
    return mark_of([_mark_person(person) for person in people if person is not None])


def list_changed_marks(before: Mapping[str, str], after: Mapping[str, str]) -> list[str]:
    """Return the fields whose marks differ; none where it is not known what they were."""
    return sorted(name for name in after if before.get(name, after[name]) != after[name])


def coming_files(session: Session, image_ids: Sequence[int]) -> dict[int, str]:
    """Return the digests of the files that are on their way to these images, by image."""
    chosen = (
        select(PendingReplacement.image_id, ImageFile.sha256)
        .join(ImageFile, ImageFile.id == PendingReplacement.file_id)
        .where(PendingReplacement.image_id.in_(image_ids), PendingReplacement.error.is_(None))
    )
    return dict(list(session.execute(chosen)))


def _collect_fingerprint_fields(image: Image, coming: str | None) -> dict[str, str]:
    held: dict[str, Any] = {name: getattr(image, name) or None for name in PLAIN_FIELDS}
    for name in TEXTS:
        held[name] = {
            text.language: getattr(text, name) for text in image.texts if getattr(text, name)
        }
    held |= {
        "identifiable_people": image.identifiable_people,
        "topics": sorted(topic.topic for topic in image.topics),
        "collections": sorted(slugs_of(image)),
        "owner": image.owner.slug,
        "terms": _mark_terms(image),
        "leases": sorted(
            [row.kind, _mark_moment(row.starts), _mark_moment(row.ends)] for row in image.leases
        ),
        "focal": [image.focal_x, image.focal_y],
        "depicted": [_mark_person(entry.person) for entry in image.depicted],
        "file": [image.file.sha256 if image.file else None, coming],
    }
    return {name: mark_of(json.dumps(value, sort_keys=True)) for name, value in held.items()}


def _mark_terms(image: Image) -> list[object] | None:
    version = image.terms_version
    return [version.terms.slug, version.n] if version else None


def _mark_person(person: Person) -> list[object]:
    """Return who somebody is, and what lets them be shown."""
    bases = sorted(
        [
            *(basis.kind, sorted(basis.channels), sorted(basis.uses), str(basis.given_on)),
            *(str(basis.valid_to), _mark_moment(basis.withdrawn_at)),
        ]
        for basis in person.bases
        if basis.waits_since is None
    )
    return [person.id, person.minor, bool(person.guardian.strip()), bases]


def _mark_moment(moment: datetime | None) -> str:
    return moment.astimezone(UTC).isoformat() if moment else ""
