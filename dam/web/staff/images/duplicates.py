"""`/redaktion/bilder/<id>/dubbletter`: an image beside one that it looks like, and what to do."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, redirect, render_template, request
from flask_babel import gettext
from werkzeug.wrappers import Response

from dam import catalogue
from dam.database.models import Duplicate, Image
from dam.delivery import pages, press_record
from dam.delivery.page_models import Card
from dam.errors import BadInput, Conflict, NotFound
from dam.ingest import duplicates
from dam.lifecycle import edit, replace_file
from dam.links.refs import image_ref
from dam.text.read import number_in
from dam.web import errors
from dam.web.context import now, read_anew, reading, services, writing
from dam.web.forms import sent_version
from dam.web.sign_in import who
from dam.web.staff.image_form import form
from dam.web.staff.image_form.choices import read_out
from dam.web.staff.image_row import row_of
from dam.web.staff.images import lookalikes
from dam.web.staff.images.editor import ensure_editable, may_edit
from dam.web.staff.images.versions import NOTE_LIMIT, count_told, read_note
from dam.web.template_filters import day, number, size_in_bytes, written_date

bp = Blueprint("duplicates", __name__)
PAGE = "staff/duplicates.html"


@dataclass(frozen=True, slots=True)
class Side:
    """One of two images: its picture, where it is opened, and (label, words) of what it is."""

    ref: str
    url: str
    picture: str | None
    facts: list[tuple[str, str]]


@bp.get("/bilder/<int:one>/dubbletter")
def page(one: int) -> str:
    kept = request.args.get("klart") == "behalls"
    other = number_in(request.args, "med", None)
    return render_template(PAGE, errors={}, kept=kept, **_values(one, other))


@bp.post("/bilder/<int:one>/dubbletter")
def choose(one: int) -> Response:
    """Keep both, or let the file become the other image's next version."""
    other = number_in(request.form, "other", 0)
    try:
        if "add" in request.form:
            _add(one, other)
            return redirect(f"/redaktion/bilder/{other}/versioner?klart=tillagd", 303)
        if other not in {row.other_id for row in lookalikes.questions([one])}:
            raise NotFound
        with writing() as session:
            image = catalogue.hold(session, one, who())
            duplicates.keep_both(session, image, other, by=who().id, now=now())
    except (BadInput, Conflict) as error:
        read_anew()
        return errors.again(error, PAGE, **_values(one, other))
    return redirect(f"/redaktion/bilder/{one}/dubbletter?klart=behalls", 303)


def _add(one: int, other: int) -> None:
    version, other_version = sent_version(), sent_version("other_version")
    with writing() as session:
        # Whoever holds two holds the older first, so that two people never wait for each other.
        held = {
            image_id: catalogue.hold(session, image_id, who(), version=shown)
            for image_id, shown in sorted([(one, version), (other, other_version)])
        }
        for image in held.values():
            ensure_editable(image)
        replace_file.absorb(
            session, held[one], held[other], note=read_note(), by=who().id, now=now()
        )


def _values(one: int, wanted: int | None) -> dict[str, object]:
    """Return the page of an image and one that it looks like: the one wanted, or the most alike."""
    image = catalogue.find_for(reading(), one, who())
    asked = lookalikes.questions([one])
    found = next((row for row in asked if row.other_id == wanted), next(iter(asked), None))
    values: dict[str, object] = {"row": row_of(image, now()), "version": image.version}
    if found is None:
        return values | {"found": None}
    return values | {
        "found": found,
        "said": lookalikes.words(found),
        "more": [
            (image_ref(row.other_id), f"/redaktion/bilder/{one}/dubbletter?med={row.other_id}")
            for row in asked
            if row is not found
        ],
        **_beside(image, found),
    }


def _beside(image: Image, found: Duplicate) -> dict[str, object]:
    """Return both sides, with what differs where this person may open both."""
    mine, other = _side(image), catalogue.find_each(reading(), [found.other_id], who())
    if not other:
        [card] = pages.cards(reading(), [found.other_id], services().house, now())
        return {"mine": mine, "theirs": _public_side(card), "differing": [], "in_files": []}
    [theirs] = other
    never_public = image.first_published_at is None and image.withdrawn_at is None
    return {
        "mine": mine,
        "theirs": _side(theirs),
        "other_version": theirs.version,
        "watchers": count_told(theirs),
        "note": request.form.get("note", ""),
        "note_limit": NOTE_LIMIT,
        "may_add": never_public and may_edit(image) and may_edit(theirs),
        "differing": _differing(image, theirs),
        "in_files": _in_files(image, theirs),
    }


def _side(image: Image) -> Side:
    row, file = row_of(image, now()), image.file
    if file is None:
        raise NotFound
    terms = press_record.terms_in(image, "sv")
    facts = [
        (gettext("Titel"), row.title),
        (gettext("Tillstånd"), row.label),
        (gettext("Bildpunkter"), _pixels(file.width, file.height)),
        (gettext("Fil"), f"{file.original_name}, {file.format}, {size_in_bytes(file.bytes)}"),
        (gettext("Uppladdad"), day(file.created_at)),
        (gettext("Datum"), written_date(image.date_text or "")),
        (gettext("Byline"), press_record.credit_of(image)),
        (gettext("Villkor"), terms.name if terms else ""),
    ]
    picture = f"{row.url}/filer/w640.webp" if row.thumbnail else None
    return Side(row.ref, row.url, picture, facts)


def _public_side(card: Card) -> Side:
    """Return what everybody sees of an image that this person may not open."""
    facts = [
        (gettext("Titel"), card.title),
        (gettext("Bildpunkter"), _pixels(card.width, card.height)),
        (gettext("Byline"), card.credit),
        (gettext("Villkor"), card.terms.line),
    ]
    pictures = [one.url for one in card.preview.webp if one.width <= 640]
    return Side(card.ref, card.url, pictures[-1] if pictures else None, facts)


def _pixels(width: int, height: int) -> str:
    return f"{number(width)} × {number(height)}"


def _differing(one: Image, other: Image) -> list[tuple[str, str, str]]:
    """Return (field, what the one says, what the other says) where they differ, in words."""
    mine, theirs = (form.fill(edit.edited_now(image)) for image in (one, other))
    return [
        (form.LABELS[name], read_out(name, mine[name]), read_out(name, theirs[name]))
        for name in form.LABELS
        if mine[name] != theirs[name]
    ]


def _in_files(one: Image, other: Image) -> list[tuple[str, str, str]]:
    """The same of what stands in the files themselves."""
    mine, theirs = (
        {name: said.came for name, said in form.suggestions(image).items()}
        for image in (one, other)
    )
    return [
        (label, mine.get(name, ""), theirs.get(name, ""))
        for name, label in form.LABELS.items()
        if mine.get(name, "") != theirs.get(name, "")
    ]
