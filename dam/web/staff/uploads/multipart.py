"""`/redaktion/uppladdningar`: files that come in parts, by the verbs of S3's multipart upload.

A script announces files, asks where each part goes, which have come, and that the file be taken in.
The answers that Uppy reads are in S3's XML. What belongs to somebody else is not found.
"""

from __future__ import annotations

import base64
import binascii
from contextlib import suppress
from dataclasses import replace
from typing import Any, BinaryIO, cast

from flask import Blueprint, Response, jsonify, request

from dam.errors import BadInput, Conflict, NotFound, Refused
from dam.ingest import batch, intake, multipart, quota
from dam.ingest.multipart import AnnouncedFile, MultipartUpload
from dam.ingest.quota import OverQuota
from dam.web.context import reading_session, request_moment, services, writing_session
from dam.web.forms import takes_parts
from dam.web.language import say_on_page
from dam.web.sign_in import own_id
from dam.web.staff.uploads.page import read_batch_token
from storage_adapters.contract import StorageError

bp = Blueprint("parts", __name__, url_prefix="/uppladdningar")
CHECKSUM = "x-amz-checksum-sha256"
NUMBER = 1 << 53
"""Whole numbers in JSON are exact below it."""


@bp.post("")
def announce_multipart_files() -> Response:
    """Answer each file with its upload, and whether it is in; or why it cannot come."""
    token, files = _read_announcement(request.get_json())
    settings = services().settings
    # A file that is too large for any disk is refused below by its own sentence, and the rest come.
    fitting = (file.size for file in files if file.size <= services().limits.max_bytes)
    services().disks.ensure_room(max(fitting, default=0))
    with writing_session() as session:
        answers = multipart.announce_files(
            batch.lock_or_create_batch(session, own_id(), token, now=request_moment()),
            files,
            limits=services().limits,
            most_bytes=settings.max_batch_bytes,
            quota=settings.quota_bytes,
            quota_left=quota.get_remaining_quota(session, own_id(), settings.quota_bytes),
            now=request_moment(),
        )
        replies = [
            {"refused": _format_refusal(answer)}
            if isinstance(answer, Refused)
            else {"upload": answer.id, "done": answer.sha256 is not None}
            for answer in answers
        ]
        if answers and all(isinstance(answer, OverQuota) for answer in answers):
            raise OverQuota(settings.quota_bytes)
    return jsonify(files=replies)


@bp.get("/<upload_id>")
def list_uploaded_parts(upload_id: str) -> Response:
    """List the parts that have come."""
    part_numbers = multipart.list_stored_parts(_find_pending_upload(upload_id), services().storage)
    return _build_xml_response(
        "ListPartsResult",
        *(f"<Part><PartNumber>{n}</PartNumber><ETag>{n}</ETag></Part>" for n in part_numbers),
    )


@bp.post("/<upload_id>/<int:part_number>")
def sign_part_upload(upload_id: str, part_number: int) -> Response:
    """Say where a part goes: to the store itself where browsers reach it, else to us."""
    pending = _find_pending_upload(upload_id)
    part = pending.part(part_number, _read_part_digest())
    link = multipart.get_part_link(_ensure_multipart_begun(pending), part, services().storage)
    if link is None:
        return jsonify(url=request.path, headers={CHECKSUM: request.headers[CHECKSUM]})
    with writing_session() as session:
        multipart.record_part(session, upload_id, part, now=request_moment())
    return jsonify(url=link.url, headers=link.headers)


@bp.put("/<upload_id>/<int:part_number>")
@takes_parts
def receive_part(upload_id: str, part_number: int) -> Response:
    """Take a part."""
    pending = _find_pending_upload(upload_id)
    part = pending.part(part_number, _read_part_digest())
    if request.content_length != part.size:
        raise BadInput("En del av filen kom inte fram hel. Försök igen.")
    multipart.store_part(
        _ensure_multipart_begun(pending), part, cast("BinaryIO", request.stream), services().storage
    )
    with writing_session() as session:
        multipart.record_part(session, upload_id, part, now=request_moment())
    response = Response(status=200)
    response.set_etag(str(part_number))
    return response


