"""The gate over rows alone: who gets an image, who a 410, who nothing."""

from datetime import timedelta

import pytest
from sqlalchemy import event, select

from config.settings import ROOT
from dam import clearance
from dam.clearance import gate
from dam.content import seed
from dam.database.models import Image, ImageFile, ImageText, Organisation
from dam.errors import NotFound
from dam.lifecycle.withdraw import Withdrawal, withdraw_image
from dam.rights.decision import GrantFacts
from dam.rights.periods import ALWAYS, FAR_FUTURE, Period
from dam.rights.terms import Purpose
from dam.rights.window import TimeBounds, VisibilityLevel

HOUR = timedelta(hours=1)


@pytest.fixture
def session(database, now):
    with database.writing() as session:
        seed.add_missing(session, ROOT / "config", now=now)
        yield session


@pytest.fixture(autouse=True)
def neighbour(add):
    """Another image, which is open."""
    return add()


@pytest.fixture
def add(session, now):
    """Add an image under terms, published unless said otherwise; returns it."""

    def add(terms="fri-redaktionell", state="published", bounds=None, **fields):
        owner = session.scalar(select(Organisation.id).where(Organisation.kind == "inera"))
        image = Image(owner_id=owner, state=state, created_at=now, updated_at=now)
        image.texts = [ImageText(language="sv", title="Bild")]
        image.processing = "ready"
        for name, value in fields.items():
            setattr(image, name, value)
        session.add(image)
        session.flush()
        image.file = ImageFile(
            image_id=image.id,
            sha256=f"{image.id:064x}",
            key=f"originals/{image.id}",
            bytes=1,
            original_name="x",
            format="JPEG",
            width=3,
            height=2,
            facts={},
            received={},
            created_at=now,
        )
        clearance.set_terms(session, image, terms, by=None, now=now)
        clearance.set_bounds(session, image, bounds or TimeBounds(), by=None, now=now)
        clearance.recompute_and_relist(session, image, now=now)
        return image

    return add


def hidden(session, image_id, now):
    """Assert that an image gives nothing, whatever else is open."""
    with pytest.raises(NotFound):
        gate.get_viewable(session, image_id, now)
    with pytest.raises(NotFound):
        gate.get_downloadable(session, image_id, "w320", now)
    assert gate.only_listed(session, [image_id], now) == []
    assert gate.only_requestable(session, [image_id], now) == []


def test_an_open_image_is_seen_taken_listed_and_may_be_asked_for(session, add, now):
    image = add()
    seen, decision = gate.get_viewable(session, image.id, now)
    assert seen is image
    assert decision.largest is Purpose.CROP
    for size in ("w320", "w2048", "tryck", "original", "16x9"):
        assert gate.get_downloadable(session, image.id, size, now) is image
    [(listed, told)] = gate.only_listed(session, [image.id], now)
    assert listed is image
    assert told.listed
    assert gate.only_requestable(session, [image.id, image.id], now) == [image.id]


def test_what_does_not_exist_is_not_found(session, now):
    hidden(session, 999, now)


def test_a_neighbour_is_not_what_was_asked_for(session, neighbour, add, now):
    one = add()
    assert gate.only_listed(session, [one.id], now)[0][0] is one
    assert gate.get_viewable(session, one.id, now)[0] is one
    assert gate.get_viewable(session, neighbour.id, now)[0] is neighbour


@pytest.mark.parametrize("state", ["draft", "review"])
def test_a_draft_is_not_found(session, add, now, state):
    hidden(session, add(state=state).id, now)


def test_crops_leave_only_under_terms_that_allow_cropping(session, add, now):
    image = add("fri-med-villkor")
    assert gate.get_downloadable(session, image.id, "original", now) is image
    assert gate.get_viewable(session, image.id, now)[1].largest is Purpose.FULL
    with pytest.raises(NotFound):
        gate.get_downloadable(session, image.id, "16x9", now)


def test_an_embargo_is_not_found_until_its_instant(session, add, now):
    image = add(bounds=TimeBounds(embargo_until=now + HOUR))
    hidden(session, image.id, now + HOUR - timedelta(microseconds=1))
    assert gate.get_viewable(session, image.id, now + HOUR)[0] is image
    assert gate.get_downloadable(session, image.id, "original", now + HOUR) is image


@pytest.mark.parametrize("size", ["received", "full", "w4096", "", "Original"])
def test_a_size_without_a_purpose_never_leaves(session, add, now, size):
    with pytest.raises(NotFound):
        gate.get_downloadable(session, add().id, size, now)


