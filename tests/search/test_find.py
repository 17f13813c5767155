"""Search: the same hits, exact counts and paging on both databases."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select

from dam.clearance.listing import index_words
from dam.database.models import (
    Image,
    ImageText,
    ImageTopic,
    Listing,
    ListingGap,
    ListingText,
    Organisation,
)
from dam.rights.periods import FAR_FUTURE, FAR_PAST
from dam.search import find
from dam.search.query import PER_PAGE, SearchQuery, SortOrder, read_query
from dam.text.search_text import SearchTextBuilder
from tests.support.databases import on_both
from tests.support.room import Room

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
ORIENTATIONS = ["landscape", "portrait", "square", "panorama"]
CLASSES = ["free", "conditional", "approval"]
BRANDS = ["Inera", "1177", "UMO"]


def put(
    session,
    words,
    *,
    orientation="landscape",
    terms="free",
    brand="Inera",
    topics=(),
    starts=FAR_PAST,
    ends=FAR_FUTURE,
):
    """Put a listed image in the database; returns its id."""
    if session.get(Organisation, 1) is None:
        session.add(
            Organisation(id=1, kind="inera", slug="inera", display_name="Inera", position=0)
        )
        session.flush()
    image = Image(owner_id=1, state="published", created_at=NOW, updated_at=NOW)
    image.texts = [ImageText(language="sv", title=words)]
    image.topics = [ImageTopic(slug=topic.lower(), topic=topic) for topic in topics]
    session.add(image)
    session.flush()
    listing = Listing(
        image_id=image.id,
        visible_from=starts,
        visible_until=ends,
        orientation=orientation,
        terms_class=terms,
        brand=brand,
    )
    session.add(listing)
    session.flush()
    builder = SearchTextBuilder()
    builder.add_name(words)
    index_words(session, listing.id, builder.build())
    session.flush()
    return image.id


def ask(text="", **parameters):
    given = {"q": [text], **{name: list(values) for name, values in parameters.items()}}
    query, ignored = read_query(given)
    assert ignored == ()
    return query


@pytest.fixture
def session(database):
    with database.writing() as opened:
        yield opened


@on_both
@pytest.mark.parametrize(
    ("asked", "hit"),
    [
        ("sjuksköterska", True),
        ("sjuksköterskor", True),
        ("SJUKSKÖTERSKAN", True),
        ("sjuksk", True),
        ("samtal sjuksköterska", True),
        ("ambulans", False),
        ("sjuksköterska ambulans", True),
        ("mobil", False),
        ("'; DROP TABLE image; --", False),
        ('"*:()&|!<->', False),
        ("🚑", False),
        ("-samtal", False),
        ("sjuksköterska -samtal", False),
        ("-ambulans", True),
        ("'' OR NEAR AND \"", False),
    ],
)
def test_words_are_found_by_stem_start_and_synonym(session, asked, hit):
    wanted = put(session, "Sjuksköterska i samtal, telefon")
    put(session, "Helikopter över fjället")
    found = find.search_images(session, ask(asked), NOW)
    assert (wanted in found.image_ids) is hit


def test_words_from_before_texts_were_cleaned_are_found(session):
    wanted = put(session, "Va\u030ard\u00admottagning")
    assert find.search_images(session, ask("vårdmottagning"), NOW).image_ids == (wanted,)


@on_both
def test_an_image_is_found_by_what_it_says_now(room: Room):
    one = room.add(title="Ambulans")
    room.edit(one, title="Helikopter")
    with room.services.database.reading() as session:
        found = [find.search_images(session, ask(text), NOW) for text in ("ambulans", "helikopter")]
    assert [each.image_ids for each in found] == [(), (one,)]


@on_both
def test_the_best_match_comes_first_and_newest_where_asked(session):
    first = put(session, "Rådgivning rådgivning rådgivning")
    second = put(session, "Rådgivning vid ett bord i en lång korridor med många växter och stolar")
    assert find.search_images(session, ask("rådgivning"), NOW).image_ids == (first, second)
    newest = SearchQuery(text="rådgivning", sort=SortOrder.NEWEST)
    assert find.search_images(session, newest, NOW).image_ids == (second, first)


@on_both
@pytest.mark.parametrize("text", ["", "bild"])
def test_pages_follow_one_another_without_gap_or_repeat(session, text):
    wanted = [put(session, f"Bild nummer {n}") for n in range(2 * PER_PAGE + 3)]
    seen, after = [], None
    for size in (PER_PAGE, PER_PAGE, 3):
        query = SearchQuery(
            text=text, sort=SortOrder.RELEVANCE if text else SortOrder.NEWEST, after=after
        )
        found = find.search_images(session, query, NOW)
        assert found.total == len(wanted)
        assert len(found.image_ids) == size
        seen += found.image_ids
        after = found.next
    assert after is None
    assert sorted(seen) == wanted


drawn = st.lists(
    st.tuples(
        st.sampled_from(ORIENTATIONS),
        st.sampled_from(CLASSES),
        st.sampled_from(BRANDS),
        st.sets(st.sampled_from(["A", "B", "C"])),
        st.sampled_from([-2, -1, 0, 1, 2]),
        st.sampled_from([-1, 0, 1, 2]),
    ),
    max_size=8,
)
choices = st.fixed_dictionaries(
    {
        "riktning": st.sets(st.sampled_from(["liggande", "staende", "kvadrat", "panorama"])),
        "villkor": st.sets(st.sampled_from(["fri", "med-villkor", "kraver-godkannande"])),
        "varumarke": st.sets(st.sampled_from(["inera", "1177", "umo"])),
        "amne": st.sets(st.sampled_from(["a", "b", "c"])),
    }
)
VALUE = {
    "riktning": dict(
        zip(["liggande", "staende", "kvadrat", "panorama"], ORIENTATIONS, strict=True)
    ),
    "villkor": dict(zip(["fri", "med-villkor", "kraver-godkannande"], CLASSES, strict=True)),
    "varumarke": dict(zip(["inera", "1177", "umo"], BRANDS, strict=True)),
}


@on_both
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(drawn, choices)
def test_lists_and_counts_agree_with_counting_by_hand(database, rows, chosen):
    with database.writing() as session:
        for table in (ListingText, Listing, ImageTopic, ImageText, Image):
            session.execute(delete(table))
        facts = {}
        for orientation, terms, brand, topics, start, hours in rows:
            starts, ends = NOW + start * HOUR, NOW + (start + max(hours, 0) + 1) * HOUR
            image = put(
                session,
                "Bild",
                orientation=orientation,
                terms=terms,
                brand=brand,
                topics=sorted(topics),
                starts=starts,
                ends=ends,
            )
            if starts <= NOW < ends:
                facts[image] = {
                    "riktning": {orientation},
                    "villkor": {terms},
                    "varumarke": {brand},
                    "amne": {topic.lower() for topic in topics},
                }

        def fits(image, but=None):
            return all(
                facet == but
                or not words
                or facts[image][facet] & {VALUE.get(facet, {}).get(word, word) for word in words}
                for facet, words in chosen.items()
            )

        found = find.search_images(session, ask(**chosen), NOW)
        assert found.image_ids == tuple(sorted((one for one in facts if fits(one)), reverse=True))
        assert found.total == len(found.image_ids)
        assert find.count_visible(session, NOW) == len(facts)
        for facet, values in VALUE.items():
            by_hand = {
                word: sum(value in facts[one][facet] and fits(one, facet) for one in facts)
                for word, value in values.items()
            }
            assert found.counts[facet] == by_hand
        topics = {
            topic: sum(topic in facts[one]["amne"] and fits(one, "amne") for one in facts)
            for topic in ("a", "b", "c")
        }
        assert found.counts["amne"] == {topic: n for topic, n in topics.items() if n}


@on_both
def test_a_misspelt_word_gets_the_nearest_of_what_is_visible(session):
    put(session, "Sjuksköterska i samtal")
    put(session, "Helikopter", ends=NOW)
    for text, better in (
        ("sjukskötreska", "sjuksköterska"),
        ("jsuksköterska samtal", "sjuksköterska samtal"),
        ("helikoptr", None),
        ("sjuksköterska", None),
        ("sjuksköterska månlandning", None),
    ):
        found = find.search_images(session, ask(text), NOW)
        assert found.suggestion == better, text
        assert found.corrected is (text == "sjukskötreska")


def test_what_is_not_understood_is_named_and_ignored():
    query, ignored = read_query(
        {"riktning": ["liggande", "snett"], "sortera": ["bakvänt"], "efter": ["x"], "amne": ["Å B"]}
    )
    assert query.values("riktning") == ("liggande",)
    assert ignored == ("snett", "Å B", "bakvänt", "x")


@on_both
def test_the_next_boundary_is_the_nearest_opening_or_end(session):
    assert find.get_next_visibility_change(session, NOW) is None
    put(session, "A", ends=NOW + 3 * HOUR)
    put(session, "B", starts=NOW + 2 * HOUR)
    assert find.get_next_visibility_change(session, NOW) == NOW + 2 * HOUR
    assert find.get_next_visibility_change(session, NOW + 2 * HOUR) == NOW + 3 * HOUR
    assert find.get_next_visibility_change(session, NOW + 3 * HOUR) == FAR_FUTURE


@on_both
def test_a_gap_begins_and_ends_at_a_boundary(session):
    put(session, "A")
    listing_id = session.scalar(select(Listing.id))
    session.add(ListingGap(listing_id=listing_id, starts=NOW + HOUR, ends=NOW + 2 * HOUR))
    session.flush()
    assert find.get_next_visibility_change(session, NOW) == NOW + HOUR
    assert find.get_next_visibility_change(session, NOW + HOUR) == NOW + 2 * HOUR
    assert find.get_next_visibility_change(session, NOW + 2 * HOUR) == FAR_FUTURE
