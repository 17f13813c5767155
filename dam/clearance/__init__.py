"""Clearance: which terms an image has, its bounds in time, and the windows that follow."""

from dam.clearance.leases import (
    add_lease,
    ending_between,
    remove_lease,
    replace_leases,
    set_bounds,
    set_remains,
)
from dam.clearance.terms import (
    add_default_lease,
    current_terms,
    put_under,
    set_terms,
    terms_by_slug,
    terms_version,
    versions_of,
)
from dam.clearance.windows import (
    NotPublishable,
    ensure_publishable,
    keep_in_step,
    keep_stale_in_step,
    published_showing_somebody,
    recompute,
    settle,
    what_is_missing,
)

__all__ = [
    "NotPublishable",
    "add_default_lease",
    "add_lease",
    "current_terms",
    "ending_between",
    "ensure_publishable",
    "keep_in_step",
    "keep_stale_in_step",
    "published_showing_somebody",
    "put_under",
    "recompute",
    "remove_lease",
    "replace_leases",
    "set_bounds",
    "set_remains",
    "set_terms",
    "settle",
    "terms_by_slug",
    "terms_version",
    "versions_of",
    "what_is_missing",
]
