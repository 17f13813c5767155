"""The public room: pages and files for everybody. No cookie, no account."""

from __future__ import annotations

from flask import Flask

from dam.web.press import (
    cases,
    embargo,
    extensions,
    feeds,
    files,
    gallery,
    home,
    images,
    info_pages,
    leading_on,
    lost_links,
    page_cache,
    requests,
    usage_status,
    watch,
)


def register_press(app: Flask) -> None:
    """Add every public page; those that only tell of the catalogue are held when made."""
    page_cache.register_page_cache(
        app, {page.bp.name for page in (home, gallery, images, info_pages)}
    )
    for page in (
        home,
        gallery,
        images,
        usage_status,
        info_pages,
        feeds,
        requests,
        cases,
        lost_links,
        extensions,
        embargo,
        watch,
    ):
        app.register_blueprint(page.bp)
    files.register_public_files(app)
    leading_on.register_leading_on(app)
