"""Changes of an image, one for each door."""

from dataclasses import replace as but

from dam import clearance
from dam.catalogue import collections
from dam.clearance import persons as clearance_persons
from dam.clearance.crops import read_framing
from dam.clearance.persons import BasisForm, PersonDetails
from dam.imaging.crop import FocalPoint
from dam.ingest import versions
from dam.lifecycle import (
    edit,
    framing,
    history,
    move_terms,
    people_shown,
    replace_file,
    waiting_changes,
)
from dam.lifecycle.edit import edited_now
from dam.rights.basis import USES
from dam.rights.channels import CONSENT_CHANNELS
from dam.worker import main
from tests.support.approval import take_step
from tests.support.replacements import UPRIGHT, receive_file
from tests.support.room import Room


def propose_crops(session, image, _room, *, by, now):
    with waiting_changes.propose_changes(session, image, by=by, now=now):
        move_crops(session, image, _room, by=by, now=now)
        clearance.recompute_or_refuse(session, image, now=now)


def loosen_terms(session, image, _room, *, by, now):
    edited = edited_now(image)
    edit.save_image_edit(
        session,
        image,
        edit.Edited(edited.description, "fri-redaktionell", edited.bounds),
        by=by,
        now=now,
    )


def move_to_free_terms(session, image, _room, *, by, now):
    target = clearance.terms_by_slug(session, "fri-redaktionell")
    plan = move_terms.plan_terms_move(session, target, image_ids=[image.id], now=now)
    move_terms.move_images_to_terms(session, target, plan, mark=plan.mark, by=by, now=now)


def put_back_place(session, image, _room, *, by, now):
    made = history.list_history_steps(session, image)
    [said_all] = [step for step in made if step.event.action == "terms"]
    history.restore_description(session, image, said_all.event.id, by=by, now=now)


def published_image(room: Room, door) -> int:
    terms = "fri-med-villkor" if door in {loosen_terms, move_to_free_terms} else "fri-redaktionell"
    image_id = prepared_image(room, door)
    room.describe(image_id, terms=terms)
    if door is put_back_place:
        room.edit(image_id, place="Kiruna")
    room.publish(image_id)
    main.do_all(room.services)
    return image_id


def make_change(room: Room, door, image_id: int, by: int) -> None:
    def work(session, image, *, by, now):
        door(session, image, room, by=by, now=now)

    take_step(room, work, image_id, by=by)
    main.do_all(room.services)


def change_caption(session, image, _room, *, by, now):
    before = edit.edited_now(image)
    words = but(before.description, caption="Något annat.")
    edit.save_image_edit(session, image, but(before, description=words), by=by, now=now)


def set_other_terms(session, image, _room, *, by, now):
    clearance.set_terms(session, image, "fri-med-villkor", by=by, now=now)


def move_to_terms(session, image, _room, *, by, now):
    target = clearance.terms_by_slug(session, "fri-med-villkor")
    plan = move_terms.plan_terms_move(session, target, image_ids=[image.id], now=now)
    move_terms.move_images_to_terms(session, target, plan, mark=plan.mark, by=by, now=now)


def move_crops(session, image, _room, *, by, now):
    framing.save_framing(
        session, image, but(read_framing(image), focal=FocalPoint(0.1, 0.2)), by=by, now=now
    )


def add_person(session, image, _room, *, by, now):
    person = clearance_persons.add_person(session, PersonDetails("Ek"), by=by, now=now)
    people_shown.add_basis_and_open(session, person, basis_given(now), by=by, now=now)
    people_shown.set_people_in_image(session, image, [person.id], 1, by=by, now=now)


def a_basis(session, image, _room, *, by, now):
    people_shown.add_basis_and_open(
        session, image.depicted[0].person, basis_given(now), by=by, now=now
    )


def basis_given(now) -> BasisForm:
    return BasisForm("consent", tuple(CONSENT_CHANNELS), tuple(USES), now.date())


def a_guardian(session, image, _room, *, by, now):
    person = image.depicted[0].person
    form = PersonDetails(person.name, minor=True, guardian="Al")
    clearance_persons.edit_person(session, person, form, version=person.version, by=by, now=now)


def no_collection(session, image, _room, *, by, now):
    [placed] = image.collection_entries
    collection = placed.collection
    collections.remove_collection(
        session, collection.id, version=collection.version, by=by, now=now
    )


def add_file(session, image, room, *, by, now):
    came = receive_file(room, UPRIGHT)
    storage = room.services.storage
    replace_file.take_in_replacement(session, image, came, storage=storage, by=by, now=now)


def bring_old_file(session, image, _room, *, by, now):
    replace_file.bring_version_forward(
        session, image, versions.get_file_version(session, image, 1), by=by, now=now
    )


def prepared_image(room: Room, door) -> int:
    """An image that the door can change."""
    image_id = room.add(published=False)
    if door is no_collection:
        words = collections.CollectionWords("Barn")
        slug = room.change(
            lambda s, now: collections.add_collection(s, words, by=None, now=now).slug
        )
        room.edit(image_id, collections=(slug,))
    if door in {a_basis, a_guardian}:
        room.link(image_id)
    if door is bring_old_file:
        take_step(
            room, lambda s, i, *, by, now: add_file(s, i, room, by=by, now=now), image_id, by=None
        )
        main.do_all(room.services)
    return image_id
