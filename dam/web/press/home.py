"""`/`: what this is, search, the newest images."""

from __future__ import annotations

from flask import Blueprint, render_template

from dam.delivery import pages
from dam.search import find
from dam.web.context import reading_session, request_moment, services

bp = Blueprint("start", __name__)
NEWEST = 8


@bp.get("/")
def show_start() -> str:
    newest = find.list_newest_images(reading_session(), request_moment(), NEWEST)
    return render_template(
        "press/start.html",
        newest=pages.build_cards(reading_session(), newest, services().site, request_moment()),
        total=find.count_visible(reading_session(), request_moment()),
    )
