"""Every exit through which a byte or a title can leave. Whoever adds an exit adds it here.

An exit is an address made from an image, and what it may answer for a hidden image.
"""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import uuid4

from dam.delivery import download, record
from dam.delivery.download import preview_digest
from dam.links import (
    case_path,
    download_path,
    grant_download_path,
    grant_path,
    image_path,
    preview_path,
)
from dam.models import Image, UsageRequest
from dam.usage_requests.decided import Permission
from dam.usage_requests.find import case_token
from dam.usage_requests.grants import give
from dam.usage_requests.submit import submit
from dam.wiring import Services
from tests.desk import asking


@dataclass(frozen=True)
class Exit:
    """``kind``: page (may say 410), bytes (404 whatever the reason), list (200, image absent)."""

    name: str
    kind: str
    address: Callable[[Image, Services], str]
    of_file: bool = False
    """Whether the address is made from the file, which an erased image has not."""


def _preview(size: str, extension: str) -> Callable[[Image, Services], str]:
    def address(image: Image, services: Services) -> str:
        digest = preview_digest(image, record.build(image, services.house, services.clock()))
        return preview_path(image.id, digest, size, extension)

    return address


def _title(image: Image) -> str:
    return image.texts[0].title if image.texts else "Hemligheten Qwyxa"


def _forged(image: Image, services: Services) -> str:
    return grant_download_path(services.signer.token("case", 1, 1), image.id, "original")


def _answered(image: Image, services: Services) -> UsageRequest:
    """A request for the image that was answered with yes, whatever the image's state."""
    now = services.clock()
    with services.database.writing() as session:
        session.expire_on_commit = False
        asked = asking(images=(image.id,))
        made = submit(session, asked, once=uuid4().hex, press_email="press@inera.se", now=now)
        item = session.get_one(Image, image.id)
        give(made, [item], Permission("En artikel", until=now.date()), by=None, now=now)
        session.commit()
        return made


def _case(image: Image, services: Services) -> str:
    return case_path(case_token(services.signer, _answered(image, services)))


def _granted(image: Image, services: Services) -> str:
    [grant] = _answered(image, services).grants
    return grant_path(services.signer.token("grant", grant.id, grant.token_generation))


EXITS = [
    Exit("page", "page", lambda image, _: image_path(image.id, _title(image))),
    Exit("page, other slug", "page", lambda image, _: f"/bilder/annat-{image.id}"),
    Exit("page, bare id", "page", lambda image, _: f"/bilder/{image.id}"),
    Exit("short link", "page", lambda image, _: f"/b/{image.id}"),
    Exit("short link, JSON", "page", lambda image, _: f"/b/{image.id}.json"),
    Exit("form to be told", "page", lambda image, _: f"/bevaka?b={image.id}"),
    *(
        Exit(
            f"download {size}",
            "bytes",
            lambda image, _, size=size: download_path(image.id, _title(image), size),
        )
        for size in ("original", *download.DOWNLOADS, "received", "full", "w2048", "16x9")
    ),
    *(
        Exit(f"preview {size}.{extension}", "bytes", _preview(size, extension), of_file=True)
        for size in ("w320", "w640", "w1280", "w2048", "tryck", "original")
        for extension in ("jpg", "webp")
    ),
    Exit("preview, wrong digest", "bytes", lambda image, _: f"/bild/{image.id}/0/w640.jpg"),
    Exit("granted file, forged", "bytes", _forged),
    Exit("storage key", "bytes", lambda image, _: f"/{image.file.key}", of_file=True),
    Exit(
        "storage key, static", "bytes", lambda image, _: f"/static/{image.file.key}", of_file=True
    ),
    Exit(
        "storage key, climbing",
        "bytes",
        lambda image, _: f"/static/..%2f..%2f..%2fvar/store/{image.file.key}",
        of_file=True,
    ),
    Exit(
        "digest",
        "bytes",
        lambda image, _: f"/bild/{image.id}/{image.file.sha256}/w640.jpg",
        of_file=True,
    ),
    Exit(
        "staff file",
        "bytes",
        lambda image, _: f"/redaktion/bilder/{image.id}/filer/original",
    ),
    Exit(
        "staff preview", "bytes", lambda image, _: f"/redaktion/bilder/{image.id}/forhandsvisning"
    ),
    Exit("staff editor", "bytes", lambda image, _: f"/redaktion/bilder/{image.id}"),
    Exit("start", "list", lambda _, __: "/"),
    Exit("gallery", "list", lambda _, __: "/bilder"),
    Exit("search, title", "list", lambda image, _: f"/bilder?q={_title(image)}"),
    Exit("search, id", "list", lambda image, _: f"/bilder?q=IN-{image.id}"),
    Exit("search, misspelt", "list", lambda image, _: f"/bilder?q={_title(image)[:-1]}x"),
    Exit("facet", "list", lambda _, __: "/bilder?amne=hemligt-amne"),
    Exit("withdrawn images", "list", lambda _, __: "/aterkallade"),
    Exit("feed", "list", lambda _, __: "/flode.atom"),
    Exit("sitemap", "list", lambda _, __: "/sitemap.xml"),
    Exit("request form", "list", lambda image, _: f"/begaran?b={image.id}"),
    Exit("case", "list", _case, of_file=True),
    Exit("grant", "list", _granted, of_file=True),
    Exit(
        "granted file",
        "bytes",
        lambda image, here: f"{_granted(image, here)}/{image.id}/original",
        of_file=True,
    ),
]
