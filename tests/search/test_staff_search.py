"""Staff's search: the visitors' search over all that somebody may work with, and states besides."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from dam import catalogue
from dam.database.models import ImageWords, ListingText
from dam.rights.window import TimeBounds
from dam.search import staff_index
from dam.search.staff_search import build_staff_search
from dam.worker import main
from tests.support.databases import on_both
from tests.support.room import Room

pytestmark = on_both


def search(room: Room, text: str, user=None) -> list[int]:
    with room.services.database.reading() as session:
        found = build_staff_search(session, text, room.now())
        chosen = catalogue.list_images(session, condition=found.condition, user=user)
        return [image.id for image in chosen]


@pytest.fixture
def draft(room: Room) -> int:
    return room.add(
        name="ambulans-akuten-umea.jpg",
        published=False,
        title="Ambulanser",
        caption="Åkesson åker i Göteborg.",
        alt="",
        keywords=("egenvård",),
    )


@pytest.mark.parametrize(
    "text",
    [
        *("ambulansen", "ambulance", "åkesson", "egenvård", "goteborg", "ambulans-akuten-umea.jpg"),
        *("akuten umea", "saknar:alt", "saknar:engelska", "uppladdad:idag", "uppladdad:7d"),
        *("av:öberg", "tillstånd:utkast", "ambulans saknar:alt tillstånd:utkast", "-helikopter"),
        *("fotograf:Åsa plats:Umeå år:2026", "-tillstånd:publicerad", "ambulans på taket"),
    ],
)
def test_a_draft_is_found(room: Room, draft, text):
    assert search(room, text) == [draft]


@pytest.mark.parametrize(
    "text",
    [
        *("helikopter", "saknar:titel", "uppladdad:igår", "uppladdad:2020-01-01", "av:Nilsson"),
        *("tillstånd:publicerad", "utgår:60d", "-ambulans", "saknar:fotograf", "-saknar:alt", "🚑"),
    ],
)
def test_what_it_is_not_does_not_find_it(room: Room, draft, text):
    assert draft not in search(room, text)


def test_an_id_finds_an_image_in_whatever_state(room: Room, draft):
    other = room.add()
    assert search(room, f"IN-{draft}") == search(room, f"/redaktion/bilder/{draft}") == [draft]
    assert search(room, f"in{other}") == [other]


def test_what_ends_soon_is_found_while_it_is_shown(room: Room, clock):
    soon = room.add(bounds=TimeBounds(use_until=clock() + timedelta(days=30)))
    room.add(bounds=TimeBounds(use_until=clock() + timedelta(days=90)))
    room.add()
    assert search(room, "utgår:60d") == [soon]
    clock.forward(timedelta(days=31))
    assert search(room, "utgår:10") == []


def test_each_change_is_found_at_once_and_an_erased_image_never(room: Room, draft):
    room.describe(draft, title="Helikopter", alt="En helikopter.")
    assert search(room, "helikopter") == [draft]
    assert search(room, "göteborg") == []
    assert search(room, "saknar:alt") == []
    room.publish(draft)
    room.withdraw(draft)
    room.erase(draft)
    with room.services.database.reading() as session:
        assert list(session.scalars(select(ImageWords.image_id))) == []


def test_an_uploader_finds_their_own_alone(room: Room, draft, persons):
    assert search(room, "ambulans", persons["uploader"]) == []
    assert search(room, "-helikopter", persons["uploader"]) == []
    assert search(room, "ambulans", persons["editor"]) == [draft]


def test_words_from_before_are_made_by_the_worker(room: Room, draft):
    room.change(lambda session, _: session.delete(session.get_one(ImageWords, draft)))
    assert search(room, "ambulans") == []
    with room.services.database.reading() as session:
        assert staff_index.list_old_words(session) == [draft]
    room.change(lambda session, _: staff_index.index_images(session, [draft]))
    assert search(room, "ambulans") == [draft]


def test_a_field_that_says_nothing_is_told(editor, draft):
    page = editor.get("/redaktion/bilder?q=saknar:klot ambulans").text
    assert "saknar:klot" in page
    assert f"/redaktion/bilder/{draft}" in page


def test_visitors_never_read_the_words_of_drafts(outsider, draft):
    for text in ("ambulanser", "ambulans-akuten-umea.jpg", f"IN-{draft}", "tillstånd:utkast"):
        assert "Ambulanser" not in outsider.get(f"/bilder?q={text}").text


def test_the_worker_makes_what_was_made_in_another_way(room: Room):
    listed = room.add(title="Ambulans")

    def spoil(session, _now):
        for row in (*session.scalars(select(ImageWords)), *session.scalars(select(ListingText))):
            row.main, row.made_by = "något", 0

    room.change(spoil)
    assert search(room, "ambulans") == []
    main.remake_old_words(room.services)
    assert search(room, "ambulans") == [listed]
    with room.services.database.reading() as session:
        assert "ambulans" in session.scalars(select(ListingText.main)).one()
