"""The public room: pages and files for everybody. No cookie, no account."""

from __future__ import annotations

from flask import Flask

from dam.web.press import (
    cases,
    content,
    embargo,
    extensions,
    files,
    gallery,
    images,
    news,
    page_cache,
    requests,
    short,
    start,
    watch,
)


def register(app: Flask) -> None:
    """Add every public page; those that only tell of the catalogue are held when made."""
    page_cache.register(app, {page.bp.name for page in (start, gallery, images, content)})
    for page in (
        start,
        gallery,
        images,
        short,
        content,
        news,
        requests,
        cases,
        extensions,
        embargo,
        watch,
    ):
        app.register_blueprint(page.bp)
    files.register(app)
