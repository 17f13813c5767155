"""May this be had now? `decide(facts, purpose, now)`, asked through `dam.delivery.permit` only.

What model and gate agree on: never public or outside its windows → hidden; once public and closed
again → gone; open, but beyond what terms and grants give → refused for that size.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from dam.rights.terms import Purpose, TermsClass, covers, largest_without_grant
from dam.rights.window import Level, Window, level_at


class Code(StrEnum):
    """Why not; stable words for machines."""

    NOT_PUBLIC = "not_public"
    NOT_READY = "not_ready"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    TEXT_ONLY = "text_only"
    NEEDS_APPROVAL = "needs_approval"
    GRANT_ENDED = "grant_ended"


@dataclass(frozen=True, slots=True)
class Reason:
    """A stable code, a sentence for the reader, and what can be done about it."""

    code: Code
    sentence: str
    remedy: str


@dataclass(frozen=True, slots=True)
class GrantFacts:
    """A grant that the asker holds for this image: [starts, ends) unless revoked."""

    starts: datetime
    ends: datetime
    revoked: bool

    def holds(self, now: datetime) -> bool:
        return not self.revoked and self.starts <= now < self.ends


@dataclass(frozen=True, slots=True)
class RightsFacts:
    """All that a decision reads. ``ever_public`` is whether an outsider has ever seen it."""

    state: str
    ready: bool
    terms_class: TermsClass | None
    windows: tuple[Window, ...]
    ever_public: bool
    grant: GrantFacts | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """``largest`` is the most that may be had now, None where nothing; ``gone`` asks for a 410."""

    allowed: bool
    largest: Purpose | None
    gone: bool
    reasons: tuple[Reason, ...]


REASONS = {
    Code.NOT_PUBLIC: Reason(
        Code.NOT_PUBLIC, "Bilden är inte publicerad.", "Publicera bilden eller vänta på starttiden."
    ),
    Code.NOT_READY: Reason(
        Code.NOT_READY, "Bildens storlekar är inte klara.", "Vänta en stund och försök igen."
    ),
    Code.WITHDRAWN: Reason(
        Code.WITHDRAWN,
        "Bilden är återkallad. Använd den inte i nya publiceringar.",
        "Välj en annan bild eller fråga pressfunktionen.",
    ),
    Code.EXPIRED: Reason(
        Code.EXPIRED,
        "Tiden för att använda bilden har gått ut.",
        "Välj en annan bild eller fråga pressfunktionen.",
    ),
    Code.TEXT_ONLY: Reason(
        Code.TEXT_ONLY, "Bara uppgifterna om bilden visas nu.", "Fråga pressfunktionen."
    ),
    Code.NEEDS_APPROVAL: Reason(
        Code.NEEDS_APPROVAL,
        "Bilden kräver godkännande.",
        "Begär att få använda bilden.",
    ),
    Code.GRANT_ENDED: Reason(
        Code.GRANT_ENDED,
        "Tillståndet att använda bilden gäller inte längre.",
        "Begär att få använda bilden igen.",
    ),
}


def decide(facts: RightsFacts, purpose: Purpose, now: datetime) -> Decision:
    """Whether ``purpose`` is allowed at ``now``, the most that is, and why not more."""
    closed = _why_closed(facts, now)
    if closed is not None:
        gone = closed in {Code.WITHDRAWN, Code.EXPIRED}
        return Decision(allowed=False, largest=None, gone=gone, reasons=(REASONS[closed],))
    largest, why_not_more = _largest(facts, now)
    allowed = covers(largest, purpose)
    reasons = () if allowed or why_not_more is None else (REASONS[why_not_more],)
    return Decision(allowed=allowed, largest=largest, gone=False, reasons=reasons)


def _why_closed(facts: RightsFacts, now: datetime) -> Code | None:
    """Why nothing at all may be had, or None."""
    if facts.state in {"withdrawn", "erased"} and facts.ever_public:
        return Code.WITHDRAWN
    if facts.state != "published" or facts.terms_class is None:
        return Code.NOT_PUBLIC
    if not facts.ready:
        return Code.NOT_READY
    if level_at(facts.windows, now) > Level.NOTHING:
        return None
    was_open = any(window.ends <= now for window in facts.windows)
    return Code.EXPIRED if was_open and facts.ever_public else Code.NOT_PUBLIC


def _largest(facts: RightsFacts, now: datetime) -> tuple[Purpose, Code | None]:
    """The most that may be had of an open image, and why not more."""
    level = level_at(facts.windows, now)
    if level is Level.TEXT:
        return Purpose.TEXT, Code.TEXT_ONLY
    if level is Level.SMALL:
        return Purpose.SMALL, Code.TEXT_ONLY
    if facts.terms_class is None:
        return Purpose.TEXT, Code.NOT_PUBLIC
    largest = largest_without_grant(facts.terms_class)
    if largest is Purpose.FULL:
        return largest, None
    if facts.grant is None:
        return largest, Code.NEEDS_APPROVAL
    return (Purpose.FULL, None) if facts.grant.holds(now) else (largest, Code.GRANT_ENDED)
