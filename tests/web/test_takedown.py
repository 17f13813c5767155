"""Withdrawing, taking it back, erasing: on pages of their own, for those who may."""

import re
from dataclasses import replace

import pytest
from sqlalchemy import select

from dam.database.models import AuditEvent, Download, Grant, Letter, UsageRequest
from dam.mail.smtp import open_mailer
from dam.worker import main, periodic
from tests.servers import smtp
from tests.support.browser import Browser
from tests.support.databases import on_both
from tests.support.requests import GRANT_HOLDER, WATCHER, grant_images, watch_image
from tests.support.room import Room


def closing_letters(room: Room) -> dict[str, Letter]:
    with room.services.database.reading() as session:
        found = session.scalars(select(Letter).where(Letter.kind == "image_closed"))
        return {letter.recipient: letter for letter in found}


@on_both
def test_withdrawing_shows_what_it_does_then_shuts_the_image_at_once(
    editor: Browser, stranger: Browser, room: Room
):
    image_id = room.add()
    page = f"/redaktion/bilder/{image_id}"
    public = stranger.get(f"/bilder/{image_id}").location
    assert stranger.get(f"{public}/ladda-ner/original").status_code == 200
    periodic.fold_downloads(room.services)
    watch_image(room, stranger, image_id)
    granted = grant_images(room, image_id)
    assert stranger.get(f"{granted}/{image_id}/original").status_code == 200
    assert f'href="{page}/aterkalla"' in editor.get(page).text
    shown = editor.get(f"{page}/aterkalla").text
    cells = re.sub(r' data-label="[^"]*"', "", shown)
    assert '<td>Original</td><td dir="auto">fri-redaktionell v1</td><td>1</td>' in cells
    assert f"1 person med tillstånd får brev och förlorar sin länk: {GRANT_HOLDER}" in shown
    assert "1 person som har bett att få veta får brev." in shown
    assert stranger.get(public).status_code == 200

    answer = editor.send(f"{page}/aterkalla", {"reason": "error", "remove": "1"})
    assert answer.location == f"{page}?klart=aterkallad"
    assert stranger.get(public).status_code == 410
    assert stranger.get(f"{public}/ladda-ner/original").status_code == 404
    assert stranger.get(granted).status_code == 404
    assert stranger.get(f"{granted}/{image_id}/original").status_code == 404
    assert set(closing_letters(room)) == {GRANT_HOLDER, WATCHER}
    now_shown = editor.get(page).text
    assert "Något i bilden eller bildtexten är fel" in now_shown
    assert GRANT_HOLDER in now_shown
    assert WATCHER in now_shown
    assert f'href="{page}/aterkalla"' not in now_shown
    with room.services.database.reading() as session:
        [request] = session.scalars(select(UsageRequest))
        assert request.state == "revoked"


def test_a_letter_that_nobody_got_is_seen_on_the_image(
    editor: Browser, stranger: Browser, room: Room
):
    image_id = room.add()
    watch_image(room, stranger, image_id)
    room.withdraw(image_id)
    with smtp.running() as inbox:
        inbox.recipient_answers = ["250 OK", "550 No such user"]
        main.do_all(replace(room.services, mailer=open_mailer(inbox.url)))
    page = editor.get(f"/redaktion/bilder/{image_id}").text
    assert "Kom inte fram" in page
    assert "No such user" in page


def test_a_grant_of_two_images_keeps_the_one_that_is_open(stranger: Browser, room: Room):
    shut, open_ = room.add(terms="kraver-godkannande"), room.add(terms="kraver-godkannande")
    granted = grant_images(room, shut, open_)
    room.withdraw(shut)
    assert stranger.get(f"{granted}/{shut}/original").status_code == 404
    assert stranger.get(f"{granted}/{open_}/original").status_code == 200
    room.restore(shut)
    room.publish(shut)
    assert stranger.get(f"/bilder/{shut}").status_code == 301
    assert stranger.get(f"{granted}/{shut}/original").status_code == 404
    with room.services.database.reading() as session:
        [request] = session.scalars(select(UsageRequest))
        assert request.state == "granted"
        assert request.events[-1].why == "Rättigheterna till bilden räcker inte."
        assert session.scalar(select(Grant)).revoked_at is None


