"""The rule in Python and its SQL agree in every state, at every moment, on both databases."""

from datetime import UTC, datetime, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select

from config.settings import ROOT
from dam import clearance, first_content
from dam.delivery import permit
from dam.models import (
    Image,
    ImageFile,
    ImageText,
    ImageTopic,
    ImageWindow,
    Lease,
    Listing,
    ListingText,
    Organisation,
)
from dam.procedures.publish import keep_in_step
from dam.rights.decision import decide
from dam.rights.terms import Purpose
from dam.rights.window import Bounds
from dam.search import find
from dam.search.query import Query

# The clocks of Stockholm go back in the night to 25 October 2026, at 01:00 UTC.
NIGHT = datetime(2026, 10, 25, 1, tzinfo=UTC)
HALF = timedelta(minutes=30)
moments = st.integers(-8, 8).map(lambda halves: NIGHT + halves * HALF)
bounds = st.builds(Bounds, st.none() | moments, st.none() | moments).filter(
    lambda b: not (b.embargo_until and b.use_until) or b.embargo_until < b.use_until
)
rows = st.lists(
    st.tuples(
        st.sampled_from(["draft", "review", "published", "withdrawn", "erased"]),
        st.sampled_from(["pending", "ready", "failed"]),
        st.sampled_from(["fri-redaktionell", "fri-med-villkor", "kraver-godkannande", None]),
        bounds,
    ),
    min_size=1,
    max_size=6,
)


def put(session, n, state, processing, terms, bounds):
    """Put an image in a state with the rows that the work functions keep in step."""
    owner = session.scalar(select(Organisation.id).where(Organisation.kind == "inera"))
    image = Image(
        owner_id=owner,
        state="published",
        processing=processing,
        created_at=NIGHT,
        updated_at=NIGHT,
    )
    image.texts = [ImageText(language="sv", title=f"Bild {n}")]
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
    clearance.set_bounds(session, image, bounds, by=None, now=NIGHT)
    keep_in_step(session, image, now=NIGHT)
    image.state = state
    keep_in_step(session, image, now=NIGHT)
    return image


@settings(
    max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(rows, st.lists(moments, min_size=1, max_size=6))
def test_what_is_listed_is_what_the_decision_allows(database, drawn, asked_at):
    with database.writing() as session:
        session.execute(Image.__table__.update().values(current_file_id=None))
        tables = (ListingText, Listing, ImageWindow, Lease, ImageTopic, ImageText, ImageFile, Image)
        for table in tables:
            session.execute(delete(table))
        first_content.add_missing(session, ROOT / "config", now=NIGHT)
        images = [put(session, n, *row) for n, row in enumerate(drawn)]
        for now in asked_at:
            allowed = {
                image.id
                for image in images
                if decide(permit.facts_of(image), Purpose.TEXT, now).allowed
            }
            listed = find.find(session, Query(), now)
            assert set(listed.image_ids) == allowed
            assert listed.total == find.count_visible(session, now) == len(allowed)
            assert set(find.newest(session, now, 50)) == allowed
            seen = permit.seen(session, [image.id for image in images], now)
            assert {image.id for image, _ in seen} == allowed
            boundary = find.next_boundary(session, now)
            later = [m for m in asked_at if now < m and (boundary is None or m < boundary)]
            for moment in later:
                assert set(find.newest(session, moment, 50)) == allowed
