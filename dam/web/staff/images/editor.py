"""`/redaktion/bilder/<id>`: describe an image, set its terms, publish it."""

from __future__ import annotations

from flask import Blueprint, jsonify, redirect, render_template, request
from flask_babel import gettext
from werkzeug.wrappers import Response

from dam import accounts, approval, catalogue, clearance
from dam.approval import NotApproved, Unseen
from dam.clearance import facts
from dam.database.models import Image
from dam.database.session import Session
from dam.delivery import notices
from dam.delivery.pages import credentials_of
from dam.errors import BadInput, Conflict, NotAllowed
from dam.lifecycle import draft_bin, edit, publish, waiting_changes, worklists
from dam.lifecycle.change_fields import DESCRIBED
from dam.links.paths import image_path
from dam.rights.basis import status
from dam.rights.credit import credit_line
from dam.text.read import number_in
from dam.usage_requests.desk_page import show_letter
from dam.web import errors
from dam.web.context import now, read_anew, reading, writing
from dam.web.forms import sent_version
from dam.web.language import say
from dam.web.sign_in import who
from dam.web.staff import conflicts
from dam.web.staff.image_form import assignee, choices
from dam.web.staff.image_form import form as image_form
from dam.web.staff.image_form.choices import read_out
from dam.web.staff.image_row import WAITS, row_of
from dam.web.staff.images import lookalikes, publishing
from dam.web.staff.images import waiting_changes as images_waiting_changes
from dam.web.staff.images.takedown import REASON_NAMES
from dam.web.staff.person_labels import STATUSES
from dam.web.template_filters import clock

bp = Blueprint("editor", __name__)
SHOWN = DESCRIBED | {"terms"}
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


@bp.get("/bilder/<int:one>")
def show(one: int) -> str:
    image = catalogue.find_for(reading(), one, who())
    values = _values(image) | {"done": DONE.get(request.args.get("klart", ""))}
    form = image_form.fill(_edited(reading(), image))
    return render_template("staff/editor.html", form=form, errors={}, **values)


@bp.post("/bilder/<int:one>")
def save(one: int) -> Response:
    """Save, then do what the button says: what was typed is kept in any case."""
    version = number_in(request.form, "version", None)
    seen = request.form.get("fingerprint", "")
    try:
        version, seen, waits = _save(one)
        if errors.wants_json():
            saved = gettext("Sparat %(clock)s", clock=clock(now()))
            read_anew()
            began = _marks(catalogue.find_for(reading(), one, who()))
            return jsonify(version=version, fingerprint=seen, began=began, saved=saved)
        done = publishing.do(one, request.form, seen)
        done = "vantar" if waits and done == "sparad" else done
    except (BadInput, NotApproved) as error:
        return _again(one, error, version=version, fingerprint=seen)
    except (NotAllowed, Unseen) as error:
        return _again(one, error)
    except Conflict as error:
        return _conflict(one, error)
    return redirect(f"/redaktion/bilder/{one}?klart={done}", 303)


def _save(one: int) -> tuple[int, str, bool]:
    """Save the form; returns the version it became, the fingerprint of what this person has seen of
    it then (none where the image was not as the form showed it), and whether it waits for another.
    """
    version = sent_version()
    with writing() as session:
        image = catalogue.hold(session, one, who(), version=version)
        ensure_editable(image)
        shown = approval.fingerprint(session, image) == request.form.get("fingerprint")
        before = _edited(session, image)
        edited = image_form.read(conflicts.settle(request.form, image_form.fill(before)), before)
        waits = edit.save(session, image, edited, on_own=True, by=who().id, now=now())
        assignee.save(session, image, request.form)
        seen = approval.fingerprint(session, image) if shown else ""
        return image.version, seen, waits


def _edited(session: Session, image: Image) -> edit.Edited:
    """Return what this person edits: the image as it stands, with what waits because of them."""
    wanted = waiting_changes.own(session, who().id).get(image.id, {})
    return publish.edited_by(session, image, wanted)


def ensure_editable(image: Image) -> None:
    """Raise NotAllowed where this person may not change the image in the state that it has."""
    if image.state == "withdrawn":
        raise NotAllowed("Bilden är återkallad och kan inte ändras.")
    if image.state == "review" and not accounts.may(who(), "editor"):
        raise NotAllowed("Bilden granskas. Ta tillbaka den till utkast om du vill ändra den.")
    if image.state != "draft" and not accounts.may(who(), "editor"):
        raise NotAllowed("Bilden är publicerad. Be en redaktör om ändringen.")
    if image.publish_at and not accounts.may(who(), "editor"):
        raise NotAllowed("Bilden publiceras vid en vald tid. Be en redaktör om ändringen.")