@pytest.mark.parametrize("reason", ["", "because"])
def test_reason_must_be_chosen(editor: Browser, stranger: Browser, room: Room, reason: str):
    image_id = room.add()
    answer = editor.send(f"/redaktion/bilder/{image_id}/aterkalla", {"reason": reason})
    assert answer.status_code == 400
    assert '<a href="#reason">Välj ett skäl.</a>' in answer.text
    assert stranger.get(f"/b/{image_id}").status_code == 200


def test_what_takes_its_place_must_be_open(editor: Browser, stranger: Browser, room: Room):
    image_id, other, draft = room.add(), room.add(title="En nyare bild"), room.add(published=False)
    page = f"/redaktion/bilder/{image_id}/aterkalla"
    for wrong in ("x", f"IN-{draft}", f"IN-{image_id}", "IN-999"):
        answer = editor.send(page, {"reason": "outdated", "replaced_by": wrong, "remove": "1"})
        assert answer.status_code == 400
        assert f'value="{wrong}"' in answer.text
        assert 'name="remove" value="1" checked' in answer.text
    assert editor.send(page, {"reason": "outdated", "replaced_by": f"in{other}"}).status_code == 303
    gone = stranger.get(f"/b/{image_id}")
    assert gone.status_code == 410
    assert "En nyare bild" in gone.text


def test_second_withdrawal_is_a_conflict(editor: Browser, admin: Browser, room: Room):
    image_id = room.add()
    page = f"/redaktion/bilder/{image_id}/aterkalla"
    assert editor.send(page, {"reason": "error"}).status_code == 303
    assert admin.send(page, {"reason": "rights"}).status_code == 409
    assert room.look(image_id, lambda image: image.withdrawn_reason) == "error"


def test_taken_back_it_is_a_draft_and_gone_until_published(
    editor: Browser, stranger: Browser, room: Room
):
    image_id = room.add()
    room.withdraw(image_id)
    page = f"/redaktion/bilder/{image_id}"
    assert editor.send(page, {}, f"{page}/hav").location == f"{page}?klart=havd"
    assert stranger.get(f"/b/{image_id}").status_code == 410
    assert "IN-" in stranger.get("/aterkallade").text
    room.publish(image_id)
    assert stranger.get(f"/b/{image_id}").status_code == 200
    assert room.look(image_id, lambda image: (image.withdrawn_at, image.withdrawn_reason)) == (
        None,
        None,
    )
    assert editor.send(page, {}, f"{page}/hav").status_code == 409


def test_only_an_admin_erases_and_only_what_is_withdrawn(
    editor: Browser, admin: Browser, stranger: Browser, room: Room
):
    image_id = room.add()
    page = f"/redaktion/bilder/{image_id}/radera"
    right = {"ref": f"IN-{image_id}"}
    assert admin.send(page, right).status_code == 409
    room.withdraw(image_id)
    assert editor.get(page).status_code == 403
    answer = admin.send(page, {"ref": "IN-999"})
    assert answer.status_code == 400
    assert "Skriv bildens id för att radera den." in answer.text
    assert admin.send(page, right).location == "/redaktion/bilder?klart=raderad"
    assert "Bilden är raderad för alltid." in admin.get("/redaktion/bilder?klart=raderad").text
    assert admin.get(f"/redaktion/bilder/{image_id}").status_code == 404
    gone = stranger.get(f"/b/{image_id}")
    assert gone.status_code == 410
    assert f"IN-{image_id}" in stranger.get("/aterkallade").text


def test_erasing_leaves_a_line_and_the_counted_downloads(stranger: Browser, room: Room, services):
    image_id = room.add()
    public = stranger.get(f"/bilder/{image_id}").location
    stranger.get(f"{public}/ladda-ner/original")
    room.withdraw(image_id)
    room.erase(image_id)
    periodic.fold_downloads(services)
    with services.database.reading() as session:
        [counted] = session.scalars(select(Download))
        assert (counted.image_id, counted.file_id) == (image_id, None)
        last = session.scalars(select(AuditEvent).order_by(AuditEvent.id.desc())).first()
        assert (last.action, last.object_id, last.fields, last.detail) == (
            "erase",
            image_id,
            [],
            {},
        )
    assert not list(services.storage.keys())
