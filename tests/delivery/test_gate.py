"""The gate over rows alone: who gets an image, who a 410, who nothing."""

from datetime import timedelta

import pytest
from sqlalchemy import event

from dam import clearance
from dam.clearance import gate
from dam.database.models import Image
from dam.errors import NotFound
from dam.lifecycle.withdraw import Withdrawal, withdraw_image
from dam.rights.decision import GrantFacts
from dam.rights.periods import ALWAYS, FAR_FUTURE, Period
from dam.rights.terms import Purpose
from dam.rights.window import TimeBounds, VisibilityLevel

HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def neighbour(add_gate_image):
    """Another image, which is open."""
    return add_gate_image()


def hidden(session, image_id, now):
    """Assert that an image gives nothing, whatever else is open."""
    with pytest.raises(NotFound):
        gate.get_viewable(session, image_id, now)
    with pytest.raises(NotFound):
        gate.get_downloadable(session, image_id, "w320", now)
    assert gate.only_listed(session, [image_id], now) == []
    assert gate.only_requestable(session, [image_id], now) == []


def test_an_open_image_is_seen_taken_listed_and_may_be_asked_for(gate_session, add_gate_image, now):
    image = add_gate_image()
    seen, decision = gate.get_viewable(gate_session, image.id, now)
    assert seen is image
    assert decision.largest is Purpose.CROP
    for size in ("w320", "w2048", "tryck", "original", "16x9"):
        assert gate.get_downloadable(gate_session, image.id, size, now) is image
    [(listed, told)] = gate.only_listed(gate_session, [image.id], now)
    assert listed is image
    assert told.listed
    assert gate.only_requestable(gate_session, [image.id, image.id], now) == [image.id]


def test_what_was_asked_for_alone_is_had(gate_session, neighbour, add_gate_image, now):
    one = add_gate_image()
    assert gate.only_listed(gate_session, [one.id], now)[0][0] is one
    assert gate.get_viewable(gate_session, one.id, now)[0] is one
    assert gate.get_viewable(gate_session, neighbour.id, now)[0] is neighbour
    hidden(gate_session, 999, now)


@pytest.mark.parametrize("state", ["draft", "review"])
def test_a_draft_is_not_found(gate_session, add_gate_image, now, state):
    hidden(gate_session, add_gate_image(state=state).id, now)


def test_crops_leave_only_under_terms_that_allow_cropping(gate_session, add_gate_image, now):
    image = add_gate_image("fri-med-villkor")
    assert gate.get_downloadable(gate_session, image.id, "original", now) is image
    assert gate.get_viewable(gate_session, image.id, now)[1].largest is Purpose.FULL
    with pytest.raises(NotFound):
        gate.get_downloadable(gate_session, image.id, "16x9", now)


def test_an_embargo_is_not_found_until_its_instant(gate_session, add_gate_image, now):
    image = add_gate_image(bounds=TimeBounds(embargo_until=now + HOUR))
    hidden(gate_session, image.id, now + HOUR - timedelta(microseconds=1))
    assert gate.get_viewable(gate_session, image.id, now + HOUR)[0] is image
    assert gate.get_downloadable(gate_session, image.id, "original", now + HOUR) is image


@pytest.mark.parametrize("size", ["received", "full", "w4096", "", "Original"])
def test_a_size_without_a_purpose_never_leaves(gate_session, add_gate_image, now, size):
    with pytest.raises(NotFound):
        gate.get_downloadable(gate_session, add_gate_image().id, size, now)


def test_withdrawn_is_gone_for_its_page_and_not_found_for_its_bytes(
    gate_session, add_gate_image, now
):
    image = add_gate_image()
    withdraw_image(gate_session, image, Withdrawal("rights"), by=None, now=now + HOUR)
    with pytest.raises(gate.ImageClosed) as closed:
        gate.get_viewable(gate_session, image.id, now + HOUR)
    assert closed.value.image is image
    assert closed.value.expired is False
    assert closed.value.kind == "gone"
    assert str(closed.value) == "Bilden är återkallad. Använd den inte i nya publiceringar."
    with pytest.raises(NotFound):
        gate.get_downloadable(gate_session, image.id, "w320", now + HOUR)
    assert gate.only_listed(gate_session, [image.id], now + HOUR) == []


def test_withdrawn_before_anybody_saw_it_was_never_public(gate_session, add_gate_image, now):
    image = add_gate_image(bounds=TimeBounds(embargo_until=now + 2 * HOUR))
    withdraw_image(gate_session, image, Withdrawal("rights"), by=None, now=now + HOUR)
    hidden(gate_session, image.id, now + 3 * HOUR)
    image.first_published_at = now + 2 * HOUR  # which a withdrawal takes away: the gate's own net
    hidden(gate_session, image.id, now + 3 * HOUR)


def test_an_ended_image_is_gone_and_said_to_have_ended(gate_session, add_gate_image, now):
    image = add_gate_image(bounds=TimeBounds(use_until=now + HOUR))
    with pytest.raises(gate.ImageClosed) as closed:
        gate.get_viewable(gate_session, image.id, now + HOUR)
    assert closed.value.expired is True


