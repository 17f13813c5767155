"""The classes of terms and what each lets an outsider have. Asked by `decision` and `window`."""

from __future__ import annotations

from enum import StrEnum


class TermsClass(StrEnum):
    """How open an image is."""

    FREE = "free"
    CONDITIONAL = "conditional"
    APPROVAL = "approval"


DATA_MINING = {
    "DMI-PROHIBITED-AIMLTRAINING": "Inte för att träna AI",
    "DMI-PROHIBITED-GENAIMLTRAINING": "Inte för att träna generativ AI",
    "DMI-PROHIBITED-EXCEPTSEARCHENGINEINDEXING": "Bara för sökmotorer",
    "DMI-PROHIBITED": "Inte alls",
    "DMI-ALLOWED": "Tillåtet",
    "DMI-UNSPECIFIED": "Inget sägs",
}
"""What machines may do with a picture: terms of the PLUS vocabulary, in words for staff."""


class Purpose(StrEnum):
    """What somebody wants to have of an image, from the least to the most."""

    TEXT = "text"
    SMALL = "small"
    PREVIEW = "preview"
    FULL = "full"
    CROP = "crop"


ORDER = tuple(Purpose)


def asks_every_channel(terms_class: TermsClass | None) -> bool:
    """Whether everybody in the image must have agreed to every channel: where no terms limit it."""
    return terms_class is TermsClass.FREE


def largest_without_grant(terms_class: TermsClass, *, crop_allowed: bool) -> Purpose:
    """The largest size without a grant: the preview where approval is needed, else all."""
    if terms_class is TermsClass.APPROVAL:
        return Purpose.PREVIEW
    return Purpose.CROP if crop_allowed else Purpose.FULL


def covers(largest: Purpose, purpose: Purpose) -> bool:
    """Whether permission for ``largest`` includes ``wanted``."""
    return ORDER.index(purpose) <= ORDER.index(largest)
