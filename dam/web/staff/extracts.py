"""`/redaktion/arenden/<nr>/utdrag`: all that is kept about whoever asked, to hand out to them."""

from __future__ import annotations

import io
import zipfile

from flask import Blueprint, render_template
from werkzeug.wrappers import Response

from dam.procedures import extract
from dam.usage_requests import find
from dam.usage_requests.shown import LABELS
from dam.usage_requests.shown_to_staff import ABOUT, LETTERS, USES, WHATS
from dam.web.auth import require, who
from dam.web.file_names import disposition
from dam.web.scope import now, services, writing

bp = Blueprint("extracts", __name__)
WHO = {"sender": "Du", "press_office": "Pressfunktionen", "time": "Tiden"}
OUTCOMES = {"open": "Inte besvarad", "granted": "Ja", "denied": "Nej"}


@bp.post("/arenden/<number>/utdrag")
@require("admin")
def take(number: str) -> Response:
    """Answer with a text to read and the same as JSON; that it was taken is noted."""
    with writing() as session:
        email = find.by_number(session, number).email
        said = extract.extract(session, email, services().letterhead, by=who().id, now=now())
    text = render_template(
        "staff/requests/extract.txt",
        said=said,
        labels=LABELS,
        whats=WHATS,
        about=ABOUT,
        uses=USES,
        letters=LETTERS,
        who_did=WHO,
        outcomes=OUTCOMES,
    )
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("utdrag.txt", text)
        file.writestr("utdrag.json", extract.as_json(said))
    answer = Response(packed.getvalue(), content_type="application/zip")
    answer.headers["Content-Disposition"] = disposition(f"utdrag-{number}.zip")
    answer.headers["Cache-Control"] = "no-store"
    return answer
