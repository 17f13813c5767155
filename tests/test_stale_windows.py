"""Windows that were stored under other rules are computed anew when the worker starts."""

from sqlalchemy import event

from dam.database.models import ImageWindow, PersonBasis
from dam.search import find
from dam.search.query import SearchQuery
from dam.worker import main
from tests.support.room import Room


def stored(room: Room, one: int) -> list[int]:
    return room.look(one, lambda image: [window.level for window in image.windows])


def listed(room: Room) -> list[int]:
    with room.services.database.reading() as session:
        return list(find.search_images(session, SearchQuery(), room.now()).image_ids)


def left_open(room: Room) -> int:
    """An image under free terms whose person agrees to print alone, open as it was once."""
    one = room.add()
    basis = room.link(one)

    def narrow(session, _now):
        session.get_one(PersonBasis, basis).channels = ["print"]

    room.change(narrow)
    return one


def test_they_are_computed_once_and_lists_follow(room: Room):
    stale, fresh, alone = left_open(room), room.add(), room.add()
    room.link(fresh)
    assert stored(room, stale) == [3]
    main.keep_windows_in_step(room.services)
    assert [stored(room, one) for one in (stale, fresh, alone)] == [[], [3], [3]]
    assert stale not in listed(room)
    assert {fresh, alone} <= set(listed(room))
    written = []
    event.listen(ImageWindow, "before_insert", lambda *_: written.append(1))
    main.keep_windows_in_step(room.services)
    assert written == []


def test_they_are_looked_for_while_somebody_else_writes(room: Room):
    room.link(room.add())
    with room.services.database.writing():
        main.keep_windows_in_step(room.services)
