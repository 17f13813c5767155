"""`/redaktion/sokord`: words that stand for others when somebody searches."""

from __future__ import annotations

from dataclasses import asdict

from flask import Blueprint, redirect, render_template, request
from werkzeug.wrappers import Response

from dam.database.fingerprint import mark_of
from dam.errors import BadInput, Conflict
from dam.links.staff_paths import SYNONYMS
from dam.search import synonyms
from dam.search.synonyms import SynonymLists
from dam.web import errors
from dam.web.context import reading_session, request_moment, writing_session
from dam.web.sign_in import own_id, require_role
from dam.web.staff import conflicts
from dam.web.staff.conflicts import FormFields, Sent

bp = Blueprint("synonyms", __name__)
PAGE = "staff/synonyms.html"
FIELDS = {"same": "Ord som betyder samma sak", "also": "Ord som också ger andra träffar"}


@bp.get("/sokord")
@require_role("editor")
def show_synonyms() -> str:
    lists = synonyms.read_synonym_lists(reading_session())
    done = "Sparat. Sökningen använder orden nu." if request.args.get("klart") == "sparat" else None
    held = conflicts.open_form(SHEET, asdict(lists))
    return render_template(PAGE, errors={}, done=done, over=mark_of(lists), **held)


@bp.post("/sokord")
@require_role("editor")
def save_synonyms() -> Response:
    try:
        with writing_session() as session:
            stored = asdict(synonyms.read_synonym_lists(session))
            lists = _read_synonym_form(conflicts.merge_form(request.form, stored, SHEET))
            over = request.form.get("over", "")
            synonyms.save_synonym_lists(
                session, lists, over=over, by=own_id(), now=request_moment()
            )
    except (BadInput, Conflict) as error:
        theirs = synonyms.read_synonym_lists(reading_session())
        fields = conflicts.reopen_form(SHEET, error, request.form, asdict(theirs), "over")
        return errors.show_form_again(error, PAGE, **{"over": mark_of(theirs)} | fields)
    return redirect(f"{SYNONYMS}?klart=sparat", 303)


def _read_synonym_form(sent: Sent) -> SynonymLists:
    return SynonymLists(
        **{name: sent.get(name, "").replace("\r\n", "\n").strip() for name in FIELDS}
    )


SHEET = FormFields(FIELDS, lambda sent: asdict(_read_synonym_form(sent)))
