"""What the public room answers with: each template, and every state that a page of it may be in.

Tests draw each of them in each language; a template that is not here fails.
"""

from __future__ import annotations

PAGE_STATES: dict[str, tuple[str, ...]] = {
    "press/about.html": ("whole",),
    "press/answer.html": ("free", "approval", "ended"),
    "press/case.html": ("received", "asked", "granted", "denied", "revoked", "ended"),
    "press/closed.html": ("withdrawn", "past_the_last"),
    "press/contact.html": ("whole",),
    "press/embargo.html": ("open",),
    "press/gallery.html": ("full", "light_table", "found", "nothing_found", "long_query"),
    "press/gone.html": ("withdrawn", "expired"),
    "press/grant.html": ("open",),
    "press/grant_shut.html": ("never_sent", "revoked", "ended"),
    "press/image.html": ("free", "approval", "endless_words", "arabic"),
    "press/lost_link.html": ("blank", "wrong", "sent"),
    "press/needs_approval.html": ("original",),
    "press/request.html": ("blank", "of_an_image", "wrong"),
    "press/source.html": ("whole",),
    "press/start.html": ("full",),
    "press/statement.html": ("accessibility", "privacy", "cookies"),
    "press/terms.html": ("whole",),
    "press/terms_version.html": ("whole",),
    "press/watch.html": ("blank", "wrong"),
    "press/watch_confirm.html": ("blank",),
    "press/watch_done.html": ("sent", "confirmed", "stopped"),
    "press/watch_stop.html": ("blank",),
    "press/withheld.html": ("embargo",),
    "errors/404.html": ("unknown_address",),
    "errors/410.html": ("gone",),
    "errors/429.html": ("too_many",),
    "errors/500.html": ("failed",),
    "errors/503.html": ("unavailable",),
    "errors/_page.html": ("wrong_method",),
}
