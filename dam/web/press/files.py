"""The public files: downloads, previews, and what a grant or an embargo link opens."""

from __future__ import annotations

from flask import Blueprint, redirect, request
from werkzeug.wrappers import Response

from dam.delivery import download, embargo, permit, record
from dam.delivery.download import Leaving
from dam.delivery.spool import Counted
from dam.errors import NotFound
from dam.links import preview_path
from dam.models import Image
from dam.usage_requests import grants
from dam.web import joined
from dam.web.press.images import image_id
from dam.web.scope import now, reading, services

bp = Blueprint("files", __name__)
PREVIEWS = frozenset({"w320", "w640", "w1280", "w2048"})
PRIVATE = "private, no-store"


@bp.get("/bilder/<named>/ladda-ner/<size>")
def download_file(named: str, size: str) -> Response:
    if size not in {"original", *download.DOWNLOADS}:
        raise NotFound
    image = permit.take(reading(), image_id(named), size, now())
    said = record.build(image, services().house, now())
    right = record.original_path(image, said, size)
    if right != request.path:
        return redirect(right, 301)
    return _send(image, download.leaving(image, said, size), size, _cache(image), None)


@bp.get("/bild/<int:one>/<digest>/<size>.<extension>")
def preview(one: int, digest: str, size: str, extension: str) -> Response:
    if size not in PREVIEWS:
        raise NotFound
    image = permit.take(reading(), one, size, now())
    said = record.build(image, services().house, now())
    current = download.preview_digest(image, said)
    leaving = download.rendition(image, said, f"{size}.{extension}")
    if digest != current:
        return redirect(preview_path(one, current, size, extension), 302)
    return joined.respond(
        request,
        _signed(image, leaving, size),
        services().storage,
        cache_control=_cache(image),
        attachment=False,
    )


@bp.get("/hamta/<token>/<int:one>/<size>")
def granted_file(token: str, one: int, size: str) -> Response:
    grant = grants.open_grant(reading(), services().signer, token, now())
    item = next((item for item in grant.items if item.image_id == one), None) if grant else None
    if grant is None or item is None:
        raise NotFound
    image = permit.take(reading(), one, size, now(), grants.grant_facts(grant, one))
    said = record.build(image, services().house, now(), credit=item.credit or None)
    return _send(image, download.leaving(image, said, size), size, PRIVATE, grant.id)


@bp.get("/sparrat/<token>/<name>")
def embargoed_file(token: str, name: str) -> Response:
    """Answer with a size to the holder of an embargo link: "original" or "w640.webp"."""
    link = embargo.find(reading(), services().signer, token)
    size = name.split(".", 1)[0]
    image, _ = permit.preview(reading(), link.image_id, size, now())
    until = embargo.ends(image, now())
    if until is None:
        raise NotFound
    said = record.build(image, services().house, now(), embargo=until)
    leaving = download.by_name(image, said, name)
    if size in PREVIEWS:
        return joined.respond(
            request,
            _signed(image, leaving, size),
            services().storage,
            cache_control=PRIVATE,
            attachment=False,
        )
    return _send(image, leaving, size, PRIVATE, None)


def _send(
    image: Image, leaving: Leaving, size: str, cache_control: str, grant_id: int | None
) -> Response:
    """Answer with a download, and count it where it begins at byte 0."""
    leaving = _signed(image, leaving, size)
    answer = joined.respond(request, leaving, services().storage, cache_control=cache_control)
    if answer.status_code in {200, 206} and joined.begins(request) and image.file is not None:
        services().spool.append(
            Counted(
                image_id=image.id,
                file_id=image.file.id,
                size=size,
                terms_version_id=image.terms_version_id,
                digest=leaving.joined.etag,
                grant_id=grant_id,
                at=now(),
            )
        )
    return answer


def _signed(image: Image, leaving: Leaving, size: str) -> Leaving:
    """Return the delivery signed, where there is a certificate."""
    files = services().signed
    return files.of(image, leaving, size, now=now()) if files else leaving


def _cache(image: Image) -> str:
    return joined.public_cache(permit.next_change(image, now()), now())