def test_withdrawn_is_gone_for_its_page_and_not_found_for_its_bytes(session, add, now):
    image = add()
    withdraw_image(session, image, Withdrawal("rights"), by=None, now=now + HOUR)
    with pytest.raises(gate.ImageClosed) as closed:
        gate.get_viewable(session, image.id, now + HOUR)
    assert closed.value.image is image
    assert closed.value.expired is False
    assert closed.value.kind == "gone"
    assert str(closed.value) == "Bilden är återkallad. Använd den inte i nya publiceringar."
    with pytest.raises(NotFound):
        gate.get_downloadable(session, image.id, "w320", now + HOUR)
    assert gate.only_listed(session, [image.id], now + HOUR) == []


def test_withdrawn_before_anybody_saw_it_was_never_public(session, add, now):
    image = add(bounds=TimeBounds(embargo_until=now + 2 * HOUR))
    withdraw_image(session, image, Withdrawal("rights"), by=None, now=now + HOUR)
    hidden(session, image.id, now + 3 * HOUR)


def test_an_ended_image_is_gone_and_said_to_have_ended(session, add, now):
    image = add(bounds=TimeBounds(use_until=now + HOUR))
    with pytest.raises(gate.ImageClosed) as closed:
        gate.get_viewable(session, image.id, now + HOUR)
    assert closed.value.expired is True


def test_approval_gives_the_preview_and_with_a_grant_the_rest(session, add, now):
    image = add("kraver-godkannande")
    assert gate.get_viewable(session, image.id, now)[1].largest is Purpose.PREVIEW
    assert gate.get_downloadable(session, image.id, "w1280", now) is image
    with pytest.raises(NotFound):
        gate.get_downloadable(session, image.id, "w2048", now)
    grant = GrantFacts(now, now + HOUR, revoked=False)
    assert gate.get_downloadable(session, image.id, "original", now, grant) is image
    image.terms_version.crop_allowed = True
    with pytest.raises(NotFound):
        gate.get_downloadable(session, image.id, "16x9", now, grant)
    with pytest.raises(NotFound):
        gate.get_downloadable(session, image.id, "original", now + HOUR, grant)


def test_what_remains_after_use_is_shown_at_its_address_and_in_no_list(session, add, now):
    image = add(bounds=TimeBounds(use_until=now + HOUR, remains=VisibilityLevel.SMALL))
    after = now + HOUR
    assert gate.get_viewable(session, image.id, after)[1].largest is Purpose.SMALL
    assert gate.get_downloadable(session, image.id, "w640", after) is image
    with pytest.raises(NotFound):
        gate.get_downloadable(session, image.id, "w1280", after)
    assert gate.only_listed(session, [image.id], after) == []
    assert gate.only_requestable(session, [image.id], after) == [image.id]


def test_lists_keep_the_order_that_was_asked_for(session, add, now):
    one, two, three = add(), add(state="draft"), add()
    ids = [three.id, two.id, one.id, 999]
    assert [image.id for image, _ in gate.only_listed(session, ids, now)] == [three.id, one.id]
    assert gate.only_requestable(session, iter([*ids, one.id]), now) == [three.id, one.id]


def test_only_what_was_asked_for_is_read(session, add, now):
    one = add().id
    session.flush()
    session.expunge_all()
    read = []

    def note(image, _):
        read.append(image.id)

    event.listen(Image, "load", note)
    try:
        gate.only_listed(session, [one], now)
    finally:
        event.remove(Image, "load", note)
    assert read == [one]


def closed(session, moment, *, most=9, **which):
    return [one.image for one in gate.list_closed(session, moment, most=most, **which)[0]]


def test_what_is_closed_is_told_the_latest_first(session, add, now):
    ended = add(bounds=TimeBounds(use_until=now + HOUR))
    later = add(bounds=TimeBounds(use_until=now + 3 * HOUR))
    between, unseen = add(), add(bounds=TimeBounds(embargo_until=now + 9 * HOUR))
    add(state="draft")
    add(bounds=TimeBounds(use_until=now + HOUR, remains=VisibilityLevel.TEXT))
    without_terms = add(bounds=TimeBounds(use_until=now + HOUR))
    without_terms.terms_version = None
    at_once = add()
    assert closed(session, now) == []
    withdraw_image(session, at_once, Withdrawal("rights"), by=None, now=now)
    assert closed(session, now) == [at_once]
    withdraw_image(session, between, Withdrawal("rights"), by=None, now=now + 2 * HOUR)
    withdraw_image(session, unseen, Withdrawal("rights"), by=None, now=now + 2 * HOUR)
    asked = now + 3 * HOUR
    told = [later, between, without_terms, ended, at_once]
    assert closed(session, asked) == told
    assert closed(session, asked, skip=1, most=2) == told[1:3]
    more = [gate.list_closed(session, asked, most=most)[1] for most in (4, 5)]
    assert more == [True, False]
    expired = [one.expired for one in gate.list_closed(session, asked, most=9)[0]]
    assert expired == [True, False, True, True, False]


