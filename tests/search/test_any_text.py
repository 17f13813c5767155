"""Whatever is typed is answered, by visitors' search and by staff's, on both databases alike."""

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from dam.search import find
from dam.search.query import SearchQuery, SortOrder
from dam.search.staff_search import build_staff_search
from tests.support.databases import on_both
from tests.support.room import Room

SIGNS = "\"'-:*()&|!<>\\%_;,./?#@{}[]^~`$+=²ßﬁ\u0301\u200d\u00ad–”’"
WORDS = ("läkare", "covid-19", "o'brien", "IN-1", "/b/1", "plats:", "år:", "typ:", "fotograf:")
WORDS += ("NEAR", "AND", "NOT", "OR", "saknar:", "utgår:", "uppladdad:", "av:", "tillstånd:", "x0x")
WORDS += ("9999-99-99", "99999d", "1177", "a.jpg", "https://x/b/1", "🚑", "ا", "ก็", "१२")
typed = st.lists(
    st.one_of(st.sampled_from(WORDS), st.text(alphabet=SIGNS, max_size=3), st.text(max_size=6)),
    max_size=9,
).flatmap(lambda parts: st.sampled_from(("", " ")).map(lambda glue: glue.join(parts)[:200]))


@on_both
@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@example("-o'brien -covid-19 \"o'brien\" ’")
@example("läkare " * 20)
@example("uppladdad:9999-12-31 utgår:3650d")
@example(" ".join(f"ord{number}" for number in range(40)))
@given(typed)
def test_any_text_is_answered(room: Room, text: str):
    room.one()
    with room.services.database.reading() as session:
        query = SearchQuery(text=" ".join(text.split()), sort=SortOrder.RELEVANCE)
        found = find.search_images(session, query, room.now())
        assert len(found.image_ids) == min(found.total, 24)
        build_staff_search(session, text, room.now())
