"""Approval: what was looked at is what goes on. Its rule, its fingerprint, and who holds which."""

from dam.approval.fingerprint import (
    beside,
    compute_fingerprint,
    compute_fingerprints,
    fingerprint_of,
    list_changed_marks,
    mark_fingerprint_fields,
    mark_people,
)
from dam.approval.held import (
    LISTED,
    ApprovalStep,
    ImageUnseen,
    ensure_seen,
    find_approvals,
    forget_approvals,
    list_lost_approvals,
    scheduled_fingerprint,
    store_approval,
)
from dam.approval.rule import NotApproved, ensure_approved, find_review_hindrance

__all__ = [
    "LISTED",
    "ApprovalStep",
    "ImageUnseen",
    "NotApproved",
    "beside",
    "compute_fingerprint",
    "compute_fingerprints",
    "ensure_approved",
    "ensure_seen",
    "find_approvals",
    "find_review_hindrance",
    "fingerprint_of",
    "forget_approvals",
    "list_changed_marks",
    "list_lost_approvals",
    "mark_fingerprint_fields",
    "mark_people",
    "scheduled_fingerprint",
    "store_approval",
]
