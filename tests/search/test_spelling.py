"""A misspelt word is corrected to what is visible, and what is hidden is told neither by words nor
by how much is asked of the database.
"""

from datetime import timedelta

import pytest
from sqlalchemy import select

from dam.database.models import SearchWord
from dam.rights.window import TimeBounds
from dam.search import find
from dam.search.query import SearchQuery, SortOrder
from tests.support.counting import CountedStatements
from tests.support.databases import on_both
from tests.support.room import Room

pytestmark = on_both
SECRET = {"title": "Qwyxavård", "caption": "Hemligheten Zvarpen.", "alt": "Något."}


def search(room: Room, text: str) -> tuple[find.SearchPage, int]:
    query = SearchQuery(text=text, sort=SortOrder.RELEVANCE)
    with room.services.database.reading() as session, CountedStatements(room.services) as counted:
        found = find.search_images(session, query, room.now())
    return found, len(counted.asked)


def list_words(room: Room) -> set[str]:
    with room.services.database.reading() as session:
        return set(session.scalars(select(SearchWord.word)))


def hide(room: Room, clock, state: str) -> int:
    if state == "embargo":
        bounds = TimeBounds(embargo_until=clock() + timedelta(hours=1))
        return room.add(**SECRET, bounds=bounds)
    hidden = room.add(**SECRET, published=state != "draft")
    if state == "withdrawn":
        room.withdraw(hidden)
    return hidden


@pytest.mark.parametrize("state", ["draft", "embargo", "withdrawn"])
def test_a_hidden_word_is_never_offered(room: Room, clock, state):
    room.add(title="Vården", caption="Sjuksköterska i telefon.", alt="Något annat.")
    hide(room, clock, state)
    for near, far in (
        ("qwyxavårt", "bbbbbvårt"),
        ("zvarpem", "kkkkkem"),
        ("qwyxavårt vården", "bbbbbvårt vården"),
        ("qwyxavård", "bbbbbvård"),
        ("-qwyxavård", "-bbbbbvård"),
        ('"hemligheten zvarpen"', '"hemligheten kkkkkk"'),
    ):
        found, asked = search(room, near)
        other, asked_else = search(room, far)
        assert (found.total, found.suggestion) == (other.total, other.suggestion), near
        assert (found.counts, found.image_ids) == (other.counts, other.image_ids), near
        assert asked == asked_else, near


def test_an_embargoed_word_is_offered_once_it_is_over(room: Room, clock):
    hidden = hide(room, clock, "embargo")
    assert search(room, "qwyxavårt")[0].suggestion is None
    clock.forward(timedelta(hours=1))
    found, _ = search(room, "qwyxavårt")
    assert (found.image_ids, found.suggestion, found.corrected) == ((hidden,), "qwyxavård", True)


def test_of_an_unknown_compound_its_kind_is_found(room: Room):
    flight = room.add(title="Flyg", caption="Ett flyg.", alt="Ett flyg i luften.")
    found, _ = search(room, "kvällsflyg")
    assert (found.image_ids, found.suggestion, found.corrected) == ((flight,), "flyg", True)
    assert search(room, "kvällsbåt")[0].suggestion is None


def test_words_go_with_the_last_image_that_has_them(room: Room):
    first, second = room.add(**SECRET), room.add(**SECRET | {"caption": "Zvarpen och Ekpliken."})
    assert {"qwyxavård", "zvarpen", "ekpliken"} <= list_words(room)
    room.withdraw(second)
    room.erase(second)
    assert "ekpliken" not in list_words(room)
    assert {"qwyxavård", "zvarpen"} <= list_words(room)
    room.edit(first, caption="Något annat.")
    assert "zvarpen" not in list_words(room)
    room.withdraw(first)
    assert "qwyxavård" not in list_words(room)


def test_what_is_offered_leads_to_hits_and_is_told_as_a_correction(room: Room, outsider):
    room.add(title="Ambulans", caption="En ambulans.", alt="Ett fordon.")
    page = outsider.get("/bilder?q=ambulanz").text
    assert "Inga bilder matchar" in page
    assert "Här är bilder för" in page
    assert 'href="/bilder?q=ambulans"' in page
    assert "Ladda ner" in page
    assert "Menade du" not in outsider.get("/bilder?q=zzzzzz").text
