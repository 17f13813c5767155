import re
from dataclasses import asdict

import pytest
from flask import Flask

from dam import catalogue
from dam.database.models import Image, User
from dam.ingest import renditions
from dam.services import Services
from dam.worker import main
from tests.imaging import packets, samples
from tests.support.browser import Browser, signed_in
from tests.support.databases import on_both
from tests.support.image_form import (
    WHOLE_FORM,
    add_draft,
    form_values,
    form_version,
    image_page,
    save_image,
)
from tests.support.room import Room

# As an agency's programs write: labels and capitals.
AGENCY = packets.XMP.replace("Åsa Öberg".encode(), b"Foto: ANNA EK").replace(
    b'Credit="Inera"', b'Credit="ANNA EK / TT"'
)


def test_everything_typed_is_kept_and_shown_again(editor: Browser, room: Room):
    image_id = room.upload()
    answer = save_image(editor, image_id)
    assert answer.location == f"{image_page(image_id)}?klart=sparad"
    said = asdict(room.look(image_id, catalogue.describe_now))
    assert said["title"] == "Läkare i samtal"
    assert said["persons"] == ("Anna Ek", "Kim Berg")
    assert said["creators"] == ("Åsa Öberg", "Bo Lind")
    assert said["topics"] == ("Digitala tjänster", "Rådgivning", "Sömn", "Vila")
    assert said["identifiable_people"] == 2
    assert said["collections"] == ("1177-se", "personer")
    page = editor.get(answer.location).text
    assert "Sparat." in page
    for words in ("Läkare i samtal", "Umeå", "2026-03-14", "Åsa Öberg, Bo Lind", "2027-12-31"):
        assert f'value="{words}"' in page
    assert 'value="Digitala tjänster" checked' in page
    assert 'value="Sömn, Vila"' in page
    assert 'value="personer" checked' in page
    assert 'value="logotyper"> <bdi>Logotyper' in page
    assert 'value="fri-redaktionell" selected' in page
    assert "Foto: Åsa Öberg och Bo Lind/1177" in page


def test_what_the_form_does_not_hold_stays(editor: Browser, room: Room):
    image_id = room.add(headline="Rubriken", published=False)
    save_image(editor, image_id)
    assert room.look(image_id, lambda image: image.texts[0].headline) == "Rubriken"


def test_emptied_fields_are_emptied(editor: Browser, room: Room):
    image_id = room.upload()
    save_image(editor, image_id)
    save_image(editor, image_id, persons="", use_until="", topics=[], more_topics="", people="no")
    said = room.look(image_id, catalogue.describe_now)
    assert (said.persons, said.topics, said.identifiable_people) == ((), (), 0)
    assert room.look(image_id, lambda image: image.leases) == []


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("date", "i våras", "Skriv datumet som 2026-03-14, 2026-03 eller 2026."),
        ("date", "2026-02-30", "Skriv datumet som 2026-03-14, 2026-03 eller 2026."),
        ("use_until", "i höst", "Skriv ett datum, till exempel 2026-12-31."),
        ("use_until", "9999-12-31", "Skriv ett datum, till exempel 2026-12-31."),
        ("title", "x" * 201, "Skriv högst 200 tecken."),
        ("caption", "x" * 2001, "Skriv högst 2000 tecken."),
        ("alt", "x" * 1001, "Skriv högst 1000 tecken."),
        ("credit_override", "x" * 201, "Skriv högst 200 tecken."),
        ("brand", "Annat", "Välj Inera, 1177 eller UMO."),
        ("terms", "finns-inte", "Det finns inga villkor som heter finns-inte."),
    ],
)
def test_what_cannot_be_used_stands_by_its_field(
    editor: Browser, room: Room, field: str, typed: str, sentence: str
):
    image_id = room.upload()
    answer = save_image(editor, image_id, **{field: typed})
    assert answer.status_code == 400
    assert f'<a href="#{field}">{sentence}</a>' in answer.text
    assert f'id="{field}-error">{sentence}<' in answer.text
    assert "Kim Berg" in answer.text
    assert "<title>Fel:" in answer.text
    assert room.look(image_id, catalogue.describe_now).title != WHOLE_FORM["title"]


def test_what_the_file_says_is_offered_where_it_differs(editor: Browser, room: Room):
    image_id = room.upload()
    received = {
        "title": "Filens titel",
        "creator": ["Filens fotograf"],
        "date": "2025-06-01T10:00:00",
        "warnings": [],
    }
    with room.services.database.writing() as session:
        image = session.get_one(Image, image_id)
        image.file.received = {**image.file.received, **received}
        session.commit()
    page = editor.get(image_page(image_id)).text
    assert 'id="title-suggested" class="suggested" dir="auto">Filens titel<' in page
    assert 'id="date-suggested" class="suggested" dir="auto">2025-06-01<' in page
    save_image(editor, image_id, title="Filens titel")
    page = editor.get(image_page(image_id)).text
    assert 'id="title-suggested"' not in page
    assert 'id="creators-suggested" class="suggested" dir="auto">Filens fotograf<' in page


def test_what_came_stands_beside_what_the_house_makes_of_it(editor: Browser, room: Room):
    image_id = room.upload(samples.save(samples.quadrants(), "JPEG", xmp=AGENCY))
    page = editor.get(image_page(image_id)).text
    assert 'id="creators-came" class="suggested" dir="auto">Foto: ANNA EK, Bo Ek<' in page
    assert "Bara namnet är kvar. Versaler är skrivna som namn." in page
    assert 'id="credit_override-came" class="suggested" dir="auto">ANNA EK / TT<' in page
    assert 'id="credit_override-suggested" class="suggested" dir="auto">Foto: Anna Ek/TT<' in page
    assert 'value="Anna Ek, Bo Ek"' in page
    assert room.look(image_id, lambda image: image.file.received["creator"][0]) == "Foto: ANNA EK"


