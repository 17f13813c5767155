"""May this be had now? `decide(facts, purpose, now)`, asked through `dam.clearance.gate` only.

Never public or outside its windows → hidden; once public and closed for good → gone, for a while →
withheld; open, but beyond what terms, remainder and grants give → refused for that size. Denial
always wins.
docs/rights.md explains the reasons.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from dam.rights.basis import DepictedPeople, PeopleStatus
from dam.rights.image_states import ImageState
from dam.rights.reasons import REASONS, Reason, ReasonCode
from dam.rights.terms import Purpose, TermsClass, asks_every_channel, covers, largest_without_grant
from dam.rights.window import TimeBounds, VisibilityLevel


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
    """All that a decision reads.

    ``crop_allowed`` is what the version of the terms says; ``ever_public`` is whether an outsider
    has ever seen the image; ``embargo_link`` whether the asker holds a link to it while it is under
    embargo.
    """

    state: str
    ready: bool
    terms_class: TermsClass | None
    bounds: TimeBounds
    people: DepictedPeople
    crop_allowed: bool = False
    ever_public: bool = False
    grant: GrantFacts | None = None
    embargo_link: bool = False

    def for_asker(self) -> RightsFacts:
        """The facts as they are for whoever holds an embargo link: without the embargo."""
        return replace(self, bounds=self.bounds.without_embargo()) if self.embargo_link else self


@dataclass(frozen=True, slots=True)
class Decision:
    """``largest`` is the most that may be had now, None where nothing; ``gone`` asks for a 410.

    ``withheld`` is what was public and is closed for a while. ``reasons`` say why not more, the
    weightiest first.
    """

    allowed: bool
    largest: Purpose | None
    gone: bool
    reasons: tuple[Reason, ...]
    withheld: bool = False

    @property
    def listed(self) -> bool:
        """Whether lists, counts, feeds and search hold the image."""
        return self.largest is not None and covers(self.largest, Purpose.PREVIEW)


def decide(facts: RightsFacts, purpose: Purpose, now: datetime) -> Decision:
    """Whether ``purpose`` is allowed at ``now``, the most that is, and why not more."""
    facts = facts.for_asker()
    closed = tuple(REASONS[code] for code in _find_closing_codes(facts, now))
    if closed:
        over = any(reason.over for reason in closed)
        gone, withheld = facts.ever_public and over, facts.ever_public and not over
        return Decision(allowed=False, largest=None, gone=gone, reasons=closed, withheld=withheld)
    largest, why_not_more = _find_largest_purpose(facts, now)
    reasons = (REASONS[why_not_more],) if why_not_more else ()
    allowed = covers(largest, purpose)
    return Decision(allowed, largest, gone=False, reasons=() if allowed else reasons)


def _find_closing_codes(facts: RightsFacts, now: datetime) -> Iterator[ReasonCode]:
    """Everything because of which nothing at all may be had."""
    if facts.state != ImageState.PUBLISHED:
        erased = facts.state == ImageState.ERASED
        yield ReasonCode.ERASED if erased else _get_unpublished_code(facts)
        return
    bounds = facts.bounds
    if any(period.holds(now) for period in bounds.denied):
        yield ReasonCode.DENIED
    yield from _find_people_codes(facts, now)
    if now < bounds.starts:
        yield ReasonCode.EMBARGOED
    if now >= bounds.ends:
        yield ReasonCode.DISPLAY_ENDED
    elif now >= bounds.used_until and bounds.residual_level is VisibilityLevel.NOTHING:
        yield ReasonCode.USE_ENDED
    if facts.terms_class is None:
        yield ReasonCode.NO_TERMS
    if not facts.ready:
        yield ReasonCode.NOT_READY


def _get_unpublished_code(facts: RightsFacts) -> ReasonCode:
    withdrawn = facts.state == ImageState.WITHDRAWN or facts.ever_public
    return ReasonCode.WITHDRAWN if withdrawn else ReasonCode.NOT_PUBLISHED


def _find_people_codes(facts: RightsFacts, now: datetime) -> Iterator[ReasonCode]:
    """Why somebody in the register may not be shown now."""
    linked = facts.people.linked
    statuses = {person.status(now) for person in linked}
    for status, code in (
        (PeopleStatus.WITHDRAWN, ReasonCode.BASIS_WITHDRAWN),
        (PeopleStatus.EXPIRED, ReasonCode.BASIS_EXPIRED),
        (PeopleStatus.PENDING, ReasonCode.BASIS_MISSING),
    ):
        if status in statuses:
            yield code
    if asks_every_channel(facts.terms_class) and any(
        depicted.status(now) is PeopleStatus.FULL
        and not depicted.may_be_shown(now, every_channel=True)
        for depicted in linked
    ):
        yield ReasonCode.BASIS_LIMITED


def _find_largest_purpose(facts: RightsFacts, now: datetime) -> tuple[Purpose, ReasonCode | None]:
    """The most that may be had of an open image, and why not more."""
    if now >= facts.bounds.used_until:
        small = facts.bounds.residual_level is VisibilityLevel.SMALL
        return Purpose.SMALL if small else Purpose.TEXT, ReasonCode.USE_ENDED
    terms_class = facts.terms_class or TermsClass.APPROVAL
    largest = largest_without_grant(terms_class, crop_allowed=facts.crop_allowed)
    if largest is Purpose.CROP:
        return largest, None
    if largest is Purpose.FULL:
        return largest, ReasonCode.WHOLE_ONLY
    if facts.grant is None:
        return largest, ReasonCode.NEEDS_APPROVAL
    if facts.grant.holds(now):
        return Purpose.FULL, ReasonCode.WHOLE_ONLY
    return largest, ReasonCode.GRANT_REVOKED if facts.grant.revoked else ReasonCode.GRANT_ENDED
