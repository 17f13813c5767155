"""An image that a region owns: whom its page names, and who is asked besides Inera."""

from sqlalchemy import select

from dam.database.models import Letter, Organisation
from dam.usage_requests.submit import submit_request
from dam.worker import main
from tests.support.browser import Browser
from tests.support.requests import typed_request
from tests.support.room import Room

PRESS = "press@inera.se"


def questions(stranger: Browser, page: str) -> str:
    """What the image's page says under its heading about questions."""
    return stranger.get(page).text.split("Frågor om bilden")[1].split("</section>")[0]


def give(editor: Browser, image_id: int, owner: str):
    page = f"/redaktion/bilder/{image_id}"
    html = editor.get(page).text
    version = html.split('name="version" value="')[1].split('"')[0]
    form = {
        "title": "Kliniken",
        "caption": "En klinik i Lund i mars 2026.",
        "alt": "En klinik.",
        "creators": "Åsa Öberg",
        "brand": "1177",
        "kind": "foto",
        "digital_source_type": "digitalCapture",
        "terms": "fri-redaktionell",
        "rights_source": "own",
        "people": "no",
    }
    return editor.send(page, {"version": version, **form, "owner": owner})


def test_a_region_answers_for_its_own_images(editor: Browser, stranger: Browser, room: Room):
    image_id = room.add()
    assert give(editor, image_id, "skane").status_code == 303
    page = stranger.get(f"/bilder/{image_id}").location
    told = questions(stranger, page)
    assert "Bilden ägs av <bdi>Region Skåne</bdi>." in told
    assert "Vi saknar presskontakt till <bdi>Region Skåne</bdi>." in told
    assert PRESS in told

    def reach(session, _now):
        region = session.scalar(select(Organisation).where(Organisation.slug == "skane"))
        region.email = "press@skane.example"

    room.change(reach)
    room.edit(image_id, place="Lund")
    told = questions(stranger, page)
    assert told.index("press@skane.example") < told.index(PRESS)
    assert "Vi saknar" not in told

    def ask(session, now):
        submit_request(
            session, typed_request(images=(image_id,)), once="a", press_email=PRESS, now=now
        )

    room.change(ask)
    main.do_all(room.services)
    with room.services.database.reading() as session:
        to = {one.kind: one.recipient for one in session.scalars(select(Letter))}
    assert (to["notice"], to["region_notice"]) == (PRESS, "press@skane.example")


def test_nobody_else_owns_an_image(editor: Browser, room: Room):
    image_id = room.add()
    answer = give(editor, image_id, "norge")
    assert answer.status_code == 400
    assert "Välj vem som äger bilden." in answer.text
    assert 'href="#owner"' in answer.text
    assert room.look(image_id, lambda image: image.owner.slug) == "inera"


def test_ineras_own_images_name_no_owner(stranger: Browser, room: Room):
    page = stranger.get(f"/bilder/{room.add()}").location
    assert "Bilden ägs av" not in stranger.get(page).text
