"""Addresses that somebody guessed, typed from an image's id or ended with a slash lead on (301);
where none does, the page that says so searches for the address's last words.
"""

from __future__ import annotations

import re
from urllib.parse import quote

from flask import Flask, current_app, redirect, request
from werkzeug.exceptions import HTTPException, NotFound
from werkzeug.wrappers import Response

from dam.web.security import is_secret

GUESSES = {
    "/press": "/",
    "/pressbilder": "/bilder",
    "/sok": "/bilder",
    "/sök": "/bilder",
    "/logotyp": "/bilder?q=logotyp",
    "/logotyper": "/bilder?q=logotyp",
    "/logga": "/bilder?q=logotyp",
    "/ledning": "/bilder?q=porträtt",
}
"""What people try, where no page of that name stands; those without words of their own keep the
visitor's.
"""
LONGEST_WORDS = 60
_REF = re.compile(r"/b/IN-?([0-9]{1,10})", re.IGNORECASE)


def register_leading_on(app: Flask) -> None:
    app.before_request(_lead_on)
    app.jinja_env.globals["words_of_address"] = read_words_of_address


def _lead_on() -> Response | None:
    absent = isinstance(request.routing_exception, NotFound)
    target = _find_target(request.path) if absent and request.method in {"GET", "HEAD"} else None
    if target is None:
        return None
    query = quote(request.query_string, safe="!$&'()*+,;=:@/?%-._~")
    return redirect(f"{target}?{query}" if query and "?" not in target else target, 301)


def _find_target(path: str) -> str | None:
    """Return where a page stands instead; always an address of the house's own."""
    plain = "/" + path.strip("/")
    if guess := GUESSES.get(plain.lower()):
        return guess
    if ref := _REF.fullmatch(plain):
        plain = f"/b/{int(ref[1])}"
    return plain if plain != path and _is_page(plain) else None


def _is_page(path: str) -> bool:
    adapter = current_app.create_url_adapter(request)
    try:
        return adapter is not None and bool(adapter.match(path, "GET"))
    except HTTPException:  # nothing there, nothing to read, or itself a redirect
        return False


def read_words_of_address() -> str:
    """Return what to search for, of an address where no page stands; nothing of a secret link."""
    if is_secret(request.path):
        return ""
    last = request.path.rstrip("/").rpartition("/")[2]
    words = re.sub(r"\.\w{1,5}$|-[0-9]+$|[^\w]+|_", " ", last).strip()
    return words if words.isprintable() and len(words) <= LONGEST_WORDS else ""
