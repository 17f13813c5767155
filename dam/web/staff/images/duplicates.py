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
from dam.links.staff_paths import IMAGES
from dam.text.read import number_in
from dam.web import errors
from dam.web.context import reading_session, request_moment, services, writing_session
from dam.web.forms import sent_version
from dam.web.sign_in import own_id, signed_in_user
from dam.web.staff.image_form import form
from dam.web.staff.image_form.choices import describe_choice
from dam.web.staff.image_row import build_image_row
from dam.web.staff.images import lookalikes
from dam.web.staff.images.editor import ensure_editable, may_edit
from dam.web.staff.images.versions import count_notified_watchers, read_note
from dam.web.template_filters import format_number, show_day, size_in_bytes, written_date

bp = Blueprint("duplicates", __name__)
PAGE = "staff/duplicates.html"


@dataclass(frozen=True, slots=True)
class ComparedImage:
    """One of two images: its picture, where it is opened, and (label, words) of what it is."""

    ref: str
    url: str
    picture: str | None
    facts: list[tuple[str, str]]


@bp.get("/bilder/<int:image_id>/dubbletter")
def show_duplicates(image_id: int) -> str:
    is_kept = request.args.get("klart") == "behalls"
    other_id = number_in(request.args, "med", None)
    return render_template(PAGE, errors={}, kept=is_kept, **_duplicates_context(image_id, other_id))


@bp.post("/bilder/<int:image_id>/dubbletter")
def resolve_duplicate(image_id: int) -> Response:
    """Keep both, or let the file become the other image's next version."""
    other_id = number_in(request.form, "other", 0)
    try:
        if "add" in request.form:
            _add_as_version(image_id, other_id)
            return redirect(f"{IMAGES}/{other_id}/versioner?klart=tillagd", 303)
        if other_id not in {
            row.other_id for row in lookalikes.list_undecided_lookalikes([image_id])
        }:
            raise NotFound
        with writing_session() as session:
            image = catalogue.lock_image(session, image_id, signed_in_user())
            duplicates.keep_both(session, image, other_id, by=own_id(), now=request_moment())
    except (BadInput, Conflict) as error:
        return errors.show_form_again(error, PAGE, **_duplicates_context(image_id, other_id))
    return redirect(f"{IMAGES}/{image_id}/dubbletter?klart=behalls", 303)


def _add_as_version(draft_id: int, target_id: int) -> None:
    version, other_version = sent_version(), sent_version("other_version")
    with writing_session() as session:
        # Whoever holds two holds the older first, so that two people never wait for each other.
        held = {
            image_id: catalogue.lock_image(
                session, image_id, signed_in_user(), version=version_shown
            )
            for image_id, version_shown in sorted([(draft_id, version), (target_id, other_version)])
        }
        for image in held.values():
            ensure_editable(image)
        replace_file.absorb_draft_file(
            session,
            held[draft_id],
            held[target_id],
            note=read_note(),
            by=own_id(),
            now=request_moment(),
        )


def _duplicates_context(image_id: int, wanted_id: int | None) -> dict[str, object]:
    """Return the page of an image and one that it looks like: the one wanted, or the most alike."""
    image = catalogue.find_for(reading_session(), image_id, signed_in_user())
    undecided = lookalikes.list_undecided_lookalikes([image_id])
    duplicate = next(
        (row for row in undecided if row.other_id == wanted_id), next(iter(undecided), None)
    )
    values: dict[str, object] = {
        "row": build_image_row(image, request_moment()),
        "version": image.version,
    }
    if duplicate is None:
        return values | {"found": None}
    return values | {
        "found": duplicate,
        "said": lookalikes.describe_lookalike(duplicate),
        "more": [
            (image_ref(row.other_id), f"{IMAGES}/{image_id}/dubbletter?med={row.other_id}")
            for row in undecided
            if row is not duplicate
        ],
        **_comparison_context(image, duplicate),
    }


def _comparison_context(image: Image, duplicate: Duplicate) -> dict[str, object]:
    """Return both sides, with what differs where this person may open both."""
    mine, other = (
        _build_compared_image(image),
        catalogue.find_each(reading_session(), [duplicate.other_id], signed_in_user()),
    )
    if not other:
        [card] = pages.build_cards(
            reading_session(), [duplicate.other_id], services().site, request_moment()
        )
        return {"mine": mine, "theirs": _build_public_image(card), "differing": [], "in_files": []}
    [theirs] = other
    never_public = image.first_published_at is None and image.withdrawn_at is None
    return {
        "mine": mine,
        "theirs": _build_compared_image(theirs),
        "other_version": theirs.version,
        "watchers": count_notified_watchers(theirs),
        "note": request.form.get("note", ""),
        "may_add": never_public and may_edit(image) and may_edit(theirs),
        "differing": _compare_descriptions(image, theirs),
        "in_files": _compare_file_metadata(image, theirs),
    }


def _build_compared_image(image: Image) -> ComparedImage:
    row, file = build_image_row(image, request_moment()), image.file
    if file is None:
        raise NotFound
    terms = press_record.get_image_terms_text(image, "sv")
    facts = [
        (gettext("Titel"), row.title),
        (gettext("Tillstånd"), row.label),
        (gettext("Bildpunkter"), _format_pixels(file.width, file.height)),
        (gettext("Fil"), f"{file.original_name}, {file.format}, {size_in_bytes(file.bytes)}"),
        (gettext("Uppladdad"), show_day(file.created_at)),
        (gettext("Datum"), written_date(image.date_text or "")),
        (gettext("Byline"), press_record.format_image_credit(image)),
        (gettext("Villkor"), terms.name if terms else ""),
    ]
    picture = f"{row.url}/filer/w640.webp" if row.thumbnail else None
    return ComparedImage(row.ref, row.url, picture, facts)


def _build_public_image(card: Card) -> ComparedImage:
    """Return what everybody sees of an image that this person may not open."""
    facts = [
        (gettext("Titel"), card.title),
        (gettext("Bildpunkter"), _format_pixels(card.width, card.height)),
        (gettext("Byline"), card.credit),
        (gettext("Villkor"), card.terms.line),
    ]
    pictures = [source.url for source in card.preview.webp if source.width <= 640]
    return ComparedImage(card.ref, card.url, pictures[-1] if pictures else None, facts)


def _format_pixels(width: int, height: int) -> str:
    return f"{format_number(width)} × {format_number(height)}"


def _compare_descriptions(first: Image, second: Image) -> list[tuple[str, str, str]]:
    """Return (field, what the one says, what the other says) where they differ, in words."""
    mine, theirs = (form.fill_image_form(edit.edited_now(image)) for image in (first, second))
    return [
        (form.LABELS[name], describe_choice(name, mine[name]), describe_choice(name, theirs[name]))
        for name in form.LABELS
        if mine[name] != theirs[name]
    ]


def _compare_file_metadata(first: Image, second: Image) -> list[tuple[str, str, str]]:
    """The same of what stands in the files themselves."""
    mine, theirs = (
        {name: suggestion.came for name, suggestion in form.suggest_from_file(image).items()}
        for image in (first, second)
    )
    return [
        (label, mine.get(name, ""), theirs.get(name, ""))
        for name, label in form.LABELS.items()
        if mine.get(name, "") != theirs.get(name, "")
    ]
