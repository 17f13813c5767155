"""The listing row of an image and its words; `dam.clearance` calls this when either changes."""

from __future__ import annotations

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from dam.database.models import Image, Listing, ListingGap, ListingText
from dam.imaging.geometry import classify_orientation
from dam.links.refs import image_ref
from dam.rights.image_states import ProcessingState
from dam.rights.periods import Period, subtract
from dam.rights.window import VisibilityLevel
from dam.text.stemming import stem_words


def list_image(session: Session, image: Image) -> Listing | None:
    """Make the listing agree with the image, its id kept; None where it has nothing to show."""
    bounds = [window for window in image.windows if window.level == VisibilityLevel.TERMS]
    listing = session.scalar(select(Listing).where(Listing.image_id == image.id))
    ready = image.processing == ProcessingState.READY
    if not (bounds and image.file and image.terms_version and ready):
        if listing is not None:
            unlist_image(session, listing)
        return None
    if listing is None:
        listing = Listing(image_id=image.id)
        session.add(listing)
    span = Period(bounds[0].starts, bounds[-1].ends)
    gaps = subtract((span,), (Period(window.starts, window.ends) for window in bounds))
    listing.visible_from, listing.visible_until = span.starts, span.ends
    listing.gaps = [ListingGap(starts=gap.starts, ends=gap.ends) for gap in gaps]
    listing.orientation = classify_orientation(image.file.width, image.file.height)
    listing.terms_class = image.terms_version.category
    listing.brand = image.brand
    session.flush()
    _index_words(session, listing.id, collect_search_words(image))
    return listing


def unlist_image(session: Session, listing: Listing) -> None:
    """Take the image out of lists, counts and search."""
    session.execute(delete(ListingText).where(ListingText.listing_id == listing.id))
    session.delete(listing)
    session.flush()


def _index_words(session: Session, listing_id: int, words: str) -> None:
    text = session.get(ListingText, listing_id)
    if text is None:
        session.add(ListingText(listing_id=listing_id, words=words))
    else:
        text.words = words
    session.flush()


def collect_search_words(image: Image) -> str:
    """Return everything a journalist may search for, stemmed; the title counts first."""
    parts = [image_ref(image.id), str(image.id)]
    for text in image.texts:
        parts += [text.title, text.headline, text.caption, text.alt]
    parts += [*image.creators, *image.persons, *image.keywords, image.place or "", image.brand]
    parts += [topic.topic for topic in image.topics]
    return " ".join(stem_words(" ".join(parts)))