@bp.post("/<upload_id>")
def complete_upload(upload_id: str) -> Response:
    """Take the file in; asked again, the answer is the same."""
    pending = _find_pending_upload(upload_id)
    if not pending.done:
        _finish_upload_once(pending)
    location = f"<Location>{request.path}</Location><Key>{upload_id}</Key>"
    return _build_xml_response("CompleteMultipartUploadResult", location)


@bp.delete("/<upload_id>")
def abort_upload(upload_id: str) -> Response:
    """Forget a file that is not to come."""
    pending = _find_pending_upload(upload_id)
    if not pending.done:
        with writing_session() as session:
            multipart.drop_upload(session, upload_id)
        _erase_parts(pending)
    return Response(status=204)


def _finish_upload_once(pending: MultipartUpload) -> None:
    """Take the file in, or find that another request has: then no parts are left to join."""
    try:
        _join_and_register(pending)
    except (NotFound, Conflict):
        with writing_session() as session:
            done = multipart.get_upload(session, pending.id, own_id()).done
        if not done:
            raise
    _erase_parts(pending)


def _join_and_register(pending: MultipartUpload) -> None:
    app_services = services()
    multipart.join_upload_parts(pending, request.headers.get(CHECKSUM, ""), app_services.storage)
    try:
        received = app_services.queued_receiver.receive_stored_file(pending.key, pending.name)
    except Refused as error:
        with writing_session() as session:
            intake.refuse_multipart_upload(
                session, pending.id, _format_refusal(error), now=request_moment()
            )
        _erase_parts(pending)
        raise
    with writing_session() as session:
        intake.finish_multipart_upload(
            session, pending.id, received, storage=app_services.storage, now=request_moment()
        )


def _erase_parts(pending: MultipartUpload) -> None:
    """Remove what nobody needs now; where the store does not answer, a sweep does it."""
    with suppress(StorageError):
        multipart.erase_upload_bytes(pending, services().storage)


def _ensure_multipart_begun(pending: MultipartUpload) -> MultipartUpload:
    """Return the file with a place for its parts, which the store makes for the first."""
    if pending.parts_id:
        return pending
    multipart_id = multipart.begin_upload_parts(pending, services().storage)
    with writing_session() as session:
        return replace(
            pending, parts_id=multipart.store_parts_id(session, pending.id, multipart_id)
        )


def _find_pending_upload(upload_id: str) -> MultipartUpload:
    return multipart.get_upload(reading_session(), upload_id, own_id())


def _format_refusal(error: Refused) -> str:
    return say_on_page(error.sentence).format(**error.values)


def _read_announcement(payload: Any) -> tuple[str, list[AnnouncedFile]]:
    try:
        token = read_batch_token(str(payload["omgang"]))
        files = [
            AnnouncedFile(
                _check_announced_path(entry["path"]),
                _check_whole_number(entry["size"]),
                _check_whole_number(entry["modified"]),
            )
            for entry in payload["files"]
        ]
    except (TypeError, KeyError, ValueError) as error:
        raise BadInput("Det gick inte att läsa vilka filer som är på väg.") from error
    return token, files


def _check_announced_path(value: object) -> str:
    if not isinstance(value, str) or not 0 < len(value) <= 1000:
        raise ValueError
    return value


def _check_whole_number(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < NUMBER:
        raise ValueError
    return value


def _read_part_digest() -> str:
    """Return the SHA-256 that a part should have, in hex."""
    try:
        digest = base64.b64decode(request.headers.get(CHECKSUM, ""), validate=True)
    except binascii.Error:
        digest = b""
    if len(digest) != 32:
        raise BadInput("En del av filen kom inte fram hel. Försök igen.")
    return digest.hex()


def _build_xml_response(name: str, *content: str) -> Response:
    return Response(f"<{name}>{''.join(content)}</{name}>", mimetype="application/xml")
