"""The states of an image; embargoed and expired are computed from its bounds, never stored."""

from enum import StrEnum, auto


class ImageState(StrEnum):
    """Where an image is on its way; the value is what its row stores."""

    DRAFT = auto()
    REVIEW = auto()
    PUBLISHED = auto()
    WITHDRAWN = auto()
    ERASED = auto()


class ProcessingState(StrEnum):
    """How far the work on an image's file has come."""

    PENDING = auto()
    READY = auto()
    FAILED = auto()
