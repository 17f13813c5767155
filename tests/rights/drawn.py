"""Drawn states of an image: leases, people, terms and moments around the change of clocks."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import strategies as st

from dam.rights.basis import (
    USES,
    BasisKind,
    ConsentScope,
    DepictedPeople,
    DepictedPerson,
    LegalBasis,
)
from dam.rights.channels import CONSENT_CHANNELS
from dam.rights.decision import GrantFacts, RightsFacts
from dam.rights.periods import Period, end_of_last_day, start_of_day, union
from dam.rights.terms import TermsClass
from dam.rights.window import TimeBounds, VisibilityLevel

# The clocks of Stockholm go back in the night to 25 October 2026, at 01:00 UTC.
NIGHT = datetime(2026, 10, 25, 1, tzinfo=UTC)
HALF = timedelta(minutes=30)
STATES = ("draft", "review", "published", "withdrawn", "erased")

# Every second moment is within the night, the others at days' bounds around it.
moments = st.integers(-8, 8).map(lambda halves: NIGHT + halves * HALF) | st.integers(-3, 3).map(
    lambda days: start_of_day(date(2026, 10, 25) + timedelta(days=days))
)
days = st.integers(-3, 3).map(lambda n: date(2026, 10, 25) + timedelta(days=n))

periods = st.builds(Period, moments, moments).filter(lambda one: one.starts < one.ends)
bounds = st.builds(
    TimeBounds,
    embargo_until=st.none() | moments,
    use_until=st.none() | moments,
    display_until=st.none() | moments,
    denied=st.lists(periods, max_size=2).map(union),
    residual_level=st.sampled_from(
        [VisibilityLevel.NOTHING, VisibilityLevel.TEXT, VisibilityLevel.SMALL]
    ),
)

scopes = st.builds(
    ConsentScope,
    st.frozensets(st.sampled_from(list(CONSENT_CHANNELS))),
    st.frozensets(st.sampled_from(USES)) | st.just(frozenset(USES)),
)


@st.composite
def bases(draw):
    given_on = draw(days)
    valid_to = draw(st.none() | days.filter(lambda day: day >= given_on))
    period = (
        Period(start_of_day(given_on), end_of_last_day(valid_to))
        if valid_to
        else Period(start_of_day(given_on))
    )
    withdrawn = draw(st.none() | st.none() | moments)
    return LegalBasis(draw(st.sampled_from(BasisKind)), period, draw(scopes), withdrawn)


persons = st.builds(
    DepictedPerson,
    st.lists(bases(), max_size=2).map(tuple),
    minor=st.booleans(),
    guardian=st.booleans(),
)
people = st.builds(
    DepictedPeople,
    identifiable=st.none() | st.integers(0, 3),
    stated=st.booleans(),
    linked=st.lists(persons, max_size=2).map(tuple),
)
grants = st.builds(
    lambda period, revoked: GrantFacts(period.starts, period.ends, revoked), periods, st.booleans()
)
facts = st.builds(
    RightsFacts,
    state=st.sampled_from(STATES),
    ready=st.booleans(),
    terms_class=st.none() | st.sampled_from(TermsClass),
    bounds=bounds,
    people=people,
    crop_allowed=st.booleans(),
    ever_public=st.booleans(),
    grant=st.none() | grants,
    embargo_link=st.booleans(),
)


def level_at(windows, now):
    """The level that is open now."""
    return max(
        (window.level for window in windows if window.holds(now)), default=VisibilityLevel.NOTHING
    )
