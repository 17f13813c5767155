"""What is visible now, as a condition: the rule of `dam.rights.window` in SQL."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, and_, select

from dam.database.models import Listing, ListingGap


def is_visible_at(now: datetime) -> ColumnElement[bool]:
    """Return the condition that a listing is visible at ``now``: within its period, in no gap."""
    shut = select(ListingGap.listing_id).where(ListingGap.starts <= now, ListingGap.ends > now)
    return and_(Listing.visible_from <= now, Listing.visible_until > now, Listing.id.not_in(shut))
