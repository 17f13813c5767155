"""`/redaktion/bilder/<id>/versioner`: the files that an image has had, and a new one for it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO, cast
from urllib.parse import urlencode

from flask import Blueprint, redirect, render_template, request
from werkzeug.wrappers import Response

from dam import accounts, catalogue
from dam.database.models import Image, ImageFile
from dam.database.session import Session
from dam.delivery import files, notices, press_record
from dam.errors import BadInput, Busy, Conflict, DamError, NoRoom, NotFound, Refused
from dam.i18n.translation import Sentence
from dam.imaging.formats import ACCEPT
from dam.ingest import accept, quota, versions
from dam.ingest.accept import Received
from dam.lifecycle import replace_file, waiting_changes
from dam.text.read import read_image_id
from dam.web import errors, file_response
from dam.web.context import now, read_anew, reading, services, writing
from dam.web.forms import file_size, sent_version, takes_files
from dam.web.language import say
from dam.web.sign_in import who
from dam.web.staff.image_row import row_of
from dam.web.staff.images.editor import ensure_editable, may_edit
from dam.web.staff.images.previews import NO_STORE, received

bp = Blueprint("versions", __name__)
PAGE = "staff/versions.html"
NOTE_LIMIT = 500
STORED = re.compile(r"([0-9a-f]{64})\.([a-z0-9]{2,5})")
DONE = {
    "ersatt": "Filen är mottagen. Storlekarna skapas, och sedan visas den nya filen.",
    "vantar": "Filen är mottagen. Den visas när en annan redaktör har godkänt den.",
    "tillbaka": "Versionen är tillbaka och visas nu.",
    "fanns": "Samma fil fanns redan som en äldre version. Den är tillbaka och visas nu.",
    "avbruten": "Den nya filen är borttagen.",
    "tillagd": "Utkastets fil är bildens nya version och visas nu.",
}


@dataclass(frozen=True, slots=True)
class Version:
    """A file that the image has had; ``current`` is what outsiders get, ``made`` may be so.

    ``comes`` while its sizes are being made, ``waits`` until another person approves it.
    """

    n: int
    url: str
    name: str
    format: str
    width: int
    height: int
    bytes: int
    by: str | None
    at: datetime
    current: bool
    made: bool
    comes: bool
    waits: bool
    transparent: bool


@bp.get("/bilder/<int:one>/versioner")
def show(one: int) -> str:
    done = DONE.get(request.args.get("klart", ""))
    return render_template(PAGE, errors={}, form={}, done=done and say(done), **_values(one))


@bp.post("/bilder/<int:one>/versioner")
@takes_files
def send(one: int) -> Response:
    """Take in a file that is to replace the current one."""
    came: Received | None = None
    try:
        ensure_editable(catalogue.find_for(reading(), one, who()))
        note = read_note()
        came = _receive()
        with writing() as session:
            image = _hold(session, one)
            catalogue.check_version(image, sent_version())
            before = versions.next_number(session, one)
            file = replace_file.take_in(
                session,
                image,
                came,
                note=note,
                storage=services().storage,
                by=who().id,
                now=now(),
            )
            done = "ersatt" if file.n == before or file.plan is None else "fanns"
            done = "vantar" if waiting_changes.is_guarded(session, image) else done
    except (BadInput, Busy, Conflict, NoRoom) as error:
        return _again(one, error, came)
    return redirect(f"/redaktion/bilder/{one}/versioner?klart={done}", 303)


@bp.post("/bilder/<int:one>/versioner/<int:n>/tillbaka")
def bring_back(one: int, n: int) -> Response:
    """Make a version the current one; its sizes are made first where they never were."""
    try:
        note = read_note()
        with writing() as session:
            image = _hold(session, one)
            catalogue.check_version(image, sent_version())
            file = versions.find(session, image, n)
            done = "tillbaka" if file.plan else "ersatt"
            done = "vantar" if waiting_changes.is_guarded(session, image) else done
            replace_file.bring(session, image, file, note=note, by=who().id, now=now())
    except (BadInput, Conflict) as error:
        return _again(one, error)
    return redirect(f"/redaktion/bilder/{one}/versioner?klart={done}", 303)


@bp.post("/bilder/<int:one>/versioner/avbryt")
def drop(one: int) -> Response:
    """Let the file that is on its way, or that failed, not come."""
    with writing() as session:
        image = _hold(session, one)
        versions.drop(session, image, by=who().id, now=now())
    return redirect(f"/redaktion/bilder/{one}/versioner?klart=avbruten", 303)


@bp.get("/bilder/<int:one>/versioner/<int:n>/<name>")
def show_file(one: int, n: int, name: str) -> Response:
    """Answer with a preview of a version, or with the untouched upload: `received`."""
    image = catalogue.find_for(reading(), one, who())
    file = versions.find(reading(), image, n)
    if name == "received":
        return received(file)
    said = press_record.build(image, services().house, now())
    leaving = files.preview_of(image, file, said, name)
    return file_response.respond(
        request, leaving, services().storage, cache_control=NO_STORE, attachment=False
    )


@bp.get("/ladda-upp/ny-version")
def find() -> Response:
    """Lead from a typed id to the image that a new file is for, else to what is like it."""
    typed = request.args.get("bild", "").strip()[:200]
    one = read_image_id(typed)
    if one is not None and catalogue.find_each(reading(), [one], who()):
        return redirect(f"/redaktion/bilder/{one}/versioner", 303)
    return redirect(f"/redaktion/bilder?{urlencode({'q': typed})}", 303)


def _receive() -> Received:
    """Take in the sent file, or once more one that came with a form that was too old."""
    here = services()
    by: dict[str, Any] = {
        "storage": here.storage,
        "sandbox": here.queued_sandbox,
        "limits": here.limits,
        "scanner": here.scanner,
        "disks": here.disks,
    }
    sent, stored = request.files.get("file"), STORED.fullmatch(request.form.get("stored", ""))
    if sent is not None and sent.filename:
        quota.ensure_within(reading(), who().id, file_size(sent), here.settings.quota_bytes)
        return accept.receive(cast("BinaryIO", sent.stream), Path(sent.filename).name, **by)
    if stored is not None:
        key = accept.original_key(*stored.groups())
        try:
            return accept.receive_stored(key, request.form.get("file_name", ""), **by)
        except NotFound as error:
            raise Refused("Filen finns inte kvar här. Välj den en gång till.") from error
    raise BadInput("Välj en fil.", fields={"file": "Välj en fil."})


def _hold(session: Session, one: int) -> Image:
    image = catalogue.hold(session, one, who())
    ensure_editable(image)
    return image


def read_note() -> str:
    """Return the sentence to those who asked to be told; BadInput where it is too long."""
    note = " ".join(request.form.get("note", "").split())
    if len(note) > NOTE_LIMIT:
        sentence = Sentence("Skriv högst {most} tecken.", most=NOTE_LIMIT)
        raise BadInput(sentence, fields={"note": sentence})
    return note


def _again(one: int, error: DamError, came: Received | None = None) -> Response:
    """Show the page again with what was typed; a file that has come stays to be used."""
    read_anew()
    if isinstance(error, Refused):
        error.fields = {"file": str(error)}
    form = dict(request.form)
    if not isinstance(error, Busy):
        form.pop("stored", None)
    if came is not None and isinstance(error, Conflict):
        form |= {"stored": f"{came.sha256}{Path(came.key).suffix}", "file_name": came.name}
    values: dict[str, object] = {"other": _other(error), "form": form}
    return errors.again(error, PAGE, **values, **_values(one))


def _other(error: Exception) -> str | None:
    """Return where the image stands whose file was sent, if this person may open it."""
    if not isinstance(error, versions.OfAnother):
        return None
    known = catalogue.find_each(reading(), [error.image_id], who())
    return f"/redaktion/bilder/{error.image_id}" if known else None


def _values(one: int) -> dict[str, object]:
    image = catalogue.find_for(reading(), one, who())
    row = versions.coming(reading(), one)
    names = accounts.names(reading())
    coming = row.file_id if row and row.error is None else None
    waiting = waiting_changes.files_of(reading(), one)
    return {
        "row": row_of(image, now()),
        "version": image.version,
        "may_edit": may_edit(image),
        "guarded": waiting_changes.is_guarded(reading(), image),
        "coming": row and {"name": row.file.original_name, "error": row.error, "n": row.file.n},
        "versions": [
            _shown(image, file, names, comes=file.id == coming, waits=file.id in waiting)
            for file in versions.of(reading(), one)
        ],
        "watchers": count_told(image),
        "accept": ACCEPT,
        "max_bytes": services().limits.max_bytes,
        "note_limit": NOTE_LIMIT,
    }


def count_told(image: Image) -> int:
    """Return how many get a letter when the image's file changes."""
    return notices.count_watchers(reading(), image.id) if image.state == "published" else 0


def _shown(
    image: Image, file: ImageFile, names: Mapping[int, str], *, comes: bool, waits: bool
) -> Version:
    return Version(
        n=file.n,
        url=f"/redaktion/bilder/{image.id}/versioner/{file.n}",
        name=file.original_name,
        format=file.format,
        width=file.width,
        height=file.height,
        bytes=file.bytes,
        by=names.get(file.created_by or 0),
        at=file.created_at,
        current=file.id == image.current_file_id,
        made=file.plan is not None,
        comes=comes,
        waits=waits,
        transparent=bool(file.facts.get("has_alpha")),
    )
