"""Sizes that are offered of an image, by what the gate has decided, for `dam.delivery.pages`."""

from __future__ import annotations

from dam.database.models import Image, ImageFile, Rendition
from dam.delivery import files, press_record
from dam.delivery.page_models import OfferedSize, Preview, PreviewSource
from dam.imaging.metadata.records import PressMetadata
from dam.links.paths import preview_path
from dam.rights.decision import Decision
from dam.rights.sizes import DOWNLOADS, ORIGINAL, PREVIEWS, SIZES
from dam.rights.terms import covers

*CARD_PREVIEWS, ZOOM = PREVIEWS
EXTENSIONS = {"JPEG": "jpg", "PNG": "png", "TIFF": "tif", "WEBP": "webp", "SVG": "svg"}


def get_shown_file(image: Image) -> ImageFile:
    """Return the file of an image that is shown, which has one."""
    if image.file is None:
        raise LookupError(f"image {image.id} has no file")
    return image.file


def is_size_allowed(decision: Decision, size: str) -> bool:
    """Whether a named size may be had."""
    return decision.largest is not None and covers(decision.largest, SIZES[size].purpose)


def build_preview(image: Image, metadata: PressMetadata, decision: Decision) -> Preview:
    """Return the previews that pages may show."""
    file = get_shown_file(image)
    digest = files.preview_digest(image, metadata)
    by_spec = {rendition.spec: rendition for rendition in file.renditions}

    def sources(extension: str) -> tuple[PreviewSource, ...]:
        renditions = (
            by_spec.get(f"{name}.{extension}")
            for name in CARD_PREVIEWS
            if is_size_allowed(decision, name)
        )
        # Of a small picture several sizes are the same, and a srcset holds each width once.
        by_width: dict[int, Rendition] = {}
        for rendition in filter(None, renditions):
            by_width.setdefault(rendition.width, rendition)
        return tuple(
            _build_preview_source(image.id, digest, rendition) for rendition in by_width.values()
        )

    return Preview(
        webp=sources("webp"),
        jpeg=sources("jpg") or sources("png"),
        placeholder=file.placeholder,
        transparent=bool(file.facts.get("has_alpha")),
    )


def _build_preview_source(image_id: int, digest: str, rendition: Rendition) -> PreviewSource:
    spec, extension = rendition.spec.split(".", 1)
    return PreviewSource(
        preview_path(image_id, digest, spec, extension), rendition.width, rendition.height
    )


def build_original_size(image: Image, metadata: PressMetadata) -> OfferedSize | None:
    """Return the original for a card: its weight without the head, which is not written here."""
    file = get_shown_file(image)
    if file.plan is None:
        return None
    form = str(file.plan["format"])
    extension = EXTENSIONS[form]
    name = files.format_download_name(metadata, image, file.width, file.height, extension)
    url = press_record.original_path(image, metadata)
    return OfferedSize(ORIGINAL, url, name, form, file.width, file.height, file.base_bytes or 0)


def list_other_sizes(
    image: Image, metadata: PressMetadata, decision: Decision
) -> tuple[OfferedSize, ...]:
    """Return what there is beside the original; a crop once it is made as it lies now."""
    names = [name for name in DOWNLOADS if name != ORIGINAL and is_size_allowed(decision, name)]
    return tuple(
        _build_offered_size(image, metadata, name, files.prepare_download(image, metadata, name))
        for name in names
        if files.find_rendition(image, files.get_stored_name(image, name))
    )


def _build_offered_size(
    image: Image, metadata: PressMetadata, name: str, file: files.OutgoingFile
) -> OfferedSize:
    return OfferedSize(
        name=name,
        url=press_record.original_path(image, metadata, name),
        file_name=file.file_name,
        format=file.format,
        width=file.width,
        height=file.height,
        bytes=file.joined.length,
    )


def build_zoom_path(image: Image, metadata: PressMetadata, decision: Decision) -> str | None:
    """Return the address of the large preview; None where it may not be had."""
    spec = files.get_stored_name(image, ZOOM)
    if not is_size_allowed(decision, ZOOM) or not files.find_rendition(image, spec):
        return None
    extension = spec.rsplit(".", 1)[1]
    return preview_path(image.id, files.preview_digest(image, metadata), ZOOM, extension)
