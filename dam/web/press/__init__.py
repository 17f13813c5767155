"""The public room: pages and files for everybody. No cookie, no account."""

from __future__ import annotations

from flask import Flask

from dam.web.press import content, files, gallery, images, office, start


def register(app: Flask) -> None:
    """Add every public page."""
    office.register(app)
    for page in (start, gallery, images, files, content):
        app.register_blueprint(page.bp)
