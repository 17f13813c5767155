"""May I still use this? What `/b/<id>`, printed in every file, answers for good."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from dam.clearance import gate
from dam.delivery import pages, press_record
from dam.delivery.page_models import Card, TermsLine
from dam.delivery.press_record import House
from dam.links.paths import image_path
from dam.links.refs import image_ref
from dam.rights.decision import Decision
from dam.rights.terms import Purpose, covers


@dataclass(frozen=True, slots=True)
class Answer:
    """``word`` is yes, ask (for approval), no (its time is over), replaced, withdrawn or withheld
    (not shown now).

    ``since`` is when the answer became no; ``terms`` and ``credit`` are there while the page is.
    """

    id: int
    word: str
    card: Card | None = None
    limits: str | None = None
    until: datetime | None = None
    since: datetime | None = None
    reason: str | None = None
    replacement: Card | None = None

    @property
    def terms(self) -> TermsLine | None:
        return self.card.terms if self.card else None


def answer(session: Session, image_id: int, house: House, now: datetime) -> Answer:
    """Return the answer; NotFound for what no outsider has seen."""
    try:
        image, decision = gate.see(session, image_id, now)
    except gate.Withheld:
        return Answer(image_id, "withheld")
    except gate.Closed as closed:
        [gone] = pages.withdrawn(session, [closed], house, now)
        word = "no" if gone.expired else "replaced" if gone.replacement else "withdrawn"
        return Answer(
            image_id, word, since=gone.since, reason=gone.reason, replacement=gone.replacement
        )
    card = pages.card_of(image, decision, house, now)
    word = _word(decision)
    since = pages.closed_since(image, now) if word == "no" else None
    limits = press_record.limits(image, now)
    return Answer(image_id, word, card, limits, pages.visible_until(image), since)


def as_json(said: Answer, house: House) -> dict[str, object]:
    """Return the answer for machines; addresses are absolute, moments ISO 8601."""
    base, terms = house.base_url, said.terms
    return {
        "id": said.id,
        "ref": image_ref(said.id),
        "answer": said.word,
        "until": said.until.isoformat() if said.until else None,
        "since": said.since.isoformat() if said.since else None,
        "reason": said.reason,
        "terms": terms
        and {
            "slug": terms.slug,
            "version": terms.version,
            "class": terms.klass,
            "line": terms.line,
            "limits": said.limits,
            "url": base + terms.url,
        },
        "credit": said.card.credit if said.card else None,
        "url": base + image_path(said.id, said.card.title) if said.card else None,
        "replaced_by": image_ref(said.replacement.id) if said.replacement else None,
        "contact": house.press_email,
    }


def _word(decision: Decision) -> str:
    largest = decision.largest or Purpose.TEXT
    if covers(largest, Purpose.FULL):
        return "yes"
    return "ask" if covers(largest, Purpose.PREVIEW) else "no"
