"""Facts of an image: from its rows to what the rules read, for clearance and the gate."""

from __future__ import annotations

from datetime import datetime

from dam.database.models import Image, Lease, Person, PersonBasis
from dam.rights import basis, lease
from dam.rights.basis import DepictedPeople
from dam.rights.decision import GrantFacts, RightsFacts
from dam.rights.image_states import ProcessingState
from dam.rights.lease import LeaseKind, SetLease
from dam.rights.periods import FAR_FUTURE, Period, end_of_last_day, start_of_day
from dam.rights.terms import TermsClass, asks_every_channel
from dam.rights.window import TimeBounds, VisibilityLevel, VisibilityWindow, compute_windows


def facts_of(
    image: Image, now: datetime, grant: GrantFacts | None = None, *, embargo_link: bool = False
) -> RightsFacts:
    """Return what a decision about the image at ``now`` reads."""
    return RightsFacts(
        state=image.state,
        ready=image.processing == ProcessingState.READY and image.file is not None,
        terms_class=class_of(image),
        bounds=bounds_of(image),
        people=people_of(image),
        crop_allowed=bool(image.terms_version and image.terms_version.crop_allowed),
        ever_public=ever_public(image, now),
        grant=grant,
        embargo_link=embargo_link,
    )


def bounds_of(image: Image) -> TimeBounds:
    """Return what the leases of the image say together."""
    return lease.combine_leases(map(lease_of, image.leases), VisibilityLevel(image.residual_level))


def windows_of(image: Image) -> tuple[VisibilityWindow, ...]:
    """Return when the image may be seen, from what people have set."""
    covered = people_of(image).covered_under(every_channel=asks_every_channel(class_of(image)))
    return compute_windows(image.state, bounds_of(image), covered)


def class_of(image: Image) -> TermsClass | None:
    return TermsClass(image.terms_version.category) if image.terms_version else None


def next_change(image: Image, now: datetime) -> datetime | None:
    """Return the next instant at which a window of the image opens or ends."""
    moments = (m for window in windows_of(image) for m in (window.starts, window.ends) if m > now)
    return min(moments, default=None)


def lease_of(row: Lease) -> SetLease:
    return SetLease(LeaseKind(row.kind), row.starts, row.ends)


def people_of(image: Image) -> DepictedPeople:
    """Return the people in the image, with what each may be shown on."""
    return DepictedPeople(
        identifiable=image.identifiable_people,
        stated=bool((image.people_basis or "").strip()),
        linked=tuple(person_of(entry.person) for entry in image.depicted),
    )


def person_of(row: Person) -> basis.DepictedPerson:
    return basis.DepictedPerson(
        bases=tuple(basis_of(basis) for basis in approved_bases(row)),
        minor=row.minor,
        guardian=bool(row.guardian.strip()),
    )


def approved_bases(row: Person) -> list[PersonBasis]:
    """Return the bases of somebody that wait for nobody to approve them."""
    return [basis for basis in row.bases if basis.waits_since is None]


def counted_bases(row: Person) -> list[PersonBasis]:
    """Return those of them that count for somebody as they are: of age, or with a guardian."""
    rule = person_of(row)
    pairs = zip(approved_bases(row), rule.bases, strict=True)
    return [basis for basis, kind in pairs if kind in rule.counted]


def basis_of(row: PersonBasis) -> basis.LegalBasis:
    """Return a basis with its whole days as instants."""
    return basis.LegalBasis(
        kind=basis.BasisKind(row.kind),
        period=Period(
            start_of_day(row.given_on),
            end_of_last_day(row.valid_to) if row.valid_to else FAR_FUTURE,
        ),
        scope=basis.ConsentScope(frozenset(row.channels), frozenset(row.uses)),
        withdrawn_at=row.withdrawn_at,
    )


def ever_public(image: Image, now: datetime) -> bool:
    """Whether an outsider has been able to see it before it closed."""
    first = image.first_published_at
    return first is not None and first <= min(now, image.withdrawn_at or now)
