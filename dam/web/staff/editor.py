"""`/redaktion/bilder/<id>`: describe an image, set its terms, publish it."""

from __future__ import annotations

from flask import Blueprint, jsonify, redirect, render_template, request
from flask_babel import gettext
from werkzeug.wrappers import Response

from dam import approval, catalogue, clearance, people, standing, workflow
from dam.approval import NotApproved, Unseen
from dam.database import Session
from dam.delivery.show import credentials_of
from dam.errors import BadInput, Conflict, NotAllowed
from dam.following import notices
from dam.links import image_path
from dam.models import Image
from dam.procedures import draft_bin, publish, waiting_changes
from dam.procedures.contents import DESCRIBED
from dam.rights.basis import status
from dam.rights.credit import credit_line
from dam.text.read import number_in
from dam.usage_requests.shown_to_staff import show_letter
from dam.web import errors
from dam.web.auth import who
from dam.web.forms import sent_version
from dam.web.language import say
from dam.web.scope import now, read_anew, reading, writing
from dam.web.show import clock
from dam.web.staff import alike, choices, conflicts, publishing, responsible, sheet, waiting
from dam.web.staff.choices import read_out
from dam.web.staff.persons_words import STATUSES
from dam.web.staff.rows import WAITS, row_of
from dam.web.staff.takedown import REASON_NAMES

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
    form = sheet.fill(_edited(reading(), image))
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
        edited = sheet.read(conflicts.settle(request.form, sheet.fill(before)), before)
        waits = publish.save(session, image, edited, on_own=True, by=who().id, now=now())
        responsible.save(session, image, request.form)
        seen = approval.fingerprint(session, image) if shown else ""
        return image.version, seen, waits


def _edited(session: Session, image: Image) -> publish.Edited:
    """Return what this person edits: the image as it stands, with what waits because of them."""
    wanted = waiting_changes.own(session, who().id).get(image.id, {})
    return publish.edited_by(session, image, wanted)


def ensure_editable(image: Image) -> None:
    """Raise NotAllowed where this person may not change the image in the state that it has."""
    if image.state == "withdrawn":
        raise NotAllowed("Bilden är återkallad och kan inte ändras.")
    if image.state == "review" and not people.may(who(), "editor"):
        raise NotAllowed("Bilden granskas. Ta tillbaka den till utkast om du vill ändra den.")
    if image.state != "draft" and not people.may(who(), "editor"):
        raise NotAllowed("Bilden är publicerad. Be en redaktör om ändringen.")
    if image.publish_at and not people.may(who(), "editor"):
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
        error.fields = sheet.named(error.fields)
    return errors.again(error, "staff/editor.html", form=sheet.typed(request.form), **values)


def _conflict(one: int, error: Conflict) -> Response:
    """Show both where they differ, to choose from field by field."""
    if errors.wants_json():
        raise error
    image = catalogue.find_for(reading(), one, who())
    theirs = sheet.fill(_edited(reading(), image))
    mine = sheet.typed(conflicts.settle_chosen(request.form, theirs))
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
        differing=conflicts.differences(sheet.LABELS, mine, theirs, began=began, said=read_out),
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
    return conflicts.marks(sheet.fill(_edited(reading(), image)))


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
        "never_public": image.first_published_at is None and image.state in workflow.UNPUBLISHED,
        "public_url": image_path(image.id, title) if image.state == "published" else None,
        "processing_error": image.processing_error,
        "suggestions": sheet.suggestions(image),
        "received": image.file.received if image.file else {},
        "credentials_said": credentials_of(image.file) if image.file else None,
        "letters": [show_letter(letter) for letter in notices.letters_about(reading(), image.id)],
        "withdrawn": _withdrawn(image),
        "credit": credit_line(image.creators, image.brand, image.credit_override),
        "people_status": STATUSES[status(standing.people_of(image), now())],
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
        "waiting": waiting.brief(image.id),
        "decided": [told for row, told in waiting.decided() if row.id == image.id],
        "alike": alike.told([image.id]).get(image.id),
        **publishing.values(image),
    }


def _withdrawn(image: Image) -> dict[str, object] | None:
    """Return when, why and by whom the image was taken down."""
    if image.withdrawn_at is None:
        return None
    by = people.names(reading()).get(image.withdrawn_by) if image.withdrawn_by else None
    return {
        "at": image.withdrawn_at,
        "reason": REASON_NAMES[image.withdrawn_reason or ""],
        "by": by,
    }
