"""Why people may be in a picture: legal bases, what they cover, and what follows for the image.

The image's scope is the intersection over its people. Pure; asked by `decision`, `window`'s callers
and `publication`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import reduce

from dam.rights.channels import CHANNELS, CONSENT_CHANNELS
from dam.rights.periods import ALWAYS, FAR_FUTURE, Period, Periods, intersect, union

USES = ("editorial", "education", "marketing")
PRESS = "editorial"
"""The use that a press room is for: a basis without it opens nothing to the public."""


class BasisKind(StrEnum):
    """The legal bases a person may be shown on."""

    PUBLIC_INTEREST = "public_interest"
    EMPLOYMENT = "employment"
    CONSENT = "consent"
    MODEL_CONTRACT = "model_contract"
    LEGITIMATE_INTEREST = "legitimate_interest"


class PeopleStatus(StrEnum):
    """What the register says of the people in an image."""

    NOT_NEEDED = "not_needed"
    PENDING = "pending"
    PARTIAL = "partial"
    FULL = "full"
    MORE_NEEDED = "more_needed"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"


CLOSED = frozenset(
    {PeopleStatus.PENDING, PeopleStatus.MORE_NEEDED, PeopleStatus.EXPIRED, PeopleStatus.WITHDRAWN}
)
"""The statuses under which an image is not published."""


@dataclass(frozen=True, slots=True)
class ConsentScope:
    """What may be done with a picture of somebody."""

    channels: frozenset[str] = frozenset(CONSENT_CHANNELS)
    uses: frozenset[str] = frozenset(USES)

    def both(self, other: ConsentScope) -> ConsentScope:
        return ConsentScope(self.channels & other.channels, self.uses & other.uses)

    def either(self, other: ConsentScope) -> ConsentScope:
        return ConsentScope(self.channels | other.channels, self.uses | other.uses)

    @property
    def limited_channels(self) -> tuple[str, ...]:
        """The channels that newsrooms are held to; none where they may use every one, or none."""
        channels = tuple(code for code in CONSENT_CHANNELS if code in self.channels)
        return () if len(channels) == len(CONSENT_CHANNELS) else channels

    @property
    def limits(self) -> str | None:
        """What newsrooms are told; None where nothing limits them, or everything."""
        words = " och ".join(CHANNELS[code].words for code in self.limited_channels)
        return f"Får bara användas {words}." if words else None


EVERYTHING = ConsentScope()
NO_SCOPE = ConsentScope(frozenset(), frozenset())


@dataclass(frozen=True, slots=True)
class LegalBasis:
    """One basis: it holds in ``period`` until it is withdrawn."""

    kind: BasisKind
    period: Period
    scope: ConsentScope = EVERYTHING
    withdrawn_at: datetime | None = None

    @property
    def in_force(self) -> Period:
        ends = self.withdrawn_at or FAR_FUTURE
        return Period(self.period.starts, min(self.period.ends, ends))

    @property
    def opens(self) -> bool:
        """Whether it lets newsrooms use the picture in some channel."""
        return PRESS in self.scope.uses and bool(self.scope.channels)


@dataclass(frozen=True, slots=True)
class DepictedPerson:
    """Somebody in the picture. A minor's consent counts once a guardian is named."""

    bases: tuple[LegalBasis, ...] = ()
    minor: bool = False
    guardian: bool = False

    @property
    def counted(self) -> tuple[LegalBasis, ...]:
        if self.minor and not self.guardian:
            return tuple(basis for basis in self.bases if basis.kind is BasisKind.PUBLIC_INTEREST)
        return self.bases

    @property
    def covered(self) -> Periods:
        """When newsrooms may be shown this person."""
        return union(basis.in_force for basis in self.counted if basis.opens)

    @property
    def wholly_covered(self) -> Periods:
        """When newsrooms may be shown this person in every channel."""
        opening = [basis for basis in self.counted if basis.opens]
        by_channel = (
            union(basis.in_force for basis in opening if channel in basis.scope.channels)
            for channel in CONSENT_CHANNELS
        )
        return reduce(intersect, by_channel, ALWAYS)

    def may_be_shown(self, now: datetime, *, every_channel: bool) -> bool:
        periods = self.wholly_covered if every_channel else self.covered
        return any(period.holds(now) for period in periods)

    def scope(self, now: datetime) -> ConsentScope:
        scopes = (basis.scope for basis in self.counted if basis.in_force.holds(now))
        return reduce(ConsentScope.either, scopes, NO_SCOPE)

    def press_scope(self, now: datetime) -> ConsentScope:
        """What newsrooms may do: a basis for other uses alone opens no channel to them."""
        scopes = (
            basis.scope for basis in self.counted if basis.opens and basis.in_force.holds(now)
        )
        return reduce(ConsentScope.either, scopes, NO_SCOPE)

    def status(self, now: datetime) -> PeopleStatus:
        """Full where newsrooms may be shown this person in some channel, else why not."""
        if self.may_be_shown(now, every_channel=False):
            return PeopleStatus.FULL
        if any(
            basis.withdrawn_at is not None and basis.withdrawn_at <= now for basis in self.counted
        ):
            return PeopleStatus.WITHDRAWN
        if any(basis.period.ends <= now for basis in self.counted):
            return PeopleStatus.EXPIRED
        return PeopleStatus.PENDING


@dataclass(frozen=True, slots=True)
class DepictedPeople:
    """The people in an image. ``identifiable`` is None while nobody has counted them.

    ``stated`` is whether somebody has written why those who are not in the register may be shown.
    """

    identifiable: int | None = 0
    stated: bool = False
    linked: tuple[DepictedPerson, ...] = ()

    @property
    def covered(self) -> Periods:
        """When everybody in the register may be shown; always where nobody is."""
        return reduce(intersect, (person.covered for person in self.linked), ALWAYS)

    @property
    def wholly_covered(self) -> Periods:
        """When everybody in the register may be shown in every channel."""
        return reduce(intersect, (person.wholly_covered for person in self.linked), ALWAYS)

    def covered_under(self, *, every_channel: bool) -> Periods:
        return self.wholly_covered if every_channel else self.covered

    def scope(self, now: datetime) -> ConsentScope:
        """What everybody in the register agrees to."""
        return reduce(ConsentScope.both, (person.scope(now) for person in self.linked), EVERYTHING)

    def press_scope(self, now: datetime) -> ConsentScope:
        """What everybody in the register lets newsrooms do."""
        return reduce(
            ConsentScope.both, (person.press_scope(now) for person in self.linked), EVERYTHING
        )


def get_people_status(people: DepictedPeople, now: datetime) -> PeopleStatus:
    """Return the one status of an image: the worst of anybody's decides."""
    if people.identifiable is None and not people.linked:
        return PeopleStatus.PENDING
    statuses = {person.status(now) for person in people.linked}
    for worst in (PeopleStatus.WITHDRAWN, PeopleStatus.EXPIRED, PeopleStatus.PENDING):
        if worst in statuses:
            return worst
    unknown = (people.identifiable or 0) - len(people.linked)
    if unknown > 0 and not people.stated:
        return PeopleStatus.MORE_NEEDED if people.linked else PeopleStatus.PENDING
    if not people.linked:
        return PeopleStatus.NOT_NEEDED if not people.identifiable else PeopleStatus.FULL
    in_every_channel = all(
        depicted.may_be_shown(now, every_channel=True) for depicted in people.linked
    )
    return PeopleStatus.FULL if in_every_channel else PeopleStatus.PARTIAL
