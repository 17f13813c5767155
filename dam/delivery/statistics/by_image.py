"""How often an image has left, by size and terms: what staff are shown before they take it down."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from dam.database.models import Download, Terms, TermsVersion


@dataclass(frozen=True, slots=True)
class DownloadCount:
    """How many times one size left under one version of the terms, and the last time."""

    size: str
    terms: str
    times: int
    last: datetime


def count_downloads(session: Session, image_id: int) -> list[DownloadCount]:
    """Return what has left of the image, the most frequent first."""
    times = func.count()
    rows = session.execute(
        select(Download.size, Terms.slug, TermsVersion.n, times, func.max(Download.at))
        .outerjoin(TermsVersion, TermsVersion.id == Download.terms_version_id)
        .outerjoin(Terms, Terms.id == TermsVersion.terms_id)
        .where(Download.image_id == image_id)
        .group_by(Download.size, Terms.slug, TermsVersion.n)
        .order_by(times.desc(), Download.size)
    )
    return [
        DownloadCount(str(size), f"{slug} v{n}" if slug else "", int(count), last)
        for size, slug, n, count, last in rows
    ]
