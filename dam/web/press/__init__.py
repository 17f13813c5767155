"""The public room: pages and files for everybody. No cookie, no account."""

from __future__ import annotations

from flask import Flask

from dam.web.press import content, files, gallery, images, start


def register(app: Flask) -> None:
    """Add every public page."""
    for page in (start, gallery, images, files, content):
        app.register_blueprint(page.bp)
