"""`/redaktion/bilder/<id>`: describe an image, set its terms, publish it."""

from __future__ import annotations

from dataclasses import asdict

from flask import Blueprint, jsonify, redirect, render_template, request
from flask_babel import gettext
from werkzeug.wrappers import Response

from dam import accounts, approval, catalogue, clearance
from dam.approval import ImageUnseen, NotApproved
from dam.catalogue import translations
from dam.clearance import facts
from dam.database.models import Image
from dam.database.session import Session
from dam.delivery import notices, press_record
from dam.delivery.pages import read_credentials_line
from dam.errors import BadInput, Conflict, NotAllowed
from dam.lifecycle import draft_bin, edit, publish, waiting_changes, worklists
from dam.lifecycle.change_fields import DESCRIBED
from dam.links.paths import image_path
from dam.links.staff_paths import IMAGES
from dam.rights.basis import get_people_status
from dam.rights.image_states import ImageState
from dam.rights.withdrawal import REASONS
from dam.text.read import number_in
from dam.usage_requests.desk_page import show_letter
from dam.web import errors
from dam.web.context import reading_session, request_moment, writing_session
from dam.web.forms import sent_version
from dam.web.language import say_on_page
from dam.web.sign_in import own_id, signed_in_user
from dam.web.staff import conflicts
from dam.web.staff.image_form import assignee, choices
from dam.web.staff.image_form import form as image_form
from dam.web.staff.image_form.choices import describe_choice
from dam.web.staff.image_row import WAITS, build_image_row
from dam.web.staff.images import lookalikes, publishing
from dam.web.staff.images import waiting_changes as images_waiting_changes
from dam.web.staff.person_labels import STATUSES
from dam.web.template_filters import show_clock

bp = Blueprint("editor", __name__)
ON_PAGE = DESCRIBED | {"terms"}
"""The parts of the fingerprint that the form holds, and a conflict compares."""
DONE = {
    "sparad": "Sparat.",
    "vantar": WAITS,
    "publicerad": "Bilden är publicerad.",
    "skickad": "Bilden är skickad till granskning.",
    "returnerad": "Bilden är skickad tillbaka och är ett utkast igen.",
    "tillbaka": "Bilden är ett utkast igen.",
    "ur-korgen": "Bilden är tillbaka ur papperskorgen.",
    "schemalagd": "Sparat. Bilden publiceras när tiden kommer.",
    "oschemalagd": "Sparat. Tiden är borttagen.",
    "aterkallad": "Bilden är återkallad. Alla dess adresser är stängda.",
    "havd": "Återkallelsen är hävd. Bilden är ett utkast tills den publiceras igen.",
}


@bp.get("/bilder/<int:image_id>")
def show_editor(image_id: int) -> str:
    image = catalogue.find_for(reading_session(), image_id, signed_in_user())
    values = _editor_context(image) | {"done": DONE.get(request.args.get("klart", ""))}
    form = image_form.fill_image_form(_current_edit(reading_session(), image))
    return render_template("staff/editor.html", form=form, errors={}, **values)


@bp.post("/bilder/<int:image_id>")
def submit_description(image_id: int) -> Response:
    """Save, then do what the button says: what was typed is kept in any case."""
    version = number_in(request.form, "version", None)
    fingerprint = request.form.get("fingerprint", "")
    try:
        version, fingerprint, waits = _store_description(image_id)
        if errors.wants_json():
            message = gettext("Sparat %(clock)s", clock=show_clock(request_moment()))
            marks = _fingerprint_editor(
                catalogue.find_for(reading_session(), image_id, signed_in_user())
            )
            return jsonify(version=version, fingerprint=fingerprint, began=marks, saved=message)
        done = publishing.run_publishing_step(image_id, request.form, fingerprint)
        done = "vantar" if waits and done == "sparad" else done
    except (BadInput, NotApproved) as error:
        return _rerender_editor(image_id, error, version=version, fingerprint=fingerprint)
    except (NotAllowed, ImageUnseen) as error:
        return _rerender_editor(image_id, error)
    except Conflict as error:
        return _render_editor_conflict(image_id, error)
    return redirect(f"{IMAGES}/{image_id}?klart={done}", 303)


def _store_description(image_id: int) -> tuple[int, str, bool]:
    """Save the form; returns the version it became, the fingerprint of what this person has seen of
    it then (none where the image was not as the form showed it), and whether it waits for another.
    """
    version = sent_version()
    with writing_session() as session:
        image = catalogue.lock_image(session, image_id, signed_in_user(), version=version)
        ensure_editable(image)
        is_current = approval.compute_fingerprint(session, image) == request.form.get("fingerprint")
        before = _current_edit(session, image)
        edited = image_form.read_image_form(
            conflicts.merge_form(request.form, image_form.fill_image_form(before)), before
        )
        waits = edit.save_image_edit(
            session, image, edited, on_own=True, by=own_id(), now=request_moment()
        )
        assignee.save_assignee_field(session, image, request.form)
        fingerprint = approval.compute_fingerprint(session, image) if is_current else ""
        return image.version, fingerprint, waits


def _current_edit(session: Session, image: Image) -> edit.Edited:
    """Return what this person edits: the image as it stands, with what waits because of them."""
    own_changes = waiting_changes.list_own_waiting_fields(session, own_id()).get(image.id, {})
    return publish.edited_by(session, image, own_changes)


