"""Tries to sign in, counted by account and browser; called by `dam.web.sign_in`."""

from __future__ import annotations

from flask import request, url_for
from werkzeug.wrappers import Response

from dam.errors import TooMany
from dam.web.context import rate_limiter, services, visitor_key, writing_session

KNOWN_BROWSER = "redaktion-kand"
KNOWN_SECONDS = 180 * 24 * 3600
PER_BROWSER = "30/15 minute"
PER_PAIR = "10/15 minute"
PER_ACCOUNT = "100/hour"


class Tries:
    """Tries to sign in to an account; a browser that has before is counted apart from strangers."""

    def __init__(self, account: str) -> None:
        self._kind = f"browser {account}"
        mark = request.cookies.get(KNOWN_BROWSER, "")
        known = services().signer.read_token(self._kind, mark) is not None
        own = ("account and browser", f"{account} {'known' if known else visitor_key()}", PER_PAIR)
        others = [("browser", visitor_key(), PER_BROWSER), ("account", account, PER_ACCOUNT)]
        self._own, self._all = own, [own] if known else [own, *others]

    def count(self) -> None:
        """Count the try in one transaction, which stands also where it is one too many."""
        beyond: TooMany | None = None
        with writing_session() as database:
            tries = rate_limiter().within(database)
            try:
                for what, whom, limit in self._all:
                    tries.hit(f"sign in: {what}", whom, limit)
            except TooMany as error:
                beyond = error
        if beyond is not None:
            raise beyond

    def forget(self) -> None:
        what, whom, limit = self._own
        rate_limiter().forget(f"sign in: {what}", whom, limit)

    def know_again(self, answer: Response) -> None:
        """Mark the browser as one that has signed in to the account."""
        answer.set_cookie(
            KNOWN_BROWSER,
            services().signer.token(self._kind, 1, 1),
            max_age=KNOWN_SECONDS,
            path=url_for("staff.auth.sign_in"),
            httponly=True,
            secure=services().settings.secure,
            samesite="Lax",
        )
