"""`/redaktion/samlingar`: the collections, what each says, and its images in their order."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict

from flask import Blueprint, redirect, render_template, request
from flask_babel import ngettext
from werkzeug.wrappers import Response

from dam import accounts, catalogue
from dam.catalogue import collections
from dam.catalogue.collections import Held, Words, words_of
from dam.database.models import Collection
from dam.database.session import Session
from dam.errors import BadInput, Conflict, DamError, NotAllowed
from dam.lifecycle import waiting_changes
from dam.links.refs import image_ref
from dam.text.read import number_in, read_id
from dam.web import errors
from dam.web.context import now, read_anew, reading, writing
from dam.web.forms import sent_version
from dam.web.language import say
from dam.web.sign_in import require, who
from dam.web.staff import conflicts, id_ranges
from dam.web.staff.conflicts import Sheet
from dam.web.staff.image_row import row_of
from dam.web.staff.images.editor import ensure_editable

bp = Blueprint("collections", __name__)
LIST, ONE, REMOVE = (f"staff/collections/{name}.html" for name in ("list", "one", "remove"))
MOST_PLACE = 999_999
WORDS = {"name": "Namn", "intro": "Ingress"}
FOLDER = "/redaktion/samlingar"
PAGE = 100
DONE = {
    "sparad": "Sparat.",
    "ordnad": "Ordningen är sparad.",
    "borta": "Samlingen är borttagen. Bilderna finns kvar.",
}


@bp.get("/samlingar")
def show_list() -> str:
    return render_template(LIST, errors={}, form={}, done=_done(), **_list_values())


@bp.post("/samlingar")
@require("editor")
def add() -> Response:
    try:
        with writing() as session:
            said = Words(request.form.get("name", ""))
            made = collections.add(session, said, by=who().id, now=now()).id
    except BadInput as error:
        return errors.again(error, LIST, form=request.form, **_list_values())
    return redirect(f"{FOLDER}/{made}", 303)


@bp.post("/samlingar/<int:one>/flytta")
@require("editor")
def move(one: int) -> Response:
    """Move the collection a step among the others."""
    steps = {"upp": -1, "ner": 1}.get(request.form.get("do", ""), 0)
    with writing() as session:
        collections.move(session, one, steps, by=who().id, now=now())
    return redirect(f"{FOLDER}?klart=ordnad", 303)


@bp.get("/samlingar/<int:one>")
def show(one: int) -> str:
    collection = collections.find(reading(), one)
    return render_template(ONE, errors={}, done=_done(), **_values(collection))


@bp.post("/samlingar/<int:one>")
@require("editor")
def save(one: int) -> Response:
    try:
        version = sent_version()
        with writing() as session:
            stored = asdict(words_of(collections.find(session, one)))
            said = _words(conflicts.settle(request.form, stored, SHEET))
            collections.edit(session, one, said, version=version, by=who().id, now=now())
    except (BadInput, Conflict) as error:
        read_anew()
        collection = collections.find(reading(), one)
        theirs = asdict(words_of(collection))
        shown = conflicts.again(SHEET, error, request.form, theirs, "version")
        return errors.again(error, ONE, **_values(collection) | shown)
    return redirect(f"{FOLDER}/{one}?klart=sparad", 303)


def _words(form: Mapping[str, str]) -> Words:
    return Words(form.get("name", ""), form.get("intro", "").replace("\r\n", "\n"))


SHEET = Sheet(WORDS, lambda sent: asdict(_words(sent)))


@bp.post("/samlingar/<int:one>/bilder")
def put(one: int) -> Response:
    """Put the images that are named in the collection: all of them, or none."""
    typed = request.form.get("bilder", "")
    try:
        ids = _read_ids(typed)
        with writing() as session:
            _collect(session, collections.find(session, one), ids, inside=True)
    except BadInput as error:
        return _again(one, error, typed=typed)
    return redirect(f"{FOLDER}/{one}?in={len(ids)}", 303)


@bp.post("/samlingar/<int:one>/ordning")
def arrange(one: int) -> Response:
    """Take out what is marked, or put the images in another order."""
    what, number = request.form.get("do", ""), number_in(request.form, "sida", 1)
    try:
        if what == "ut":
            ids = id_ranges.read(request.form.getlist("ids"))
            with writing() as session:
                _collect(session, collections.find(session, one), ids, inside=False)
            return redirect(f"{FOLDER}/{one}?ut={len(ids)}&sida={number}", 303)
        _arrange(one, what)
    except (BadInput, Conflict) as error:
        return _again(one, error)
    return redirect(f"{FOLDER}/{one}?klart=ordnad&sida={number}", 303)


@require("editor")
def _arrange(one: int, what: str) -> None:
    """Move the images whose numbers were changed, and the one whose button was pressed."""
    shown = {image: number_in(request.form, f"stod-{image}", 0) for image in _listed_ids()}
    places = {}
    for image, place in shown.items():
        wanted = number_in(request.form, f"plats-{image}", None, least=1, most=MOST_PLACE)
        if wanted is None:
            sentence = "Skriv platsen med siffror. 1 är först."
            raise BadInput(sentence, fields={f"plats-{image}": sentence})
        if wanted != place:
            places[image] = wanted
    step, _, pressed = what.partition("-")
    if step in {"upp", "ner"} and (image := read_id(pressed) or 0) in shown:
        places[image] = max(1, shown[image] + (1 if step == "ner" else -1))
    version = sent_version()
    with writing() as session:
        collections.arrange(session, one, places, version=version, by=who().id, now=now())


@bp.get("/samlingar/<int:one>/ta-bort")
@require("editor")
def show_remove(one: int) -> str:
    return render_template(REMOVE, **_remove_values(one))


@bp.post("/samlingar/<int:one>/ta-bort")
@require("editor")
def remove(one: int) -> Response:
    try:
        version = sent_version()
        with writing() as session:
            collections.remove(session, one, version=version, by=who().id, now=now())
    except (BadInput, Conflict) as error:
        read_anew()
        return errors.again(error, REMOVE, **_remove_values(one))
    return redirect(f"{FOLDER}?klart=borta", 303)


def _read_ids(typed: str) -> list[int]:
    """Read ids with spaces or commas between, IN-41 or 41, and IN-50–62 for several in a row."""
    plain = re.sub(r"(?i)\bin-?(?=[0-9])", "", typed).replace("–", "-")
    try:
        ids = id_ranges.read(plain.split())
    except BadInput as error:
        raise BadInput(error.sentence, fields={"bilder": str(error)}, **error.values) from error
    if not ids:
        sentence = "Skriv id för bilder, till exempel IN-2041, IN-2044."
        raise BadInput(sentence, fields={"bilder": sentence})
    return ids


def _listed_ids() -> list[int]:
    return list(filter(None, map(read_id, request.form.getlist("rad"))))


def _collect(session: Session, collection: Collection, ids: list[int], *, inside: bool) -> None:
    """Put images in a collection or take them out; raises BadInput with why for each not one."""
    wrong = []
    for one in ids:
        try:
            image = catalogue.hold(session, one, who())
            ensure_editable(image)
        except DamError as error:
            why = say(error.sentence).format(**error.values)
            wrong.append(f"{image_ref(one)}: {why}" if isinstance(error, NotAllowed) else why)
            continue
        slug, by = collection.slug, who().id
        with waiting_changes.proposing(session, image, by=by, now=now()):
            catalogue.collect(session, image, slug, inside=inside, by=by, now=now())
    if wrong:
        raise BadInput("Något behöver rättas.", fields={"bilder": " ".join(wrong)})


def _again(one: int, error: BadInput | Conflict, *, typed: str = "") -> Response:
    read_anew()
    collection = collections.find(reading(), one)
    moved = {
        f"plats-{image}": place
        for image in _listed_ids()
        if (place := request.form.get(f"plats-{image}", "")) != request.form.get(f"stod-{image}")
    }
    form = {**asdict(words_of(collection)), "bilder": typed, **moved}
    return errors.again(error, ONE, **_values(collection) | {"form": form})


def _done() -> str | None:
    """Return what was just done, in words."""
    put_in, out = (number_in(request.args, name, 0) for name in ("in", "ut"))
    if put_in:
        return str(ngettext("%(num)s bild är tillagd.", "%(num)s bilder är tillagda.", put_in))
    if out:
        return str(ngettext("%(num)s bild är uttagen.", "%(num)s bilder är uttagna.", out))
    done = DONE.get(request.args.get("klart", ""))
    return say(done) if done else None


def _list_values() -> dict[str, object]:
    held = collections.held(reading())
    return {
        "rows": [
            (one, words_of(one).name, held.get(one.id, Held()))
            for one in collections.listed(reading())
        ]
    }


def _values(collection: Collection) -> dict[str, object]:
    ids = collections.ids_in(reading(), collection)
    places = {one: place for place, one in enumerate(ids, 1)}
    pages = max(1, -(-len(ids) // PAGE))
    number = max(1, min(number_in(request.values, "sida", 1), pages))
    images = catalogue.find_each(reading(), ids[(number - 1) * PAGE : number * PAGE], who())
    return {
        **conflicts.begin(SHEET, asdict(words_of(collection))),
        "collection": collection,
        "name": words_of(collection).name,
        "version": collection.version,
        "order": collection.version,
        "rows": [(places[image.id], row_of(image, now())) for image in images],
        "total": len(ids),
        "page": number,
        "pages": pages,
        "arranges": accounts.may(who(), "editor"),
    }


def _remove_values(one: int) -> dict[str, object]:
    collection = collections.find(reading(), one)
    return {
        "collection": collection,
        "name": words_of(collection).name,
        "images": len(collections.ids_in(reading(), collection)),
    }
