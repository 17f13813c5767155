"""Approval: what was looked at is what goes on. Its rule, its fingerprint, and who holds which."""

from dam.approval.fingerprint import (
    beside,
    changed,
    fingerprint,
    fingerprint_of,
    fingerprints,
    parts,
)
from dam.approval.held import (
    LISTED,
    ApprovalStep,
    Unseen,
    ensure_seen,
    held,
    hold,
    lost,
    release,
    scheduled_fingerprint,
)
from dam.approval.rule import NotApproved, ensure_approved, hindrance

__all__ = [
    "LISTED",
    "ApprovalStep",
    "NotApproved",
    "Unseen",
    "beside",
    "changed",
    "ensure_approved",
    "ensure_seen",
    "fingerprint",
    "fingerprint_of",
    "fingerprints",
    "held",
    "hindrance",
    "hold",
    "lost",
    "parts",
    "release",
    "scheduled_fingerprint",
]
