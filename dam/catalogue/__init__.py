"""The catalogue: find an image for staff, and describe it. Called by doors and lifecycle."""

from dam.catalogue.description import (
    BRANDS,
    KINDS,
    SWEDISH,
    TOPICS,
    Description,
    check,
    collect,
    describe,
    describe_now,
    owners,
    text_of,
)
from dam.catalogue.find import (
    InBin,
    check_version,
    count_by_state,
    find_each,
    find_for,
    find_image,
    hold,
    ids_in_bin,
    list_images,
)

__all__ = [
    "BRANDS",
    "KINDS",
    "SWEDISH",
    "TOPICS",
    "Description",
    "InBin",
    "check",
    "check_version",
    "collect",
    "count_by_state",
    "describe",
    "describe_now",
    "find_each",
    "find_for",
    "find_image",
    "hold",
    "ids_in_bin",
    "list_images",
    "owners",
    "text_of",
]