def may_edit(image: Image) -> bool:
    """Whether `ensure_editable` lets it pass."""
    return why_locked(image) is None


def why_locked(image: Image) -> str | None:
    """Return the sentence of `ensure_editable` where it does not let it pass."""
    try:
        ensure_editable(image)
    except NotAllowed as error:
        return say(error.sentence)
    return None


def _again(
    one: int, error: BadInput | NotAllowed | NotApproved | Unseen, **shown: object
) -> Response:
    """Show the form again as it was typed; ``shown`` is what it was shown of, where that is not
    the image as it is now.
    """
    if errors.wants_json():
        raise error
    read_anew()
    values = _values(catalogue.find_for(reading(), one, who())) | shown
    if isinstance(error, BadInput):
        error.fields = image_form.named(error.fields)
    return errors.again(error, "staff/editor.html", form=image_form.typed(request.form), **values)


def _conflict(one: int, error: Conflict) -> Response:
    """Show both where they differ, to choose from field by field."""
    if errors.wants_json():
        raise error
    image = catalogue.find_for(reading(), one, who())
    theirs = image_form.fill(_edited(reading(), image))
    mine = image_form.typed(conflicts.settle_chosen(request.form, theirs))
    began = request.form.get("began", "")
    return errors.again(
        error,
        "staff/conflict.html",
        row=row_of(image, now()),
        version=image.version,
        mine={
            **mine,
            **publishing.carried(request.form),
            "began": began,
            "beside": request.form.get("beside", ""),
            "fingerprint": _seen_in_conflict(image),
        },
        differing=conflicts.differences(
            image_form.LABELS, mine, theirs, began=began, said=read_out
        ),
        unchosen=isinstance(error, conflicts.NotChosen),
    )


def _seen_in_conflict(image: Image) -> str:
    """Return the fingerprint of the image where the fields that differ are all that this person has
    not seen of it; else none, so that they are asked to look at it.
    """
    same = request.form.get("beside") == approval.beside(reading(), image, SHOWN)
    return approval.fingerprint(reading(), image) if same else ""


def _marks(image: Image) -> str:
    """Return what tells later which fields somebody has changed."""
    return conflicts.marks(image_form.fill(_edited(reading(), image)))


def _values(image: Image) -> dict[str, object]:
    """Return what the page shows beside the form."""
    title = catalogue.text_of(image).title
    held, current = image.terms_version, clearance.current_terms(reading())
    return {
        "row": row_of(image, now()),
        "version": image.version,
        "fingerprint": approval.fingerprint(reading(), image),
        "beside_mark": approval.beside(reading(), image, SHOWN),
        "began": _marks(image),
        "why_locked": why_locked(image),
        "may_bin": draft_bin.hindrance(image, who()) is None,
        "never_public": image.first_published_at is None and image.state in worklists.UNPUBLISHED,
        "public_url": image_path(image.id, title) if image.state == "published" else None,
        "processing_error": image.processing_error,
        "suggestions": image_form.suggestions(image),
        "received": image.file.received if image.file else {},
        "credentials_said": credentials_of(image.file) if image.file else None,
        "letters": [show_letter(letter) for letter in notices.letters_about(reading(), image.id)],
        "withdrawn": _withdrawn(image),
        "credit": credit_line(image.creators, image.brand, image.credit_override),
        "people_status": STATUSES[status(facts.people_of(image), now())],
        "advice": [item for item in clearance.what_is_missing(image, now()) if not item.blocks],
        "terms": [("", gettext("Välj villkor")), *choices.terms(current)],
        "terms_held": held,
        "terms_newest": next((one for one in current if held and one.terms == held.terms), None),
        "topics": catalogue.TOPICS,
        "brands": [(brand, brand) for brand in catalogue.BRANDS],
        "kinds": choices.kinds(),
        "origins": [("", gettext("Välj")), *choices.origins()],
        "sources": choices.sources(),
        "owners": choices.owners(),
        "collections": choices.all_collections(),
        "waiting": images_waiting_changes.brief(image.id),
        "decided": [told for row, told in images_waiting_changes.decided() if row.id == image.id],
        "alike": lookalikes.told([image.id]).get(image.id),
        **publishing.values(image),
    }


def _withdrawn(image: Image) -> dict[str, object] | None:
    """Return when, why and by whom the image was taken down."""
    if image.withdrawn_at is None:
        return None
    by = accounts.names(reading()).get(image.withdrawn_by) if image.withdrawn_by else None
    return {
        "at": image.withdrawn_at,
        "reason": REASON_NAMES[image.withdrawn_reason or ""],
        "by": by,
    }
