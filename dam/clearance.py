"""Clearance: which terms an image has, its bounds in time, and the windows that follow.

Windows are computed here whenever terms, bounds or state change; listings only compare instants.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from dam import audit, standing
from dam.errors import BadInput, NotFound
from dam.models import Image, ImageWindow, Lease, Terms, TermsVersion
from dam.rights.basis import status
from dam.rights.lease import leases
from dam.rights.publication import Described, Missing, missing
from dam.rights.terms import TermsClass
from dam.rights.window import Bounds, windows
from dam.search import index


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


def terms_version(session: Session, slug: str, n: int) -> TermsVersion:
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
    """Put the image under the newest version of the terms; keeps an older version of the same."""
    current = image.terms_version.terms.slug if image.terms_version else None
    if slug == current:
        return
    image.terms_version = terms_by_slug(session, slug) if slug else None
    image.version += 1
    image.updated_at = now
    audit.record_change(
        session,
        "terms",
        "image",
        image.id,
        before={"terms": current},
        after={"terms": slug},
        by=by,
        now=now,
    )
    session.flush()


def set_bounds(
    session: Session, image: Image, bounds: Bounds, *, by: int | None, now: datetime
) -> None:
    """Set when the image opens and ends; None takes a bound away."""
    if bounds.embargo_until and bounds.use_until and bounds.embargo_until >= bounds.use_until:
        sentence = "Bilden måste börja gälla innan den slutar gälla."
        raise BadInput(sentence, fields={"use_until": sentence})
    before = standing.bounds_of(image)
    if before == bounds:
        return
    image.remains = int(bounds.remains)
    changed = {one.kind for one in {*leases(before)} ^ {*leases(bounds)}}
    kept = [row for row in image.leases if row.kind not in changed]
    image.leases = kept + [
        Lease(kind=one.kind, starts=one.starts, ends=one.ends, set_by=by, set_at=now)
        for one in leases(bounds)
        if one.kind in changed
    ]
    image.version += 1
    image.updated_at = now
    audit.record_change(
        session,
        "bounds",
        "image",
        image.id,
        before=_plain(before),
        after=_plain(bounds),
        by=by,
        now=now,
    )
    session.flush()


def ending_between(session: Session, start: datetime, end: datetime) -> Sequence[Lease]:
    """Return the ends of published images that fall in [start, end), the soonest first."""
    return session.scalars(
        select(Lease)
        .join(Image)
        .where(
            Lease.kind == "use_until",
            Lease.ends >= start,
            Lease.ends < end,
            Image.state == "published",
        )
        .order_by(Lease.ends, Lease.image_id)
    ).all()


def keep_in_step(session: Session, image: Image, *, now: datetime) -> None:
    """Recompute windows, listing and search words after anything about the image changed."""
    recompute(image)
    session.flush()
    _mark_first_publication(image, now)
    index.list_image(session, image)


def recompute(image: Image) -> None:
    """Make the stored windows agree with state, bounds and people."""
    image.windows = [
        ImageWindow(starts=window.starts, ends=window.ends, level=int(window.level))
        for window in windows(
            image.state, standing.bounds_of(image), standing.people_of(image).covered
        )
    ]


def _mark_first_publication(image: Image, now: datetime) -> None:
    """Remember the first instant an outsider may see the image, as long as it lies ahead."""
    seen = image.first_published_at is not None and image.first_published_at <= now
    if seen or not image.windows or image.processing != "ready":
        return
    image.first_published_at = max(now, min(window.starts for window in image.windows))


def what_is_missing(image: Image, now: datetime) -> tuple[Missing, ...]:
    """Return what stands between the image and publication, and what is advised."""
    text = next((text for text in image.texts if text.language == "sv"), None)
    version = image.terms_version
    described = Described(
        title=text.title if text else "",
        caption=text.caption if text else "",
        alt=text.alt if text else "",
        creators=tuple(image.creators),
        terms_class=TermsClass(version.klass) if version else None,
        end_required=bool(version and version.end_required),
        use_until=standing.bounds_of(image).use_until,
        identifiable_people=image.identifiable_people,
        people=status(standing.people_of(image), now),
        rights_source=image.rights_source,
        digital_source_type=image.digital_source_type,
        place=image.place,
        date=image.date_text,
        persons=tuple(image.persons),
        processing=image.processing,
    )
    return missing(described, now)


def _plain(bounds: Bounds) -> dict[str, Any]:
    return {
        "leases": [
            [
                str(one.kind),
                one.starts and one.starts.isoformat(),
                one.ends and one.ends.isoformat(),
            ]
            for one in leases(bounds)
        ],
        "remains": bounds.remains.name.lower(),
    }
