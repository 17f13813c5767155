"""Every exit through which a byte or a title can leave. Whoever adds an exit adds it here.

An exit is an address made from an image, and what it may answer for a hidden image.
"""

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import quote
from uuid import uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from dam.database.models import EmbargoLink, Grant, GrantItem, Image, UsageRequest
from dam.delivery import embargo_links, press_record
from dam.delivery.files import preview_digest
from dam.links.paths import (
    case_path,
    download_path,
    embargo_path,
    grant_download_path,
    grant_path,
    image_path,
    preview_path,
)
from dam.links.public_pages import page_path
from dam.rights.sizes import DOWNLOADS, PREVIEWS
from dam.services import Services
from dam.usage_requests.decision_form import Permission
from dam.usage_requests.grants import add_grant
from dam.usage_requests.queries import case_token
from dam.usage_requests.submit import submit_request
from tests.support.requests import typed_request

SECRET = {
    "title": "Hemligheten Qwyxa",
    "caption": "Zvarpen i Umeå i mars 2026.",
    "alt": "En person vid Zvarpen.",
    "topics": ("Hemligt ämne",),
}
"""What is said of an image that is to be hidden: words that stand nowhere else."""


@dataclass(frozen=True)
class Exit:
    """``kind``: page (may say 410), bytes (404 whatever the reason), list (200, image absent)."""

    name: str
    kind: str
    address: Callable[[Image, Services], str]
    of_file: bool = False
    """Whether the address is made from the file, which an erased image has not."""
    of_reader: bool = False
    """Whether it was given to a chosen reader, whom an embargo alone does not stop."""
    open: int = 200
    """What it answers while the image is open, free to use and crop, and granted to somebody."""


def ensure_silent(answer: str, address: str, image_id: int, told: str) -> None:
    """See that an answer gives away no word of `SECRET`, however written, and no address of the
    hidden image, but for what it was asked about.
    """
    said, asked = answer.casefold(), address.casefold()
    assert "zvarpen" not in said, told
    assert "hemligt ämne" not in said, told
    assert f"/bild/{image_id}/" not in said, told
    for word in ("qwyxa", f"qwyxa-{image_id}"):
        assert word not in said or word in asked, told


def _preview(size: str, extension: str) -> Callable[[Image, Services], str]:
    def address(image: Image, services: Services) -> str:
        digest = preview_digest(
            image, press_record.build_metadata(image, services.site, services.clock())
        )
        return preview_path(image.id, digest, size, extension)

    return address


def _title(image: Image) -> str:
    return image.texts[0].title if image.texts else SECRET["title"]


def _forged(image: Image, services: Services) -> str:
    return grant_download_path(services.signer.token("case", 1, 1), image.id, "original")


def _answered(image: Image, services: Services) -> UsageRequest:
    """A request for the image that was answered with yes; made where there is none, whatever the
    image's state.
    """
    with services.database.writing() as session:
        session.expire_on_commit = False
        holding = select(UsageRequest).join(UsageRequest.grants).join(Grant.items)
        holding = holding.options(selectinload(UsageRequest.grants))
        known = session.scalars(holding.where(GrantItem.image_id == image.id)).unique().first()
        request = known or _answer(session, image, services)
        session.commit()
        return request


def _answer(session: Session, image: Image, services: Services) -> UsageRequest:
    now = services.clock()
    asked = typed_request(images=(image.id,))
    made = submit_request(session, asked, once=uuid4().hex, press_email="press@inera.se", now=now)
    item = session.get_one(Image, image.id)
    add_grant(made, [(item, Permission("En artikel", until=now.date()))], by=None, now=now)
    return made


def _case(language: str) -> Callable[[Image, Services], str]:
    def address(image: Image, services: Services) -> str:
        return case_path(case_token(services.signer, _answered(image, services)), language)

    return address


def _granted(image: Image, services: Services) -> str:
    [grant] = _answered(image, services).grants
    return grant_path(services.signer.token("grant", grant.id, grant.token_generation))


def _embargo_link(image: Image, services: Services) -> str:
    """A link for a chosen reader, whatever the image's state."""
    with services.database.writing() as session:
        link = EmbargoLink(image_id=image.id, reader="Åsa", created_at=services.clock())
        session.add(link)
        session.flush()
        token = services.signer.token(embargo_links.KIND, link.id, 1)
        session.commit()
    return embargo_path(token)


