"""Review: sent, sent back with a note, taken back, approved; and who may approve."""

import pytest

from dam import approval, catalogue
from dam.approval import NotApproved
from dam.catalogue import notes
from dam.clearance import NotPublishable
from dam.database import site_settings
from dam.database.models import Letter
from dam.database.site_settings import Choices
from dam.errors import BadInput, Conflict, NotAllowed
from dam.lifecycle import review, worklists
from dam.lifecycle.publish import publish_image
from tests.databases import on_both
from tests.room import Room
from tests.web.conftest import cheap_passwords, persons

__all__ = ["cheap_passwords", "persons"]


@pytest.fixture
def room(services) -> Room:
    return Room(services)


@pytest.fixture
def ids(persons) -> dict[str, int]:
    return {role: user.id for role, user in persons.items()}


def do(room: Room, step, image_id: int, *given: object, by: int | None) -> None:
    def work(session, now):
        step(session, catalogue.find_image(session, image_id, held=True), *given, by=by, now=now)

    room.change(work)


def seeing(step):
    """Let a step be taken by somebody who has the image before them as it stands."""

    def work(session, image, *given, by, now):
        seen = approval.compute_fingerprint(session, image)
        step(session, image, *given, seen=seen, by=by, now=now)

    return work


send, put_out = seeing(review.send_to_review), seeing(publish_image)


def require(room: Room, by: int) -> None:
    room.change(lambda s, now: site_settings.save_choices(s, Choices(True), over=0, by=by, now=now))


def stands(room: Room, image_id: int) -> tuple[str, int | None]:
    return room.look(image_id, lambda image: (image.state, image.sent_by))


def test_what_is_sent_comes_back_with_a_note_and_a_letter(room: Room, ids):
    one = room.add(published=False, made=False)
    do(room, send, one, by=ids["uploader"])
    assert stands(room, one) == ("review", ids["uploader"])
    with pytest.raises(BadInput):
        do(room, review.send_back, one, " ", by=ids["editor"])
    do(room, review.send_back, one, "Vem är till vänster?", by=ids["editor"])
    assert stands(room, one) == ("draft", ids["uploader"])
    with room.services.database.reading() as session:
        image = catalogue.find_image(session, one)
        note = notes.why_returned(session, image)
        assert (note.text, note.user_id) == ("Vem är till vänster?", ids["editor"])
        assert [
            image.id for image in worklists.list_sent_back_images(session, ids["uploader"])
        ] == [one]
        [letter] = session.query(Letter).filter_by(kind="sent_back")
        assert letter.recipient == "uploader@inera.test"
        assert "vänster" not in str(letter.context)
    with pytest.raises(Conflict):
        do(room, review.send_back, one, "En gång till", by=ids["editor"])
    do(room, send, one, by=ids["uploader"])
    do(room, put_out, one, by=ids["editor"])
    assert stands(room, one) == ("published", None)


def test_what_is_missing_is_mended_before_it_is_sent(room: Room, ids):
    one = room.upload()
    with pytest.raises(NotPublishable) as wrong:
        do(room, send, one, by=ids["uploader"])
    assert "title" in wrong.value.fields
    assert stands(room, one) == ("draft", None)


def test_only_who_sent_it_takes_it_back(room: Room, ids):
    one = room.add(published=False, made=False)
    do(room, send, one, by=ids["uploader"])
    with pytest.raises(NotAllowed):
        do(room, review.take_back_from_review, one, by=ids["editor"])
    do(room, review.take_back_from_review, one, by=ids["uploader"])
    assert stands(room, one) == ("draft", None)


def test_another_person_approves_where_the_house_asks_for_it(room: Room, ids):
    one = room.add(published=False)
    require(room, ids["admin"])
    for by in (ids["editor"], None):
        with pytest.raises(NotApproved):
            do(room, put_out, one, by=by)
    do(room, send, one, by=ids["editor"])
    for by in (ids["editor"], None):
        with pytest.raises(NotApproved):
            do(room, put_out, one, by=by)
    room.change(
        lambda s, now: catalogue.save_description(
            s,
            image := catalogue.find_image(s, one),
            catalogue.Description(**{**_said(image), "place": "Kiruna"}),
            by=ids["admin"],
            now=now,
        )
    )
    with pytest.raises(NotApproved):
        do(room, put_out, one, by=ids["admin"])
    do(room, send, one, by=ids["admin"])
    do(room, put_out, one, by=ids["editor"])
    assert stands(room, one) == ("published", None)
    do(room, put_out, one, by=ids["admin"])


def _said(image) -> dict[str, object]:
    said = catalogue.describe_now(image)
    return {name: getattr(said, name) for name in said.__dataclass_fields__}


@on_both
def test_of_two_who_choose_at_once_one_hears_of_it(room: Room, ids):
    require(room, ids["admin"])
    with pytest.raises(Conflict):
        require(room, ids["editor"])
    with room.services.database.reading() as session:
        assert site_settings.read_current_choices(session) == Choices(review_required=True)
        assert [row.n for row in site_settings.list_choice_versions(session)] == [1]
