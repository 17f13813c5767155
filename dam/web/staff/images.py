"""`/redaktion/bilder`: the images this person may work with, by state and words."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request
from werkzeug.wrappers import Response

from dam import catalogue
from dam.ingest import preview
from dam.web.auth import who
from dam.web.scope import now, reading, writing
from dam.web.staff.rows import STATES, row_of

bp = Blueprint("images", __name__)
PAGE = 50


@bp.get("/bilder")
def show() -> str:
    state = request.args.get("tillstand", "")
    words = request.args.get("q", "").strip()[:200]
    images = catalogue.list_images(
        reading(),
        state=state if state in STATES else None,
        words=words,
        user=who(),
        before=request.args.get("fore", type=int),
        most=PAGE + 1,
    )
    return render_template(
        "staff/images.html",
        rows=[row_of(image, now()) for image in images[:PAGE]],
        more=images[PAGE - 1].id if len(images) > PAGE else None,
        counts=catalogue.count_by_state(reading(), who()),
        states=STATES,
        state=state if state in STATES else "",
        words=words,
    )


@bp.post("/bilder/<int:one>/storlekar")
def make_sizes_again(one: int) -> Response:
    with writing() as session:
        image = catalogue.hold(session, one, who())
        if image.processing == "failed":
            preview.try_again(session, image, by=who().id, now=now())
    return redirect(f"/redaktion/bilder/{one}", 303)
