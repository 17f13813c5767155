"""`/bilder`: search and facets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from urllib.parse import urlencode

from flask import Blueprint, render_template, request
from flask_babel import gettext

from dam.delivery.gallery_models import Facet, FacetValue, Gallery
from dam.delivery.page_models import Card
from dam.delivery.picture_rows import GALLERY_ROWS, count_for_full_rows
from dam.links.languages import SWEDISH
from dam.search import find
from dam.search.explain import explain_hits
from dam.search.find import SearchPage
from dam.search.query import COLUMNS, TOPIC, SearchQuery, SortOrder, View, read_query
from dam.web.context import reading_session, request_moment
from dam.web.language import page_language, say_on_page
from dam.web.press.cards import build_page_cards
from dam.web.public_pages import add_page, path_on_page

bp = Blueprint("gallery", __name__)
LEAST = 20
"""Images on a page of rows that others follow; PER_PAGE is the most."""


@add_page(bp, "gallery")
def show_gallery() -> str:
    query, ignored = read_query(request.args.to_dict(flat=False))
    found = find.search_images(reading_session(), query, request_moment())
    cards = build_page_cards(found.image_ids)
    if found.next and not found.ranked and query.view == View.ROWS:
        count = count_for_full_rows([card.cell_ratio for card in cards], LEAST, GALLERY_ROWS)
        found = find.shorten_page(reading_session(), found, count)
        cards = cards[: len(found.image_ids)]
    gallery = _build_gallery(query, found, cards, ignored)
    return render_template("press/gallery.html", gallery=gallery)


def _build_gallery(
    query: SearchQuery, found: SearchPage, cards: tuple[Card, ...], ignored: tuple[str, ...]
) -> Gallery:
    suggestion = found.suggestion
    return Gallery(
        cards=cards,
        total=found.total,
        of=find.count_visible(reading_session(), request_moment()),
        query=query.text,
        facets=tuple(_build_facets(query, found)),
        more_url=_build_gallery_address(replace(query, after=found.next)) if found.next else None,
        clear_url=_build_gallery_address(SearchQuery(text=query.text, view=query.view)),
        ignored=(*ignored, *found.typed.ignored),
        suggestion=suggestion,
        suggestion_url=_build_gallery_address(
            SearchQuery(text=suggestion, sort=SortOrder.RELEVANCE)
        )
        if suggestion
        else None,
        sort=query.sort.value if found.ranked or not query.text else SortOrder.NEWEST.value,
        view=query.view,
        views={view: _build_gallery_address(replace(query, view=view)) for view in View},
        found_as=explain_hits(reading_session(), found.image_ids, found.typed),
        lacking=found.lacking > 0,
        no_words=found.typed.no_words,
        corrected=found.corrected,
    )


def _build_facets(query: SearchQuery, found: SearchPage) -> list[Facet]:
    labels = _facet_labels()
    facets = [
        Facet(
            name,
            labels[name][""],
            _build_facet_values(query, name, found.counts[name], labels[name]),
        )
        for name in COLUMNS
    ]
    topics = _build_facet_values(query, TOPIC, found.counts[TOPIC], found.topics)
    return [*facets, Facet(TOPIC, gettext("Ämne"), topics)]


def _build_facet_values(
    query: SearchQuery, facet: str, counts: Mapping[str, int], labels: Mapping[str, str]
) -> tuple[FacetValue, ...]:
    """Return the values in order; one without images is shown and leads nowhere."""
    chosen = query.values(facet)
    words = [*counts, *(word for word in chosen if word not in counts)]
    return tuple(
        FacetValue(
            value=word,
            label=(label := say_on_page(labels.get(word, word))),
            language=page_language() if label != labels.get(word) or facet != TOPIC else SWEDISH,
            count=counts.get(word, 0),
            url=_build_gallery_address(query.toggled(facet, word))
            if counts.get(word) or word in chosen
            else None,
            chosen=word in chosen,
        )
        for word in words
    )


def _build_gallery_address(query: SearchQuery) -> str:
    parameters = urlencode(query.parameters())
    return path_on_page("gallery") + (f"?{parameters}" if parameters else "")


def _facet_labels() -> dict[str, dict[str, str]]:
    """Return the words of the single-valued facets; the facet's own stands under ""."""
    return {
        "riktning": {
            "": gettext("Riktning"),
            "liggande": gettext("Liggande"),
            "staende": gettext("Stående"),
            "kvadrat": gettext("Kvadrat"),
            "panorama": gettext("Panorama"),
        },
        "villkor": {
            "": gettext("Villkor"),
            "fri": gettext("Fri för redaktionell användning"),
            "med-villkor": gettext("Fri med villkor"),
            "kraver-godkannande": gettext("Kräver godkännande"),
        },
        "varumarke": {"": gettext("Varumärke"), "inera": "Inera", "1177": "1177", "umo": "UMO"},
    }
