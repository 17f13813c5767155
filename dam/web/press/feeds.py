"""Feeds of what is new and what is withdrawn (`/aterkallade`), and words for robots."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from flask import Blueprint, make_response, render_template, request
from werkzeug.wrappers import Response

from dam.clearance import gate
from dam.delivery import pages
from dam.delivery.page_models import Card, WithdrawnFacts
from dam.errors import NotFound
from dam.i18n.translation import get_text_in
from dam.links.paths import image_path
from dam.links.public_pages import PAGES, list_secret_folders
from dam.search import find
from dam.text.clean import clean_text
from dam.text.read import number_in
from dam.web.context import reading_session, request_moment, services
from dam.web.language import page_language
from dam.web.public_pages import add_page

bp = Blueprint("news", __name__)
PER_PAGE = 50
IN_FEED = 50
IN_SITEMAP = 50_000
"""The most that one sitemap may hold; older images are found through the gallery."""


@dataclass(frozen=True, slots=True)
class NewsEntry:
    """An image that is open (``card``) or closed (``gone``), with its last change."""

    id: int
    updated: datetime
    card: Card | None = None
    caption: str = ""
    gone: WithdrawnFacts | None = None


@add_page(bp, "withdrawn")
def show_withdrawn_images() -> str:
    number = number_in(request.args, "sida", 1)
    if not 1 <= number <= 10_000:
        raise NotFound
    skip = (number - 1) * PER_PAGE
    found, several = gate.list_closed(reading_session(), request_moment(), skip=skip, most=PER_PAGE)
    gone = _list_withdrawn_facts(found)
    more = number + 1 if several else None
    return render_template("press/closed.html", gone=gone, more=more, number=number)


@add_page(bp, "feed")
def send_feed() -> Response:
    entries = sorted(
        [*_list_opened_entries(), *_list_closed_entries()],
        key=lambda entry: entry.updated,
        reverse=True,
    )[:IN_FEED]
    updated = entries[0].updated if entries else request_moment()
    body = render_template(
        "press/feed.xml",
        entries=entries,
        updated=updated,
        base=services().site.base_url,
        authority=urlsplit(services().site.base_url).hostname,
    )
    return _answer_document(body, "application/atom+xml")


@bp.get("/sitemap.xml")
def send_sitemap() -> Response:
    listed = [
        address for page in PAGES.values() if page.listed for address in page.patterns.values()
    ]
    images = [
        (image_path(image_id, title, language), changed)
        for image_id, title, language, changed in find.list_sitemap_images(
            reading_session(), request_moment(), IN_SITEMAP - len(listed)
        )
    ]
    base = services().site.base_url
    body = render_template("press/sitemap.xml", pages=listed, images=images, base=base)
    return _answer_document(body, "application/xml")


@bp.get("/robots.txt")
def send_robots() -> Response:
    base = services().site.base_url
    body = render_template("press/robots.txt", folders=list_secret_folders(), base=base)
    return _answer_document(body, "text/plain")


def _list_opened_entries() -> list[NewsEntry]:
    ids = find.list_newest_images(reading_session(), request_moment(), IN_FEED)
    return [
        NewsEntry(
            image.id,
            max(image.updated_at, image.first_published_at or image.updated_at),
            card=pages.build_card(
                image, decision, services().site, request_moment(), page_language()
            ),
            caption=get_text_in(image.texts, page_language()).caption,
        )
        for image, decision in gate.only_listed(reading_session(), ids, request_moment())
    ]


def _list_closed_entries() -> list[NewsEntry]:
    found, _ = gate.list_closed(reading_session(), request_moment(), most=IN_FEED)
    gone = _list_withdrawn_facts(found)
    return [NewsEntry(image.id, image.since, gone=image) for image in gone if image.since]


def _list_withdrawn_facts(closed: Sequence[gate.ImageClosed]) -> list[WithdrawnFacts]:
    return pages.list_withdrawn_facts(
        reading_session(), closed, services().site, request_moment(), page_language()
    )


def _answer_document(body: str, mimetype: str) -> Response:
    """Answer with an XML document, cached and without control characters."""
    response = make_response(clean_text(body))
    response.mimetype = mimetype
    response.headers["Cache-Control"] = "no-cache"
    response.add_etag()
    return response.make_conditional(request)
