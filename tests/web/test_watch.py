"""Asking to be told when an image changes: confirmed by a link, stopped by one click, forgotten."""

import tempfile
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from dam import catalogue
from dam.database.models import Letter, Watcher
from dam.lifecycle import edit as lifecycle_edit
from dam.worker import periodic
from tests.support.browser import Browser
from tests.support.room import Room

EMAIL = "nyheter@radio.example"


def ask(stranger: Browser, image_id: int, email: str = EMAIL, **more: str):
    return stranger.send(
        f"/bevaka?b={image_id}", {"b": image_id, "email": email, **more}, "/bevaka"
    )


def letters(room: Room, kind: str) -> list[Letter]:
    with room.services.database.reading() as session:
        return list(session.scalars(select(Letter).where(Letter.kind == kind).order_by(Letter.id)))


def link(room: Room, letter: Letter, name: str = "confirm") -> str:
    said = letter.context[name]
    path = {"watch": "/bevaka/", "watch_off": "/bevaka/sluta/"}[said["link"]]
    return path + room.services.signer.token(said["link"], said["id"], said["generation"])


def confirmed(room: Room, stranger: Browser, image_id: int, email: str = EMAIL) -> None:
    ask(stranger, image_id, email)
    stranger.client.post(link(room, letters(room, "watch_confirm")[-1]))


def count(room: Room) -> int:
    with room.services.database.reading() as session:
        return session.scalar(select(func.count()).select_from(Watcher))


def edit(room: Room, image_id: int, **described: object) -> None:
    def work(session, now):
        image = catalogue.find_image(session, image_id)
        edited = lifecycle_edit.edited_now(image)
        words = replace(edited.description, **described)
        lifecycle_edit.save_image_edit(
            session, image, replace(edited, description=words), by=None, now=now
        )

    room.change(work)


def test_the_image_page_leads_to_a_form_that_sends_one_letter(stranger: Browser, room: Room):
    image_id = room.add()
    page = stranger.get(stranger.get(f"/bilder/{image_id}").location).text
    assert f'href="/bevaka?b={image_id}"' in page
    assert ask(stranger, image_id).location == "/bevaka?klart=skickat"
    assert "Vi har mejlat dig." in stranger.get("/bevaka?klart=skickat").text
    [letter] = letters(room, "watch_confirm")
    assert letter.recipient == EMAIL
    assert ask(stranger, image_id).location == "/bevaka?klart=skickat"
    assert len(letters(room, "watch_confirm")) == 1


def test_nothing_is_sent_before_it_is_confirmed_and_looking_confirms_nothing(
    stranger: Browser, room: Room
):
    image_id = room.add()
    ask(stranger, image_id)
    address = link(room, letters(room, "watch_confirm")[0])
    assert "Ja, mejla mig" in stranger.get(address).text
    edit(room, image_id, caption="En ny bildtext från Umeå i mars 2026.")
    assert not letters(room, "image_changed")
    assert stranger.client.post(address).location == "/bevaka?klart=bekraftat"
    edit(room, image_id, caption="Ännu en bildtext från Umeå i mars 2026.")
    [told] = letters(room, "image_changed")
    assert (told.recipient, told.context["what"]) == (EMAIL, ["caption"])
    edit(room, image_id, keywords=("ord",))
    assert len(letters(room, "image_changed")) == 1
    assert "https://" not in str(told.context)


def test_changed_credit_and_terms_are_told_together(stranger: Browser, room: Room):
    image_id = room.add()
    confirmed(room, stranger, image_id)

    def work(session, now):
        image = catalogue.find_image(session, image_id)
        edited = lifecycle_edit.edited_now(image)
        words = replace(edited.description, creators=("Bo Ek",))
        changed = replace(edited, description=words, terms="fri-med-villkor")
        lifecycle_edit.save_image_edit(session, image, changed, by=None, now=now)

    room.change(work)
    [told] = letters(room, "image_changed")
    assert told.context["what"] == ["credit", "terms"]
    assert told.context["under"] == {f"IN-{image_id}": "fri-med-villkor v1"}


@pytest.mark.parametrize("button", [{"this": "1"}, {"List-Unsubscribe": "One-Click"}])
def test_one_click_stops_the_letters(stranger: Browser, room: Room, button: dict[str, str]):
    first, second = room.add(), room.add()
    confirmed(room, stranger, first)
    confirmed(room, stranger, second)
    confirmed(room, stranger, first, "annan@radio.example")
    edit(room, first, caption="En ny bildtext från Umeå i mars 2026.")
    off = link(room, letters(room, "image_changed")[0], "off")
    assert 'Inga fler om <span class="unbroken">IN-' in stranger.get(off).text
    assert count(room) == 3
    assert stranger.client.post(off, data=button).location == "/bevaka?klart=slut"
    assert count(room) == (2 if "this" in button else 1)
    assert stranger.client.post(off, data=button).location == "/bevaka?klart=slut"
    assert "Du får inga fler mejl." in stranger.get(off).text


