"""What is suggested instead of an image: alike, and given by the gate to everybody now."""

from datetime import timedelta

from dam import catalogue
from dam.rights.window import TimeBounds
from dam.search import alternatives
from tests.imaging import samples
from tests.support.databases import on_both
from tests.support.room import Room

pytestmark = on_both

APPROVAL = "kraver-godkannande"


def suggested(room: Room, image_id: int) -> list[int]:
    with room.services.database.reading() as session:
        image = catalogue.find_image(session, image_id)
        return [one.id for one in alternatives.suggest_alternatives(session, image, room.now())]


def test_the_likest_come_first(room: Room):
    asked = room.add(terms=APPROVAL, title="Väntrum på en vårdcentral", topics=("Vård",))
    other_brand = room.add(title="Hus", caption="Ett hus.", topics=("Hus",), brand="Inera")
    brand = room.add(title="Telefon", caption="En telefon.", topics=("Telefon",))
    topic = room.add(title="Ambulans", caption="En ambulans.", topics=("Vård",), brand="Inera")
    words = room.add(title="Väntrum", caption="Ett väntrum.", topics=("Vård",), brand="Inera")
    upright = samples.save(samples.photograph(240, 360, 99), "JPEG", quality=90)
    room.add(upright, title="Väntrum", caption="Ett väntrum.", topics=("Vård",), brand="Inera")
    found = suggested(room, asked)
    assert found == [words, words + 1, topic, brand]
    assert other_brand not in found


def test_at_most_four(room: Room):
    asked = room.add(terms=APPROVAL)
    for _ in range(5):
        room.add()
    assert len(suggested(room, asked)) == 4


def test_only_what_everybody_may_download_now(room: Room, clock):
    asked = room.add(terms=APPROVAL)
    free, conditional = room.add(), room.add(terms="fri-med-villkor")
    room.add(terms=APPROVAL)
    room.add(published=False)
    room.add(bounds=TimeBounds(embargo_until=clock() + timedelta(hours=1)))
    room.withdraw(room.add())
    ending = room.add(bounds=TimeBounds(use_until=clock() + timedelta(hours=1)))
    assert set(suggested(room, asked)) == {free, conditional, ending}
    clock.forward(timedelta(hours=1))
    assert ending not in suggested(room, asked)


def test_the_gate_is_asked_whatever_the_list_says(room: Room):
    asked, hidden = room.add(terms=APPROVAL), room.add()
    room.change(lambda session, _: setattr(catalogue.find_image(session, hidden), "state", "draft"))
    assert suggested(room, asked) == []


def test_of_a_withdrawn_image_too(room: Room):
    asked, free = room.add(), room.add()
    room.withdraw(asked)
    assert suggested(room, asked) == [free]
