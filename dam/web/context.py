"""Context of a request: the services, one reading session, writing sessions, one moment.

Views ask here and nowhere else; `writing_session` is the one place of the web that commits.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime
from typing import cast

from flask import Flask, current_app, g, request

from dam.database.session import Session
from dam.errors import Changed
from dam.services import Services, transaction
from dam.services.rate_limit import Limiter
from dam.web import own_tabs
from dam.web.addresses import network_of

_SERVICES = "dam.services"
_LIMITER = "dam.limiter"


def attach_services(app: Flask, services_: Services) -> None:
    """Give the application its services; called once, at start."""
    settings = services_.settings
    app.extensions[_SERVICES] = services_
    app.extensions[_LIMITER] = Limiter(
        settings.cache_url or services_.database, key=settings.secret_key, clock=services_.clock
    )
    app.teardown_request(_close_reading)


def services() -> Services:
    return cast("Services", current_app.extensions[_SERVICES])


def rate_limiter() -> Limiter:
    return cast("Limiter", current_app.extensions[_LIMITER])


def request_moment() -> datetime:
    """The request's moment: the same at its first line and its last."""
    if "now" not in g:
        g.now = services().clock()
    return cast("datetime", g.now)


def visitor_key() -> str:
    """Key of a visitor, as rate limits count: an IPv4 address, or a household's /64."""
    return network_of(request.remote_addr, bits=32, bits_of_ipv6=64)


def neighbourhood_key() -> str:
    """The network that the visitor's provider gives out as one: a /24, or in IPv6 a /48."""
    return network_of(request.remote_addr, bits=24, bits_of_ipv6=48)


def reading_session() -> Session:
    """The request's one reading session, opened at first use and closed when it has answered."""
    if "reading" not in g:
        g.reading_stack = ExitStack()
        g.reading = g.reading_stack.enter_context(services().database.reading())
    return cast("Session", g.reading)


@contextmanager
def writing_session() -> Iterator[Session]:
    """A session that is committed when the block ends without error; then the worker is woken.

    However it ends, the reading session sees afterwards what is stored by then, others' too.
    """
    try:
        with transaction.writing(services()) as session:
            try:
                yield session
            except Changed as error:
                own_tabs.tell_writer(session, error)
                raise
    finally:
        if "reading" in g:
            reading_session().rollback()


def _close_reading(_error: BaseException | None) -> None:
    # A streamed answer is written after this and closes once more: it must not find a closed one.
    g.pop("reading", None)
    stack = g.pop("reading_stack", None)
    if stack is not None:
        stack.close()
