"""Addresses of the pages, public and secret."""

from __future__ import annotations

import re
import unicodedata

from dam.links.staff_paths import INVITATION, NEW_PASSWORD, REQUEST_LETTERS

_SPECIAL = str.maketrans({"æ": "ae", "ø": "o", "ß": "ss"})
"""Letters that are no letter with a mark: NFKD leaves them as they are."""


def make_slug(text: str, limit: int = 60) -> str:
    """Return ASCII words joined by hyphens, at most ``limit`` characters; "bild" where none are."""
    plain = unicodedata.normalize("NFKD", text.lower().translate(_SPECIAL))
    plain = plain.encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:limit].strip("-") or "bild"


def image_path(image_id: int, title: str) -> str:
    return f"/bilder/{make_slug(title)}-{image_id}"


def download_path(image_id: int, title: str, size: str) -> str:
    return f"{image_path(image_id, title)}/ladda-ner/{size}"


def preview_path(image_id: int, digest: str, spec: str, extension: str) -> str:
    return f"/bild/{image_id}/{digest}/{spec}.{extension}"


def short_path(image_id: int) -> str:
    return f"/b/{image_id}"


def terms_path(terms_slug: str, version: int, language: str = "sv") -> str:
    """The page of a version, where it says itself in a language."""
    return f"/villkor/{terms_slug}-v{version}" + ("" if language == "sv" else f"#{language}")


def read_path_language(path: str) -> str:
    """Return the language of the page at an address."""
    return "en" if f"{path}/".startswith("/en/") else "sv"


def request_path(*image_ids: int, language: str = "sv") -> str:
    chosen = f"?b={','.join(map(str, image_ids))}" if image_ids else ""
    return {"sv": "/begaran", "en": "/en/request"}[language] + chosen


def case_path(token: str, language: str = "sv") -> str:
    return {"sv": f"/arende/{token}", "en": f"/en/case/{token}"}[language]


def extension_path(token: str, language: str = "sv") -> str:
    return f"{case_path(token, language)}/{'forlang' if language == 'sv' else 'extend'}"


def grant_path(token: str) -> str:
    return f"/hamta/{token}"


def grant_download_path(token: str, image_id: int, size: str) -> str:
    return f"/hamta/{token}/{image_id}/{size}"


def embargo_path(token: str) -> str:
    return f"/sparrat/{token}"


def watch_path(token: str) -> str:
    return f"/bevaka/{token}"


def watch_off_path(token: str) -> str:
    return f"/bevaka/sluta/{token}"


def invitation_path(token: str) -> str:
    return f"{INVITATION}/{token}"


def password_path(token: str) -> str:
    return f"{NEW_PASSWORD}/{token}"


def attachment_path(letter_id: int, attachment_id: int) -> str:
    return f"{REQUEST_LETTERS}/{letter_id}/bilagor/{attachment_id}"
