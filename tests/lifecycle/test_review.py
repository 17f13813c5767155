"""Review: sent, sent back with a note, taken back, approved; and who may approve."""

import pytest

from dam import catalogue
from dam.approval import NotApproved
from dam.catalogue import notes
from dam.clearance import NotPublishable
from dam.database import site_settings
from dam.database.models import Letter
from dam.database.site_settings import Choices
from dam.errors import BadInput, Conflict, NotAllowed
from dam.lifecycle import review, worklists
from tests.support.approval import publish_seen, require_approval, send_for_review, take_step
from tests.support.databases import on_both
from tests.support.room import Room


def stands(room: Room, image_id: int) -> tuple[str, int | None]:
    return room.look(image_id, lambda image: (image.state, image.sent_by))


def test_what_is_sent_comes_back_with_a_note_and_a_letter(room: Room, person_ids):
    one = room.add(published=False, made=False)
    take_step(room, send_for_review, one, by=person_ids["uploader"])
    assert stands(room, one) == ("review", person_ids["uploader"])
    with pytest.raises(BadInput):
        take_step(room, review.send_back, one, " ", by=person_ids["editor"])
    take_step(room, review.send_back, one, "Vem är till vänster?", by=person_ids["editor"])
    assert stands(room, one) == ("draft", person_ids["uploader"])
    with room.services.database.reading() as session:
        image = catalogue.find_image(session, one)
        note = notes.why_returned(session, image)
        assert (note.text, note.user_id) == ("Vem är till vänster?", person_ids["editor"])
        assert [
            image.id for image in worklists.list_sent_back_images(session, person_ids["uploader"])
        ] == [one]
        [letter] = session.query(Letter).filter_by(kind="sent_back")
        assert letter.recipient == "uploader@inera.test"
        assert "vänster" not in str(letter.context)
    with pytest.raises(Conflict):
        take_step(room, review.send_back, one, "En gång till", by=person_ids["editor"])
    take_step(room, send_for_review, one, by=person_ids["uploader"])
    take_step(room, publish_seen, one, by=person_ids["editor"])
    assert stands(room, one) == ("published", None)


def test_what_is_missing_is_mended_before_it_is_sent(room: Room, person_ids):
    one = room.upload()
    with pytest.raises(NotPublishable) as wrong:
        take_step(room, send_for_review, one, by=person_ids["uploader"])
    assert "title" in wrong.value.fields
    assert stands(room, one) == ("draft", None)


def test_only_who_sent_it_takes_it_back(room: Room, person_ids):
    one = room.add(published=False, made=False)
    take_step(room, send_for_review, one, by=person_ids["uploader"])
    with pytest.raises(NotAllowed):
        take_step(room, review.take_back_from_review, one, by=person_ids["editor"])
    take_step(room, review.take_back_from_review, one, by=person_ids["uploader"])
    assert stands(room, one) == ("draft", None)


def test_another_person_approves_where_the_house_asks_for_it(room: Room, person_ids):
    one = room.add(published=False)
    require_approval(room, person_ids["admin"])
    for by in (person_ids["editor"], None):
        with pytest.raises(NotApproved):
            take_step(room, publish_seen, one, by=by)
    take_step(room, send_for_review, one, by=person_ids["editor"])
    for by in (person_ids["editor"], None):
        with pytest.raises(NotApproved):
            take_step(room, publish_seen, one, by=by)
    room.change(
        lambda s, now: catalogue.save_description(
            s,
            image := catalogue.find_image(s, one),
            catalogue.Description(**{**_said(image), "place": "Kiruna"}),
            by=person_ids["admin"],
            now=now,
        )
    )
    with pytest.raises(NotApproved):
        take_step(room, publish_seen, one, by=person_ids["admin"])
    take_step(room, send_for_review, one, by=person_ids["admin"])
    take_step(room, publish_seen, one, by=person_ids["editor"])
    assert stands(room, one) == ("published", None)
    take_step(room, publish_seen, one, by=person_ids["admin"])


def _said(image) -> dict[str, object]:
    said = catalogue.describe_now(image)
    return {name: getattr(said, name) for name in said.__dataclass_fields__}


@on_both
def test_of_two_who_choose_at_once_one_hears_of_it(room: Room, person_ids):
    require_approval(room, person_ids["admin"])
    with pytest.raises(Conflict):
        require_approval(room, person_ids["editor"])
    with room.services.database.reading() as session:
        assert site_settings.read_current_choices(session) == Choices(review_required=True)
        assert [row.n for row in site_settings.list_choice_versions(session)] == [1]
