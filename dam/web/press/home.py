"""`/`: what this is, search, the newest images."""

from __future__ import annotations

from flask import Blueprint, render_template

from dam.delivery.picture_rows import START_ROWS, count_for_full_rows
from dam.search import find
from dam.web.context import reading_session, request_moment
from dam.web.press.cards import build_page_cards
from dam.web.public_pages import add_page

bp = Blueprint("start", __name__)
MOST, LEAST = 9, 6


@add_page(bp, "start")
def show_start() -> str:
    newest = build_page_cards(find.list_newest_images(reading_session(), request_moment(), MOST))
    ratios = [card.cell_ratio for card in newest]
    count = count_for_full_rows(ratios, LEAST, START_ROWS)
    return render_template(
        "press/start.html",
        newest=newest[:count],
        total=find.count_visible(reading_session(), request_moment()),
    )
