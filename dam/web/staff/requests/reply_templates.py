"""`/redaktion/arenden/standardsvar`: words that staff use again when they answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict

from flask import Blueprint, redirect, render_template, request
from werkzeug.wrappers import Response

from dam.database.fingerprint import mark_of
from dam.errors import BadInput, Conflict, NotFound
from dam.links.staff_paths import REPLY_TEMPLATES
from dam.usage_requests import reply_templates
from dam.usage_requests.reply_templates import ReplyTemplateText, read_reply_template
from dam.web import errors
from dam.web.context import reading_session, request_moment, writing_session
from dam.web.sign_in import own_id, require_role
from dam.web.staff import conflicts
from dam.web.staff.conflicts import FormFields

bp = Blueprint("standard_answers", __name__)
LIST, FORM = "staff/requests/answers.html", "staff/requests/answer.html"
FOLDER = REPLY_TEMPLATES
FIELDS = {"name": "Namn", "language": "Språk", "text": "Svaret"}
LANGUAGES = {"sv": "Svenska", "en": "Engelska"}
GONE = "Standardsvaret är borttaget. Spara om det ska läggas till igen."
DONE = {"sparat": "Standardsvaret är sparat.", "borta": "Standardsvaret är borttaget."}


@bp.get("/arenden/standardsvar")
@require_role("editor")
def show_reply_templates() -> str:
    return render_template(
        LIST,
        answers=reply_templates.list_reply_templates(reading_session()),
        languages=LANGUAGES,
        done=DONE.get(request.args.get("klart", "")),
    )


@bp.get("/arenden/standardsvar/nytt")
@require_role("editor")
def show_new_reply_template() -> str:
    return render_template(FORM, errors={}, form={"language": "sv"}, languages=LANGUAGES)


@bp.post("/arenden/standardsvar/nytt")
@require_role("editor")
def create_reply_template() -> Response:
    try:
        with writing_session() as session:
            reply_templates.add_reply_template(
                session, _read_reply_template_form(request.form), by=own_id(), now=request_moment()
            )
    except BadInput as error:
        return errors.show_form_again(error, FORM, form=request.form, languages=LANGUAGES)
    return redirect(f"{FOLDER}?klart=sparat", 303)


@bp.get("/arenden/standardsvar/<int:answer_id>")
@require_role("editor")
def show_reply_template(answer_id: int) -> str:
    words = read_reply_template(reply_templates.find_reply_template(reading_session(), answer_id))
    values = conflicts.open_form(SHEET, asdict(words)) | {
        "over": mark_of(words),
        "answer": answer_id,
    }
    return render_template(FORM, errors={}, languages=LANGUAGES, **values)


@bp.post("/arenden/standardsvar/<int:answer_id>")
@require_role("editor")
def save_reply_template(answer_id: int) -> Response:
    """Write what it says, or take it away."""
    over, removes = request.form.get("over", ""), request.form.get("action") == "remove"
    try:
        with writing_session() as session:
            row = reply_templates.find_reply_template(session, answer_id)
            if removes:
                reply_templates.remove_reply_template(
                    session, row, over=over, by=own_id(), now=request_moment()
                )
            else:
                words = _read_reply_template_form(
                    conflicts.merge_form(request.form, asdict(read_reply_template(row)), SHEET)
                )
                reply_templates.edit_reply_template(
                    session, row, words, over=over, by=own_id(), now=request_moment()
                )
    except NotFound:
        return errors.show_form_again(Conflict(GONE), FORM, form=request.form, languages=LANGUAGES)
    except (BadInput, Conflict) as error:
        stored = read_reply_template(
            reply_templates.find_reply_template(reading_session(), answer_id)
        )
        fields = conflicts.reopen_form(SHEET, error, request.form, asdict(stored), "over")
        values = {"answer": answer_id, "languages": LANGUAGES, "over": mark_of(stored)}
        return errors.show_form_again(error, FORM, **values | fields)
    return redirect(f"{FOLDER}?klart={'borta' if removes else 'sparat'}", 303)


def _read_reply_template_form(form: Mapping[str, str]) -> ReplyTemplateText:
    return ReplyTemplateText(**{name: form.get(name, "").replace("\r\n", "\n") for name in FIELDS})


SHEET = FormFields(
    FIELDS,
    lambda sent: asdict(_read_reply_template_form(sent)),
    lambda _, value: LANGUAGES.get(str(value), str(value)),
)