def test_approval_gives_the_preview_and_with_a_grant_the_rest(gate_session, add_gate_image, now):
    image = add_gate_image("kraver-godkannande")
    assert gate.get_viewable(gate_session, image.id, now)[1].largest is Purpose.PREVIEW
    assert gate.get_downloadable(gate_session, image.id, "w1280", now) is image
    with pytest.raises(NotFound):
        gate.get_downloadable(gate_session, image.id, "w2048", now)
    grant = GrantFacts(now, now + HOUR, revoked=False)
    assert gate.get_downloadable(gate_session, image.id, "original", now, grant) is image
    image.terms_version.crop_allowed = True
    with pytest.raises(NotFound):
        gate.get_downloadable(gate_session, image.id, "16x9", now, grant)
    with pytest.raises(NotFound):
        gate.get_downloadable(gate_session, image.id, "original", now + HOUR, grant)


def test_what_remains_after_use_is_shown_at_its_address_and_in_no_list(
    gate_session, add_gate_image, now
):
    after = now + HOUR
    image = add_gate_image(bounds=TimeBounds(use_until=after, residual_level=VisibilityLevel.SMALL))
    assert gate.get_viewable(gate_session, image.id, after)[1].largest is Purpose.SMALL
    assert gate.get_downloadable(gate_session, image.id, "w640", after) is image
    with pytest.raises(NotFound):
        gate.get_downloadable(gate_session, image.id, "w1280", after)
    assert gate.only_listed(gate_session, [image.id], after) == []
    assert gate.only_requestable(gate_session, [image.id], after) == [image.id]


def test_lists_keep_the_order_that_was_asked_for(gate_session, add_gate_image, now):
    one, two, three = add_gate_image(), add_gate_image(state="draft"), add_gate_image()
    ids = [three.id, two.id, one.id, 999]
    assert [image.id for image, _ in gate.only_listed(gate_session, ids, now)] == [three.id, one.id]
    assert gate.only_requestable(gate_session, iter([*ids, one.id]), now) == [three.id, one.id]


def test_only_what_was_asked_for_is_read(gate_session, add_gate_image, now):
    one = add_gate_image().id
    gate_session.flush()
    gate_session.expunge_all()
    read = []

    def note(image, _):
        read.append(image.id)

    event.listen(Image, "load", note)
    try:
        gate.only_listed(gate_session, [one], now)
    finally:
        event.remove(Image, "load", note)
    assert read == [one]


def closed(session, moment, *, most=9, **which):
    return [one.image for one in gate.list_closed(session, moment, most=most, **which)[0]]


def test_what_is_closed_is_told_the_latest_first(gate_session, add_gate_image, now):
    ended = add_gate_image(bounds=TimeBounds(use_until=now + HOUR))
    later = add_gate_image(bounds=TimeBounds(use_until=now + 3 * HOUR))
    between, unseen = (
        add_gate_image(),
        add_gate_image(bounds=TimeBounds(embargo_until=now + 9 * HOUR)),
    )
    add_gate_image(state="draft")
    add_gate_image(bounds=TimeBounds(use_until=now + HOUR, residual_level=VisibilityLevel.TEXT))
    without_terms = add_gate_image(bounds=TimeBounds(use_until=now + HOUR))
    without_terms.terms_version = None
    at_once = add_gate_image()
    assert closed(gate_session, now) == []
    withdraw_image(gate_session, at_once, Withdrawal("rights"), by=None, now=now)
    assert closed(gate_session, now) == [at_once]
    withdraw_image(gate_session, between, Withdrawal("rights"), by=None, now=now + 2 * HOUR)
    withdraw_image(gate_session, unseen, Withdrawal("rights"), by=None, now=now + 2 * HOUR)
    asked = now + 3 * HOUR
    told = [later, between, without_terms, ended, at_once]
    assert closed(gate_session, asked) == told
    assert closed(gate_session, asked, skip=1, most=2) == told[1:3]
    more = [gate.list_closed(gate_session, asked, most=most)[1] for most in (4, 5)]
    assert more == [True, False]
    expired = [one.expired for one in gate.list_closed(gate_session, asked, most=9)[0]]
    assert expired == [True, False, True, True, False]


def test_what_opens_again_is_closed_only_in_between(gate_session, add_gate_image, now):
    ended = add_gate_image(bounds=TimeBounds(use_until=now + HOUR))
    paused = add_gate_image(bounds=TimeBounds(denied=(Period(now + HOUR, now + 3 * HOUR),)))
    later = add_gate_image(bounds=TimeBounds(use_until=now + 2 * HOUR))
    with pytest.raises(gate.ImageWithheld):
        gate.get_viewable(gate_session, paused.id, now + 2 * HOUR)
    assert closed(gate_session, now + 2 * HOUR) == [later, ended], (
        "closed for a while is not closed"
    )
    assert closed(gate_session, now + 3 * HOUR, most=2) == [later, ended], "the open takes no place"


