"""Guards of every answer: headers, trusted hosts and proxies, sizes of bodies, request ids.

Two content security policies are computed at start: one for the public pages, one for the staff's.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

from flask import Flask, Response, g, request

from config.settings import Settings
from dam.errors import BadInput
from dam.links.public_pages import list_secret_folders
from dam.links.staff_paths import STAFF
from dam.log import bind, clear
from dam.web.addresses import read_address

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

SECRET_PATHS = {STAFF, *(folder.rstrip("/") for folder in list_secret_folders())}
BODY_BYTES = 1_000_000
LOOPBACK = frozenset({"localhost", "127.0.0.1", "[::1]"})
_HOST = re.compile(r"([a-z0-9.-]+|\[[0-9a-f:.]+\])(?::[0-9]{1,5})?")
# What is not a page must never act as one, whatever bytes an uploaded file holds.
FILE_POLICY = "default-src 'none'; frame-ancestors 'none'; sandbox"
PICTURE_POLICY = f"{FILE_POLICY}; style-src 'unsafe-inline'"
"""Of pixels alone, which hold no style of their own: a browser's viewer brings its."""
PICTURES = {"image/jpeg", "image/png", "image/webp"}
PERMISSIONS = "camera=(), geolocation=(), microphone=(), payment=(), usb=()"


def register_security(app: Flask, settings: Settings) -> None:
    app.config.update(
        MAX_CONTENT_LENGTH=BODY_BYTES, MAX_FORM_MEMORY_SIZE=500_000, MAX_FORM_PARTS=1000
    )
    app.before_request(_begin_request_log)
    app.before_request(_only_our_hosts(settings))
    app.after_request(_set_security_headers(settings))
    app.teardown_request(_end_request_log)
    trusting = _TrustedProxies(app.wsgi_app, settings)
    app.wsgi_app = trusting  # type: ignore[method-assign,assignment] # Flask's documented way


def is_secret(path: str) -> bool:
    """Whether the address belongs to the staff or carries a token."""
    return any(path == prefix or path.startswith(f"{prefix}/") for prefix in SECRET_PATHS)


def build_csp_policies(settings: Settings) -> tuple[str, str]:
    """Return the policy of the public pages and that of the staff's."""
    uploads = parse_qs(urlsplit(settings.storage_url).query).get("public", [])
    public, staff = (
        _build_csp("'self'"),
        _build_csp(" ".join(["'self'", *map(_origin_of_url, uploads)])),
    )
    return public, staff


def _build_csp(connect: str) -> str:
    return (
        "default-src 'none'; img-src 'self' data:; style-src 'self'; script-src 'self'; "
        f"font-src 'self'; connect-src {connect}; form-action 'self'; base-uri 'none'; "
        "frame-ancestors 'none'"
    )


def _origin_of_url(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def _begin_request_log() -> None:
    g.request_id = secrets.token_hex(8)
    if request.method != "GET":
        request.environ.pop("HTTP_RANGE", None)  # ranges are of GET alone (RFC 9110, 14.2)
    bind(request_id=g.request_id)


def _end_request_log(_error: BaseException | None) -> None:
    clear()


def _only_our_hosts(settings: Settings) -> Callable[[], None]:
    """Answer under our own name alone, any port; on loopback its three names are one place."""
    ours = LOOPBACK if settings.on_loopback else {urlsplit(settings.base_url).hostname}

    def check() -> None:
        host = _HOST.fullmatch(request.environ.get("HTTP_HOST", "").lower())
        if host is None or host[1] not in ours:
            raise BadInput("Sidan finns inte under det namnet.")

    return check


def _set_security_headers(settings: Settings) -> Callable[[Response], Response]:
    public, staff = build_csp_policies(settings)
    common = {
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "same-origin",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Permissions-Policy": PERMISSIONS,
    }
    if settings.secure:
        common["Strict-Transport-Security"] = "max-age=63072000"

    def guard(answer: Response) -> Response:
        headers = answer.headers
        for name, value in common.items():
            headers.setdefault(name, value)
        headers["X-Request-ID"] = g.request_id
        secret = is_secret(request.path)
        page = staff if request.path.startswith(STAFF) else public
        file = PICTURE_POLICY if answer.mimetype in PICTURES else FILE_POLICY
        headers["Content-Security-Policy"] = page if answer.mimetype == "text/html" else file
        if secret:
            headers["Cache-Control"] = "no-store"
            headers["X-Robots-Tag"] = "noindex"
        elif request.endpoint == "static" and answer.status_code in {200, 206, 304}:
            answer.cache_control.immutable = True
        return answer

    return guard


class _TrustedProxies:
    """Believes X-Forwarded-For and -Proto from the proxies in the settings, and from nobody else.

    The visitor is the last address in the chain that is not such a proxy: what stands before it
    was written by strangers.
    """

    def __init__(self, app: WSGIApplication, settings: Settings) -> None:
        self._app = app
        self._networks = settings.trusted_proxies

    def __call__(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        if self._networks and self._trusts(environ.get("REMOTE_ADDR", "")):
            self._believe(environ)
        return self._app(environ, start)

    def _believe(self, environ: dict[str, Any]) -> None:
        chain = [part.strip() for part in environ.get("HTTP_X_FORWARDED_FOR", "").split(",")]
        for address in reversed(chain):
            if read_address(address) is None:
                break
            environ["REMOTE_ADDR"] = address
            if not self._trusts(address):
                break
        if environ.get("HTTP_X_FORWARDED_PROTO") in {"http", "https"}:
            environ["wsgi.url_scheme"] = environ["HTTP_X_FORWARDED_PROTO"]

    def _trusts(self, address: str) -> bool:
        # Who comes by a unix socket has no address, and is on this machine.
        if not address:
            return True
        peer = read_address(address)
        return peer is not None and any(peer in network for network in self._networks)
