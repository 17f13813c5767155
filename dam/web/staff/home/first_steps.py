"""What a new press room lacks, for the overview: each step goes away once it is done."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext, ngettext

from dam import catalogue
from dam.content import contacts, pages
from dam.content.pages import PAGES
from dam.database.session import Session


@dataclass(frozen=True, slots=True)
class Step:
    """``sentence`` says what is missing, ``url`` is where it is supplied."""

    sentence: str
    url: str


def missing_steps(session: Session, now: datetime) -> Iterator[Step]:
    """Yield what an editor has to supply before the room is whole."""
    if not catalogue.count_by_state(session):
        yield Step(gettext("Det finns inga bilder än."), "/redaktion/ladda-upp")
    rooms = sum(not row.value for row in contacts.national(session))
    if rooms:
        yield Step(
            ngettext(
                "%(num)s uppgift om pressrummen saknas.",
                "%(num)s uppgifter om pressrummen saknas.",
                rooms,
            ),
            "/redaktion/kontakter/nationellt",
        )
    regions = sum(contacts.standing(row, now) == "missing" for row in contacts.regions(session))
    if regions:
        yield Step(
            ngettext("%(num)s region saknar kontakt.", "%(num)s regioner saknar kontakt.", regions),
            "/redaktion/kontakter",
        )
    texts = sum(
        pages.standing(row, now) == "unchecked"
        for page in PAGES
        for row in pages.texts_of(session, page)
    )
    if texts:
        yield Step(
            ngettext(
                "%(num)s text på sidorna är inte kontrollerad.",
                "%(num)s texter på sidorna är inte kontrollerade.",
                texts,
            ),
            "/redaktion/sidor",
        )
