"""Finished public pages, compressed, held by (catalogue version, next boundary, address).

A recorded change or a passed boundary makes every older page unusable at the next request, in
every process, so that a page never outlives what the gate would say.
"""

from __future__ import annotations

import gzip
import threading
from collections import OrderedDict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import Flask, Response, g, request

from dam import audit
from dam.rights.periods import FAR_FUTURE
from dam.search import find
from dam.web.scope import now, reading

MOST_PAGES = 512
LONGEST_ADDRESS = 300
LONGEST = timedelta(seconds=60)


@dataclass(frozen=True, slots=True)
class Held:
    """A page as it was made; ``until`` is exclusive."""

    version: int
    until: datetime
    body: bytes
    compressed: bytes


class PageCache:
    """The pages used last, at most `MOST_PAGES`."""

    def __init__(self) -> None:
        self._pages: OrderedDict[str, Held] = OrderedDict()
        self._lock = threading.Lock()

    def find(self, address: str, version: int, moment: datetime) -> Held | None:
        with self._lock:
            held = self._pages.get(address)
            if held is None:
                return None
            if held.version != version or held.until <= moment:
                del self._pages[address]
                return None
            self._pages.move_to_end(address)
            return held

    def hold(self, address: str, held: Held) -> None:
        with self._lock:
            self._pages[address] = held
            if len(self._pages) > MOST_PAGES:
                self._pages.popitem(last=False)


def register(app: Flask, blueprints: Collection[str]) -> None:
    """Hold the pages of blueprints whose views read nothing but address and catalogue."""
    cache = PageCache()

    @app.before_request
    def answer_held() -> Response | None:
        if request.blueprint not in blueprints or request.method != "GET":
            return None
        if len(request.full_path) > LONGEST_ADDRESS:
            return None
        g.page_version = audit.version(reading())
        held = cache.find(request.full_path, g.page_version, now())
        if held is None:
            return None
        del g.page_version
        return _answer(held)

    @app.after_request
    def hold(response: Response) -> Response:
        version = g.pop("page_version", None)
        made_now = version is not None and response.status_code == 200
        if not made_now or response.mimetype != "text/html":
            return response
        body = response.get_data()
        boundary = find.next_boundary(reading(), now()) or FAR_FUTURE
        until = min(now() + LONGEST, boundary)
        held = Held(version, until, body, gzip.compress(body, 6, mtime=0))
        cache.hold(request.full_path, held)
        return _answer(held)


def _answer(held: Held) -> Response:
    """Return the page, compressed where the reader takes it; caches outside ask again."""
    takes_gzip = request.accept_encodings.best_match(["gzip"]) is not None
    response = Response(held.compressed if takes_gzip else held.body, mimetype="text/html")
    if takes_gzip:
        response.headers["Content-Encoding"] = "gzip"
    response.headers["Vary"] = "Accept-Encoding"
    response.headers["Cache-Control"] = "no-cache"
    return response
