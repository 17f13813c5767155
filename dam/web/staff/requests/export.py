"""`/redaktion/arenden/<nr>/utdrag`: all that is kept about whoever asked, to hand out to them."""

from __future__ import annotations

import io
import zipfile

from flask import Blueprint, render_template
from werkzeug.wrappers import Response

from dam.database.row_states import ItemOutcome
from dam.mail.kinds import letter_label
from dam.usage_requests import queries, subject_export
from dam.usage_requests.case_page import LABELS
from dam.usage_requests.desk_page import ABOUT, USES, WHATS
from dam.web.context import request_moment, services, writing_session
from dam.web.file_names import build_content_disposition
from dam.web.sign_in import own_id, require_role

bp = Blueprint("extracts", __name__)
WHO = {"sender": "Du", "press_office": "Pressfunktionen", "time": "Tiden"}
OUTCOMES = {ItemOutcome.OPEN: "Inte besvarad", ItemOutcome.GRANTED: "Ja", ItemOutcome.DENIED: "Nej"}


@bp.post("/arenden/<number>/utdrag")
@require_role("admin")
def download_subject_export(number: str) -> Response:
    """Answer with a text to read and the same as JSON; that it was taken is noted."""
    with writing_session() as session:
        email = queries.by_number(session, number).email
        export = subject_export.extract_subject_data(
            session, email, services().letterhead, by=own_id(), now=request_moment()
        )
    text = render_template(
        "staff/requests/extract.txt",
        extract=export,
        labels=LABELS,
        whats=WHATS,
        about=ABOUT,
        uses=USES,
        letter_label=letter_label,
        who_did=WHO,
        outcomes=OUTCOMES,
    )
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("utdrag.txt", text)
        file.writestr("utdrag.json", subject_export.format_extract_json(export))
    response = Response(archive.getvalue(), content_type="application/zip")
    response.headers["Content-Disposition"] = build_content_disposition(f"utdrag-{number}.zip")
    response.headers["Cache-Control"] = "no-store"
    return response
