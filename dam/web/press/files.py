"""The public files: downloads, previews, and what a grant or an embargo link opens.

What everybody may have is decided and prepared once and then held, until the catalogue changes or
a boundary of the image passes; what a link opens is decided each time.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import cast

from flask import Blueprint, Flask, current_app, make_response, redirect, render_template, request
from werkzeug.wrappers import Response

from dam.clearance import gate
from dam.clearance.facts import next_change
from dam.database import audit
from dam.database.models import Image
from dam.delivery import embargo_links, files, press_record
from dam.delivery.files import OutgoingFile
from dam.delivery.statistics.spool import CountedDownload
from dam.errors import NotFound
from dam.links.paths import preview_path
from dam.rights.sizes import DOWNLOADS, PREVIEWS
from dam.rights.terms import TermsClass
from dam.usage_requests import grants
from dam.web import file_response
from dam.web.context import reading_session, request_moment, services, writing_session
from dam.web.language import set_page_language
from dam.web.press.cache import VersionedCache
from dam.web.press.cards import build_page_cards
from dam.web.press.images import image_id

bp = Blueprint("files", __name__)
PRIVATE = "private, no-store"
MOST_FILES = 2048
_HELD = "dam.files"


@dataclass(frozen=True, slots=True)
class Ready:
    """A file that the gate has allowed until ``boundary``, and what is counted of it."""

    leaving: OutgoingFile
    boundary: datetime | None
    image_id: int
    file_id: int | None
    terms_version_id: int | None


def register_public_files(app: Flask) -> None:
    app.extensions[_HELD] = VersionedCache[Ready](MOST_FILES)
    app.register_blueprint(bp)


@bp.get("/bilder/<named>/ladda-ner/<size>")
def download_file(named: str, size: str) -> Response:
    if size not in DOWNLOADS:
        raise NotFound
    version = audit.read_catalogue_version(reading_session())
    ready = _delivery_cache().find(request.path, version)
    if ready is None:
        try:
            image = gate.get_downloadable(
                reading_session(), image_id(named), size, request_moment()
            )
        except NotFound:
            return _say_that_it_needs_approval(image_id(named))
        record = press_record.build_metadata(image, services().site, request_moment())
        right = press_record.original_path(image, record, size)
        if right != request.path:
            return redirect(right, 301)
        ready = _cache_delivery(
            _prepare_delivery(image, files.prepare_download(image, record, size), size), version
        )
    return _send_download(ready, size, file_response.public_cache(ready.boundary, request_moment()))


def _say_that_it_needs_approval(number: int) -> Response:
    """Answer who follows the address of a file that the terms keep; NotFound for any other."""
    try:
        image, decision = gate.get_viewable(reading_session(), number, request_moment())
    except (gate.ImageClosed, gate.ImageWithheld):
        raise NotFound from None
    version = image.terms_version
    if not decision.listed or version is None or version.category != TermsClass.APPROVAL:
        raise NotFound
    [card] = build_page_cards([image.id])
    response = make_response(render_template("press/needs_approval.html", card=card), 404)
    response.headers["Cache-Control"] = "no-cache"
    return response


@bp.get("/bild/<int:image_id>/<digest>/<size>.<extension>")
def send_public_preview(image_id: int, digest: str, size: str, extension: str) -> Response:
    if size not in PREVIEWS:
        raise NotFound
    version = audit.read_catalogue_version(reading_session())
    ready = _delivery_cache().find(request.path, version)
    if ready is None:
        image = gate.get_downloadable(reading_session(), image_id, size, request_moment())
        record = press_record.build_metadata(image, services().site, request_moment())
        current = files.preview_digest(image, record)
        leaving = files.prepare_rendition(image, record, f"{size}.{extension}")
        if digest != current:
            return redirect(preview_path(image_id, current, size, extension), 302)
        ready = _cache_delivery(_prepare_delivery(image, leaving, size), version)
    return _send_inline(ready, file_response.public_cache(ready.boundary, request_moment()))


@bp.get("/hamta/<token>/<int:image_id>/<size>")
def granted_file(token: str, image_id: int, size: str) -> Response:
    set_page_language(grants.find_grant_language(reading_session(), services().signer, token))
    grant = grants.open_grant(reading_session(), services().signer, token, request_moment())
    item = (
        next((item for item in grant.items if item.image_id == image_id), None) if grant else None
    )
    if grant is None or item is None:
        raise NotFound
    image = gate.get_downloadable(
        reading_session(), image_id, size, request_moment(), grants.grant_facts(grant, image_id)
    )
    record = press_record.build_metadata(
        image, services().site, request_moment(), credit=item.credit or None
    )
    ready = _prepare_delivery(image, files.prepare_download(image, record, size), size)
    return _send_download(ready, size, PRIVATE, grant.id)


@bp.get("/sparrat/<token>/<name>")
def embargoed_file(token: str, name: str) -> Response:
    """Answer with a size to the holder of an embargo link: "original" or "w640.webp"."""
    link = embargo_links.get_embargo_link(reading_session(), services().signer, token)
    size = name.split(".", 1)[0]
    image, _ = gate.get_under_embargo(reading_session(), link.image_id, size, request_moment())
    until = embargo_links.get_embargo_end(image, request_moment())
    if until is None:
        raise NotFound
    record = press_record.build_metadata(image, services().site, request_moment(), embargo=until)
    ready = _prepare_delivery(image, files.prepare_named_size(image, record, name), size)
    return (
        _send_inline(ready, PRIVATE) if size in PREVIEWS else _send_download(ready, size, PRIVATE)
    )


def _prepare_delivery(image: Image, leaving: OutgoingFile, size: str) -> Ready:
    """Return the delivery of an image that the gate has allowed, signed with a certificate."""
    files = services().signed
    if files is not None:
        leaving = files.of(
            reading_session(), image, leaving, size, writing=writing_session, now=request_moment()
        )
    file_id = image.file.id if image.file else None
    return Ready(
        leaving, next_change(image, request_moment()), image.id, file_id, image.terms_version_id
    )


def _delivery_cache() -> VersionedCache[Ready]:
    return cast("VersionedCache[Ready]", current_app.extensions[_HELD])


def _cache_delivery(ready: Ready, version: int) -> Ready:
    """Hold what was made; a signed file may be forgotten meanwhile, so that is asked for anew."""
    if services().signed is not None:
        return ready
    return _delivery_cache().keep(request.path, ready, version, ready.boundary)


def _send_inline(ready: Ready, cache_control: str) -> Response:
    storage = services().storage
    return file_response.respond_with_file(
        request, ready.leaving, storage, cache_control=cache_control, attachment=False
    )


def _send_download(
    ready: Ready, size: str, cache_control: str, grant_id: int | None = None
) -> Response:
    """Answer with a download, and count it where it begins at byte 0."""
    storage = services().storage
    answer = file_response.respond_with_file(
        request, ready.leaving, storage, cache_control=cache_control
    )
    if (
        answer.status_code in {200, 206}
        and file_response.begins_download(request)
        and ready.file_id is not None
    ):
        services().spool.append(
            CountedDownload(
                image_id=ready.image_id,
                file_id=ready.file_id,
                size=size,
                terms_version_id=ready.terms_version_id,
                digest=ready.leaving.joined.etag,
                grant_id=grant_id,
                at=request_moment(),
            )
        )
    return answer
