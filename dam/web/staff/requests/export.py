"""`/redaktion/arenden/<nr>/utdrag`: all that is kept about whoever asked, to hand out to them."""

from __future__ import annotations

import io
import zipfile

from flask import Blueprint, render_template
from werkzeug.wrappers import Response

from dam.mail.labels import LETTERS
from dam.usage_requests import queries, subject_export
from dam.usage_requests.case_page import LABELS
from dam.usage_requests.desk_page import ABOUT, USES, WHATS
from dam.web.context import now, services, writing
from dam.web.file_names import disposition
from dam.web.sign_in import require, who

bp = Blueprint("extracts", __name__)
WHO = {"sender": "Du", "press_office": "Pressfunktionen", "time": "Tiden"}
OUTCOMES = {"open": "Inte besvarad", "granted": "Ja", "denied": "Nej"}


@bp.post("/arenden/<number>/utdrag")
@require("admin")
def take(number: str) -> Response:
    """Answer with a text to read and the same as JSON; that it was taken is noted."""
    with writing() as session:
        email = queries.by_number(session, number).email
        said = subject_export.extract(session, email, services().letterhead, by=who().id, now=now())
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
        file.writestr("utdrag.json", subject_export.as_json(said))
    answer = Response(packed.getvalue(), content_type="application/zip")
    answer.headers["Content-Disposition"] = disposition(f"utdrag-{number}.zip")
    answer.headers["Cache-Control"] = "no-store"
    return answer
