"""Addresses of the pages, public and secret."""

from __future__ import annotations

import re
import unicodedata

from dam.links.public_pages import page_path
from dam.links.staff_paths import INVITATION, NEW_PASSWORD, REQUEST_LETTERS

_SPECIAL = str.maketrans({"æ": "ae", "ø": "o", "ß": "ss"})
"""Letters that are no letter with a mark: NFKD leaves them as they are."""


def make_slug(text: str, limit: int = 60) -> str:
    """Return ASCII words joined by hyphens, at most ``limit`` characters; "bild" where none are."""
    plain = unicodedata.normalize("NFKD", text.lower().translate(_SPECIAL))
    plain = plain.encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:limit].strip("-") or "bild"


def make_image_name(image_id: int, title: str) -> str:
    """Return what an image is called in the address of its page."""
    return f"{make_slug(title)}-{image_id}"


def image_path(image_id: int, title: str, language: str = "sv") -> str:
    return page_path("image", language, named=make_image_name(image_id, title))


def download_path(image_id: int, title: str, size: str) -> str:
    return f"{image_path(image_id, title)}/ladda-ner/{size}"


def preview_path(image_id: int, digest: str, spec: str, extension: str) -> str:
    return f"/bild/{image_id}/{digest}/{spec}.{extension}"


def short_path(image_id: int, language: str = "sv") -> str:
    return page_path("answer", language, image_id=image_id)


def terms_path(terms_slug: str, version: int, language: str = "sv") -> str:
    """The page of a version, where it says itself in a language."""
    return page_path("terms_version", language, versioned=f"{terms_slug}-v{version}")


def request_path(*image_ids: int, language: str = "sv") -> str:
    chosen = {"b": ",".join(map(str, image_ids))} if image_ids else None
    return page_path("request", language, query=chosen)


def case_path(token: str, language: str = "sv") -> str:
    return page_path("case", language, token=token)


def extension_path(token: str, language: str = "sv") -> str:
    return page_path("extension", language, token=token)


def grant_path(token: str, language: str = "sv") -> str:
    return page_path("grant", language, token=token)


def grant_download_path(token: str, image_id: int, size: str) -> str:
    return f"/hamta/{token}/{image_id}/{size}"


def embargo_path(token: str, language: str = "sv") -> str:
    return page_path("embargo", language, token=token)


def watch_path(token: str, language: str = "sv") -> str:
    return page_path("watch_confirm", language, token=token)


def watch_off_path(token: str, language: str = "sv") -> str:
    return page_path("watch_stop", language, token=token)


def invitation_path(token: str) -> str:
    return f"{INVITATION}/{token}"


def password_path(token: str) -> str:
    return f"{NEW_PASSWORD}/{token}"


def attachment_path(letter_id: int, attachment_id: int) -> str:
    return f"{REQUEST_LETTERS}/{letter_id}/bilagor/{attachment_id}"