def ensure_editable(image: Image) -> None:
    """Raise NotAllowed where this person may not change the image in the state that it has."""
    if image.state == ImageState.WITHDRAWN:
        raise NotAllowed("Bilden är återkallad och kan inte ändras.")
    if image.state == ImageState.REVIEW and not accounts.has_role(signed_in_user(), "editor"):
        raise NotAllowed("Bilden granskas. Ta tillbaka den till utkast om du vill ändra den.")
    if image.state != ImageState.DRAFT and not accounts.has_role(signed_in_user(), "editor"):
        raise NotAllowed("Bilden är publicerad. Be en redaktör om ändringen.")
    if image.publish_at and not accounts.has_role(signed_in_user(), "editor"):
        raise NotAllowed("Bilden publiceras vid en vald tid. Be en redaktör om ändringen.")


def may_edit(image: Image) -> bool:
    """Whether `ensure_editable` lets it pass."""
    return why_locked(image) is None


def why_locked(image: Image) -> str | None:
    """Return the sentence of `ensure_editable` where it does not let it pass."""
    try:
        ensure_editable(image)
    except NotAllowed as error:
        return say_on_page(error.sentence)
    return None


def _rerender_editor(
    image_id: int, error: BadInput | NotAllowed | NotApproved | ImageUnseen, **context: object
) -> Response:
    """Show the form again as it was typed; ``shown`` is an earlier state that it was shown of."""
    if errors.wants_json():
        raise error
    values = (
        _editor_context(catalogue.find_for(reading_session(), image_id, signed_in_user())) | context
    )
    if isinstance(error, BadInput):
        error.fields = image_form.name_errors_by_field(error.fields)
    return errors.show_form_again(
        error, "staff/editor.html", form=image_form.echo_image_form(request.form), **values
    )


def _render_editor_conflict(image_id: int, error: Conflict) -> Response:
    """Show both where they differ, to choose from field by field."""
    if errors.wants_json():
        raise error
    image = catalogue.find_for(reading_session(), image_id, signed_in_user())
    theirs = image_form.fill_image_form(_current_edit(reading_session(), image))
    mine = image_form.echo_image_form(conflicts.merge_form_so_far(request.form, theirs))
    began = request.form.get("began", "")
    return errors.show_form_again(
        error,
        "staff/conflict.html",
        row=build_image_row(image, request_moment()),
        version=image.version,
        mine={
            **mine,
            **publishing.keep_step_fields(request.form),
            "began": began,
            "beside": request.form.get("beside", ""),
            "fingerprint": _seen_in_conflict(image),
        },
        differing=conflicts.list_field_differences(
            image_form.LABELS, mine, theirs, began=began, describe=describe_choice
        ),
        unchosen=isinstance(error, conflicts.UnresolvedConflict),
    )


def _seen_in_conflict(image: Image) -> str:
    """Return the fingerprint of an image of which only shown differences are unseen, else ""."""
    same = request.form.get("beside") == approval.beside(reading_session(), image, ON_PAGE)
    return approval.compute_fingerprint(reading_session(), image) if same else ""


def _fingerprint_editor(image: Image) -> str:
    """Return what tells later which fields somebody has changed."""
    return conflicts.fingerprint_fields(
        image_form.fill_image_form(_current_edit(reading_session(), image))
    )


def _editor_context(image: Image) -> dict[str, object]:
    """Return what the page shows beside the form."""
    title = catalogue.find_image_text(image).title
    held_terms, current = image.terms_version, clearance.current_terms(reading_session())
    return {
        "row": build_image_row(image, request_moment()),
        "version": image.version,
        "fingerprint": approval.compute_fingerprint(reading_session(), image),
        "beside_mark": approval.beside(reading_session(), image, ON_PAGE),
        "began": _fingerprint_editor(image),
        "why_locked": why_locked(image),
        "may_bin": draft_bin.find_bin_hindrance(image, signed_in_user()) is None,
        "never_public": image.first_published_at is None and image.state in worklists.UNPUBLISHED,
        "public_url": image_path(image.id, title) if image.state == ImageState.PUBLISHED else None,
        "processing_error": image.processing_error,
        "suggestions": image_form.suggest_from_file(image),
        "received": image.file.received if image.file else {},
        "credentials_said": read_credentials_line(image.file) if image.file else None,
        "letters": [
            show_letter(letter) for letter in notices.letters_about(reading_session(), image.id)
        ],
        "withdrawn": _describe_withdrawal(image),
        "credit": press_record.format_image_credit(image),
        "people_status": STATUSES[get_people_status(facts.people_of(image), request_moment())],
        "advice": [
            item for item in clearance.what_is_missing(image, request_moment()) if not item.blocks
        ],
        "terms": [("", gettext("Välj villkor")), *choices.terms_choices(current)],
        "terms_held": held_terms,
        "terms_newest": next(
            (version for version in current if held_terms and version.terms == held_terms.terms),
            None,
        ),
        "untranslated": translations.list_missing_words(asdict(catalogue.describe_now(image))),
        "topics": catalogue.TOPICS,
        "brands": [(brand, brand) for brand in catalogue.BRANDS],
        "kinds": choices.kind_choices(),
        "origins": [("", gettext("Välj")), *choices.origin_choices()],
        "sources": choices.source_choices(),
        "owners": choices.owner_choices(),
        "collections": choices.collection_choices(),
        "waiting": images_waiting_changes.describe_waiting_changes(image.id),
        "decided": [
            answer
            for row, answer in images_waiting_changes.list_decided_changes()
            if row.id == image.id
        ],
        "alike": lookalikes.find_lookalike_notices([image.id]).get(image.id),
        **publishing.publishing_context(image),
    }


def _describe_withdrawal(image: Image) -> dict[str, object] | None:
    """Return when, why and by whom the image was taken down."""
    if image.withdrawn_at is None:
        return None
    by = (
        accounts.list_account_names(reading_session()).get(image.withdrawn_by)
        if image.withdrawn_by
        else None
    )
    return {
        "at": image.withdrawn_at,
        "reason": REASONS[image.withdrawn_reason or ""].choice,
        "by": by,
    }
