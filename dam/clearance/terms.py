"""Usage terms: which there are, in which versions, and which an image is under."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from dam.clearance import facts
from dam.clearance.leases import bounds_as_json
from dam.database import audit
from dam.database.audit_actions import AuditAction
from dam.database.models import Image, Lease, Terms, TermsVersion
from dam.errors import BadInput, NotFound
from dam.rights.lease import DefaultLease, DurationStart, LeaseKind
from dam.text.read import read_partial_date


def current_terms(session: Session) -> Sequence[TermsVersion]:
    """Return the newest published version of each terms, in their order."""
    newest = (
        select(TermsVersion.terms_id, func.max(TermsVersion.n).label("n"))
        .where(TermsVersion.published_at.is_not(None))
        .group_by(TermsVersion.terms_id)
        .subquery()
    )
    return session.scalars(
        select(TermsVersion)
        .join(newest, (TermsVersion.terms_id == newest.c.terms_id) & (TermsVersion.n == newest.c.n))
        .join(Terms)
        .order_by(Terms.sort)
    ).all()


def terms_by_slug(session: Session, slug: str) -> TermsVersion:
    """Return the newest version of the terms; BadInput names the field."""
    for version in current_terms(session):
        if version.terms.slug == slug:
            return version
    sentence = "Det finns inga villkor som heter {slug}."
    raise BadInput(sentence, fields={"terms": sentence.format(slug=slug)}, slug=slug)


def find_published_terms(session: Session, slug: str, n: int) -> TermsVersion:
    """Return one published version, however old; NotFound."""
    found = session.scalar(
        select(TermsVersion)
        .join(Terms)
        .where(Terms.slug == slug, TermsVersion.n == n, TermsVersion.published_at.is_not(None))
    )
    if found is None:
        raise NotFound
    return found


def versions_of(session: Session, slug: str) -> Sequence[TermsVersion]:
    """Return all published versions of the terms, newest first."""
    return session.scalars(
        select(TermsVersion)
        .join(Terms)
        .where(Terms.slug == slug, TermsVersion.published_at.is_not(None))
        .order_by(TermsVersion.n.desc())
    ).all()


def set_terms(
    session: Session, image: Image, slug: str | None, *, by: int | None, now: datetime
) -> None:
    """Put the image under the newest version of the terms; keeps an older version of the same.

    The terms' default lease comes along where the image has no end of its own.
    """
    current = image.terms_version.terms.slug if image.terms_version else None
    if slug != current:
        put_under(session, image, terms_by_slug(session, slug) if slug else None, by=by, now=now)


def put_under(
    session: Session, image: Image, version: TermsVersion | None, *, by: int | None, now: datetime
) -> None:
    """Put the image under one version of terms, with the end that comes with them."""
    current = image.terms_version.terms.slug if image.terms_version else None
    before = {"terms": current, **bounds_as_json(facts.bounds_of(image))}
    image.terms_version = version
    add_default_lease(image, now)
    image.version += 1
    image.updated_at = now
    audit.record_change(
        session,
        AuditAction.TERMS,
        "image",
        image.id,
        before=before,
        after={
            "terms": version.terms.slug if version else None,
            **bounds_as_json(facts.bounds_of(image)),
        },
        by=by,
        now=now,
    )
    session.flush()


def add_default_lease(image: Image, now: datetime) -> None:
    """Give the image the end that its terms come with, where it has none of its own."""
    version = image.terms_version
    if version is None or any(row.kind == LeaseKind.USE_UNTIL for row in image.leases):
        return
    ends = default_end(image, version, now)
    if ends is not None:
        note = f"Följer med villkoren {version.terms.slug} v{version.n}"
        image.leases.append(Lease(kind=LeaseKind.USE_UNTIL, ends=ends, note=note, set_at=now))


def default_end(image: Image, version: TermsVersion, now: datetime) -> datetime | None:
    """Return the end that a version of terms would give the image; None where it gives none."""
    if version.default_days is None or version.default_from is None:
        return None
    default = DefaultLease(DurationStart(version.default_from), version.default_days)
    taken = read_partial_date(image.date_text or "")
    return default.use_until(uploaded=image.created_at, taken=taken, now=now)