EXITS = [
    Exit("page", "page", lambda image, _: image_path(image.id, _title(image))),
    Exit("page, other slug", "page", lambda image, _: f"/bilder/annat-{image.id}", open=301),
    Exit("page, bare id", "page", lambda image, _: f"/bilder/{image.id}", open=301),
    Exit("page, English", "page", lambda image, _: image_path(image.id, _title(image), "en")),
    Exit("short link", "page", lambda image, _: f"/b/{image.id}"),
    Exit("short link, English", "page", lambda image, _: f"/en/b/{image.id}"),
    Exit("short link, JSON", "page", lambda image, _: f"/b/{image.id}.json"),
    Exit("form to be told", "page", lambda image, _: f"/bevaka?b={image.id}"),
    Exit("form to be told, English", "page", lambda image, _: f"/en/watch?b={image.id}"),
    *(
        Exit(
            f"download {size}",
            "bytes",
            lambda image, _, size=size: download_path(image.id, _title(image), size),
            open=200 if size in DOWNLOADS else 404,
        )
        for size in (*DOWNLOADS, "received", "full", "w2048", "2x1")
    ),
    *(
        Exit(
            f"preview {size}.{extension}",
            "bytes",
            _preview(size, extension),
            of_file=True,
            open=200 if size in PREVIEWS else 404,
        )
        for size in (*PREVIEWS, "tryck", "original", "16x9")
        for extension in ("jpg", "webp")
    ),
    Exit(
        "preview, wrong digest", "bytes", lambda image, _: f"/bild/{image.id}/0/w640.jpg", open=302
    ),
    Exit("granted file, forged", "bytes", _forged, open=404),
    *(
        Exit(
            f"storage key{where}",
            "bytes",
            lambda image, _, folder=folder: f"{folder}/{image.file.key}",
            of_file=True,
            open=404,
        )
        for where, folder in (
            ("", ""),
            (", static", "/static"),
            (", climbing", "/static/..%2f..%2f..%2fvar/store"),
        )
    ),
    Exit(
        "digest",
        "bytes",
        lambda image, _: f"/bild/{image.id}/{image.file.sha256}/w640.jpg",
        of_file=True,
        open=302,
    ),
    *(
        Exit(
            f"staff {name}",
            "bytes",
            lambda image, _, path=path: f"/redaktion/bilder/{image.id}{path}",
            open=303,
        )
        for name, path in (
            ("file", "/filer/original"),
            ("preview", "/forhandsvisning"),
            ("editor", ""),
            ("old version", "/versioner/1/received"),
            ("duplicates", "/dubbletter"),
        )
    ),
    Exit("start", "list", lambda _, __: "/"),
    Exit("gallery", "list", lambda _, __: "/bilder"),
    Exit("search, title", "list", lambda image, _: f"/bilder?q={quote(_title(image))}"),
    Exit("search, id", "list", lambda image, _: f"/bilder?q=IN-{image.id}"),
    Exit("search, misspelt", "list", lambda image, _: f"/bilder?q={quote(_title(image)[:-1])}x"),
    *(
        Exit(f"{page}, {language}", "list", lambda _, __, at=(page, language): page_path(*at))
        for page, language in (
            *(("start", "en"), ("start", "latt"), ("gallery", "en"), ("gallery", "latt")),
            *(("withdrawn", "en"), ("feed", "en")),
        )
    ),
    Exit("facet", "list", lambda _, __: "/bilder?amne=hemligt-amne"),
    Exit("withdrawn images", "list", lambda _, __: "/aterkallade"),
    Exit("feed", "list", lambda _, __: "/flode.atom"),
    Exit("sitemap", "list", lambda _, __: "/sitemap.xml"),
    Exit("request form", "list", lambda image, _: f"/begaran?b={image.id}"),
    Exit("request form, English", "list", lambda image, _: f"/en/request?b={image.id}"),
    Exit("case", "list", _case("sv"), of_file=True),
    Exit("case, English", "list", _case("en"), of_file=True),
    Exit("grant", "list", _granted, of_file=True),
    *(
        Exit(
            f"granted {size}",
            "bytes",
            lambda image, here, size=size: f"{_granted(image, here)}/{image.id}/{size}",
            of_file=True,
        )
        for size in ("original", "16x9")
    ),
    Exit("embargo link", "bytes", _embargo_link, of_file=True, of_reader=True, open=302),
    *(
        Exit(
            f"embargo link, {name}",
            "bytes",
            lambda image, here, name=name: f"{_embargo_link(image, here)}/{name}",
            of_file=True,
            of_reader=True,
            open=404,
        )
        for name in ("original", "w640.webp", "16x9", "16x9.jpg", "received")
    ),
]
