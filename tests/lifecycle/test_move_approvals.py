"""Moving images to other terms says before it is done what approvals and times it undoes."""

import pytest

from dam import clearance
from dam.database.models import Approval
from dam.lifecycle import move_terms
from tests.support.approval import (
    choose_moment,
    list_waiting,
    require_approval,
    send_for_review,
    take_step,
)
from tests.support.browser import Browser
from tests.support.room import Room
from tests.support.terms import FREE, plan_move

STRICT = "fri-med-villkor"


def undone(wanted: move_terms.Move) -> tuple[int, int, int]:
    return wanted.sent, wanted.scheduled, wanted.waiting


@pytest.mark.parametrize("target", [FREE, STRICT])
def test_what_is_told_before_is_what_happens(room: Room, person_ids, target: str):
    source = STRICT if target == FREE else FREE
    made = [room.add(terms=source, published=False) for _ in range(3)]
    public = [room.add(terms=source) for _ in range(2)]
    take_step(room, send_for_review, made[0], by=person_ids["editor"])
    for one in made[:2]:
        choose_moment(room, one, by=person_ids["admin"])
    told = plan_move(room, target, source, made + public)
    assert undone(told) == (1, 2, 0)
    require_approval(room, person_ids["admin"])
    told = plan_move(room, target, source, made + public)
    assert undone(told) == (1, 2, 2 if target == FREE else 0)

    def work(session, now):
        version = clearance.terms_by_slug(session, target)
        move_terms.move_images_to_terms(
            session, version, told, mark=told.mark, by=person_ids["editor"], now=now
        )

    room.change(work)
    with room.services.database.reading() as session:
        lost = [row.step for row in session.query(Approval) if row.lost_at is not None]
    assert sorted(lost) == ["scheduled", "scheduled", "sent"]
    assert sum(len(list_waiting(room, one)) for one in public) == told.waiting


def test_the_page_says_it_before_the_button_is_pressed(admin: Browser, room: Room, person_ids):
    one, public = room.add(terms=STRICT, published=False), room.add(terms=STRICT)
    take_step(room, send_for_review, one, by=person_ids["editor"])
    choose_moment(room, one, by=person_ids["admin"])
    address = f"/redaktion/villkor/{FREE}/flytta?bilder=IN-{one},IN-{public}"
    assert "har kvar sina villkor" not in admin.get(address).text
    require_approval(room, person_ids["admin"])
    page = admin.get(address).text
    assert "1 bild som väntar på granskning behöver skickas till granskning igen." in page
    assert "1 bild med vald tid publiceras inte då" in page
    assert "1 publicerad bild har kvar sina villkor tills en annan redaktör" in page
