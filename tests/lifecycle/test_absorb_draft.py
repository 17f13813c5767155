"""A draft becomes a version of another image."""

import pytest
from sqlalchemy import select

from dam import catalogue
from dam.database.models import AuditEvent, Image, ImageFile, Revision
from dam.errors import Conflict
from dam.services import Services
from dam.worker import main
from tests.support.databases import on_both
from tests.support.replacements import UPRIGHT, absorb_draft, bring_version, shown_version
from tests.support.room import Room


@on_both
def test_a_draft_becomes_a_version_of_another_and_leaves_nothing(room: Room, services: Services):
    other, draft = room.add(), room.add(UPRIGHT, published=False, title="En ny titel")
    main.do_all(services)
    absorb_draft(room, draft, other)
    assert shown_version(room, other) == (2, (200, 300))
    assert room.look(other, lambda image: catalogue.find_image_text(image).title) != "En ny titel"
    with services.database.reading() as session:
        assert session.scalars(select(Image.id)).all() == [other]
        assert session.scalars(select(ImageFile.image_id)).all() == [other, other]
        events = select(AuditEvent.id).where(AuditEvent.object_id == draft)
        assert session.scalars(select(Revision).where(Revision.event_id.in_(events))).all() == []
    assert room.upload(UPRIGHT) == other
    bring_version(room, other, 1)
    assert shown_version(room, other)[0] == 1


def test_what_has_been_public_or_has_no_sizes_becomes_no_version(room: Room):
    one, other, fresh = room.add(), room.add(), room.upload()
    with pytest.raises(Conflict, match="publicerad"):
        absorb_draft(room, one, other)
    with pytest.raises(Conflict, match="inte klara"):
        absorb_draft(room, fresh, other)
    room.withdraw(one)
    room.restore(one)
    with pytest.raises(Conflict, match="publicerad"):
        absorb_draft(room, one, other)