def test_what_has_no_time_left_counts_from_its_first_day(gate_session, add_gate_image, now):
    ended, shut = add_gate_image(bounds=TimeBounds(use_until=now + HOUR)), add_gate_image()
    shut.first_published_at = now + 2 * HOUR
    over = TimeBounds(denied=ALWAYS, use_until=now + 2 * HOUR)
    clearance.set_bounds(gate_session, shut, over, by=None, now=now + 3 * HOUR)
    clearance.recompute_and_relist(gate_session, shut, now=now + 3 * HOUR)
    assert shut.windows == []
    assert closed(gate_session, now + 3 * HOUR) == [shut, ended]


def test_windows_that_were_not_recomputed_close_nothing(gate_session, neighbour, now):
    neighbour.windows = []
    assert closed(gate_session, now) == []
    assert gate.get_viewable(gate_session, neighbour.id, now)[0] is neighbour


def test_an_embargo_link_passes_the_embargo_and_nothing_else(gate_session, add_gate_image, now):
    image = add_gate_image(bounds=TimeBounds(embargo_until=now + HOUR))
    seen, decision = gate.get_under_embargo(gate_session, image.id, None, now)
    assert (seen, decision.largest) == (image, Purpose.CROP)
    assert gate.get_under_embargo(gate_session, image.id, "original", now)[0] is image
    asking = add_gate_image("kraver-godkannande", bounds=TimeBounds(embargo_until=now + HOUR))
    assert gate.get_under_embargo(gate_session, asking.id, "w1280", now)[0] is asking
    for image_id, size in (
        (asking.id, "original"),
        (image.id, "received"),
        (999, None),
        (999, "w320"),
        (add_gate_image(state="draft").id, None),
        (add_gate_image(bounds=TimeBounds(denied=(Period(now, FAR_FUTURE),))).id, None),
    ):
        with pytest.raises(NotFound):
            gate.get_under_embargo(gate_session, image_id, size, now)


def test_what_is_withheld_is_named_to_who_answers(gate_session, add_gate_image, now):
    image = add_gate_image(bounds=TimeBounds(denied=(Period(now, now + HOUR),)))
    image.first_published_at = now - 2 * HOUR
    gate_session.flush()
    with pytest.raises(gate.ImageWithheld) as raised:
        gate.get_viewable(gate_session, image.id, now)
    assert raised.value.image is image


def test_what_is_shut_is_listed_by_when_it_shut_the_latest_first(gate_session, add_gate_image, now):
    """One opens again later: what counts is when it shut last."""
    again = add_gate_image(bounds=TimeBounds(denied=(Period(now - HOUR, now + HOUR),)))
    ended = add_gate_image(bounds=TimeBounds(use_until=now - HOUR / 2))
    older = add_gate_image(bounds=TimeBounds(use_until=now - 2 * HOUR))
    for image in (again, ended, older):
        image.first_published_at = now - 3 * HOUR
    gate_session.flush()
    assert gate.list_no_longer_public(gate_session, now, most=10) == [ended, again, older]
    assert gate.list_no_longer_public(gate_session, now, most=1) == [ended]
    assert gate.list_no_longer_public(gate_session, now, most=1, skip=1) == [again]
    found, more = gate.list_closed(gate_session, now, most=2)
    assert ([one.image for one in found], more) == ([ended, older], False)
    found, more = gate.list_closed(gate_session, now, most=3)
    assert ([one.image for one in found], more) == ([ended, older], False)


@pytest.mark.parametrize(
    "bounds_at",
    [
        lambda now: {"embargo_until": now - 2 * HOUR},
        lambda now: {"use_until": now + 5 * HOUR},
        lambda now: {"display_until": now + 5 * HOUR},
        lambda now: {"use_until": now - 2 * HOUR, "residual_level": VisibilityLevel.TEXT},
    ],
)
def test_a_pause_takes_no_place_among_the_ended(gate_session, add_gate_image, now, bounds_at):
    """Whatever else of its bounds is past or to come, and whatever has ended of another's."""
    ended = add_gate_image(bounds=TimeBounds(use_until=now - 3 * HOUR))
    pause = (Period(now - HOUR, now + HOUR),)
    paused = add_gate_image(bounds=TimeBounds(denied=pause, **bounds_at(now)))
    for image in (ended, paused):
        image.first_published_at = now - 4 * HOUR
    gate_session.flush()
    assert gate.list_no_longer_public(gate_session, now, most=1) == [paused]
    found, more = gate.list_closed(gate_session, now, most=1)
    assert ([one.image for one in found], more) == ([ended], False)


def test_what_opens_at_this_moment_is_not_shut(gate_session, add_gate_image, now):
    opening = add_gate_image(bounds=TimeBounds(denied=(Period(now - HOUR, now),)))
    opening.first_published_at = now - 2 * HOUR
    gate_session.flush()
    assert gate.list_no_longer_public(gate_session, now, most=9) == []
    before = now - timedelta(seconds=1)
    assert gate.list_no_longer_public(gate_session, before, most=9) == [opening]
