"""`/`: what this is, search, the newest images."""

from __future__ import annotations

from flask import Blueprint, render_template

from dam.delivery import pages
from dam.search import find
from dam.web.context import now, reading, services

bp = Blueprint("start", __name__)
NEWEST = 8


@bp.get("/")
def start() -> str:
    newest = find.newest(reading(), now(), NEWEST)
    return render_template(
        "press/start.html",
        newest=pages.cards(reading(), newest, services().house, now()),
        total=find.count_visible(reading(), now()),
    )
