"""The listing row of an image and its words; `dam.clearance` calls this when either changes."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from dam.clearance import spelt_words
from dam.database.models import Image, Listing, ListingGap, ListingText
from dam.database.models.eager_loading import EDITED
from dam.imaging.geometry import classify_orientation
from dam.links.languages import ENGLISH, SWEDISH
from dam.rights.image_states import ProcessingState
from dam.rights.periods import Period, subtract
from dam.rights.window import VisibilityLevel
from dam.text.read import read_partial_date
from dam.text.search_text import CREATOR, KIND, PLACE, VERSION, YEAR, SearchText, SearchTextBuilder

KIND_WORDS = {
    "foto": "foto fotografi",
    "portratt": "porträtt",
    "illustration": "illustration teckning",
    "skarmbild": "skärmbild",
    "logotyp": "logotyp",
}
MONTHS = (
    *("januari", "februari", "mars", "april", "maj", "juni", "juli", "augusti", "september"),
    *("oktober", "november", "december"),
)
ORIENTATION_WORDS = {
    "landscape": "liggande",
    "portrait": "stående",
    "square": "kvadrat",
    "panorama": "panorama",
}
"""What somebody types who looks for a shape."""


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
    index_words(session, listing.id, collect_search_text(image))
    return listing


def unlist_image(session: Session, listing: Listing) -> None:
    """Take the image out of lists, counts and search."""
    text = session.get(ListingText, listing.id)
    if text is not None:
        session.delete(text)
        session.flush()
        spelt_words.remove_spelt_words(session, _list_stems(text))
    session.delete(listing)
    session.flush()


def index_words(session: Session, listing_id: int, words: SearchText) -> None:
    text = session.get(ListingText, listing_id) or ListingText(listing_id=listing_id)
    stems = _list_stems(text)
    text.main, text.body, text.extra = words.main, words.body, words.extra
    text.made_by = VERSION
    session.add(text)
    session.flush()
    spelt_words.add_spelt_words(session, words.spelt)
    spelt_words.remove_spelt_words(session, stems - _list_stems(text))


def _list_stems(text: ListingText) -> set[str]:
    return set(f"{text.main or ''} {text.body or ''}".split())


def collect_search_text(image: Image, *, for_staff: bool = False) -> SearchText:
    """Return everything that somebody may search for in an image; staff also by parts of the name
    that its file had.
    """
    builder = SearchTextBuilder()
    for text in image.texts:
        language = ENGLISH if text.language == ENGLISH else SWEDISH
        for name in (text.title, text.headline):
            builder.add_name(name, language)
        for telling in (text.caption, text.alt):
            builder.add_telling(telling, language)
    topics = [topic.topic for topic in image.topics]
    for name in (*image.creators, *image.persons, *image.keywords, *topics, image.brand):
        builder.add_name(name)
    builder.add_name(image.place or "")
    builder.add_hint(f"in{image.id} {image.id} {KIND_WORDS.get(image.kind, image.kind)}")
    builder.add_marked(PLACE, image.place or "")
    builder.add_marked(CREATOR, " ".join(image.creators))
    _add_date(builder, image.date_text or "")
    builder.add_marked(KIND, image.kind)
    if image.file:
        shape = classify_orientation(image.file.width, image.file.height)
        builder.add_hint(ORIENTATION_WORDS[shape])
        builder.add_file_name(image.file.original_name)
        builder.add_hint(image.file.original_name.rpartition(".")[0] if for_staff else "")
    return builder.build()


def _add_date(builder: SearchTextBuilder, date_text: str) -> None:
    date = read_partial_date(date_text)
    if date is None:
        return
    year, month, _ = date
    builder.add_hint(f"{MONTHS[month - 1] if month else ''} {year}")
    builder.add_marked(YEAR, str(year))


def list_old_words(session: Session) -> list[int]:
    """Return the listings whose words are of another version than would be made now."""
    chosen = select(ListingText.listing_id).where(ListingText.made_by != VERSION)
    return list(session.scalars(chosen.order_by(ListingText.listing_id.desc())))


def remake_words(session: Session, listing_ids: Sequence[int]) -> None:
    """Make the words of some listings anew."""
    chosen = select(Image, Listing.id).join(Listing, Listing.image_id == Image.id)
    chosen = chosen.where(Listing.id.in_(listing_ids)).options(*EDITED)
    for image, listing_id in session.execute(chosen).unique():
        index_words(session, listing_id, collect_search_text(image))