def test_what_opens_again_is_closed_only_in_between(session, add, now):
    ended = add(bounds=TimeBounds(use_until=now + HOUR))
    paused = add(bounds=TimeBounds(denied=(Period(now + HOUR, now + 3 * HOUR),)))
    later = add(bounds=TimeBounds(use_until=now + 2 * HOUR))
    with pytest.raises(gate.ImageWithheld):
        gate.get_viewable(session, paused.id, now + 2 * HOUR)
    assert closed(session, now + 2 * HOUR) == [later, ended], "closed for a while is not closed"
    assert closed(session, now + 3 * HOUR, most=2) == [later, ended], "the open takes no place"


def test_what_has_no_time_left_counts_from_its_first_day(session, add, now):
    ended, shut = add(bounds=TimeBounds(use_until=now + HOUR)), add()
    shut.first_published_at = now + 2 * HOUR
    over = TimeBounds(denied=ALWAYS, use_until=now + 2 * HOUR)
    clearance.set_bounds(session, shut, over, by=None, now=now + 3 * HOUR)
    clearance.recompute_and_relist(session, shut, now=now + 3 * HOUR)
    assert shut.windows == []
    assert closed(session, now + 3 * HOUR) == [shut, ended]


def test_windows_that_were_not_recomputed_close_nothing(session, neighbour, now):
    neighbour.windows = []
    assert closed(session, now) == []
    assert gate.get_viewable(session, neighbour.id, now)[0] is neighbour


def test_an_embargo_link_passes_the_embargo_and_nothing_else(session, add, now):
    image = add(bounds=TimeBounds(embargo_until=now + HOUR))
    seen, decision = gate.get_under_embargo(session, image.id, None, now)
    assert (seen, decision.largest) == (image, Purpose.CROP)
    assert gate.get_under_embargo(session, image.id, "original", now)[0] is image
    asking = add("kraver-godkannande", bounds=TimeBounds(embargo_until=now + HOUR))
    assert gate.get_under_embargo(session, asking.id, "w1280", now)[0] is asking
    for image_id, size in (
        (asking.id, "original"),
        (image.id, "received"),
        (999, None),
        (999, "w320"),
        (add(state="draft").id, None),
        (add(bounds=TimeBounds(denied=(Period(now, FAR_FUTURE),))).id, None),
    ):
        with pytest.raises(NotFound):
            gate.get_under_embargo(session, image_id, size, now)


def test_what_is_withheld_is_named_to_who_answers(session, add, now):
    image = add(bounds=TimeBounds(denied=(Period(now, now + HOUR),)))
    image.first_published_at = now - 2 * HOUR
    session.flush()
    with pytest.raises(gate.ImageWithheld) as raised:
        gate.get_viewable(session, image.id, now)
    assert raised.value.image is image


def test_what_is_shut_is_listed_by_when_it_shut_the_latest_first(session, add, now):
    """One opens again later: what counts is when it shut last."""
    again = add(bounds=TimeBounds(denied=(Period(now - HOUR, now + HOUR),)))
    ended = add(bounds=TimeBounds(use_until=now - HOUR / 2))
    older = add(bounds=TimeBounds(use_until=now - 2 * HOUR))
    for image in (again, ended, older):
        image.first_published_at = now - 3 * HOUR
    session.flush()
    assert gate.list_no_longer_public(session, now, most=10) == [ended, again, older]
    assert gate.list_no_longer_public(session, now, most=1) == [ended]
    assert gate.list_no_longer_public(session, now, most=1, skip=1) == [again]
    found, more = gate.list_closed(session, now, most=2)
    assert ([one.image for one in found], more) == ([ended, older], False)
    found, more = gate.list_closed(session, now, most=3)
    assert ([one.image for one in found], more) == ([ended, older], False)
