"""The rule in Python and its SQL agree in every state, at every moment, on both databases."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from config.settings import ROOT
from dam import clearance
from dam.clearance import facts, gate
from dam.content import seed
from dam.database.models import (
    Image,
    ImageFile,
    ImagePerson,
    ImageText,
    Organisation,
    Person,
    PersonBasis,
)
from dam.rights.decision import decide
from dam.rights.periods import FAR_FUTURE, STOCKHOLM, last_whole_day
from dam.rights.terms import Purpose
from dam.search import find
from dam.search.query import SearchQuery
from tests.rights.drawn import NIGHT, STATES, bounds, moments, people
from tests.support.databases import on_both

BEFORE = NIGHT - timedelta(days=9)
TERMS = ("fri-redaktionell", "fri-med-villkor", "kraver-godkannande", None)
rows = st.lists(
    st.tuples(
        st.sampled_from([*STATES, "published", "published"]),
        st.sampled_from(["pending", "failed", "ready", "ready"]),
        st.sampled_from(TERMS),
        bounds.filter(lambda one: one.embargo_until is None or one.embargo_until < one.used_until),
        people,
    ),
    min_size=1,
    max_size=4,
)


def put(session, n, state, processing, terms, drawn_bounds, shown):
    """Put an image in a state with the rows that the work functions keep in step."""
    owner = session.scalar(select(Organisation.id).where(Organisation.kind == "inera"))
    image = Image(
        owner_id=owner,
        state="published",
        processing=processing,
        identifiable_people=shown.identifiable,
        people_basis="Anställda" if shown.stated else None,
        created_at=BEFORE,
        updated_at=BEFORE,
    )
    image.texts = [ImageText(language="sv", title=f"Bild {n}")]
    image.depicted = [
        ImagePerson(position=at, person=person(p)) for at, p in enumerate(shown.linked)
    ]
    session.add(image)
    session.flush()
    image.file = ImageFile(
        image_id=image.id,
        sha256=f"{n:064x}",
        key=f"originals/{n}",
        bytes=1,
        original_name="x",
        format="JPEG",
        width=3,
        height=2,
        facts={},
        received={},
        created_at=NIGHT,
    )
    image.terms_version = clearance.terms_by_slug(session, terms) if terms else None
    clearance.set_bounds(session, image, drawn_bounds, by=None, now=NIGHT)
    clearance.recompute_and_relist(session, image, now=BEFORE)
    image.state = state
    clearance.recompute_and_relist(session, image, now=BEFORE)
    session.flush()
    assert facts.people_of(image) == shown, "the register says what was drawn"
    assert facts.bounds_of(image) == drawn_bounds
    return image


def person(drawn):
    row = Person(
        name="Namn", minor=drawn.minor, guardian="Ja" if drawn.guardian else "", created_at=NIGHT
    )
    row.bases = [
        PersonBasis(
            kind=basis.kind,
            channels=sorted(basis.scope.channels),
            uses=sorted(basis.scope.uses),
            given_on=basis.period.starts.astimezone(STOCKHOLM).date(),
            valid_to=None if basis.period.ends == FAR_FUTURE else last_whole_day(basis.period.ends),
            withdrawn_at=basis.withdrawn_at,
            created_at=NIGHT,
        )
        for basis in drawn.bases
    ]
    return row


@pytest.fixture
def session(database):
    """A session in which nothing lasts longer than an example."""
    with database.writing() as session:
        seed.add_missing(session, ROOT / "config", now=NIGHT)
        session.flush()
        yield session


@on_both
@settings(
    max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(rows, st.lists(moments, min_size=1, max_size=6))
def test_what_is_listed_is_what_the_decision_allows(session, drawn, asked_at):
    example = session.begin_nested()
    try:
        images = [put(session, n, *row) for n, row in enumerate(drawn)]
        session.expire_all()
        for now in asked_at:
            agree(session, images, now, [moment for moment in asked_at if moment > now])
    finally:
        example.rollback()


def agree(session, images, now, later):
    decisions = {one.id: decide(facts.facts_of(one, now), Purpose.TEXT, now) for one in images}
    listed = {one for one, decision in decisions.items() if decision.listed}
    found = find.search_images(session, SearchQuery(), now)
    assert set(found.image_ids) == listed
    assert found.total == find.count_visible(session, now) == len(listed)
    assert set(find.list_newest_images(session, now, 50)) == listed
    shown = gate.only_listed(session, list(decisions), now)
    assert {image.id for image, _ in shown} == listed
    asked_for = gate.only_requestable(session, list(decisions), now)
    assert set(asked_for) == {one for one, told in decisions.items() if told.allowed}
    boundary = find.get_next_visibility_change(session, now)
    for moment in later:
        if boundary is None or moment < boundary:
            assert set(find.list_newest_images(session, moment, 50)) == listed
