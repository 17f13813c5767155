"""The named sizes of an image: what each counts as, what it is called and what its head holds.

Asked by the gate, the files that leave, the pages and the statistics. How each is made stands in
`config/renditions.toml`.
"""

from __future__ import annotations

from dataclasses import dataclass

from dam.rights.terms import Purpose


@dataclass(frozen=True, slots=True)
class NamedSize:
    """A size counts as ``purpose``. One with a ``label`` is downloaded, one without is a preview.

    With a ``short_head`` its files state the rights alone: small previews weigh little.
    """

    purpose: Purpose
    label: str | None = None
    short_head: bool = False


ORIGINAL = "original"
SIZES = {
    "w320": NamedSize(Purpose.SMALL, short_head=True),
    "w640": NamedSize(Purpose.SMALL, short_head=True),
    "w960": NamedSize(Purpose.PREVIEW, short_head=True),
    "w1280": NamedSize(Purpose.PREVIEW),
    "w2048": NamedSize(Purpose.FULL),
    ORIGINAL: NamedSize(Purpose.FULL, "Original"),
    "tryck": NamedSize(Purpose.FULL, "Tryck"),
    "webb": NamedSize(Purpose.FULL, "Webb"),
    "socialt": NamedSize(Purpose.FULL, "Socialt"),
    "16x9": NamedSize(Purpose.CROP, "16:9"),
    "4x3": NamedSize(Purpose.CROP, "4:3"),
    "1x1": NamedSize(Purpose.CROP, "1:1"),
    "4x5": NamedSize(Purpose.CROP, "4:5"),
}
"""In the order in which they are offered; a size that is not here never leaves."""

PREVIEWS = tuple(name for name, size in SIZES.items() if size.label is None)
DOWNLOADS = tuple(name for name in SIZES if name not in PREVIEWS)
CROPS = tuple(name for name, size in SIZES.items() if size.purpose is Purpose.CROP)
"""The downloads that show a part of the image."""
LABELS = {name: SIZES[name].label or name for name in DOWNLOADS}
"""What each download is called in Swedish."""
