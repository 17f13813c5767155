"""May this be had now? The decision in every state, and that no state gives more than it should."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dam.rights.decision import Code, GrantFacts, RightsFacts, decide
from dam.rights.terms import ORDER, Purpose, TermsClass, covers
from dam.rights.window import FAR_FUTURE, FAR_PAST, Level, Window

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
ALWAYS = (Window(FAR_PAST, FAR_FUTURE, Level.TERMS),)
EMBARGOED = (Window(NOW + HOUR, FAR_FUTURE, Level.TERMS),)
ENDED = (Window(FAR_PAST, NOW, Level.TERMS),)


def facts(
    state="published",
    *,
    ready=True,
    terms=TermsClass.FREE,
    windows=ALWAYS,
    ever_public=True,
    grant=None,
):
    return RightsFacts(state, ready, terms, windows, ever_public, grant)


@pytest.mark.parametrize("purpose", Purpose)
@pytest.mark.parametrize("terms", [TermsClass.FREE, TermsClass.CONDITIONAL])
def test_a_published_free_image_gives_everything(purpose, terms):
    decision = decide(facts(terms=terms), purpose, NOW)
    assert decision.allowed
    assert decision.largest is Purpose.FULL
    assert decision.reasons == ()


@pytest.mark.parametrize(
    ("given_facts", "code", "gone"),
    [
        (facts("draft", ever_public=False), Code.NOT_PUBLIC, False),
        (facts("review", ever_public=False), Code.NOT_PUBLIC, False),
        (facts(windows=EMBARGOED, ever_public=False), Code.NOT_PUBLIC, False),
        (facts(ready=False), Code.NOT_READY, False),
        (facts(terms=None), Code.NOT_PUBLIC, False),
        (facts("withdrawn", windows=()), Code.WITHDRAWN, True),
        (facts("withdrawn", windows=(), ever_public=False), Code.NOT_PUBLIC, False),
        (facts("erased", windows=()), Code.WITHDRAWN, True),
        (facts("withdrawn"), Code.WITHDRAWN, True),
        (facts(windows=ENDED), Code.EXPIRED, True),
        (facts(windows=ENDED, ever_public=False), Code.NOT_PUBLIC, False),
    ],
)
@pytest.mark.parametrize("purpose", Purpose)
def test_a_closed_image_gives_nothing_and_says_why(given_facts, code, gone, purpose):
    decision = decide(given_facts, purpose, NOW)
    assert not decision.allowed
    assert decision.largest is None
    assert decision.gone is gone
    assert [reason.code for reason in decision.reasons] == [code]
    assert decision.reasons[0].sentence.endswith(".")
    assert decision.reasons[0].remedy.endswith(".")


@pytest.mark.parametrize(
    ("grant", "purpose", "code"),
    [
        (None, Purpose.PREVIEW, None),
        (None, Purpose.FULL, Code.NEEDS_APPROVAL),
        (GrantFacts(NOW, NOW + HOUR, revoked=False), Purpose.FULL, None),
        (GrantFacts(NOW, NOW + HOUR, revoked=True), Purpose.FULL, Code.GRANT_ENDED),
        (GrantFacts(NOW - HOUR, NOW, revoked=False), Purpose.FULL, Code.GRANT_ENDED),
        (GrantFacts(NOW + HOUR, NOW + 2 * HOUR, revoked=False), Purpose.FULL, Code.GRANT_ENDED),
        (GrantFacts(NOW - HOUR, NOW, revoked=False), Purpose.PREVIEW, None),
    ],
)
def test_approval_stops_at_the_preview_without_a_grant_that_holds(grant, purpose, code):
    decision = decide(facts(terms=TermsClass.APPROVAL, grant=grant), purpose, NOW)
    assert decision.allowed is (code is None)
    assert [reason.code for reason in decision.reasons] == ([] if code is None else [code])


@pytest.mark.parametrize(
    ("level", "largest"), [(Level.TEXT, Purpose.TEXT), (Level.SMALL, Purpose.SMALL)]
)
def test_a_lower_window_shows_less(level, largest):
    opened = facts(windows=(Window(FAR_PAST, FAR_FUTURE, level),))
    for purpose in Purpose:
        decision = decide(opened, purpose, NOW)
        assert decision.largest is largest
        assert decision.allowed is covers(largest, purpose)
        if not decision.allowed:
            assert [reason.code for reason in decision.reasons] == [Code.TEXT_ONLY]


moments = st.integers(-48, 48).map(lambda hours: NOW + hours * HOUR)
windows = st.builds(
    lambda start, hours, level: Window(start, start + hours * HOUR, level),
    moments,
    st.integers(1, 72),
    st.sampled_from([Level.TEXT, Level.SMALL, Level.TERMS]),
)
grants = st.builds(
    lambda start, hours, revoked: GrantFacts(start, start + hours * HOUR, revoked),
    moments,
    st.integers(1, 72),
    st.booleans(),
)
any_facts = st.builds(
    RightsFacts,
    state=st.sampled_from(["draft", "review", "published", "withdrawn", "erased"]),
    ready=st.booleans(),
    terms_class=st.none() | st.sampled_from(TermsClass),
    windows=st.lists(windows, max_size=3).map(tuple),
    ever_public=st.booleans(),
    grant=st.none() | grants,
)


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
def test_nothing_leaves_that_the_law_of_the_house_hides(drawn, now):
    open_now = (
        drawn.state == "published"
        and drawn.ready
        and drawn.terms_class is not None
        and any(window.starts <= now < window.ends for window in drawn.windows)
    )
    decision = decide(drawn, Purpose.TEXT, now)
    assert decision.allowed is open_now
    assert not decision.gone or (drawn.ever_public and not open_now)
    full = decide(drawn, Purpose.FULL, now)
    if full.allowed and drawn.terms_class is TermsClass.APPROVAL:
        assert drawn.grant is not None
        assert not drawn.grant.revoked
        assert drawn.grant.starts <= now < drawn.grant.ends
