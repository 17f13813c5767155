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
from dam.delivery.stream import blocks
from dam.errors import NotFound
from dam.imaging.embed.assemble import Joined, join
from dam.imaging.embed.plan import Plan
from dam.imaging.metadata.records import PressMetadata
from dam.links.paths import slug
from dam.rights.terms import CROPS
from storage_adapters.contract import Storage

SHORT_HEAD = frozenset({"w320", "w640"})
DOWNLOADS = ("tryck", "webb", "socialt")
SIZES = ("original", *DOWNLOADS, *CROPS)
"""What may be downloaded by name."""
NAME_LIMIT = 120


@dataclass(frozen=True, slots=True)
class Leaving:
    """What the door streams: parts of the object at ``key`` joined with the current head."""

    joined: Joined
    key: str
    file_name: str
    format: str
    width: int
    height: int

    def blocks(self, storage: Storage) -> Iterator[bytes]:
        """Yield the whole file."""
        return blocks(self.joined.parts, storage, self.key)


def original(image: Image, record: PressMetadata) -> Leaving:
    """Return the public original; NotFound before its plan stands."""
    file = image.file
    if file is None or file.plan is None or file.base_key is None:
        raise NotFound
    plan = Plan.from_json(file.plan)
    joined = join(plan, record)
    name = file_name(record, image, file.width, file.height, joined.extension)
    return Leaving(joined, file.base_key, name, plan.format, file.width, file.height)


def rendition(image: Image, record: PressMetadata, spec: str) -> Leaving:
    """Return a stored size, such as "tryck.jpg", "16x9.jpg" or "w640.webp"; NotFound."""
    return _joined(image, record, find_rendition(image, spec))


def preview_of(image: Image, file: ImageFile, record: PressMetadata, spec: str) -> Leaving:
    """Return a preview of any version of an image's file; NotFound."""
    found = next((one for one in file.renditions if one.spec == spec and one.box is None), None)
    return _joined(image, record, found)


def _joined(image: Image, record: PressMetadata, found: Rendition | None) -> Leaving:
    if found is None:
        raise NotFound
    full = found.spec.split(".", 1)[0] not in SHORT_HEAD
    plan = Plan.from_json(found.plan)
    joined = join(plan, record, full=full)
    name = file_name(record, image, found.width, found.height, joined.extension)
    return Leaving(joined, found.key, name, plan.format, found.width, found.height)


def leaving(image: Image, record: PressMetadata, size: str) -> Leaving:
    """Return a download by its public name; NotFound for any other."""
    if size not in SIZES:
        raise NotFound
    if size == "original":
        return original(image, record)
    return rendition(image, record, stored_as(image, size))


def by_name(image: Image, record: PressMetadata, name: str) -> Leaving:
    """Return any size by name, previews too ("w640", "w640.webp"), for staff and commands."""
    if name in SIZES:
        return leaving(image, record, name)
    return rendition(image, record, name if "." in name else stored_as(image, name))


def stored_as(image: Image, size: str) -> str:
    """Return the stored size of a name: "tryck.png" of what is transparent, else "tryck.jpg"."""
    png = f"{size}.png"
    return png if find_rendition(image, png) else f"{size}.jpg"


def find_rendition(image: Image, spec: str) -> Rendition | None:
    """Return a stored size; None also for a crop that was cut otherwise than it is now."""
    stored = image.file.renditions if image.file else []
    found = next((one for one in stored if one.spec == spec), None)
    return found if found and crops.is_current(image, found) else None


def preview_digest(image: Image, record: PressMetadata) -> str:
    """Return what the preview's address says of pixels and record: another of either, another."""
    sha256 = image.file.sha256 if image.file else ""
    return hashlib.blake2b(f"{sha256}{record!r}".encode(), digest_size=8).hexdigest()


def file_name(record: PressMetadata, image: Image, width: int, height: int, extension: str) -> str:
    """Return `1177-<title>_Foto-<credit>_IN2041_6000x4000.jpg`: ASCII, at most 120 characters.

    An SVG has no size.
    """
    credit = "-".join(_cased(word) for word in re.findall(r"[^\W_]+", record.credit_line or ""))
    size = "" if extension == "svg" else f"_{width}x{height}"
    tail = f"_{credit[:50]}_IN{image.id}{size}.{extension}"
    words = f"{image.brand} {record.title or ''}"
    return slug(words, NAME_LIMIT - len(tail)) + tail


def _cased(word: str) -> str:
    """Return an ASCII word that keeps its capital: Åsa → Asa."""
    plain = slug(word)
    return plain.capitalize() if word[:1].isupper() else plain
