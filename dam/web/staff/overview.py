"""The first staff page: what waits for somebody."""

from __future__ import annotations

from flask import Blueprint, render_template

bp = Blueprint("overview", __name__)


@bp.get("/")
def show() -> str:
    return render_template("staff/overview.html")
