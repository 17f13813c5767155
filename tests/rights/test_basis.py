"""Why people may be shown: statuses, scopes, and when everybody is covered."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given

from dam.rights.basis import (
    CLOSED,
    NO_SCOPE,
    BasisKind,
    ConsentScope,
    DepictedPeople,
    DepictedPerson,
    LegalBasis,
    PeopleStatus,
    get_people_status,
)
from dam.rights.periods import Period
from tests.rights.drawn import moments, people

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
DAY = timedelta(days=1)
WEB = ConsentScope(channels=frozenset({"web"}))
LESSONS = ConsentScope(uses=frozenset({"education"}))


def basis(starts=-1, ends=1, kind=BasisKind.CONSENT, scope=None, withdrawn=None):
    """A basis from and until days from now."""
    return LegalBasis(
        kind,
        Period(NOW + starts * DAY, NOW + ends * DAY),
        scope or ConsentScope(),
        NOW + withdrawn * DAY if withdrawn is not None else None,
    )


def person(*bases, **more):
    return DepictedPerson(bases, **more)


@pytest.mark.parametrize(
    ("shown", "expected"),
    [
        (DepictedPeople(0), PeopleStatus.NOT_NEEDED),
        (DepictedPeople(None), PeopleStatus.PENDING),
        (DepictedPeople(None, stated=True), PeopleStatus.PENDING),
        (DepictedPeople(2), PeopleStatus.PENDING),
        (DepictedPeople(2, stated=True), PeopleStatus.FULL),
        (DepictedPeople(1, linked=(person(),)), PeopleStatus.PENDING),
        (DepictedPeople(1, linked=(person(basis()),)), PeopleStatus.FULL),
        (DepictedPeople(None, linked=(person(basis()),)), PeopleStatus.FULL),
        (DepictedPeople(2, linked=(person(basis()),)), PeopleStatus.MORE_NEEDED),
        (DepictedPeople(2, stated=True, linked=(person(basis()),)), PeopleStatus.FULL),
        (DepictedPeople(1, linked=(person(basis(scope=WEB)),)), PeopleStatus.PARTIAL),
        (
            DepictedPeople(2, linked=(person(basis()), person(basis(scope=WEB)))),
            PeopleStatus.PARTIAL,
        ),
        (DepictedPeople(1, linked=(person(basis(scope=LESSONS)),)), PeopleStatus.PENDING),
        (DepictedPeople(1, linked=(person(basis(ends=0)),)), PeopleStatus.EXPIRED),
        (DepictedPeople(1, linked=(person(basis(starts=1, ends=2)),)), PeopleStatus.PENDING),
        (DepictedPeople(1, linked=(person(basis(withdrawn=0)),)), PeopleStatus.WITHDRAWN),
        (DepictedPeople(1, linked=(person(basis(withdrawn=1, ends=2)),)), PeopleStatus.FULL),
        (DepictedPeople(1, linked=(person(basis(withdrawn=0), basis()),)), PeopleStatus.FULL),
        (
            DepictedPeople(1, linked=(person(basis(ends=0), basis(withdrawn=0)),)),
            PeopleStatus.WITHDRAWN,
        ),
        (DepictedPeople(2, linked=(person(basis(ends=0)), person())), PeopleStatus.EXPIRED),
        (DepictedPeople(1, linked=(person(basis(), minor=True),)), PeopleStatus.PENDING),
        (
            DepictedPeople(1, linked=(person(basis(), minor=True, guardian=True),)),
            PeopleStatus.FULL,
        ),
        (
            DepictedPeople(1, linked=(person(basis(kind=BasisKind.PUBLIC_INTEREST), minor=True),)),
            PeopleStatus.FULL,
        ),
    ],
)
def test_the_status_of_an_image(shown, expected):
    assert get_people_status(shown, NOW) is expected


def test_two_bases_of_one_person_add_up_and_those_of_two_persons_do_not():
    social = ConsentScope(channels=frozenset({"social"}))
    both = person(basis(scope=WEB), basis(scope=social))
    assert both.scope(NOW).channels == {"web", "social"}
    apart = DepictedPeople(2, linked=(person(basis(scope=WEB)), both))
    assert apart.scope(NOW).channels == {"web"}


def test_uses_are_joined_and_cut_as_channels_are():
    lessons, news = (
        ConsentScope(uses=frozenset({"education"})),
        ConsentScope(uses=frozenset({"editorial"})),
    )
    assert person(basis(scope=lessons), basis(scope=news)).scope(NOW).uses == {
        "education",
        "editorial",
    }
    apart = DepictedPeople(2, linked=(person(basis(scope=lessons)), person(basis())))
    assert apart.scope(NOW) == lessons


def test_nobody_limits_nothing_and_somebody_without_a_basis_everything():
    assert DepictedPeople(0).scope(NOW) == ConsentScope()
    assert person().scope(NOW) == ConsentScope(frozenset(), frozenset())


def test_a_withdrawn_basis_covers_until_the_instant_it_was_withdrawn():
    shown = DepictedPeople(1, linked=(person(basis(withdrawn=0)),))
    assert shown.covered == (Period(NOW - DAY, NOW),)


def test_a_basis_for_other_uses_opens_no_channel_to_newsrooms():
    shown = person(
        basis(scope=ConsentScope(frozenset({"print"}), frozenset({"editorial"}))),
        basis(scope=ConsentScope(frozenset({"web", "social"}), frozenset({"marketing"}))),
    )
    assert shown.press_scope(NOW).limits == "Får bara användas i tryck."
    assert shown.may_be_shown(NOW, every_channel=False)
    assert not shown.may_be_shown(NOW, every_channel=True)
    assert get_people_status(DepictedPeople(1, linked=(shown,)), NOW) is PeopleStatus.PARTIAL
    assert (
        DepictedPeople(1, linked=(shown,)).press_scope(NOW).limits == "Får bara användas i tryck."
    )


def test_bases_for_different_channels_cover_whole_while_all_hold():
    shown = person(
        basis(ends=2, scope=ConsentScope(frozenset({"print"}))),
        basis(ends=3, scope=ConsentScope(frozenset({"web", "social"})), withdrawn=1),
    )
    assert shown.wholly_covered == (Period(NOW - DAY, NOW + DAY),)
    assert shown.covered == (Period(NOW - DAY, NOW + 2 * DAY),)


@given(people, moments)
def test_a_status_is_closed_exactly_where_somebody_is_not_covered(shown, now):
    covered = any(period.holds(now) for period in shown.covered)
    unknown = (shown.identifiable or 0) - len(shown.linked)
    nobody = shown.identifiable is None and not shown.linked
    somebody_left = nobody or (unknown > 0 and not shown.stated)
    assert (get_people_status(shown, now) in CLOSED) is (not covered or somebody_left)


@pytest.mark.parametrize(
    ("channels", "sentence"),
    [
        (("print", "web", "social"), None),
        ((), None),
        (("print",), "Får bara användas i tryck."),
        (("web", "social"), "Får bara användas på webben och i sociala medier."),
        (("social", "print"), "Får bara användas i tryck och i sociala medier."),
    ],
)
def test_what_newsrooms_are_told_of_a_scope(channels: tuple[str, ...], sentence: str | None):
    assert ConsentScope(frozenset(channels)).limits == sentence


def test_every_channel_is_asked_for_where_terms_limit_nothing():
    one = DepictedPeople(1, linked=(person(basis(scope=WEB)),))
    assert one.covered_under(every_channel=True) == one.wholly_covered == ()
    assert one.covered_under(every_channel=False) == one.covered != ()


def test_somebody_without_a_basis_lets_newsrooms_do_nothing():
    assert person().press_scope(NOW) == NO_SCOPE
