"""The states of an image; embargoed and expired are computed from its bounds, never stored."""

from enum import StrEnum, auto


class ImageState(StrEnum):
    """State of an image; the value is what its row stores."""

    DRAFT = auto()
    REVIEW = auto()
    PUBLISHED = auto()
    WITHDRAWN = auto()
    ERASED = auto()


class ProcessingState(StrEnum):
    """State of the work on an image's file."""

    PENDING = auto()
    READY = auto()
    FAILED = auto()
