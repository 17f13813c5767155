"""`/redaktion/samlingar`: the collections, what each says, and its images in their order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict

from flask import Blueprint, redirect, render_template, request
from flask_babel import ngettext
from werkzeug.wrappers import Response

from dam import accounts, catalogue
from dam.catalogue import collections
from dam.catalogue.collections import CollectionFigures, CollectionWords, read_collection_words
from dam.database.models import Collection
from dam.errors import BadInput, Conflict
from dam.links.staff_paths import COLLECTIONS
from dam.text.read import number_in, read_id
from dam.web import errors
from dam.web.context import reading_session, request_moment, writing_session
from dam.web.forms import sent_version
from dam.web.language import say_on_page
from dam.web.sign_in import own_id, require_role, signed_in_user
from dam.web.staff import conflicts, id_ranges
from dam.web.staff.collection_members import change_membership, read_typed_refs
from dam.web.staff.conflicts import FormFields
from dam.web.staff.image_row import build_image_row

bp = Blueprint("collections", __name__)
LIST, FORM, REMOVE = (f"staff/collections/{name}.html" for name in ("list", "one", "remove"))
MOST_PLACE = 999_999
WORDS = {"name": "Namn", "intro": "Ingress"}
FOLDER = COLLECTIONS
PAGE = 100
DONE = {
    "sparad": "Sparat.",
    "ordnad": "Ordningen är sparad.",
    "borta": "Samlingen är borttagen. Bilderna finns kvar.",
}


@bp.get("/samlingar")
def show_collections() -> str:
    return render_template(
        LIST, errors={}, form={}, done=_collections_message(), **_collections_context()
    )


@bp.post("/samlingar")
@require_role("editor")
def create_collection() -> Response:
    try:
        with writing_session() as session:
            words = CollectionWords(request.form.get("name", ""))
            collection_id = collections.add_collection(
                session, words, by=own_id(), now=request_moment()
            ).id
    except BadInput as error:
        return errors.show_form_again(error, LIST, form=request.form, **_collections_context())
    return redirect(f"{FOLDER}/{collection_id}", 303)


@bp.post("/samlingar/<int:collection_id>/flytta")
@require_role("editor")
def shift_collection(collection_id: int) -> Response:
    """Move the collection a step among the others."""
    steps = {"upp": -1, "ner": 1}.get(request.form.get("do", ""), 0)
    with writing_session() as session:
        collections.move_collection(
            session, collection_id, steps, by=own_id(), now=request_moment()
        )
    return redirect(f"{FOLDER}?klart=ordnad", 303)


@bp.get("/samlingar/<int:collection_id>")
def show_collection_editor(collection_id: int) -> str:
    collection = collections.find_collection(reading_session(), collection_id)
    return render_template(
        FORM, errors={}, done=_collections_message(), **_collection_context(collection)
    )


@bp.post("/samlingar/<int:collection_id>")
@require_role("editor")
def save_collection(collection_id: int) -> Response:
    try:
        version = sent_version()
        with writing_session() as session:
            stored = asdict(
                read_collection_words(collections.find_collection(session, collection_id))
            )
            words = _read_collection_form(conflicts.merge_form(request.form, stored, SHEET))
            collections.edit_collection(
                session, collection_id, words, version=version, by=own_id(), now=request_moment()
            )
    except (BadInput, Conflict) as error:
        collection = collections.find_collection(reading_session(), collection_id)
        theirs = asdict(read_collection_words(collection))
        context = conflicts.reopen_form(SHEET, error, request.form, theirs, "version")
        return errors.show_form_again(error, FORM, **_collection_context(collection) | context)
    return redirect(f"{FOLDER}/{collection_id}?klart=sparad", 303)


def _read_collection_form(form: Mapping[str, str]) -> CollectionWords:
    return CollectionWords(form.get("name", ""), form.get("intro", "").replace("\r\n", "\n"))


SHEET = FormFields(WORDS, lambda sent: asdict(_read_collection_form(sent)))


@bp.post("/samlingar/<int:collection_id>/bilder")
def put_images_in_collection(collection_id: int) -> Response:
    """Put the images that are named in the collection: all of them, or none."""
    typed = request.form.get("bilder", "")
    try:
        ids = read_typed_refs(typed)
        with writing_session() as session:
            change_membership(
                session, collections.find_collection(session, collection_id), ids, inside=True
            )
    except BadInput as error:
        return _rerender_collection(collection_id, error, typed=typed)
    return redirect(f"{FOLDER}/{collection_id}?in={len(ids)}", 303)


@bp.post("/samlingar/<int:collection_id>/ordning")
def rearrange_collection(collection_id: int) -> Response:
    """Take out what is marked, or put the images in another order."""
    button, page = request.form.get("do", ""), number_in(request.form, "sida", 1)
    try:
        if button == "ut":
            ids = id_ranges.parse_ids(request.form.getlist("ids"))
            with writing_session() as session:
                change_membership(
                    session, collections.find_collection(session, collection_id), ids, inside=False
                )
            return redirect(f"{FOLDER}/{collection_id}?ut={len(ids)}&sida={page}", 303)
        _save_image_order(collection_id, button)
    except (BadInput, Conflict) as error:
        return _rerender_collection(collection_id, error)
    return redirect(f"{FOLDER}/{collection_id}?klart=ordnad&sida={page}", 303)


@require_role("editor")
def _save_image_order(collection_id: int, button: str) -> None:
    """Move the images whose numbers were changed, and the one whose button was pressed."""
    places_shown = {
        image_id: number_in(request.form, f"stod-{image_id}", 0) for image_id in _read_listed_ids()
    }
    places = {}
    for image_id, place in places_shown.items():
        typed_place = number_in(request.form, f"plats-{image_id}", None, least=1, most=MOST_PLACE)
        if typed_place is None:
            sentence = "Skriv platsen med siffror. 1 är först."
            raise BadInput(sentence, fields={f"plats-{image_id}": sentence})
        if typed_place != place:
            places[image_id] = typed_place
    step, _, pressed = button.partition("-")
    if step in {"upp", "ner"} and (image_id := read_id(pressed) or 0) in places_shown:
        places[image_id] = max(1, places_shown[image_id] + (1 if step == "ner" else -1))
    version = sent_version()
    with writing_session() as session:
        collections.arrange_collection(
            session, collection_id, places, version=version, by=own_id(), now=request_moment()
        )


@bp.get("/samlingar/<int:collection_id>/ta-bort")
@require_role("editor")
def show_collection_removal(collection_id: int) -> str:
    return render_template(REMOVE, **_collection_removal_context(collection_id))


@bp.post("/samlingar/<int:collection_id>/ta-bort")
@require_role("editor")
def delete_collection(collection_id: int) -> Response:
    try:
        version = sent_version()
        with writing_session() as session:
            collections.remove_collection(
                session, collection_id, version=version, by=own_id(), now=request_moment()
            )
    except (BadInput, Conflict) as error:
        return errors.show_form_again(error, REMOVE, **_collection_removal_context(collection_id))
    return redirect(f"{FOLDER}?klart=borta", 303)


def _read_listed_ids() -> list[int]:
    return list(filter(None, map(read_id, request.form.getlist("rad"))))


def _rerender_collection(
    collection_id: int, error: BadInput | Conflict, *, typed: str = ""
) -> Response:
    collection = collections.find_collection(reading_session(), collection_id)
    moved = {
        f"plats-{image}": place
        for image in _read_listed_ids()
        if (place := request.form.get(f"plats-{image}", "")) != request.form.get(f"stod-{image}")
    }
    form = {**asdict(read_collection_words(collection)), "bilder": typed, **moved}
    return errors.show_form_again(error, FORM, **_collection_context(collection) | {"form": form})


def _collections_message() -> str | None:
    """Return what was just done, in words."""
    put_count, removed_count = (number_in(request.args, name, 0) for name in ("in", "ut"))
    if put_count:
        return str(ngettext("%(num)s bild är tillagd.", "%(num)s bilder är tillagda.", put_count))
    if removed_count:
        return str(
            ngettext("%(num)s bild är uttagen.", "%(num)s bilder är uttagna.", removed_count)
        )
    done = DONE.get(request.args.get("klart", ""))
    return say_on_page(done) if done else None


def _collections_context() -> dict[str, object]:
    counts = collections.count_collection_images(reading_session())
    return {
        "rows": [
            (
                collection,
                read_collection_words(collection).name,
                counts.get(collection.id, CollectionFigures()),
            )
            for collection in collections.list_collections(reading_session())
        ]
    }


def _collection_context(collection: Collection) -> dict[str, object]:
    ids = collections.ids_in(reading_session(), collection)
    places = {image_id: place for place, image_id in enumerate(ids, 1)}
    pages = max(1, -(-len(ids) // PAGE))
    page = max(1, min(number_in(request.values, "sida", 1), pages))
    images = catalogue.find_each(
        reading_session(), ids[(page - 1) * PAGE : page * PAGE], signed_in_user()
    )
    return {
        **conflicts.open_form(SHEET, asdict(read_collection_words(collection))),
        "collection": collection,
        "name": read_collection_words(collection).name,
        "version": collection.version,
        "order": collection.version,
        "rows": [(places[image.id], build_image_row(image, request_moment())) for image in images],
        "total": len(ids),
        "page": page,
        "pages": pages,
        "arranges": accounts.has_role(signed_in_user(), "editor"),
    }


def _collection_removal_context(collection_id: int) -> dict[str, object]:
    collection = collections.find_collection(reading_session(), collection_id)
    return {
        "collection": collection,
        "name": read_collection_words(collection).name,
        "images": len(collections.ids_in(reading_session(), collection)),
    }
