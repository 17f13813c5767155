"""Every public page in every language: the product's list, filled in so that each answers."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime

from sqlalchemy import select

from dam.database.models import ImageText, Letter
from dam.links.public_pages import PAGES, page_path
from dam.rights.window import TimeBounds
from tests.support.browser import Browser
from tests.support.cases import REQUEST_FORM
from tests.support.leases import give_embargo_link
from tests.support.requests import grant_images, watch_image
from tests.support.room import Room
from tests.support.terms import APPROVAL

ENGLISH_WORDS = {
    "title": "A nurse on the phone",
    "headline": "Advice around the clock",
    "caption": "A nurse answers the phone at 1177 in Umeå in March 2026.",
    "alt": "A person with a headset at a screen.",
}


EMBARGO = TimeBounds(embargo_until=datetime(2026, 12, 24, tzinfo=UTC))


def add_english_words(room: Room, image_id: int, **words: str) -> None:
    """Describe an image in English too."""
    text = ImageText(image_id=image_id, language="en", **{**ENGLISH_WORDS, **words})
    room.change(lambda session, _: session.add(text))


def furnish_public_pages(room: Room, stranger: Browser) -> dict[str, dict[str, object]]:
    """Fill a room; returns what fills the addresses of each page that is one of many."""
    image, asks, hidden = room.add(), room.add(terms=APPROVAL), room.add(bounds=EMBARGO)
    add_english_words(room, image)
    case = stranger.send("/begaran", REQUEST_FORM | {"b": asks}).location
    stop = watch_image(room, stranger, image)
    ask = f"/bevaka?b={asks}"
    stranger.send(ask, {"b": asks, "email": "ny@radio.example"}, "/bevaka")
    with room.services.database.reading() as session:
        link = session.scalars(select(Letter).order_by(Letter.id.desc())).first().context["confirm"]
    confirm = room.services.signer.token("watch", link["id"], link["generation"])
    return {
        "image": {"named": f"sjukskoterska-i-radgivningssamtal-{image}"},
        "answer": {"image_id": image},
        "terms_version": {"versioned": "fri-redaktionell-v1"},
        "case": {"token": _last_word(case)},
        "grant": {"token": _last_word(grant_images(room, asks))},
        "embargo": {"token": _last_word(give_embargo_link(room, hidden))},
        "watch": {"query": {"b": image}},
        "watch_confirm": {"token": confirm},
        "watch_stop": {"token": stop},
    }


def list_public_addresses(values: Mapping[str, Mapping[str, object]]) -> Iterator[tuple[str, str]]:
    """Return (language, address) of every page that is read, in every language that it is in."""
    for page in PAGES.values():
        if not page.is_feed and not page.part_of:
            for language in page.patterns:
                yield language, page_path(page.name, language, **values.get(page.name, {}))


def _last_word(path: str) -> str:
    return path.rpartition("/")[2]
