"""`/redaktion/arenden/brev`: letters that no case is known for, and files that came by letter."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request
from werkzeug.wrappers import Response

from dam.delivery.stream import stream_blocks
from dam.errors import BadInput, Conflict
from dam.imaging.embed.assemble import StoredRange
from dam.links.staff_paths import REQUEST_LETTERS, REQUESTS
from dam.usage_requests import inbound
from dam.usage_requests.desk_page import show_letter
from dam.web import errors
from dam.web.context import reading_session, request_moment, services, writing_session
from dam.web.file_names import build_content_disposition
from dam.web.sign_in import own_id, require_role

bp = Blueprint("letters", __name__)
LIST = "staff/requests/letters.html"
FOLDER = REQUEST_LETTERS
DONE = {"undan": "Brevet är lagt åt sidan.", "arende": "Brevet ligger på ärendet."}


@bp.get("/arenden/brev")
@require_role("editor")
def show_unmatched_letters() -> str:
    done = DONE.get(request.args.get("klart", ""))
    return render_template(LIST, errors={}, done=done, form={}, **_unmatched_letters_context())


@bp.post("/arenden/brev/<int:letter_id>")
@require_role("editor")
def file_unmatched_letter(letter_id: int) -> Response:
    """Put the letter on the case whose number was typed, or aside."""
    number = request.form.get(f"number-{letter_id}", "").strip()
    aside = request.form.get("action") == "aside"
    try:
        with writing_session() as session:
            if aside:
                inbound.put_aside(session, letter_id, by=own_id(), now=request_moment())
            else:
                inbound.put_on(session, letter_id, number, by=own_id(), now=request_moment())
    except (BadInput, Conflict) as error:
        return errors.show_form_again(
            error, LIST, form=request.form, **_unmatched_letters_context()
        )
    address = f"{FOLDER}?klart=undan" if aside else f"{REQUESTS}/{number}?klart=brev"
    return redirect(address, 303)


@bp.get("/arenden/brev/<int:letter_id>/bilagor/<int:attachment_id>")
@require_role("editor")
def download_attachment(letter_id: int, attachment_id: int) -> Response:
    """Hand out an attachment as a file to save, once an antivirus program has looked through it."""
    stored = inbound.find_attachment(reading_session(), letter_id, attachment_id)
    app_services = services()
    if app_services.scanner is not None:
        with app_services.storage.open(stored.key) as file:
            app_services.scanner.ensure_clean(file, otherwise="Den lämnas inte ut.")
    body = stream_blocks([StoredRange(0, stored.bytes)], app_services.storage, stored.key)
    response = Response(body, content_type="application/octet-stream")
    response.headers["Content-Disposition"] = build_content_disposition(stored.name)
    response.content_length = stored.bytes
    return response


def _unmatched_letters_context() -> dict[str, object]:
    aside = request.args.get("visa") == "undan"
    letters_found = inbound.list_unmatched_letters(reading_session(), aside=aside)
    return {
        "letters": [show_letter(letter) for letter in letters_found],
        "aside": aside,
        "count": inbound.count_unmatched_letters(reading_session()),
    }
