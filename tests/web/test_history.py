import re
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import delete

from dam import catalogue, clearance
from dam.database.models import Image, Revision, User
from dam.lifecycle import history, move_terms
from dam.lifecycle.edit import edited_now
from dam.rights.periods import end_of_last_day
from dam.rights.window import TimeBounds
from dam.services import Services
from dam.web.staff.images.field_changes import compare_words
from tests.support.browser import Browser, signed_in
from tests.support.clock import Clock
from tests.support.history import STATE_BUTTON, history_page, listed_states, put_back, visible_text
from tests.support.image_form import VERSION_FIELD, save_image
from tests.support.room import Room
from tests.support.terms import FREE, publish_version


def state_now(room: Room, one: int) -> str:
    """The newest step, which is what stands now."""
    with room.services.database.reading() as session:
        return str(history.list_history_steps(session, session.get_one(Image, one))[0].event.id)


def edited(room: Room, one: int):
    return room.look(one, edited_now)


def test_every_field_is_told_with_who_and_when(
    editor: Browser, services: Services, persons: dict[str, User], clock: Clock, room: Room
):
    with services.database.writing() as session:
        session.get_one(User, persons["editor"].id).name = "Kim Berg"
        session.commit()
    one = room.upload()
    clock.forward(timedelta(minutes=62))
    save_image(editor, one, caption="Läkaren Anna Ek talar i Umeå.")
    clock.forward(timedelta(minutes=62))
    save_image(editor, one, caption="Läkaren Bo Lind talar i Umeå i mars.", terms="", people="no")
    page = editor.get(history_page(one)).text
    assert page.count("<bdi>Kim Berg</bdi>, 22\xa0november\xa02026 kl.\xa014.02") == 3
    assert "<bdi>Kim Berg</bdi>, 22\xa0november\xa02026 kl.\xa015.04" in page
    assert "<bdi>Systemet</bdi>, 22\xa0november\xa02026 kl.\xa013.00" in page
    said = visible_text(page)
    assert "Läkaren borttaget: Anna Ek tillagt: Bo Lind talar i borttaget: Umeå." in said
    assert "Villkor förut: Fri för redaktionell användning (tomt)" in said
    assert "Går någon att känna igen? förut: 2 personer sedan: Ingen" in said
    assert "Personer sedan: Anna Ek Kim Berg" in said
    assert "Tider sedan: Får användas till till och med 31 december 2027" in said
    assert f'href="{history_page(one)}"' in editor.get(f"/redaktion/bilder/{one}").text


def test_any_earlier_state_can_be_put_back(editor: Browser, room: Room):
    one = room.upload()
    kept = {state_now(room, one): edited(room, one)}
    for caption, terms, until in (
        ("Ett", "fri-redaktionell", "2027-12-31"),
        ("Två", "kraver-godkannande", ""),
        ("Tre", "", "2028-01-31"),
    ):
        save_image(editor, one, caption=caption, terms=terms, use_until=until, title=caption * 2)
        kept[state_now(room, one)] = edited(room, one)
    newest = list(kept)[-1]
    assert newest not in listed_states(editor, one)
    # Nothing is ever taken out of the history: what was put away can be put back.
    for state in (*kept, *reversed(kept)):
        if state in listed_states(editor, one):
            answer = put_back(editor, one, state)
            assert answer.location.endswith("klart=aterstalld")
        assert edited(room, one) == kept[state]
    assert "Bilden beskrivs som förut." in editor.get(answer.location).text


def test_putting_back_is_refused_where_somebody_has_saved_since(
    editor: Browser, admin: Browser, room: Room
):
    one = room.upload()
    save_image(editor, one)
    state = listed_states(editor, one)[-1]
    version = VERSION_FIELD.search(editor.get(history_page(one)).text)[1]
    save_image(admin, one, title="Administratörens titel")
    answer = put_back(editor, one, state, version)
    assert answer.status_code == 409
    assert "Administratörens titel" in answer.text
    assert edited(room, one).description.title == "Administratörens titel"
    assert put_back(editor, one, state).status_code == 303


def test_published_image_keeps_what_it_needs(editor: Browser, stranger: Browser, room: Room):
    one = room.add()
    first = listed_states(editor, one)[-1]
    room.edit(one, title="En annan titel")
    answer = put_back(editor, one, first)
    assert answer.status_code == 400
    assert "Skriv en titel." in answer.text
    assert edited(room, one).description.title == "En annan titel"
    answer = put_back(editor, one, listed_states(editor, one)[0])
    assert answer.status_code == 303
    public = stranger.get(stranger.get(f"/bilder/{one}").location).text
    assert "Sjuksköterska i rådgivningssamtal" in public


def test_embargo_and_register_are_left_alone(editor: Browser, room: Room, clock: Clock):
    one = room.add(published=False)
    state = state_now(room, one)
    bounds = TimeBounds(
        embargo_until=clock() + timedelta(days=1),
        use_until=end_of_last_day((clock() + timedelta(days=9)).date()),
    )
    room.change(
        lambda s, now: clearance.set_bounds(
            s, catalogue.find_image(s, one), bounds, by=None, now=now
        )
    )
    room.link(one)
    assert put_back(editor, one, state).status_code == 303
    after = edited(room, one)
    assert after.bounds == replace(bounds, use_until=None)
    assert after.description.identifiable_people == 1