def test_publishing_lists_what_is_missing_and_keeps_what_was_typed(editor: Browser, room: Room):
    image_id = room.upload()
    answer = save_image(editor, image_id, caption="", alt="", people="", publish="1")
    assert answer.status_code == 400
    assert "Bilden kan inte publiceras än. Det här saknas:" in answer.text
    assert set(re.findall(r'<a href="#(caption|alt|people)">', answer.text)) == {
        "caption",
        "alt",
        "people",
    }
    assert room.look(image_id, lambda image: image.state) == "draft"
    # What was typed is saved, and the page that lists the gaps can be sent at once.
    assert room.look(image_id, catalogue.describe_now).title == WHOLE_FORM["title"]
    data = {**form_values(answer.text), **WHOLE_FORM, "publish": "1"}
    assert editor.send(image_page(image_id), data).location.endswith("?klart=publicerad")


@on_both
def test_published_at_once_for_everybody(editor: Browser, stranger: Browser, room: Room):
    image_id = room.add(published=False)
    assert stranger.get(f"/b/{image_id}").status_code == 404
    assert (
        save_image(editor, image_id, publish="1").location
        == f"{image_page(image_id)}?klart=publicerad"
    )
    public = stranger.get(f"/bilder/{image_id}").location
    assert "Läkare i samtal" in stranger.get(public).text
    assert f'href="{public}"' in editor.get(image_page(image_id)).text


@on_both
def test_change_of_a_published_image_is_public_at_once(
    editor: Browser, stranger: Browser, room: Room
):
    image_id = room.add()
    save_image(editor, image_id, title="En ny titel")
    assert "En ny titel" in stranger.get(stranger.get(f"/bilder/{image_id}").location).text


def test_published_image_cannot_lose_what_it_needs(editor: Browser, stranger: Browser, room: Room):
    image_id = room.add()
    answer = save_image(editor, image_id, alt="", title="En ny titel")
    assert answer.status_code == 400
    assert '<a href="#alt">' in answer.text
    assert 'value="En ny titel"' in answer.text
    page = stranger.get(stranger.get(f"/bilder/{image_id}").location).text
    assert "En ny titel" not in page


def test_uploader_works_with_their_own_drafts_alone(
    app: Flask, services: Services, persons: dict[str, User], room: Room
):
    uploader = signed_in(app, services, persons["uploader"])
    theirs, another = room.upload(), room.upload()
    with services.database.writing() as session:
        session.get_one(Image, theirs).created_by = persons["uploader"].id
        session.commit()
    assert uploader.get(image_page(another)).status_code == 404
    data = {"version": "1", **WHOLE_FORM}
    answer = uploader.send(image_page(theirs), data, to=image_page(another))
    assert answer.status_code == 404
    assert save_image(uploader, theirs).status_code == 303
    assert "Spara och publicera" not in uploader.get(image_page(theirs)).text
    assert save_image(uploader, theirs, publish="1").status_code == 403
    assert room.look(theirs, lambda image: image.state) == "draft"
    room.publish(theirs)
    assert save_image(uploader, theirs, title="Efteråt").status_code == 403
    assert room.look(theirs, catalogue.describe_now).title == WHOLE_FORM["title"]


def test_only_the_form_s_fields_are_taken(editor: Browser, room: Room):
    image_id = room.upload()
    save_image(editor, image_id, state="published", created_by="1", current_file_id="9", id="77")
    assert room.look(image_id, lambda image: (image.state, image.id)) == ("draft", image_id)


def test_failed_image_can_be_tried_again(editor: Browser, room: Room):
    image_id = room.upload()
    with room.services.database.writing() as session:
        image = session.get_one(Image, image_id)
        image.processing, image.processing_error = "failed", "Minnet tog slut."
        image.processing_tries = renditions.MOST_TRIES
        session.commit()
    page = editor.get(image_page(image_id)).text
    assert "Minnet tog slut." in page
    editor.send(image_page(image_id), {}, to=f"{image_page(image_id)}/storlekar")
    assert room.look(image_id, lambda i: (i.processing, i.processing_error)) == ("pending", None)
    main.do_all(room.services)
    assert room.look(image_id, lambda image: image.processing) == "ready"


def test_withdrawn_image_is_locked(editor: Browser, room: Room):
    image_id = room.add()
    version = form_version(editor, image_id)
    room.withdraw(image_id)
    assert "kan inte ändras" in editor.get(image_page(image_id)).text
    current = str(int(version) + 1)
    for given in (version, current):
        data = {"version": given, **WHOLE_FORM}
        answer = editor.send("/redaktion/byt-losenord", data, to=image_page(image_id))
        assert answer.status_code in {403, 409}
    assert room.look(image_id, catalogue.describe_now).title != WHOLE_FORM["title"]


@pytest.mark.parametrize("one", ["999", "0", str(10**17), str(10**30), "x"])
def test_unknown_image_is_not_found(editor: Browser, one: str):
    assert editor.get(f"/redaktion/bilder/{one}").status_code == 404


def test_emptied_end_is_emptied_where_the_terms_change_too(editor: Browser, room: Room):
    image_id = room.upload()
    save_image(editor, image_id)
    save_image(editor, image_id, terms="kraver-godkannande", use_until="")
    assert room.look(image_id, lambda image: image.leases) == []


def test_persons_are_linked_to_by_editors_alone(
    editor: Browser, uploader: Browser, room: Room, persons: dict[str, User]
):
    image_id = add_draft(room, persons["uploader"].id)
    there = f'href="{image_page(image_id)}/personer"'
    assert there in editor.get(image_page(image_id)).text
    assert there not in uploader.get(image_page(image_id)).text
