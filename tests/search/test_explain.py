"""A hit says by which of its own words it was found, where those are not the typed ones."""

import pytest

from dam.search import find
from dam.search.explain import explain_hits
from dam.search.query import SearchQuery, SortOrder
from tests.support.databases import on_both
from tests.support.room import Room

WORDS = {
    "title": "Influensavaccin i Göteborg",
    "caption": "En sjuksköterska ger rådgivning i telefon på vårdcentralen.",
    "alt": "Två personer.",
}


@on_both
@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("sjuksköterskor", ()),
        ("influensavaccin vårdcentral", ()),
        ("vaccinering", ("Influensa + vaccin",)),
        ("nurse", ("sjuksköterska",)),
        ("goteborg", ("Göteborg",)),
        ("telefonrådgivning", ("telefon + rådgivning",)),
        ("central nurse", ("vård + central", "sjuksköterska")),
        ("influens", ("Influensa + vaccin",)),
    ],
)
def test_a_hit_is_explained(room: Room, text, words):
    shown = room.add(**WORDS)
    room.add(title="Ambulans", caption="En ambulans.", alt="Ett fordon.")
    with room.services.database.reading() as session:
        query = SearchQuery(text=text, sort=SortOrder.RELEVANCE)
        found = find.search_images(session, query, room.now())
        told = explain_hits(session, found.image_ids, found.typed)
    assert found.image_ids[0] == shown
    assert tuple(word.lower() for word in told.get(shown, ())) == tuple(
        word.lower() for word in words
    )


def test_the_page_says_it_and_says_what_is_lacking(room: Room, outsider):
    room.add(**WORDS)
    room.add(title="Ambulans", caption="En ambulans.", alt="Ett fordon.")
    assert "Hittad som <em" in outsider.get("/bilder?q=nurse").text
    assert "Found as <em" in outsider.get("/en/images?q=nurse").text
    assert "Hittad som" not in outsider.get("/bilder?q=sjuksköterska").text
    assert "Få bilder har alla orden" in outsider.get("/bilder?q=nurse+ambulans").text
    assert "är inget ord" in outsider.get("/bilder?q=%F0%9F%9A%91").text
    assert "typ:klot" in outsider.get("/bilder?q=typ:klot").text
