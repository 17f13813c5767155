"""Of two who save at the same moment over what both have seen, the second is told."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from threading import Event, Thread

import pytest
from sqlalchemy.orm import Session

from dam.clearance import terms_drafts
from dam.content import contacts
from dam.database import site_settings
from dam.database.fingerprint import mark_of
from dam.errors import Changed
from dam.usage_requests import routing
from tests.support.databases import only_on_postgresql, wait_for_lock
from tests.support.room import Room
from tests.support.terms import FREE

Save = Callable[[Session, datetime], object]
Opened = Callable[[Session, str], Save]


def open_routing_rules(session: Session, words: str) -> Save:
    rules = routing.read_routing_rules(session)
    about = routing.EDITABLE[0]
    written = {**rules, about: routing.Rule(f"{words}@inera.test")}
    return lambda s, now: routing.save_routing_rules(
        s, written, over=mark_of(rules), by=None, now=now
    )


def open_press_contacts(session: Session, words: str) -> Save:
    mark, values = contacts.mark_of_national(session), contacts.national_values(session)
    written = {**values, contacts.PHONE: f"08-123 45 6{len(words)}"}
    return lambda s, now: contacts.edit_national(s, written, over=mark, by=None, now=now)


def open_terms(session: Session, words: str) -> Save:
    draft = terms_drafts.draft_from_version(terms_drafts.find_newest_terms(session, FREE))
    swedish = replace(draft.words["sv"], name=words)
    written = replace(draft, words={**draft.words, "sv": swedish})
    return lambda s, now: terms_drafts.save_terms_draft(
        s, FREE, written, over=draft.mark, by=None, now=now
    )


def open_house_choices(session: Session, words: str) -> Save:
    seen = site_settings.find_newest_choices(session)
    over = seen.n if seen else 0
    chosen = site_settings.Choices(review_required=words == "Kim", minor_edits_pass=True)
    return lambda s, now: site_settings.save_choices(s, chosen, over=over, by=None, now=now)


@only_on_postgresql
@pytest.mark.parametrize(
    "opened", [open_routing_rules, open_press_contacts, open_terms, open_house_choices]
)
def test_the_second_of_two_who_save_at_once_is_told(room: Room, opened: Opened) -> None:
    database, now = room.services.database, room.now()
    with database.reading() as session:
        first, second = opened(session, "Kim"), opened(session, "Noor")
    begun, told = Event(), []

    def save_second() -> None:
        with database.writing() as session:
            begun.set()
            try:
                second(session, now)
                session.commit()
            except Changed as conflict:
                told.append(conflict)

    other = Thread(target=save_second)
    with database.writing() as session:
        first(session, now)
        session.flush()
        other.start()
        begun.wait()
        wait_for_lock(database, other)
        session.commit()
    other.join()
    assert len(told) == 1
