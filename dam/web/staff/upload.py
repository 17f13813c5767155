"""`/redaktion/ladda-upp`: taking files in, several at once; each file gets an answer of its own."""

from __future__ import annotations

import re
import secrets
from pathlib import Path
from typing import BinaryIO, cast

from flask import Blueprint, jsonify, redirect, render_template, request
from flask_babel import gettext
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response

from dam import catalogue, clearance
from dam.delivery import record
from dam.errors import BadInput, DamError, NotFound
from dam.ingest import accept, batch
from dam.ingest.batch import Taken
from dam.observe import get_logger
from dam.pictures.formats import Limits
from dam.procedures import intake
from dam.procedures.intake import Common
from dam.web import errors
from dam.web.auth import who
from dam.web.forms import takes_files
from dam.web.scope import now, reading, services, writing
from dam.web.staff.rows import Row, row_of

bp = Blueprint("upload", __name__)
log = get_logger("dam.web.upload")
TEMPLATE = "staff/upload.html"
_TOKEN = re.compile(r"[A-Za-z0-9_-]{16,64}")


@bp.get("/ladda-upp")
def show() -> str:
    token = secrets.token_urlsafe(16)
    return render_template(TEMPLATE, errors={}, form={}, token=token, **_values())


@bp.post("/ladda-upp")
@takes_files
def take_in() -> Response:
    try:
        token, files = _sent()
    except BadInput as error:
        if errors.wants_json():
            raise
        token = secrets.token_urlsafe(16)
        return errors.again(error, TEMPLATE, form=request.form, token=token, **_values())
    first = request.form.get("plats", 0, type=int)
    taken = [_take_in(token, place, file) for place, file in enumerate(files, first)]
    if errors.wants_json():
        return jsonify(files=[_said(one) for one in taken])
    return redirect(f"/redaktion/ladda-upp/{token}", 303)


@bp.get("/ladda-upp/<token>")
def results(token: str) -> Response | str:
    taken = batch.results(reading(), _own(token))
    if not taken:
        raise NotFound
    said = [_said(one) for one in taken]
    if errors.wants_json():
        return jsonify(files=said)
    waiting = any(one["state"] == "pending" for one in said)
    return render_template("staff/uploaded.html", files=said, waiting=waiting, token=token)


def _sent() -> tuple[str, list[FileStorage]]:
    token = request.form.get("omgang", "")
    if not _TOKEN.fullmatch(token):
        raise BadInput("Formuläret är inte helt. Ladda om sidan och försök igen.")
    files = [file for file in request.files.getlist("files") if file.filename]
    if not files:
        raise BadInput("Välj minst en fil.", fields={"files": "Välj minst en fil."})
    return token, files


def _take_in(token: str, place: int, file: FileStorage) -> Taken:
    """Store and register one file; what is wrong with it is its answer."""
    here = services()
    name = Path(file.filename or "").name[:255]
    try:
        received = accept.receive(
            cast("BinaryIO", file.stream),
            name,
            storage=here.storage,
            sandbox=here.sandbox,
            limits=here.limits,
        )
        with writing() as session:
            return intake.take_in(
                session,
                received,
                _common(),
                token=_own(token),
                place=place,
                storage=here.storage,
                by=who().id,
                now=now(),
            )
    except DamError as error:
        if error.report:
            log.exception("upload_failed")
        sentence = gettext(error.sentence).format(**error.values)
        refused = Taken(name, place, None, sentence=sentence)
        with writing() as session:
            batch.remember(session, _own(token), refused, None, now=now())
        return refused


def _common() -> Common:
    form = request.form
    creators = tuple(part.strip() for part in form.get("creators", "").split(",") if part.strip())
    place, day = form.get("place", "").strip(), form.get("date", "").strip()
    return Common(creators, place, day, form.get("terms", ""))


def _own(token: str) -> str:
    """A batch is read by the person who sent it."""
    return f"{who().id}:{token}"


def _said(taken: Taken) -> dict[str, object]:
    """Return one file's answer, for page and script."""
    said: dict[str, object] = {"name": taken.name, "sentence": taken.sentence, "state": "refused"}
    if taken.image_id is None:
        return said
    row = _row(taken.image_id)
    state = "duplicate" if taken.duplicate else row.processing if row else "ready"
    return said | {
        "state": state,
        "id": taken.image_id,
        "ref": f"IN-{taken.image_id}",
        "url": row.url if row else None,
        "title": row.title if row else "",
        "thumbnail": row.thumbnail if row and not taken.duplicate else None,
    }


def _row(image_id: int) -> Row | None:
    """Return the image's row, or None where it is a colleague's that this person may not open."""
    try:
        return row_of(catalogue.find_for(reading(), image_id, who()), now())
    except NotFound:
        return None


def _values() -> dict[str, object]:
    limits: Limits = services().limits
    versions = clearance.current_terms(reading())
    names = [(one.terms.slug, record.terms_words(one, "sv").name) for one in versions]
    return {
        "terms": [("", gettext("Välj senare")), *names],
        "max_bytes": limits.max_bytes,
        "max_pixels": limits.max_pixels,
    }
