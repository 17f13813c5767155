"""Clearance: which terms an image has, its bounds in time, and the windows that follow."""

from dam.clearance.leases import (
    add_lease,
    list_ending_leases,
    remove_lease,
    replace_leases,
    set_bounds,
    set_residual_level,
)
from dam.clearance.listing import list_old_words, remake_words
from dam.clearance.terms import (
    add_default_lease,
    current_terms,
    find_published_terms,
    put_under,
    set_terms,
    terms_by_slug,
    versions_of,
)
from dam.clearance.windows import (
    NotPublishable,
    ensure_publishable,
    keep_stale_in_step,
    list_stale_images,
    recompute_and_relist,
    recompute_or_refuse,
    recompute_windows,
    what_is_missing,
)

__all__ = [
    "NotPublishable",
    "add_default_lease",
    "add_lease",
    "current_terms",
    "ensure_publishable",
    "find_published_terms",
    "keep_stale_in_step",
    "list_ending_leases",
    "list_old_words",
    "list_stale_images",
    "put_under",
    "recompute_and_relist",
    "recompute_or_refuse",
    "recompute_windows",
    "remake_words",
    "remove_lease",
    "replace_leases",
    "set_bounds",
    "set_residual_level",
    "set_terms",
    "terms_by_slug",
    "versions_of",
    "what_is_missing",
]
