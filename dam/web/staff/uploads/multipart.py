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
from dam.ingest import accept, batch, intake, multipart, quota
from dam.ingest.multipart import Announced, Coming
from dam.ingest.quota import OverQuota
from dam.web.context import now, reading, services, writing
from dam.web.forms import takes_parts
from dam.web.language import say
from dam.web.sign_in import who
from dam.web.staff.uploads.page import read_token
from storage_adapters.contract import StorageError

bp = Blueprint("parts", __name__, url_prefix="/uppladdningar")
CHECKSUM = "x-amz-checksum-sha256"
NUMBER = 1 << 53
"""Whole numbers in JSON are exact below it."""


@bp.post("")
def announce() -> Response:
    """Answer each file with its upload, and whether it is in; or why it cannot come."""
    token, files = _announced(request.get_json())
    settings = services().settings
    services().disks.ensure_room(max((one.size for one in files), default=0))
    with writing() as session:
        answers = multipart.announce(
            batch.hold(session, who().id, token, now=now()),
            files,
            limits=services().limits,
            most_bytes=settings.max_batch_bytes,
            quota=settings.quota_bytes,
            quota_left=quota.left_of_quota(session, who().id, settings.quota_bytes),
            now=now(),
        )
        said = [
            {"refused": _sentence(one)}
            if isinstance(one, Refused)
            else {"upload": one.id, "done": one.sha256 is not None}
            for one in answers
        ]
        if answers and all(isinstance(one, OverQuota) for one in answers):
            raise OverQuota(settings.quota_bytes)
    return jsonify(files=said)


@bp.get("/<upload_id>")
def show_parts(upload_id: str) -> Response:
    """List the parts that have come."""
    found = multipart.present(_find(upload_id), services().storage)
    return _xml(
        "ListPartsResult",
        *(f"<Part><PartNumber>{n}</PartNumber><ETag>{n}</ETag></Part>" for n in found),
    )


@bp.post("/<upload_id>/<int:n>")
def sign(upload_id: str, n: int) -> Response:
    """Say where a part goes: to the store itself where browsers reach it, else to us."""
    coming = _find(upload_id)
    part = coming.part(n, _digest())
    link = multipart.link(_begun(coming), part, services().storage)
    if link is None:
        return jsonify(url=request.path, headers={CHECKSUM: request.headers[CHECKSUM]})
    with writing() as session:
        multipart.note(session, upload_id, part, now=now())
    return jsonify(url=link.url, headers=link.headers)


@bp.put("/<upload_id>/<int:n>")
@takes_parts
def put(upload_id: str, n: int) -> Response:
    """Take a part."""
    coming = _find(upload_id)
    part = coming.part(n, _digest())
    if request.content_length != part.size:
        raise BadInput("En del av filen kom inte fram hel. Försök igen.")
    multipart.put(_begun(coming), part, cast("BinaryIO", request.stream), services().storage)
    with writing() as session:
        multipart.note(session, upload_id, part, now=now())
    answer = Response(status=200)
    answer.set_etag(str(n))
    return answer


@bp.post("/<upload_id>")
def complete(upload_id: str) -> Response:
    """Take the file in; asked again, the answer is the same."""
    coming = _find(upload_id)
    if not coming.done:
        _take_in_once(coming)
    location = f"<Location>{request.path}</Location><Key>{upload_id}</Key>"
    return _xml("CompleteMultipartUploadResult", location)


@bp.delete("/<upload_id>")
def abort(upload_id: str) -> Response:
    """Forget a file that is not to come."""
    coming = _find(upload_id)
    if not coming.done:
        with writing() as session:
            multipart.drop(session, upload_id)
        _erase(coming)
    return Response(status=204)


def _take_in_once(coming: Coming) -> None:
    """Take the file in, or find that another request has done so meanwhile: then the store has no
    parts left to join, and nothing is wrong.
    """
    try:
        _take_in(coming)
    except (NotFound, Conflict):
        with writing() as session:
            done = multipart.find(session, coming.id, who().id).done
        if not done:
            raise
    _erase(coming)


def _take_in(coming: Coming) -> None:
    here = services()
    multipart.join(coming, request.headers.get(CHECKSUM, ""), here.storage)
    try:
        received = accept.receive_stored(
            coming.key,
            coming.name,
            storage=here.storage,
            sandbox=here.queued_sandbox,
            limits=here.limits,
            scanner=here.scanner,
            disks=here.disks,
        )
    except Refused as error:
        with writing() as session:
            intake.refuse(session, coming.id, _sentence(error), now=now())
        _erase(coming)
        raise
    with writing() as session:
        intake.finish(session, coming.id, received, storage=here.storage, now=now())


def _erase(coming: Coming) -> None:
    """Remove what nobody needs now; where the store does not answer, a sweep does it."""
    with suppress(StorageError):
        multipart.erase(coming, services().storage)


def _begun(coming: Coming) -> Coming:
    """Return the file with a place for its parts, which the store makes for the first."""
    if coming.parts_id:
        return coming
    begun = multipart.begin(coming, services().storage)
    with writing() as session:
        return replace(coming, parts_id=multipart.keep(session, coming.id, begun))


def _find(upload_id: str) -> Coming:
    return multipart.find(reading(), upload_id, who().id)


def _sentence(error: Refused) -> str:
    return say(error.sentence).format(**error.values)


def _announced(sent: Any) -> tuple[str, list[Announced]]:
    try:
        token = read_token(str(sent["omgang"]))
        files = [
            Announced(_path(one["path"]), _number(one["size"]), _number(one["modified"]))
            for one in sent["files"]
        ]
    except (TypeError, KeyError, ValueError) as error:
        raise BadInput("Det gick inte att läsa vilka filer som är på väg.") from error
    return token, files


def _path(sent: object) -> str:
    if not isinstance(sent, str) or not 0 < len(sent) <= 1000:
        raise ValueError
    return sent


def _number(sent: object) -> int:
    if not isinstance(sent, int) or isinstance(sent, bool) or not 0 <= sent < NUMBER:
        raise ValueError
    return sent


def _digest() -> str:
    """Return the SHA-256 that a part should have, in hex."""
    try:
        digest = base64.b64decode(request.headers.get(CHECKSUM, ""), validate=True)
    except binascii.Error:
        digest = b""
    if len(digest) != 32:
        raise BadInput("En del av filen kom inte fram hel. Försök igen.")
    return digest.hex()


def _xml(name: str, *content: str) -> Response:
    return Response(f"<{name}>{''.join(content)}</{name}>", mimetype="application/xml")
