"""`/redaktion/ladda-upp`: taking files in, several at once; each file gets an answer of its own.

With script the files come in parts (`parts.py`), and what is said of all is saved as it is written.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from secrets import token_urlsafe
from typing import BinaryIO, cast

from flask import Blueprint, jsonify, redirect, render_template, request
from flask_babel import gettext
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response

from dam import accounts
from dam.database.models import UploadBatch
from dam.database.session import Session
from dam.errors import NEEDS_FIXING, BadInput, DamError, NotFound, Refused
from dam.imaging.formats import ACCEPT, ENDINGS, JPEG_XL, PASSED_OVER, UploadLimits, is_passed_over
from dam.ingest import batch, hot_folder_batches, intake, multipart, quota
from dam.ingest.batch import UploadResult
from dam.ingest.intake import Common
from dam.ingest.quota import OverQuota
from dam.links.staff_paths import UPLOAD
from dam.log import get_logger
from dam.text.read import read_file_name
from dam.web import errors
from dam.web.context import reading_session, request_moment, services, writing_session
from dam.web.forms import INCOMPLETE, file_size, takes_files
from dam.web.language import say_on_page
from dam.web.sign_in import own_id, signed_in_user
from dam.web.staff.image_form import assignee, choices, form
from dam.web.staff.uploads.common_fields import fill_common_form, read_common_fields
from dam.web.staff.uploads.file_answers import build_file_answers, format_arrived_ids
from dam.web.template_filters import show_clock

bp = Blueprint("upload", __name__, url_prefix="/ladda-upp")
log = get_logger("dam.web.upload")
TEMPLATE = "staff/upload.html"
MOST_ASKED = 20
_TOKEN = re.compile(r"[A-Za-z0-9_-]{16,64}")


@bp.get("")
def show_upload() -> str:
    unfinished = [
        (upload_batch.token, sum(upload.sha256 is None for upload in upload_batch.uploads))
        for upload_batch in batch.list_unfinished_batches(reading_session(), own_id())
    ]
    watched_batches = (
        hot_folder_batches.list_recent_batches(reading_session())
        if accounts.has_role(signed_in_user(), "editor")
        else []
    )
    values = _upload_context(token_urlsafe(16), form=fill_common_form(Common()))
    return render_template(
        TEMPLATE, errors={}, unfinished=unfinished, watched=watched_batches, **values
    )


@bp.post("")
@takes_files
def receive_upload() -> Response:
    try:
        token, files = read_batch_token(request.form.get("omgang", "")), _read_sent_files()
    except BadInput as error:
        return errors.show_form_again(
            error,
            TEMPLATE,
            **_upload_context(token_urlsafe(16), form=fill_common_form(read_common_fields())),
        )
    with writing_session() as session:
        upload_batch = batch.lock_or_create_batch(session, own_id(), token, now=request_moment())
        field_errors = intake.set_common_fields(
            session, upload_batch, read_common_fields(), by=own_id(), now=request_moment()
        )
    sentence = " ".join(field_errors.values())
    outcomes = [_receive_file(token, place, file, sentence) for place, file in enumerate(files)]
    if (hindrance := _why_nothing_came(outcomes)) is not None:
        form = fill_common_form(read_common_fields())
        return errors.show_form_again(
            hindrance, TEMPLATE, **_upload_context(token, _find_batch(token), form=form)
        )
    return redirect(f"{UPLOAD}/{token}", 303)


@bp.get("/<token>")
def show_upload_batch(token: str) -> Response | str:
    upload_batch = _find_batch(token)
    if errors.wants_json():
        upload_ids = request.args.getlist("fil")[:MOST_ASKED]
        return jsonify(
            files=build_file_answers(upload_batch, upload_ids), new=format_arrived_ids(upload_batch)
        )
    form = fill_common_form(intake.common_of(upload_batch))
    return render_template(TEMPLATE, errors={}, **_upload_context(token, upload_batch, form=form))


@bp.post("/<token>/uppgifter")
def save_common_fields(token: str) -> Response:
    """Say something of all the files of the batch, those that are in and those that are coming."""
    read_batch_token(token)
    with writing_session() as session:
        upload_batch = _find_folder_batch(session, token, held=True)
        upload_batch = upload_batch or batch.lock_or_create_batch(
            session, own_id(), token, now=request_moment()
        )
        field_errors = form.name_errors_by_field(
            intake.set_common_fields(
                session, upload_batch, read_common_fields(), by=own_id(), now=request_moment()
            )
        )
    if errors.wants_json():
        return jsonify(
            saved=gettext("Sparat %(clock)s", clock=show_clock(request_moment())),
            wrong=field_errors,
        )
    if field_errors:
        values = _upload_context(
            token, _find_batch(token), form=fill_common_form(read_common_fields())
        )
        return errors.show_form_again(
            BadInput(NEEDS_FIXING, fields=field_errors), TEMPLATE, **values
        )
    return redirect(f"{UPLOAD}/{token}?klart=sparad", 303)


def read_batch_token(sent: str) -> str:
    """Return the token of a batch; raises BadInput where it is none of ours."""
    if not _TOKEN.fullmatch(sent):
        raise BadInput(INCOMPLETE)
    return sent


def _find_batch(token: str) -> UploadBatch:
    """A batch is seen by the person who sends it, one of a watched folder by every editor."""
    upload_batch = batch.find_batch(reading_session(), own_id(), token) or _find_folder_batch(
        reading_session(), token
    )
    if upload_batch is None:
        raise NotFound
    return upload_batch


def _find_folder_batch(session: Session, token: str, *, held: bool = False) -> UploadBatch | None:
    allowed = accounts.has_role(signed_in_user(), "editor")
    return hot_folder_batches.find_hot_folder_batch(session, token, held=held) if allowed else None


def _read_sent_files() -> list[FileStorage]:
    uploads = request.files.getlist("files")
    files = [file for file in uploads if file.filename and not is_passed_over(file.filename)]
    if not files:
        raise BadInput("Välj minst en fil.", fields={"files": "Välj minst en fil."})
    return files


def _why_nothing_came(outcomes: Sequence[DamError | None]) -> DamError | None:
    """Return why no file came in at all, where that is not the files' own fault."""
    is_own_fault = any(
        error is None or (isinstance(error, Refused) and not isinstance(error, OverQuota))
        for error in outcomes
    )
    return None if is_own_fault else outcomes[0]


