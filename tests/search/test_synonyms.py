"""Words that stand for others: as a search uses them, and as staff keep them."""

from dataclasses import replace

import pytest

from dam.database.fingerprint import mark_of
from dam.errors import BadInput, Conflict
from dam.search import find, synonyms
from dam.search.query import SearchQuery, SortOrder
from dam.search.synonyms import SynonymLists, build_synonyms
from tests.support.databases import on_both
from tests.support.room import Room


def search(room: Room, text: str) -> tuple[int, ...]:
    query = SearchQuery(text=text, sort=SortOrder.RELEVANCE)
    with room.services.database.reading() as session:
        return find.search_images(session, query, room.now()).image_ids


def keep(room: Room, lists: SynonymLists, by: int, over: str | None = None) -> None:
    def work(session, now):
        mark = over or mark_of(synonyms.read_synonym_lists(session))
        synonyms.save_synonym_lists(session, lists, over=mark, by=by, now=now)

    room.change(work)


@on_both
def test_the_first_words_are_for_health_care_in_two_languages(room: Room):
    nurse = room.add(title="Sköterska", caption="En sköterska ler.", alt="Ett leende.")
    expecting = room.add(title="Gravid", caption="En gravid kvinna.", alt="En mage.")
    for text in ("nurse", "nurses", "sjuksköterskan", "registered nurse"):
        assert search(room, text) == (nurse,), text
    assert search(room, "pregnancy") == (expecting,)


def test_what_staff_write_counts_at_once_and_one_way_where_they_say_so(room: Room, persons):
    hat, visor = room.add(title="Mössa"), room.add(title="Visir")
    assert search(room, "huvudbonad") == ()
    keep(
        room,
        SynonymLists("huvudbonad, mössa", "ansiktsskydd: visir, munskydd"),
        persons["editor"].id,
    )
    assert search(room, "huvudbonader") == (hat,)
    assert search(room, "mössor") == (hat,)
    assert search(room, "ansiktsskydd") == (visor,)
    assert visor in search(room, "visir")
    assert search(room, "nurse") == ()


@pytest.mark.parametrize(
    ("lists", "fields"),
    [
        (SynonymLists("ensam", ""), {"same"}),
        (SynonymLists("a, b\n,,", "utan kolon"), {"same", "also"}),
        (SynonymLists("", "tomt:"), {"also"}),
        (SynonymLists("x, " + "y" * 400, ""), {"same"}),
        (SynonymLists("\n".join(["a, b"] * 1001), ""), {"same"}),
    ],
)
def test_a_line_that_says_nothing_is_told_by_its_number(room: Room, persons, lists, fields):
    with pytest.raises(BadInput) as refused:
        keep(room, lists, persons["editor"].id)
    assert set(refused.value.fields) == fields


def test_of_two_who_keep_them_the_second_is_told(room: Room, persons):
    with room.services.database.reading() as session:
        before = synonyms.read_synonym_lists(session)
    keep(room, replace(before, same="mössa, hatt"), persons["editor"].id)
    with pytest.raises(Conflict):
        keep(room, replace(before, also="x: y"), persons["editor"].id, over=mark_of(before))


def test_words_in_a_row_stand_for_one_another():
    found = build_synonyms((("artificiell intelligens, AI, machine learning", ""),))
    assert ("ai",) in found
    assert ("artificiell", "intelligens") in found[("ai",)]
    assert all(row not in others for row, others in found.items())
    assert ("ai",) in found["artificiell", "intelligens"]


def test_the_first_words_are_read_whole(room: Room):
    with room.services.database.reading() as session:
        lists = synonyms.read_synonym_lists(session)
        assert len(synonyms.load_synonyms(session)) > 500
    assert len(lists.same.splitlines()) > 200
