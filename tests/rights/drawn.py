"""Drawn states of an image: leases, people, terms and moments around the change of clocks."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import strategies as st

from dam.rights.basis import CHANNELS, USES, Basis, Kind, People, Person, Scope
from dam.rights.decision import GrantFacts, RightsFacts
from dam.rights.periods import Period, from_day, through, union
from dam.rights.terms import TermsClass
from dam.rights.window import Bounds, Level

# The clocks of Stockholm go back in the night to 25 October 2026, at 01:00 UTC.
NIGHT = datetime(2026, 10, 25, 1, tzinfo=UTC)
HALF = timedelta(minutes=30)
STATES = ("draft", "review", "published", "withdrawn", "erased")

# Every second moment is within the night, the others at days' bounds around it.
moments = st.integers(-8, 8).map(lambda halves: NIGHT + halves * HALF) | st.integers(-3, 3).map(
    lambda days: from_day(date(2026, 10, 25) + timedelta(days=days))
)
days = st.integers(-3, 3).map(lambda n: date(2026, 10, 25) + timedelta(days=n))

periods = st.builds(Period, moments, moments).filter(lambda one: one.starts < one.ends)
bounds = st.builds(
    Bounds,
    embargo_until=st.none() | moments,
    use_until=st.none() | moments,
    display_until=st.none() | moments,
    denied=st.lists(periods, max_size=2).map(union),
    remains=st.sampled_from([Level.NOTHING, Level.TEXT, Level.SMALL]),
)

scopes = st.builds(
    Scope,
    st.frozensets(st.sampled_from(CHANNELS)),
    st.frozensets(st.sampled_from(USES)) | st.just(frozenset(USES)),
)


@st.composite
def bases(draw):
    given_on = draw(days)
    valid_to = draw(st.none() | days.filter(lambda day: day >= given_on))
    period = (
        Period(from_day(given_on), through(valid_to)) if valid_to else Period(from_day(given_on))
    )
    withdrawn = draw(st.none() | st.none() | moments)
    return Basis(draw(st.sampled_from(Kind)), period, draw(scopes), withdrawn)


persons = st.builds(
    Person, st.lists(bases(), max_size=2).map(tuple), minor=st.booleans(), guardian=st.booleans()
)
people = st.builds(
    People,
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
