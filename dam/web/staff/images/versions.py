"""`/redaktion/bilder/<id>/versioner`: the files that an image has had, and a new one for it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, cast
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
from dam.ingest.accept import ReceivedFile
from dam.lifecycle import replace_file, waiting_changes
from dam.links.staff_paths import IMAGES
from dam.rights.image_states import ImageState
from dam.text import limits
from dam.text.read import read_image_id
from dam.web import errors, file_response
from dam.web.context import reading_session, request_moment, services, writing_session
from dam.web.forms import file_size, sent_version, takes_files
from dam.web.language import say_on_page
from dam.web.sign_in import own_id, signed_in_user
from dam.web.staff.image_row import build_image_row
from dam.web.staff.images.editor import ensure_editable, may_edit
from dam.web.staff.images.previews import NO_STORE, serve_received_upload

bp = Blueprint("versions", __name__)
PAGE = "staff/versions.html"
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
class FileVersion:
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


@bp.get("/bilder/<int:image_id>/versioner")
def show_versions(image_id: int) -> str:
    done = DONE.get(request.args.get("klart", ""))
    return render_template(
        PAGE, errors={}, form={}, done=done and say_on_page(done), **_versions_context(image_id)
    )


@bp.post("/bilder/<int:image_id>/versioner")
@takes_files
def upload_version(image_id: int) -> Response:
    """Take in a file that is to replace the current one."""
    received_file: ReceivedFile | None = None
    try:
        ensure_editable(catalogue.find_for(reading_session(), image_id, signed_in_user()))
        note = read_note()
        received_file = _receive_replacement()
        with writing_session() as session:
            image = _lock_editable_image(session, image_id)
            catalogue.check_version(image, sent_version())
            number_before = versions.next_version_number(session, image_id)
            file = replace_file.take_in_replacement(
                session,
                image,
                received_file,
                note=note,
                storage=services().storage,
                by=own_id(),
                now=request_moment(),
            )
            done = "ersatt" if file.n == number_before or file.plan is None else "fanns"
            done = "vantar" if waiting_changes.is_guarded(session, image) else done
    except (BadInput, Busy, Conflict, NoRoom) as error:
        return _rerender_versions(image_id, error, received_file)
    return redirect(f"{IMAGES}/{image_id}/versioner?klart={done}", 303)


@bp.post("/bilder/<int:image_id>/versioner/<int:n>/tillbaka")
def restore_version(image_id: int, n: int) -> Response:
    """Make a version the current one; its sizes are made first where they never were."""
    try:
        note = read_note()
        with writing_session() as session:
            image = _lock_editable_image(session, image_id)
            catalogue.check_version(image, sent_version())
            file = versions.get_file_version(session, image, n)
            done = "tillbaka" if file.plan else "ersatt"
            done = "vantar" if waiting_changes.is_guarded(session, image) else done
            replace_file.bring_version_forward(
                session, image, file, note=note, by=own_id(), now=request_moment()
            )
    except (BadInput, Conflict) as error:
        return _rerender_versions(image_id, error)
    return redirect(f"{IMAGES}/{image_id}/versioner?klart={done}", 303)


@bp.post("/bilder/<int:image_id>/versioner/avbryt")
def drop_pending_version(image_id: int) -> Response:
    """Let the file that is on its way, or that failed, not come."""
    with writing_session() as session:
        image = _lock_editable_image(session, image_id)
        versions.cancel_replacement(session, image, by=own_id(), now=request_moment())
    return redirect(f"{IMAGES}/{image_id}/versioner?klart=avbruten", 303)


@bp.get("/bilder/<int:image_id>/versioner/<int:n>/<name>")
def serve_version_file(image_id: int, n: int, name: str) -> Response:
    """Answer with a preview of a version, or with the untouched upload: `received`."""
    image = catalogue.find_for(reading_session(), image_id, signed_in_user())
    file = versions.get_file_version(reading_session(), image, n)
    if name == "received":
        return serve_received_upload(file)
    metadata = press_record.build_metadata(image, services().site, request_moment())
    leaving = files.prepare_preview(image, file, metadata, name)
    return file_response.respond_with_file(
        request, leaving, services().storage, cache_control=NO_STORE, attachment=False
    )


@bp.get("/ladda-upp/ny-version")
def find_image_for_version() -> Response:
    """Lead from a typed id to the image that a new file is for, else to what is like it."""
    typed = request.args.get("bild", "").strip()[:200]
    image_id = read_image_id(typed)
    if image_id is not None and catalogue.find_each(
        reading_session(), [image_id], signed_in_user()
    ):
        return redirect(f"{IMAGES}/{image_id}/versioner", 303)
    return redirect(f"{IMAGES}?{urlencode({'q': typed})}", 303)


def _receive_replacement() -> ReceivedFile:
    """Take in the sent file, or once more one that came with a form that was too old."""
    app_services = services()
    upload, stored = request.files.get("file"), STORED.fullmatch(request.form.get("stored", ""))
    if upload is not None and upload.filename:
        quota.ensure_within_quota(
            reading_session(), own_id(), file_size(upload), app_services.settings.quota_bytes
        )
        return app_services.queued_receiver.receive_file(
            cast("BinaryIO", upload.stream), Path(upload.filename).name
        )
    if stored is not None:
        key = accept.original_key(*stored.groups())
        try:
            return app_services.queued_receiver.receive_stored_file(
                key, request.form.get("file_name", "")
            )
        except NotFound as error:
            raise Refused("Filen finns inte kvar här. Välj den en gång till.") from error
    raise BadInput("Välj en fil.", fields={"file": "Välj en fil."})


def _lock_editable_image(session: Session, image_id: int) -> Image:
    image = catalogue.lock_image(session, image_id, signed_in_user())
    ensure_editable(image)
    return image


def read_note() -> str:
    """Return the sentence to those who asked to be told; BadInput where it is too long."""
    note = " ".join(request.form.get("note", "").split())
    if len(note) > limits.FILE_NOTE:
        sentence = Sentence("Skriv högst {most} tecken.", most=limits.FILE_NOTE)
        raise BadInput(sentence, fields={"note": sentence})
    return note


def _rerender_versions(
    image_id: int, error: DamError, received_file: ReceivedFile | None = None
) -> Response:
    """Show the page again with what was typed; a file that has come stays to be used."""
    if isinstance(error, Refused):
        error.fields = {"file": str(error)}
    form = dict(request.form)
    if not isinstance(error, Busy):
        form.pop("stored", None)
    if received_file is not None and isinstance(error, Conflict):
        form |= {
            "stored": f"{received_file.sha256}{Path(received_file.key).suffix}",
            "file_name": received_file.name,
        }
    values: dict[str, object] = {"other": _find_other_image_url(error), "form": form}
    return errors.show_form_again(error, PAGE, **values, **_versions_context(image_id))


def _find_other_image_url(error: Exception) -> str | None:
    """Return where the image stands whose file was sent, if this person may open it."""
    if not isinstance(error, versions.FileOfOtherImage):
        return None
    known = catalogue.find_each(reading_session(), [error.image_id], signed_in_user())
    return f"{IMAGES}/{error.image_id}" if known else None


def _versions_context(image_id: int) -> dict[str, object]:
    image = catalogue.find_for(reading_session(), image_id, signed_in_user())
    pending = versions.get_pending_replacement(reading_session(), image_id)
    names = accounts.list_account_names(reading_session())
    coming = pending.file_id if pending and pending.error is None else None
    waiting = waiting_changes.files_of(reading_session(), image_id)
    return {
        "row": build_image_row(image, request_moment()),
        "version": image.version,
        "may_edit": may_edit(image),
        "guarded": waiting_changes.is_guarded(reading_session(), image),
        "coming": pending
        and {"name": pending.file.original_name, "error": pending.error, "n": pending.file.n},
        "versions": [
            _build_file_version(
                image, file, names, comes=file.id == coming, waits=file.id in waiting
            )
            for file in versions.list_file_versions(reading_session(), image_id)
        ],
        "watchers": count_notified_watchers(image),
        "accept": ACCEPT,
        "max_bytes": services().limits.max_bytes,
    }


def count_notified_watchers(image: Image) -> int:
    """Return how many get a letter when the image's file changes."""
    published = image.state == ImageState.PUBLISHED
    return notices.count_watchers(reading_session(), image.id) if published else 0


def _build_file_version(
    image: Image, file: ImageFile, names: Mapping[int, str], *, comes: bool, waits: bool
) -> FileVersion:
    return FileVersion(
        n=file.n,
        url=f"{IMAGES}/{image.id}/versioner/{file.n}",
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
