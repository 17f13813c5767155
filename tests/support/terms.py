"""Terms of use, and how their next version is published."""

from dam import clearance
from dam.clearance import terms_drafts
from dam.database.models import TermsVersion
from dam.lifecycle import move_terms
from tests.support.room import Room

FREE, APPROVAL = "fri-redaktionell", "kraver-godkannande"


def publish_version(room: Room, terms: str = FREE, **fields: object) -> None:
    """Publish the next version of terms, with these settings."""

    def work(session, now):
        draft = terms_drafts.draft_from_version(terms_drafts.find_newest_terms(session, terms))
        version = terms_drafts.save_terms_draft(
            session, terms, draft, over=draft.mark, by=None, now=now
        )
        for name, value in fields.items():
            setattr(version, name, value)
        terms_drafts.publish_terms(session, terms, by=None, now=now)

    room.change(work)


def first_version(session, terms: str = FREE) -> TermsVersion:
    return clearance.find_published_terms(session, terms, 1)


def plan_move(room: Room, target: str = FREE, source: str | None = FREE, ids=()) -> move_terms.Move:
    with room.services.database.reading() as session:
        return move_terms.plan_terms_move(
            session,
            clearance.terms_by_slug(session, target),
            source=first_version(session, source) if source else None,
            image_ids=ids,
            now=room.now(),
        )
