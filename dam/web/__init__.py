"""The web's table of contents."""

from __future__ import annotations

from flask import Flask

from dam.web import health, press
from dam.web.staff import staff


def register_web(app: Flask) -> None:
    app.register_blueprint(health.bp)
    app.register_blueprint(staff)
    press.register_press(app)
