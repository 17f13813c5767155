"""May I still use this? What `/b/<id>`, printed in every file, answers for good."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from dam.clearance import gate
from dam.delivery import pages, press_record
from dam.delivery.page_models import Card, TermsLine
from dam.delivery.press_record import SiteIdentity
from dam.links.refs import image_ref
from dam.rights.decision import Decision
from dam.rights.terms import Purpose, covers


@dataclass(frozen=True, slots=True)
class UsageStatus:
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


def get_usage_status(
    session: Session, image_id: int, site: SiteIdentity, now: datetime, language: str = "sv"
) -> UsageStatus:
    """Return the answer; NotFound for what no outsider has seen."""
    try:
        image, decision = gate.get_viewable(session, image_id, now)
    except gate.ImageWithheld:
        return UsageStatus(image_id, "withheld")
    except gate.ImageClosed as closed:
        [gone] = pages.list_withdrawn_facts(session, [closed], site, now, language)
        word = "no" if gone.expired else "replaced" if gone.replacement else "withdrawn"
        return UsageStatus(
            image_id, word, since=gone.since, reason=gone.reason, replacement=gone.replacement
        )
    card = pages.build_card(image, decision, site, now, language)
    word = _get_status_word(decision)
    since = pages.get_closing_time(image, now) if word == "no" else None
    limits = press_record.describe_use_limits(image, now, language)
    return UsageStatus(image_id, word, card, limits, pages.get_visibility_end(image), since)


def format_usage_status(status: UsageStatus, site: SiteIdentity) -> dict[str, object]:
    """Return the answer for machines; addresses are absolute, moments ISO 8601."""
    base, terms = site.base_url, status.terms
    return {
        "id": status.id,
        "ref": image_ref(status.id),
        "answer": status.word,
        "until": status.until.isoformat() if status.until else None,
        "since": status.since.isoformat() if status.since else None,
        "reason": status.reason,
        "terms": terms
        and {
            "slug": terms.slug,
            "version": terms.version,
            "class": terms.category,
            "line": terms.line,
            "limits": status.limits,
            "url": base + terms.url,
        },
        "credit": status.card.credit if status.card else None,
        "url": base + status.card.url if status.card else None,
        "replaced_by": image_ref(status.replacement.id) if status.replacement else None,
        "contact": site.press_email,
    }


def _get_status_word(decision: Decision) -> str:
    largest = decision.largest or Purpose.TEXT
    if covers(largest, Purpose.FULL):
        return "yes"
    return "ask" if covers(largest, Purpose.PREVIEW) else "no"
