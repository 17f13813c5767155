"""Finished public pages, compressed and held.

A page is made once for everybody, and once more when the catalogue changes or a boundary passes.
"""

from __future__ import annotations

import gzip
from collections.abc import Collection
from dataclasses import dataclass

from flask import Flask, Response, g, request

from dam.database import audit
from dam.search import find
from dam.web.context import now, reading
from dam.web.press.cache import Held

MOST_PAGES = 512
LONGEST_ADDRESS = 300


@dataclass(frozen=True, slots=True)
class Page:
    """A page as it was made."""

    body: bytes
    compressed: bytes


def register(app: Flask, blueprints: Collection[str]) -> None:
    """Hold the pages of blueprints whose views read nothing but address and catalogue."""
    pages: Held[Page] = Held(MOST_PAGES)

    @app.before_request
    def answer_held() -> Response | None:
        if request.blueprint not in blueprints or request.method != "GET":
            return None
        if len(request.full_path) > LONGEST_ADDRESS:
            return None
        g.page_version = audit.version(reading())
        page = pages.find(request.full_path, g.page_version, now())
        if page is None:
            return None
        del g.page_version
        return _answer(page)

    @app.after_request
    def hold(response: Response) -> Response:
        version = g.pop("page_version", None)
        made_now = version is not None and response.status_code == 200
        if not made_now or response.mimetype != "text/html":
            return response
        body = response.get_data()
        page = Page(body, gzip.compress(body, 6, mtime=0))
        boundary = find.next_boundary(reading(), now())
        return _answer(pages.keep(request.full_path, page, version, boundary, now()))


def _answer(page: Page) -> Response:
    """Return the page, compressed where the reader takes it; caches outside ask again."""
    takes_gzip = request.accept_encodings.best_match(["gzip"]) is not None
    response = Response(page.compressed if takes_gzip else page.body, mimetype="text/html")
    if takes_gzip:
        response.headers["Content-Encoding"] = "gzip"
    response.headers["Vary"] = "Accept-Encoding"
    response.headers["Cache-Control"] = "no-cache"
    return response
