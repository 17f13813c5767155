"""May this be had now? The decision in every state, and that no state gives more than it should."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given

from dam.rights.basis import BasisKind, ConsentScope, DepictedPeople, DepictedPerson, LegalBasis
from dam.rights.channels import CONSENT_CHANNELS
from dam.rights.decision import GrantFacts, RightsFacts, decide
from dam.rights.periods import Period
from dam.rights.reasons import REASONS, ReasonCode
from dam.rights.sizes import CROPS, SIZES
from dam.rights.terms import ORDER, Purpose, TermsClass, asks_every_channel, covers
from dam.rights.window import TimeBounds, VisibilityLevel, compute_windows
from tests.rights.drawn import facts as any_facts
from tests.rights.drawn import level_at, moments

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
OPEN = RightsFacts(
    state="published",
    ready=True,
    terms_class=TermsClass.FREE,
    bounds=TimeBounds(),
    people=DepictedPeople(),
    crop_allowed=True,
    ever_public=True,
)
UNSEEN = replace(OPEN, ever_public=False)
DENIED = TimeBounds(denied=(Period(NOW, NOW + HOUR),))


def shows(*bases):
    return DepictedPeople(1, linked=(DepictedPerson(bases),))


def consent(starts=NOW - HOUR, ends=NOW + HOUR, withdrawn=None, channels=tuple(CONSENT_CHANNELS)):
    scope = ConsentScope(frozenset(channels))
    return LegalBasis(BasisKind.CONSENT, Period(starts, ends), scope, withdrawn_at=withdrawn)


def test_terms_that_limit_show_somebody_who_agrees_to_some_channels():
    limited = replace(OPEN, people=shows(consent(channels=("print",))))
    for terms in (TermsClass.CONDITIONAL, TermsClass.APPROVAL):
        assert decide(replace(limited, terms_class=terms), Purpose.TEXT, NOW).allowed


def test_a_consent_to_every_channel_that_is_still_to_come_opens_nothing_today():
    later = consent(NOW + HOUR, NOW + 2 * HOUR)
    image = replace(OPEN, people=shows(consent(channels=("web",)), later))
    assert not decide(image, Purpose.TEXT, NOW).allowed
    assert decide(image, Purpose.TEXT, NOW + HOUR).allowed


@pytest.mark.parametrize("purpose", Purpose)
@pytest.mark.parametrize("terms", [TermsClass.FREE, TermsClass.CONDITIONAL])
def test_a_published_free_image_gives_everything(purpose, terms):
    decision = decide(replace(OPEN, terms_class=terms), purpose, NOW)
    assert decision.allowed
    assert decision.listed
    assert decision.gone is False
    assert decision.largest is Purpose.CROP
    assert decision.reasons == ()


WHOLE = [
    (replace(OPEN, crop_allowed=False), [ReasonCode.WHOLE_ONLY]),
    (
        replace(OPEN, crop_allowed=False, terms_class=TermsClass.CONDITIONAL),
        [ReasonCode.WHOLE_ONLY],
    ),
    (replace(OPEN, terms_class=TermsClass.APPROVAL), [ReasonCode.NEEDS_APPROVAL]),
    (
        replace(
            OPEN, terms_class=TermsClass.APPROVAL, grant=GrantFacts(NOW, NOW + HOUR, revoked=False)
        ),
        [ReasonCode.WHOLE_ONLY],
    ),
]


@pytest.mark.parametrize(("whole", "codes"), WHOLE)
def test_a_crop_leaves_only_where_everybody_may_crop(whole, codes):
    decision = decide(whole, Purpose.CROP, NOW)
    assert not decision.allowed
    assert not decision.gone
    assert [reason.code for reason in decision.reasons] == codes


def test_a_crop_asks_for_more_than_any_whole_size():
    assert (
        RightsFacts("published", True, TermsClass.FREE, TimeBounds(), DepictedPeople()).crop_allowed
        is False
    )
    assert set(CROPS) == {name for name, size in SIZES.items() if size.purpose is Purpose.CROP}
    assert all(covers(Purpose.CROP, size.purpose) for size in SIZES.values())
    assert not covers(Purpose.FULL, Purpose.CROP)


CLOSED = [
    (replace(UNSEEN, state="draft"), [ReasonCode.NOT_PUBLISHED], False),
    (replace(UNSEEN, state="review"), [ReasonCode.NOT_PUBLISHED], False),
    (replace(OPEN, state="draft"), [ReasonCode.WITHDRAWN], True),
    (replace(OPEN, state="withdrawn"), [ReasonCode.WITHDRAWN], True),
    (replace(UNSEEN, state="withdrawn"), [ReasonCode.WITHDRAWN], False),
    (replace(OPEN, state="erased"), [ReasonCode.ERASED], True),
    (replace(UNSEEN, state="erased"), [ReasonCode.ERASED], False),
    (replace(OPEN, ready=False), [ReasonCode.NOT_READY], False),
    (replace(OPEN, terms_class=None), [ReasonCode.NO_TERMS], False),
    (replace(UNSEEN, bounds=TimeBounds(embargo_until=NOW + HOUR)), [ReasonCode.EMBARGOED], False),
    (replace(OPEN, bounds=TimeBounds(use_until=NOW)), [ReasonCode.USE_ENDED], True),
    (replace(UNSEEN, bounds=TimeBounds(use_until=NOW)), [ReasonCode.USE_ENDED], False),
    (replace(OPEN, bounds=TimeBounds(display_until=NOW)), [ReasonCode.DISPLAY_ENDED], True),
    (
        replace(OPEN, bounds=TimeBounds(display_until=NOW, residual_level=VisibilityLevel.SMALL)),
        [ReasonCode.DISPLAY_ENDED],
        True,
    ),
    (replace(OPEN, bounds=DENIED), [ReasonCode.DENIED], False),
    (replace(OPEN, bounds=TimeBounds(embargo_until=NOW + HOUR)), [ReasonCode.EMBARGOED], False),
    (
        replace(OPEN, bounds=TimeBounds(embargo_until=NOW + HOUR, use_until=NOW)),
        [ReasonCode.EMBARGOED, ReasonCode.USE_ENDED],
        True,
    ),
    (
        replace(OPEN, bounds=replace(DENIED, display_until=NOW)),
        [ReasonCode.DENIED, ReasonCode.DISPLAY_ENDED],
        True,
    ),
    (replace(OPEN, people=shows()), [ReasonCode.BASIS_MISSING], False),
    (replace(OPEN, people=shows(consent(ends=NOW))), [ReasonCode.BASIS_EXPIRED], True),
    (replace(OPEN, people=shows(consent(withdrawn=NOW))), [ReasonCode.BASIS_WITHDRAWN], True),
    (replace(OPEN, people=shows(consent(channels=("print",)))), [ReasonCode.BASIS_LIMITED], False),
    (
        replace(OPEN, people=shows(), bounds=DENIED, ready=False, terms_class=None),
        [ReasonCode.DENIED, ReasonCode.BASIS_MISSING, ReasonCode.NO_TERMS, ReasonCode.NOT_READY],
        False,
    ),
]


@pytest.mark.parametrize(("closed", "codes", "gone"), CLOSED)
@pytest.mark.parametrize("purpose", Purpose)
def test_a_closed_image_gives_nothing_and_says_why(closed, codes, gone, purpose):
    decision = decide(closed, purpose, NOW)
    assert decision.allowed is False
    assert not decision.listed
    assert decision.largest is None
    assert decision.gone is gone
    assert decision.withheld is (closed.ever_public and not gone)
    assert [reason.code for reason in decision.reasons] == codes


def test_every_reason_reads_as_sentences():
    assert set(REASONS) == set(ReasonCode)
    for code, reason in REASONS.items():
        assert reason.code is code
        for words in (reason.sentence, reason.staff, reason.remedy):
            assert words.endswith(".")


@pytest.mark.parametrize(
    ("grant", "purpose", "code"),
    [
        (None, Purpose.PREVIEW, None),
        (None, Purpose.FULL, ReasonCode.NEEDS_APPROVAL),
        (GrantFacts(NOW, NOW + HOUR, revoked=False), Purpose.FULL, None),
        (GrantFacts(NOW, NOW + HOUR, revoked=True), Purpose.FULL, ReasonCode.GRANT_REVOKED),
        (GrantFacts(NOW - HOUR, NOW, revoked=False), Purpose.FULL, ReasonCode.GRANT_ENDED),
        (
            GrantFacts(NOW + HOUR, NOW + 2 * HOUR, revoked=False),
            Purpose.FULL,
            ReasonCode.GRANT_ENDED,
        ),
        (GrantFacts(NOW - HOUR, NOW, revoked=False), Purpose.PREVIEW, None),
    ],
)
def test_approval_stops_at_the_preview_without_a_grant_that_holds(grant, purpose, code):
    decision = decide(replace(OPEN, terms_class=TermsClass.APPROVAL, grant=grant), purpose, NOW)
    assert decision.allowed is (code is None)
    assert decision.listed
    assert [reason.code for reason in decision.reasons] == ([] if code is None else [code])


@pytest.mark.parametrize(
    ("residual_level", "largest"),
    [(VisibilityLevel.TEXT, Purpose.TEXT), (VisibilityLevel.SMALL, Purpose.SMALL)],
)
def test_after_its_use_an_image_shows_what_was_chosen(residual_level, largest):
    ended = replace(OPEN, bounds=TimeBounds(use_until=NOW, residual_level=residual_level))
    for purpose in Purpose:
        decision = decide(ended, purpose, NOW)
        assert decision.largest is largest
        assert not decision.listed
        assert decision.allowed is covers(largest, purpose)
        if not decision.allowed:
            assert [reason.code for reason in decision.reasons] == [ReasonCode.USE_ENDED]


def test_an_embargo_link_opens_what_only_the_embargo_shuts():
    embargo = TimeBounds(embargo_until=NOW + HOUR)
    held = replace(UNSEEN, bounds=embargo, embargo_link=True)
    assert decide(held, Purpose.FULL, NOW).allowed
    assert not decide(replace(held, state="draft"), Purpose.TEXT, NOW).allowed
    denied = replace(embargo, denied=DENIED.denied)
    assert not decide(replace(held, bounds=denied), Purpose.TEXT, NOW).allowed
    assert not decide(replace(held, people=shows()), Purpose.TEXT, NOW).allowed
    approval = replace(held, terms_class=TermsClass.APPROVAL)
    assert decide(approval, Purpose.PREVIEW, NOW).allowed
    assert not decide(approval, Purpose.FULL, NOW).allowed


@given(any_facts, moments)
def test_what_is_allowed_is_exactly_what_the_largest_covers(drawn, now):
    decisions = [decide(drawn, purpose, now) for purpose in ORDER]
    largest = {decision.largest for decision in decisions}
    assert len(largest) == 1, "the most that may be had does not depend on what is asked"
    most = largest.pop()
    for purpose, decision in zip(ORDER, decisions, strict=True):
        assert decision.allowed is (most is not None and covers(most, purpose))
        assert decision.allowed or decision.reasons, "a refusal says why"


@given(any_facts, moments)
def test_the_decision_opens_exactly_where_the_windows_do(drawn, now):
    bounds = drawn.bounds.without_embargo() if drawn.embargo_link else drawn.bounds
    every = asks_every_channel(drawn.terms_class)
    covered = drawn.people.covered_under(every_channel=every)
    level = level_at(compute_windows(drawn.state, bounds, covered), now)
    usable = drawn.ready and drawn.terms_class is not None
    decision = decide(drawn, Purpose.TEXT, now)
    assert decision.allowed is (usable and level > VisibilityLevel.NOTHING)
    assert decision.listed is (usable and level is VisibilityLevel.TERMS)
    shut = drawn.ever_public and decision.largest is None
    assert shut is (decision.gone or decision.withheld), "what was public says that it is closed"
    assert not (decision.gone and decision.withheld)


@given(any_facts, moments)
def test_a_denial_always_wins(drawn, now):
    shut = replace(drawn, bounds=replace(drawn.bounds, denied=(Period(),)))
    decision = decide(shut, Purpose.TEXT, now)
    assert not decision.allowed
    if drawn.state == "published":
        assert decision.reasons[0].code is ReasonCode.DENIED


@given(any_facts, moments)
def test_nothing_high_resolution_leaves_without_a_grant_where_terms_ask_for_one(drawn, now):
    asked = replace(drawn, terms_class=TermsClass.APPROVAL)
    if decide(asked, Purpose.FULL, now).allowed:
        assert asked.grant is not None
        assert asked.grant.holds(now)


@given(any_facts, moments)
def test_no_crop_leaves_where_the_terms_forbid_it(drawn, now):
    if decide(drawn, Purpose.CROP, now).allowed:
        assert drawn.crop_allowed
        assert drawn.terms_class is not TermsClass.APPROVAL
