"""`/`: what this is, search, the newest images."""

from __future__ import annotations

from flask import Blueprint, render_template

from dam.search import find
from dam.web.context import reading_session, request_moment
from dam.web.press.cards import build_page_cards
from dam.web.public_pages import add_page

bp = Blueprint("start", __name__)
NEWEST = 8


@add_page(bp, "start")
def show_start() -> str:
    newest = find.list_newest_images(reading_session(), request_moment(), NEWEST)
    return render_template(
        "press/start.html",
        newest=build_page_cards(newest),
        total=find.count_visible(reading_session(), request_moment()),
    )
