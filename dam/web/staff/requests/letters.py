"""`/redaktion/arenden/brev`: letters that no case is known for, and files that came by letter."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request
from werkzeug.wrappers import Response

from dam.delivery.stream import blocks
from dam.errors import BadInput, Conflict
from dam.imaging.embed.assemble import Range
from dam.usage_requests import inbound
from dam.usage_requests.desk_page import show_letter
from dam.web import errors
from dam.web.context import now, reading, services, writing
from dam.web.file_names import disposition
from dam.web.sign_in import require, who

bp = Blueprint("letters", __name__)
LIST = "staff/requests/letters.html"
FOLDER = "/redaktion/arenden/brev"
DONE = {"undan": "Brevet är lagt åt sidan.", "arende": "Brevet ligger på ärendet."}


@bp.get("/arenden/brev")
@require("editor")
def show_list() -> str:
    done = DONE.get(request.args.get("klart", ""))
    return render_template(LIST, errors={}, done=done, form={}, **_values())


@bp.post("/arenden/brev/<int:letter>")
@require("editor")
def act(letter: int) -> Response:
    """Put the letter on the case whose number was typed, or aside."""
    number = request.form.get(f"number-{letter}", "").strip()
    aside = request.form.get("action") == "aside"
    try:
        with writing() as session:
            if aside:
                inbound.put_aside(session, letter, by=who().id, now=now())
            else:
                inbound.put_on(session, letter, number, by=who().id, now=now())
    except (BadInput, Conflict) as error:
        return errors.again(error, LIST, form=request.form, **_values())
    away = f"{FOLDER}?klart=undan" if aside else f"/redaktion/arenden/{number}?klart=brev"
    return redirect(away, 303)


@bp.get("/arenden/brev/<int:letter>/bilagor/<int:attachment>")
@require("editor")
def attachment(letter: int, attachment: int) -> Response:
    """Hand out what a stranger attached: as a file to save, never as a page, and only after an
    antivirus program has looked through it, where there is one.
    """
    found = inbound.attachment(reading(), letter, attachment)
    here = services()
    if here.scanner is not None:
        with here.storage.open(found.key) as file:
            here.scanner.ensure_clean(file, otherwise="Den lämnas inte ut.")
    whole = blocks([Range(0, found.bytes)], here.storage, found.key)
    answer = Response(whole, content_type="application/octet-stream")
    answer.headers["Content-Disposition"] = disposition(found.name)
    answer.content_length = found.bytes
    return answer


def _values() -> dict[str, object]:
    aside = request.args.get("visa") == "undan"
    found = inbound.listed(reading(), aside=aside)
    return {
        "letters": [show_letter(letter) for letter in found],
        "aside": aside,
        "count": inbound.count(reading()),
    }
