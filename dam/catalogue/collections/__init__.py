"""Collections: named groups of images in an order of their own, kept by staff.

Which collections an image is in is part of what is said of it, so `dam.catalogue` calls
`place_in_collections`.
"""

from dam.catalogue.collections.edit import (
    add_collection,
    arrange_collection,
    edit_collection,
    move_collection,
    place_in_collections,
    remove_collection,
    reorder_ids,
)
from dam.catalogue.collections.read import (
    CollectionFigures,
    CollectionWords,
    by_slug,
    count_collection_images,
    find_collection,
    ids_in,
    list_collection_names,
    list_collections,
    read_collection_words,
    resolve_collection_slugs,
    slugs_of,
    still_there,
)

__all__ = [
    "CollectionFigures",
    "CollectionWords",
    "add_collection",
    "arrange_collection",
    "by_slug",
    "count_collection_images",
    "edit_collection",
    "find_collection",
    "ids_in",
    "list_collection_names",
    "list_collections",
    "move_collection",
    "place_in_collections",
    "read_collection_words",
    "remove_collection",
    "reorder_ids",
    "resolve_collection_slugs",
    "slugs_of",
    "still_there",
]
