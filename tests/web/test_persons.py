"""The register of people in pictures: whom it holds, what it opens and shuts, who reads it."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from dam.clearance import documents
from dam.database.models import AuditEvent, Person, PersonBasis, Revision
from dam.ingest import orphans
from dam.search import find
from dam.search.query import SearchQuery
from tests.support.browser import Browser
from tests.support.persons import (
    CONSENT_PDF,
    PERSONS_PAGE,
    add_person,
    attach_document,
    give_basis,
    page_version,
    put_in_image,
)
from tests.support.requests import GRANT_HOLDER, grant_images
from tests.support.room import Room


def test_a_person_without_a_basis_keeps_an_image_from_being_published(
    editor: Browser, stranger: Browser, room: Room
):
    person = add_person(editor)
    image_id = room.add(published=False)
    assert put_in_image(editor, image_id, person).status_code == 303
    page = editor.get(f"/redaktion/bilder/{image_id}/personer").text
    assert "Kim Ek" in page
    assert "Saknar grund." in page
    with pytest.raises(Exception, match="kan inte publiceras"):
        room.publish(image_id)
    assert give_basis(editor, person).location == f"{person}?klart=sparad"
    room.publish(image_id)
    assert stranger.get(f"/b/{image_id}").status_code == 200
    assert "Får visas." in editor.get(f"/redaktion/bilder/{image_id}/personer").text


def test_a_published_image_takes_nobody_in_without_a_basis(editor: Browser, room: Room):
    person, image_id = add_person(editor), room.add()
    answer = put_in_image(editor, image_id, person)
    assert answer.status_code == 400
    assert "Bilden kan inte publiceras än" in answer.text
    assert room.look(image_id, lambda image: image.depicted) == []


def test_the_last_day_of_a_basis_shuts_without_any_job(
    editor: Browser, stranger: Browser, room: Room, clock
):
    person, image_id = add_person(editor), room.add(published=False)
    give_basis(editor, person, valid_to="2026-11-22")
    put_in_image(editor, image_id, person)
    room.publish(image_id)
    public = stranger.get(f"/bilder/{image_id}").location
    assert stranger.get(public).status_code == 200
    clock.at = clock.at.replace(hour=23)
    assert stranger.get(public).status_code == 410
    assert stranger.get(f"{public}/ladda-ner/original").status_code == 404
    assert public not in stranger.get("/bilder").text


def test_lists_follow_when_a_guardian_is_removed_and_named(
    editor: Browser, stranger: Browser, room: Room
):
    child = {"minor": "1", "guardian": "Mor Ek"}
    person, image_id = add_person(editor, **child), room.add(published=False)
    give_basis(editor, person)
    put_in_image(editor, image_id, person)
    room.publish(image_id)
    public = stranger.get(f"/bilder/{image_id}").location
    for guardian, listed in (("", False), ("Far Ek", True)):
        said = {"name": "Kim Ek", **child, "guardian": guardian}
        answer = editor.send(person, {**said, "version": page_version(editor, person)})
        assert answer.status_code == 303
        assert (public in stranger.get("/bilder").text) is listed
        with room.services.database.reading() as session:
            assert find.search_images(session, SearchQuery(), room.now()).total == listed


def test_what_somebody_limits_is_said_on_page_and_in_file(
    editor: Browser, stranger: Browser, room: Room
):
    kim, noor = add_person(editor), add_person(editor, "Noor Berg")
    give_basis(editor, kim, channels=["web", "social"])
    give_basis(editor, noor, channels=["web", "print"])
    image_id = room.add(published=False, terms="fri-med-villkor")
    put_in_image(editor, image_id, kim)
    room.publish(image_id)
    page = stranger.get(stranger.get(f"/bilder/{image_id}").location).text
    assert "Får bara användas på webben och i sociala medier." in page
    assert put_in_image(editor, image_id, noor).status_code == 303
    public = stranger.get(f"/bilder/{image_id}").location
    assert "Får bara användas på webben." in stranger.get(public).text
    file = stranger.get(f"{public}/ladda-ner/original").data
    assert "Får bara användas på webben.".encode() in file
    said = stranger.get(f"/b/{image_id}.json").json
    assert said["terms"]["limits"] == "Får bara användas på webben."
    assert "Får visas i vissa kanaler." in editor.get(f"/redaktion/bilder/{image_id}/personer").text


def test_the_order_from_the_left_and_taking_out(editor: Browser, room: Room):
    image_id = room.add(published=False)
    page = f"/redaktion/bilder/{image_id}/personer"
    kim, noor = add_person(editor), add_person(editor, "Noor Berg")
    put_in_image(editor, image_id, kim)
    put_in_image(editor, image_id, noor)
    names = room.look(image_id, lambda image: [one.person.name for one in image.depicted])
    assert names == ["Kim Ek", "Noor Berg"]
    swap = {
        "version": page_version(editor, page),
        "place-1": "2",
        "place-2": "1",
        "identifiable": "3",
    }
    editor.send(page, swap)
    shown = room.look(
        image_id,
        lambda image: ([one.person.name for one in image.depicted], image.identifiable_people),
    )
    assert shown == (["Noor Berg", "Kim Ek"], 3)
    assert "Noor Berg\nKim Ek" in editor.get(f"/redaktion/bilder/{image_id}").text
    editor.send(page, {"version": page_version(editor, page), "remove-1": "1", "identifiable": "1"})
    assert room.look(image_id, lambda image: len(image.depicted)) == 1
    fewer = editor.send(
        page, {"version": page_version(editor, page), "place-2": "1", "identifiable": "0"}
    )
    assert fewer.status_code == 400
    new = {"version": page_version(editor, page), "action": "new", "name": "Bo Ek"}
    assert editor.send(page, new).status_code == 303
    assert room.look(image_id, lambda image: image.depicted[1].person.name) == "Bo Ek"
    assert "Bo Ek" in editor.get(f"{PERSONS_PAGE}?q=bo").text


def test_ten_of_those_who_are_found_are_offered_for_an_image(editor: Browser, room: Room):
    page = f"/redaktion/bilder/{room.add(published=False)}/personer"
    for number in range(12):
        add_person(editor, f"Noor Berg {number}")
    assert editor.get(f"{page}?q=noor").text.count("Noor Berg ") == 10


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"kind": "x"}, "Välj vad som gör att personen får vara med."),
        ({"channels": []}, "Välj minst en kanal."),
        ({"uses": []}, "Välj minst ett ändamål."),
        ({"given_on": ""}, "Skriv vilken dag det gavs"),
        ({"valid_to": "31/12"}, "Skriv ett datum"),
        ({"valid_to": "2026-10-31"}, "Grunden kan inte sluta gälla innan den började."),
    ],
)
def test_a_basis_that_cannot_be_used_is_asked_for_again(
    editor: Browser, wrong: dict[str, object], sentence: str
):
    person = add_person(editor)
    answer = give_basis(editor, person, **{"basis_note": "Muntligt", **wrong})
    assert answer.status_code == 400
    assert sentence in answer.text
    assert "Muntligt" in answer.text


def test_somebody_else_changed_the_person_first(editor: Browser, admin: Browser):
    person = add_person(editor)
    old = page_version(editor, person)
    assert admin.send(person, {"name": "Kim Berg", "version": old}).status_code == 303
    answer = editor.send(person, {"name": "Kim Öberg", "version": old})
    assert answer.status_code == 409
    assert 'value="Kim Öberg"' in answer.text


def test_withdrawing_shows_what_it_does_and_does_it(editor: Browser, stranger: Browser, room: Room):
    person, first, second = add_person(editor), room.add(), room.add()
    give_basis(editor, person)
    for one in (first, second):
        put_in_image(editor, one, person)
    grant_images(room, second)
    page = f"{person}/grunder/1/aterkalla"
    shown = editor.get(page).text
    assert "2 bilder stängs nu." in shown
    assert "1 person får brev." in shown
    assert GRANT_HOLDER in shown
    assert stranger.get(f"/b/{first}").status_code == 200
    assert editor.send(page, {}).location == f"{person}?klart=aterkallad"
    for one in (first, second):
        gone = stranger.get(f"/b/{one}")
        assert gone.status_code == 410
        assert "En person på bilden har dragit tillbaka sitt samtycke." in gone.text
    assert "Återkallat" in editor.get(person).text
    assert editor.send(person, {}, page).status_code == 409


def test_documents_are_read_by_those_who_may_and_each_reading_is_noted(
    editor: Browser, admin: Browser, uploader: Browser, stranger: Browser, services
):
    person = add_person(editor)
    give_basis(editor, person)
    address = f"{person}/grunder/1/dokument"
    assert admin.get(address).status_code == 404
    assert attach_document(editor, person).location == f"{person}?klart=sparad"
    assert editor.get(address).status_code == 404
    assert uploader.get(address).status_code == 403
    assert stranger.get(address).status_code == 303
    assert "Be en administratör" in editor.get(person).text
    read = admin.get(address)
    assert (read.status_code, read.data) == (200, CONSENT_PDF)
    assert read.headers["Content-Disposition"].startswith("attachment")
    assert "sandbox" in read.headers["Content-Security-Policy"]
    assert read.headers["Cache-Control"] == "no-store"
    users = "/redaktion/anvandare"
    admin.send(users, {"reads": "1"}, f"{users}/2/dokument")
    assert editor.get(address).status_code == 200
    admin.send(users, {"reads": "0"}, f"{users}/2/dokument")
    assert editor.get(address).status_code == 404
    with services.database.reading() as session:
        readings = select(AuditEvent.user_id).where(AuditEvent.action == "read_document")
        assert list(session.scalars(readings)) == [3, 2]


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "Välj ett dokument."),
        (b"<html>", "Dokumentet måste vara en PDF, JPEG eller PNG."),
        (CONSENT_PDF + b" " * 1000, "Dokumentet är större än 20 MB."),
    ],
)
def test_other_documents_are_refused(
    editor: Browser, services, monkeypatch, data: bytes, sentence: str
):
    monkeypatch.setattr(documents, "MOST_BYTES", 1000)
    person = add_person(editor)
    give_basis(editor, person)
    answer = attach_document(editor, person, data)
    assert answer.status_code == 400
    assert f'<a href="#document-1">{sentence.replace("<", "&lt;")}</a>' in answer.text
    assert 'id="document-1"' in answer.text
    assert not list(services.storage.keys("private/"))


def test_a_document_without_a_row_is_a_stray_and_one_with_a_row_is_kept(editor: Browser, services):
    person = add_person(editor)
    give_basis(editor, person)
    attach_document(editor, person)
    attach_document(editor, person, CONSENT_PDF + b" som gjordes om")
    [kept] = services.storage.keys("private/")
    later = kept.modified + timedelta(seconds=1)
    assert orphans.remove_orphans(services.database, services.storage, before=later) == 0
    with services.database.reading() as session:
        assert not orphans.check_stored_files(session, services.storage, before=later).wrong
    services.storage.delete(kept.key)
    with services.database.reading() as session:
        [wrong] = orphans.check_stored_files(session, services.storage, before=later).wrong
    assert (wrong.kind, wrong.key) == ("missing", kept.key)


def test_erasing_somebody_leaves_nothing_but_a_line(
    editor: Browser, room: Room, services, tmp_path
):
    person, image_id = add_person(editor, "Kanariefågel Ek", note="Kanariefågel"), room.add()
    give_basis(editor, person, basis_note="Kanariefågel")
    attach_document(editor, person)
    put_in_image(editor, image_id, person)
    editor.send(person, {"name": "Kanariefågel Berg", "version": page_version(editor, person)})
    assert editor.send(person, {}, f"{person}/radera").status_code == 409
    room.withdraw(image_id)
    assert editor.send(person, {}, f"{person}/radera").location == f"{PERSONS_PAGE}?klart=raderad"
    with services.database.reading() as session:
        assert not session.scalars(select(Person)).all()
        assert not session.scalars(select(PersonBasis)).all()
        assert "anarief" not in str([one.before for one in session.scalars(select(Revision))])
        events = session.scalars(select(AuditEvent).where(AuditEvent.kind == "person"))
        assert "anarief" not in str([(one.action, one.detail) for one in events])
    assert not list(services.storage.keys("private/"))
    assert b"Kanarief" not in (tmp_path / "dam.sqlite").read_bytes()


def test_what_ends_soon_is_on_the_overview(editor: Browser, uploader: Browser):
    person = add_person(editor)
    give_basis(editor, person, valid_to="2026-12-24")
    assert "Kim Ek" in editor.get("/redaktion/").text
    assert "Kim Ek" not in uploader.get("/redaktion/").text
    other = add_person(editor, "Noor Berg")
    give_basis(editor, other, valid_to="2027-12-24")
    assert "Noor Berg" not in editor.get("/redaktion/").text


def test_for_editors_alone(uploader: Browser, stranger: Browser, editor: Browser, room: Room):
    person = add_person(editor)
    for page in (PERSONS_PAGE, person, f"/redaktion/bilder/{room.add()}/personer"):
        assert uploader.get(page).status_code == 403
        assert stranger.get(page).status_code == 303
