"""Where questions go: rules that staff keep, tried before anybody asks, followed when they do."""

import pytest
from sqlalchemy import select

from dam.database.models import AuditEvent, Image, Letter, Organisation
from dam.usage_requests.submit import submit_request
from tests.support.browser import Browser
from tests.support.requests import typed_request
from tests.support.room import Room

PAGE = "/redaktion/fordelning"
PRESS = "press@inera.se"
ALL_OWNERS = {
    f"tell_owner-{about}": "1" for about in ("image_use", "image_other", "national", "fault")
}


def over(editor: Browser) -> str:
    return editor.get(PAGE).text.split('name="over" value="')[1].split('"')[0]


def tried(editor: Browser, about: str, images: str = "") -> str:
    """What the page says of a question that somebody has in mind."""
    page = editor.get(f"{PAGE}?about={about}&bilder={images}")
    assert page.status_code == 200
    return page.text.split("Dit går den")[1].split("</ul>")[0]


def owned(room: Room, slug: str = "skane", email: str = "press@skane.example") -> int:
    """A published image of a region whose press office can be reached."""
    image_id = room.add(made=False)

    def work(session, _now):
        region = session.scalar(select(Organisation).where(Organisation.slug == slug))
        region.email = email
        session.get_one(Image, image_id).owner = region

    room.change(work)
    return image_id


def asked(room: Room, once: str, *image_ids: int, **fields: object) -> set[str]:
    """Ask; returns who gets a letter besides whoever asked."""

    def work(session, now):
        said = typed_request(images=image_ids, **fields)
        return submit_request(session, said, once=once, press_email=PRESS, now=now).id

    request = room.change(work)
    with room.services.database.reading() as session:
        letters = session.scalars(select(Letter).where(Letter.request_id == request)).all()
        return {one.recipient for one in letters if one.kind != "receipt"}


def test_what_is_tried_is_what_happens(editor: Browser, room: Room):
    ours, theirs = room.add(made=False), owned(room)
    told = tried(editor, "image_use", f"IN-{ours}+IN-{theirs}")
    assert PRESS in told
    assert f"Region Skåne, press@skane.example (IN-{theirs})" in told
    assert asked(room, "a", ours, theirs) == {PRESS, "press@skane.example"}
    form = {"over": over(editor), "also_to-image_use": "bild@inera.se", **ALL_OWNERS}
    del form["tell_owner-image_use"]
    assert 'name="tell_owner-image_use" value="1" checked' in editor.get(PAGE).text
    assert editor.send(PAGE, form).location == f"{PAGE}?klart=sparad"
    assert 'name="tell_owner-image_use" value="1">' in editor.get(PAGE).text
    told = tried(editor, "image_use", f"IN-{theirs}")
    assert "bild@inera.se" in told
    assert "skane" not in told
    assert asked(room, "b", theirs) == {PRESS, "bild@inera.se"}
    assert asked(room, "c", about="national") == {PRESS}
    with room.services.database.reading() as session:
        [event] = session.scalars(select(AuditEvent).where(AuditEvent.kind == "routes"))
        assert event.fields == ["image_use"]


@pytest.mark.parametrize(
    ("about", "words"), [("region", "presskontakt visas"), ("care", "telefon 1177")]
)
def test_what_others_answer_goes_nowhere(editor: Browser, about: str, words: str):
    told = tried(editor, about)
    assert words in told
    assert PRESS not in told


def test_what_cannot_be_used_is_asked_for_again(editor: Browser):
    form = {"over": over(editor), "also_to-national": "a@b.example, c@d.example", **ALL_OWNERS}
    answer = editor.send(PAGE, form)
    assert answer.status_code == 400
    assert 'href="#also_to-national"' in answer.text
    assert "a@b.example, c@d.example" in answer.text
    answer = editor.get(f"{PAGE}?about=image_use&bilder=hej")
    assert answer.status_code == 400
    assert "Skriv id för bilder" in answer.text


def test_two_who_write_at_once_do_not_overwrite_each_other(editor: Browser, admin: Browser):
    opened = over(editor)
    admin.send(PAGE, {"over": opened, "also_to-national": "nytt@inera.se", **ALL_OWNERS})
    answer = editor.send(PAGE, {"over": opened, **ALL_OWNERS})
    assert answer.status_code == 409
    assert "nytt@inera.se" in editor.get(PAGE).text


def test_for_editors_alone(uploader: Browser, stranger: Browser):
    assert uploader.get(PAGE).status_code == 403
    assert stranger.get(PAGE).status_code == 303
