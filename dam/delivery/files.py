"""A file that leaves: which stored object, with which head, under which name.

No stored copy carries rights: the head is written from the current record and joined at the door.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass

from dam.clearance import crops
from dam.database.models import Image, ImageFile, Rendition
from dam.delivery.stream import stream_blocks
from dam.errors import NotFound
from dam.imaging.embed.assemble import JoinedFile, join_file
from dam.imaging.embed.plan import Plan
from dam.imaging.metadata.records import PressMetadata
from dam.links.paths import make_slug
from dam.rights.sizes import DOWNLOADS, ORIGINAL, SIZES
from storage_adapters.contract import Storage

NAME_LIMIT = 120


@dataclass(frozen=True, slots=True)
class OutgoingFile:
    """What the door streams: parts of the object at ``key`` joined with the current head."""

    joined: JoinedFile
    key: str
    file_name: str
    format: str
    width: int
    height: int

    def blocks(self, storage: Storage) -> Iterator[bytes]:
        """Yield the whole file."""
        return stream_blocks(self.joined.parts, storage, self.key)


def prepare_original(image: Image, record: PressMetadata) -> OutgoingFile:
    """Return the public original; NotFound before its plan stands."""
    file = image.file
    if file is None or file.plan is None or file.base_key is None:
        raise NotFound
    plan = Plan.from_json(file.plan)
    joined = join_file(plan, record)
    name = format_download_name(record, image, file.width, file.height, joined.extension)
    return OutgoingFile(joined, file.base_key, name, plan.format, file.width, file.height)


def prepare_rendition(image: Image, record: PressMetadata, spec: str) -> OutgoingFile:
    """Return a stored size, such as "tryck.jpg", "16x9.jpg" or "w640.webp"; NotFound."""
    return _prepare_joined(image, record, find_rendition(image, spec))


def prepare_preview(
    image: Image, file: ImageFile, record: PressMetadata, spec: str
) -> OutgoingFile:
    """Return a preview of any version of an image's file; NotFound."""
    rendition = next(
        (
            candidate
            for candidate in file.renditions
            if candidate.spec == spec and candidate.box is None
        ),
        None,
    )
    return _prepare_joined(image, record, rendition)


def _prepare_joined(
    image: Image, record: PressMetadata, rendition: Rendition | None
) -> OutgoingFile:
    size = SIZES.get(rendition.spec.split(".", 1)[0]) if rendition else None
    if rendition is None or size is None:
        raise NotFound
    plan = Plan.from_json(rendition.plan)
    joined = join_file(plan, record, full=not size.short_head)
    name = format_download_name(record, image, rendition.width, rendition.height, joined.extension)
    return OutgoingFile(joined, rendition.key, name, plan.format, rendition.width, rendition.height)


def prepare_download(image: Image, record: PressMetadata, size: str) -> OutgoingFile:
    """Return a download by its public name; NotFound for any other."""
    if size not in DOWNLOADS:
        raise NotFound
    if size == ORIGINAL:
        return prepare_original(image, record)
    return prepare_rendition(image, record, get_stored_name(image, size))


def prepare_named_size(image: Image, record: PressMetadata, name: str) -> OutgoingFile:
    """Return any size by name, previews too ("w640", "w640.webp"), for staff and commands."""
    if name in DOWNLOADS:
        return prepare_download(image, record, name)
    return prepare_rendition(image, record, name if "." in name else get_stored_name(image, name))


def get_stored_name(image: Image, size: str) -> str:
    """Return the stored size of a name: "tryck.png" of what is transparent, else "tryck.jpg"."""
    png = f"{size}.png"
    return png if find_rendition(image, png) else f"{size}.jpg"


def find_rendition(image: Image, spec: str) -> Rendition | None:
    """Return a stored size; None also for a crop that was cut otherwise than it is now."""
    stored = image.file.renditions if image.file else []
    rendition = next((candidate for candidate in stored if candidate.spec == spec), None)
    return rendition if rendition and crops.is_current(image, rendition) else None


def preview_digest(image: Image, record: PressMetadata) -> str:
    """Return what the preview's address says of pixels and record: another of either, another."""
    sha256 = image.file.sha256 if image.file else ""
    return hashlib.blake2b(f"{sha256}{record!r}".encode(), digest_size=8).hexdigest()


def format_download_name(
    record: PressMetadata, image: Image, width: int, height: int, extension: str
) -> str:
    """Return `1177-<title>_Foto-<credit>_IN2041_6000x4000.jpg`: ASCII, an SVG without size."""
    credit = "-".join(
        _slug_keeping_capital(word) for word in re.findall(r"[^\W_]+", record.credit_line or "")
    )
    size = "" if extension == "svg" else f"_{width}x{height}"
    tail = f"_{credit[:50]}_IN{image.id}{size}.{extension}"
    title = f"{image.brand} {record.title or ''}"
    return make_slug(title, NAME_LIMIT - len(tail)) + tail


def _slug_keeping_capital(word: str) -> str:
    """Return an ASCII word that keeps its capital: Åsa → Asa."""
    plain = make_slug(word)
    return plain.capitalize() if word[:1].isupper() else plain
