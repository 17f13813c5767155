"""Finished public pages, held compressed until the catalogue changes or a boundary passes."""

from __future__ import annotations

import gzip
from collections.abc import Collection
from dataclasses import dataclass

from flask import Flask, Response, g, request

from dam.database import audit
from dam.search import find
from dam.web.compression import LEVEL, takes
from dam.web.context import reading_session, request_moment
from dam.web.press.cache import VersionedCache

MOST_PAGES = 512
LONGEST_ADDRESS = 300


@dataclass(frozen=True, slots=True)
class CachedPage:
    """A page as it was made."""

    body: bytes
    compressed: bytes


def register_page_cache(app: Flask, blueprints: Collection[str]) -> None:
    """Hold the pages of blueprints whose views read nothing but address and catalogue."""
    pages: VersionedCache[CachedPage] = VersionedCache(MOST_PAGES)

    @app.before_request
    def answer_held() -> Response | None:
        if request.blueprint not in blueprints or request.method != "GET":
            return None
        if len(request.full_path) > LONGEST_ADDRESS:
            return None
        g.page_version = audit.read_catalogue_version(reading_session())
        page = pages.find(request.full_path, g.page_version)
        if page is None:
            return None
        del g.page_version
        return _answer_cached_page(page)

    @app.after_request
    def hold(response: Response) -> Response:
        version = g.pop("page_version", None)
        made_now = version is not None and response.status_code == 200
        if not made_now or response.mimetype != "text/html":
            return response
        body = response.get_data()
        page = CachedPage(body, gzip.compress(body, LEVEL, mtime=0))
        boundary = find.get_next_visibility_change(reading_session(), request_moment())
        return _answer_cached_page(pages.keep(request.full_path, page, version, boundary))


def _answer_cached_page(page: CachedPage) -> Response:
    """Return the page, compressed where the reader takes it; caches outside ask again."""
    takes_gzip = takes("gzip")
    response = Response(page.compressed if takes_gzip else page.body, mimetype="text/html")
    if takes_gzip:
        response.headers["Content-Encoding"] = "gzip"
    response.headers["Vary"] = "Accept-Encoding"
    response.headers["Cache-Control"] = "no-cache"
    return response