def _receive_file(token: str, place: int, file: FileStorage, batch_problem: str) -> DamError | None:
    """Store and register one file; what is wrong with it is its answer, and returned."""
    app_services = services()
    name = read_file_name(file.filename or "")
    try:
        quota.ensure_within_quota(
            reading_session(), own_id(), file_size(file), app_services.settings.quota_bytes
        )
        received = app_services.queued_receiver.receive_file(cast("BinaryIO", file.stream), name)
        with writing_session() as session:
            upload_batch = batch.lock_or_create_batch(
                session, own_id(), token, now=request_moment()
            )
            intake.take_in_file(
                session,
                received,
                upload_batch,
                place=place,
                sentence=batch_problem,
                storage=app_services.storage,
                now=request_moment(),
            )
    except DamError as error:
        if error.report:
            log.exception("upload_failed")
        refused = UploadResult(
            name, place, None, sentence=say_on_page(error.sentence).format(**error.values)
        )
        with writing_session() as session:
            upload_batch = batch.lock_or_create_batch(
                session, own_id(), token, now=request_moment()
            )
            batch.store_upload_result(
                session, batch.build_batch_key(upload_batch), refused, None, now=request_moment()
            )
        return error
    return None


def _upload_context(
    token: str, upload_batch: UploadBatch | None = None, *, form: Mapping[str, str | list[str]]
) -> dict[str, object]:
    limits: UploadLimits = services().limits
    files = build_file_answers(upload_batch) if upload_batch else []
    later = ("", gettext("Välj senare"))
    return {
        "token": token,
        "begun": bool(files),
        "folder": upload_batch.folder if upload_batch else None,
        "files": files,
        "form": form,
        "new": format_arrived_ids(upload_batch) if upload_batch else "",
        "saved": request.args.get("klart") == "sparad",
        "terms": [later, *choices.terms_choices()],
        "origins": [("", gettext("Som det står i filen")), *choices.origin_choices()],
        "people": [later, *choices.people_choices()],
        "collections": choices.collection_choices(),
        "persons": [("", gettext("Ingen")), *assignee.assignee_choices()],
        "part_bytes": multipart.PART_BYTES,
        "accept": ACCEPT,
        "endings": " ".join(ENDINGS),
        "passed_over": PASSED_OVER,
        "max_bytes": limits.max_bytes,
        "max_pixels": limits.max_pixels,
        "max_jpeg_xl": limits.pixels_of(JPEG_XL),
    }
