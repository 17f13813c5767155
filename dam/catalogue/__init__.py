"""The catalogue: find an image for staff, and describe it. Called by doors and lifecycle."""

from dam.catalogue.description import (
    BRANDS,
    KINDS,
    SWEDISH,
    TOPICS,
    Description,
    check_description,
    describe_now,
    find_image_text,
    list_owners,
    save_description,
    set_collection_membership,
)
from dam.catalogue.find import (
    InBin,
    check_version,
    count_images_by_state,
    find_each,
    find_for,
    find_image,
    list_binned_image_ids,
    list_images,
    lock_image,
)

__all__ = [
    "BRANDS",
    "KINDS",
    "SWEDISH",
    "TOPICS",
    "Description",
    "InBin",
    "check_description",
    "check_version",
    "count_images_by_state",
    "describe_now",
    "find_each",
    "find_for",
    "find_image",
    "find_image_text",
    "list_binned_image_ids",
    "list_images",
    "list_owners",
    "lock_image",
    "save_description",
    "set_collection_membership",
]
