"""First steps of a new press room, for the overview: each goes away once it is done."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext, ngettext

from dam import catalogue
from dam.content import contacts, pages
from dam.content.pages import PAGES
from dam.database.session import Session
from dam.links import staff_paths


@dataclass(frozen=True, slots=True)
class SetupStep:
    """``sentence`` says what is missing, ``url`` is where it is supplied."""

    sentence: str
    url: str


def missing_setup_steps(session: Session, now: datetime) -> Iterator[SetupStep]:
    """Yield what an editor has to supply before the room is whole."""
    if not catalogue.count_images_by_state(session):
        yield SetupStep(gettext("Det finns inga bilder än."), staff_paths.UPLOAD)
    rooms = sum(not row.value for row in contacts.list_national_contacts(session))
    if rooms:
        yield SetupStep(
            ngettext(
                "%(num)s uppgift om pressrummen saknas.",
                "%(num)s uppgifter om pressrummen saknas.",
                rooms,
            ),
            f"{staff_paths.CONTACTS}/nationellt",
        )
    regions = sum(
        contacts.judge_contact_freshness(row, now) == "missing"
        for row in contacts.list_press_regions(session)
    )
    if regions:
        yield SetupStep(
            ngettext("%(num)s region saknar kontakt.", "%(num)s regioner saknar kontakt.", regions),
            staff_paths.CONTACTS,
        )
    texts = sum(
        pages.judge_text_freshness(row, now) == "unchecked"
        for page in PAGES
        for row in pages.texts_of(session, page)
    )
    if texts:
        yield SetupStep(
            ngettext(
                "%(num)s text på sidorna är inte kontrollerad.",
                "%(num)s texter på sidorna är inte kontrollerade.",
                texts,
            ),
            staff_paths.PAGES,
        )