def test_images_moved_together_come_back_to_the_terms_they_had(editor: Browser, room: Room):
    one = room.add(published=False, terms="fri-redaktionell")
    state = state_now(room, one)

    def move(session, now):
        target = clearance.terms_by_slug(session, "kraver-godkannande")
        plan = move_terms.plan_terms_move(session, target, image_ids=[one], now=now)
        move_terms.move_images_to_terms(session, target, plan, mark=plan.mark, by=None, now=now)

    room.change(move)
    said = visible_text(editor.get(history_page(one)).text)
    assert "förut: Fri för redaktionell användning sedan: Kräver godkännande" in said
    assert edited(room, one).terms == "kraver-godkannande"
    put_back(editor, one, state)
    assert edited(room, one).terms == "fri-redaktionell"


def test_how_many_can_be_recognised_comes_back_beside_who_is_in_the_register(
    editor: Browser, room: Room
):
    one = room.add(published=False, identifiable_people=3)
    state = state_now(room, one)
    room.edit(one, identifiable_people=4)
    room.link(one)
    assert put_back(editor, one, state).status_code == 303
    assert edited(room, one).description.identifiable_people == 3


def test_a_move_to_the_next_version_of_the_same_terms_is_no_change_of_terms(
    editor: Browser, room: Room
):
    one = room.add(published=False)
    publish_version(room)

    def move(session, now):
        target = clearance.terms_by_slug(session, FREE)
        plan = move_terms.plan_terms_move(session, target, image_ids=[one], now=now)
        assert plan.ids == (one,)
        move_terms.move_images_to_terms(session, target, plan, mark=plan.mark, by=None, now=now)

    room.change(move)
    said = visible_text(editor.get(history_page(one)).text)
    assert "förut: Fri för redaktionell användning" not in said


def test_what_was_erased_stays_erased(editor: Browser, services: Services, room: Room):
    one = room.upload()
    first = state_now(room, one)
    room.edit(one, title="Hemligt namn", place="Umeå")
    erased = int(state_now(room, one))
    room.edit(one, alt="Alt")
    with services.database.writing() as session:
        session.execute(delete(Revision).where(Revision.event_id == erased))
        session.commit()
    assert "Det som stod är raderat: Plats, Titel." in editor.get(history_page(one)).text
    room.edit(one, title="Två")
    assert put_back(editor, one, first).status_code == 303
    # Nobody can tell what stood before, so that stays as it is; the rest goes back.
    said = edited(room, one).description
    assert (said.title, said.place, said.alt) == ("Två", "Umeå", "")


def test_history_of_an_erased_image_is_gone(editor: Browser, room: Room):
    one = room.add(title="Hemligt namn")
    room.withdraw(one)
    page = editor.get(history_page(one)).text
    assert "Återkallade bilden" in page
    assert not STATE_BUTTON.search(page)
    room.erase(one)
    assert editor.get(history_page(one)).status_code == 404


def test_long_history_comes_by_pages(editor: Browser, room: Room):
    one = room.upload()
    for n in range(55):
        room.edit(one, title=f"Titel {n}")
    page = editor.get(history_page(one)).text
    assert page.count("Beskrev bilden</h2>") == 50
    older = re.search(r'href="([^"]+\?fore=\d+)"', page)[1]
    rest = editor.get(older).text
    assert rest.count("Beskrev bilden</h2>") == 5
    assert put_back(editor, one, STATE_BUTTON.findall(rest)[0]).status_code == 303
    assert edited(room, one).description.title == "Titel 4"


@pytest.mark.parametrize("state", ["", "x", "0", "999999", str(10**18)])
def test_unknown_state_is_not_found(editor: Browser, room: Room, state: str):
    one, other = room.upload(), room.upload()
    room.edit(one, title="Ett")
    room.edit(other, title="Annan")
    assert put_back(editor, one, state).status_code == 404
    [foreign, *_] = listed_states(editor, other)
    assert put_back(editor, one, foreign).status_code == 404


def test_uploader_sees_and_puts_back_their_own_drafts_alone(
    app: Flask, services: Services, persons: dict[str, User], room: Room
):
    uploader = signed_in(app, services, persons["uploader"])
    theirs, another = room.upload(), room.upload()
    with services.database.writing() as session:
        session.get_one(Image, theirs).created_by = persons["uploader"].id
        session.commit()
    for one in (theirs, another):
        room.edit(one, title="Ett")
    assert uploader.get(history_page(another)).status_code == 404
    state = listed_states(uploader, theirs)[0]
    data = {"till": state, "version": "2"}
    assert uploader.send(history_page(theirs), data, to=history_page(another)).status_code == 404
    assert put_back(uploader, theirs, state).status_code == 303
    assert edited(room, theirs).description.title == ""
    room.describe(theirs)
    room.publish(theirs)
    assert listed_states(uploader, theirs) == []
    version = str(room.look(theirs, lambda image: image.version))
    assert put_back(uploader, theirs, state, version).status_code == 403


@pytest.mark.parametrize(
    ("before", "after", "parts"),
    [
        ("Ett två", "Ett två", [("same", "Ett två")]),
        ("Ett två", "Ett tre", [("same", "Ett "), ("removed", "två"), ("added", "tre")]),
        ("Ett", "Ett\ntvå", [("same", "Ett"), ("added", "\ntvå")]),
        (
            "a b c d",
            "a x y d",
            [("same", "a "), ("removed", "b c"), ("added", "x y"), ("same", " d")],
        ),
        ("Ett två", "två", [("removed", "Ett "), ("same", "två")]),
    ],
)
def test_texts_are_compared_word_by_word(before, after, parts):
    assert compare_words(before, after) == parts
