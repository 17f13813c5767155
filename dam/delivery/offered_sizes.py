"""Which sizes of an image are offered: previews, zoom, the original, what is smaller, and crops.

Called by `dam.delivery.pages`, with what the gate has decided.
"""

from __future__ import annotations

from dam.database.models import Image, ImageFile, Rendition
from dam.delivery import files, press_record
from dam.delivery.page_models import Preview, PreviewSource, Size
from dam.imaging.metadata.records import PressMetadata
from dam.links.paths import preview_path
from dam.rights.decision import Decision
from dam.rights.terms import CROPS, PURPOSES, covers

CARD_PREVIEWS = ("w320", "w640", "w1280")
ZOOM = "w2048"
EXTENSIONS = {"JPEG": "jpg", "PNG": "png", "TIFF": "tif", "WEBP": "webp", "SVG": "svg"}


def file_of(image: Image) -> ImageFile:
    """Return the file of an image that is shown, which has one."""
    if image.file is None:
        raise LookupError(f"image {image.id} has no file")
    return image.file


def may(decision: Decision, size: str) -> bool:
    """Whether a named size may be had."""
    return decision.largest is not None and covers(decision.largest, PURPOSES[size])


def preview(image: Image, said: PressMetadata, decision: Decision) -> Preview:
    """Return the previews that pages may show."""
    file = file_of(image)
    digest = files.preview_digest(image, said)
    by_spec = {one.spec: one for one in file.renditions}

    def sources(extension: str) -> tuple[PreviewSource, ...]:
        found = (
            by_spec.get(f"{name}.{extension}") for name in CARD_PREVIEWS if may(decision, name)
        )
        return tuple(_source(image.id, digest, one) for one in found if one is not None)

    return Preview(
        webp=sources("webp"),
        jpeg=sources("jpg") or sources("png"),
        placeholder=file.placeholder,
        transparent=bool(file.facts.get("has_alpha")),
    )


def _source(image_id: int, digest: str, one: Rendition) -> PreviewSource:
    spec, extension = one.spec.split(".", 1)
    return PreviewSource(preview_path(image_id, digest, spec, extension), one.width, one.height)


def original(image: Image, said: PressMetadata) -> Size | None:
    """Return the original for a card: its weight without the head, which is not written here."""
    file = file_of(image)
    if file.plan is None:
        return None
    form = str(file.plan["format"])
    extension = EXTENSIONS[form]
    name = files.file_name(said, image, file.width, file.height, extension)
    url = press_record.original_path(image, said)
    return Size("original", url, name, form, file.width, file.height, file.base_bytes or 0)


def other_sizes(image: Image, said: PressMetadata, decision: Decision) -> tuple[Size, ...]:
    """Return what there is beside the original; a crop once it is made as it lies now."""
    names = [name for name in (*files.DOWNLOADS, *CROPS) if may(decision, name)]
    return tuple(
        _size(image, said, name, files.leaving(image, said, name))
        for name in names
        if files.find_rendition(image, files.stored_as(image, name))
    )


def _size(image: Image, said: PressMetadata, name: str, leaving: files.Leaving) -> Size:
    return Size(
        name=name,
        url=press_record.original_path(image, said, name),
        file_name=leaving.file_name,
        format=leaving.format,
        width=leaving.width,
        height=leaving.height,
        bytes=leaving.joined.length,
    )


def zoom(image: Image, said: PressMetadata, decision: Decision) -> str | None:
    """Return the address of the large preview; None where it may not be had."""
    spec = files.stored_as(image, ZOOM)
    if not may(decision, ZOOM) or not files.find_rendition(image, spec):
        return None
    extension = spec.rsplit(".", 1)[1]
    return preview_path(image.id, files.preview_digest(image, said), ZOOM, extension)