@pytest.mark.parametrize(
    "wrong", [{"email": "inte en adress"}, {"email": "a@b.example\r\nBcc: c@d.example"}]
)
def test_a_wrong_address_is_asked_for_again(stranger: Browser, room: Room, wrong: dict[str, str]):
    image_id = room.add()
    answer = ask(stranger, image_id, **wrong)
    assert answer.status_code == 400
    assert "Skriv en e-postadress" in answer.text
    assert count(room) == 0


def test_a_robot_gets_the_same_answer_and_no_letter(stranger: Browser, room: Room):
    image_id = room.add()
    assert ask(stranger, image_id, website="x").location == "/bevaka?klart=skickat"
    assert count(room) == 0


def test_nobody_can_be_flooded(stranger: Browser, room: Room, clock):
    images = [room.add() for _ in range(7)]
    answers = [ask(stranger, one).status_code for one in images]
    assert answers == [303] * 5 + [429] * 2
    assert ask(stranger, images[0]).status_code == 429
    clock.forward(timedelta(days=7, minutes=1))
    assert ask(stranger, images[0]).status_code == 303
    assert len(letters(room, "watch_confirm")) == 6


def test_what_others_ask_for_an_address_keeps_no_wish_of_its_own_out(
    stranger: Browser, room: Room, clock
):
    images = [room.add() for _ in range(7)]
    for n, one in enumerate(images[:6]):
        elsewhere = {"REMOTE_ADDR": f"203.0.113.{n}"}
        stranger.client.environ_base.update(elsewhere)
        assert ask(stranger, one).status_code == 303
    stranger.client.environ_base["REMOTE_ADDR"] = "198.51.100.1"
    clock.forward(timedelta(minutes=11))
    for one in (images[0], images[6]):
        assert ask(stranger, one).status_code == 303
    assert [one.context["images"] for one in letters(room, "watch_confirm")] == [
        [f"IN-{n}"] for n in (*images[:6], images[0], images[6])
    ]


def test_forms_from_elsewhere_and_forged_links_are_refused(stranger: Browser, room: Room):
    image_id = room.add()
    token = stranger.token(f"/bevaka?b={image_id}")
    form = {"b": image_id, "email": EMAIL, "csrf_token": token}
    elsewhere = {"Sec-Fetch-Site": "cross-site"}
    assert stranger.client.post("/bevaka", data=form, headers=elsewhere).status_code == 403
    assert stranger.client.post("/bevaka", data={**form, "csrf_token": "x"}).status_code == 400
    for address in ("/bevaka/1.1.x", "/bevaka/sluta/1.1.x"):
        assert stranger.get(address).status_code == 404
        assert stranger.client.post(address).status_code == 404
    ask(stranger, image_id)
    confirm = link(room, letters(room, "watch_confirm")[0])
    swapped = confirm.replace("/bevaka/", "/bevaka/sluta/")
    assert stranger.client.post(swapped).status_code == 404
    assert count(room) == 1


def test_what_is_hidden_cannot_be_watched(stranger: Browser, room: Room):
    shown, draft = room.add(), room.add(published=False)
    token = stranger.token(f"/bevaka?b={shown}")
    form = {"b": draft, "email": EMAIL, "csrf_token": token}
    assert stranger.client.post("/bevaka", data=form).status_code == 404
    assert stranger.client.post("/bevaka", data={**form, "b": "x"}).status_code == 404
    room.withdraw(shown)
    assert stranger.client.post("/bevaka", data={**form, "b": shown}).status_code == 410
    assert count(room) == 0


def test_addresses_are_kept_no_longer_than_said(
    stranger: Browser, room: Room, clock, services, monkeypatch, tmp_path
):
    # The clock runs ahead of the files that other tests work on.
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    unconfirmed, kept, gone = room.add(), room.add(), room.add()
    ask(stranger, unconfirmed)
    address = link(room, letters(room, "watch_confirm")[0])
    confirmed(room, stranger, kept)
    confirmed(room, stranger, gone)
    room.withdraw(gone)
    clock.forward(timedelta(days=7))
    periodic.tidy_hourly(services)
    assert count(room) == 3
    clock.forward(timedelta(seconds=1))
    periodic.tidy_hourly(services)
    assert count(room) == 2
    assert stranger.get(address).status_code == 404
    assert stranger.client.post(address).status_code == 404
    clock.forward(timedelta(days=83))
    periodic.tidy_hourly(services)
    assert count(room) == 1
