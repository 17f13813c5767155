"""Routing of questions: by what they are about, then by who owns the images they name.

`submit` posts to what `find_destination` returns, and staff see the same before anybody asks.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from dam.database import audit
from dam.database.audit_actions import AuditAction
from dam.database.fingerprint import mark_of
from dam.database.locks import Turn, ensure_unchanged, wait_for_turn
from dam.database.models import Image, Organisation, Route
from dam.database.row_states import OrganisationKind
from dam.errors import refuse_wrong_fields
from dam.mail.address import HOW_TO, is_plain
from dam.usage_requests.request_form import ABOUT, ANSWERED_ELSEWHERE

CHANGED = "Någon annan har ändrat reglerna sedan du öppnade sidan. Läs dem igen."
EDITABLE = tuple(about for about in ABOUT if about not in ANSWERED_ELSEWHERE)
"""What the press office answers; a question about a region or somebody's care it never gets."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One kind of question: an address that is told too, and whether owning regions are."""

    also_to: str = ""
    tell_owner: bool = True


@dataclass(frozen=True, slots=True)
class Destination:
    """Recipients of a letter: the desk, somebody beside it, or regions with their images."""

    desk: str
    also_to: str = ""
    regions: Mapping[Organisation, list[int]] = field(default_factory=dict)


def read_routing_rules(session: Session) -> dict[str, Rule]:
    """Return the rule of each kind of question that the press office answers."""
    rows = {row.about: Rule(row.also_to, row.tell_owner) for row in session.scalars(select(Route))}
    return {about: rows.get(about, Rule()) for about in EDITABLE}


def find_destination(
    session: Session, about: str, image_ids: Collection[int], *, press_email: str
) -> Destination | None:
    """Return who gets a question; None where nothing is stored or sent."""
    rule = read_routing_rules(session).get(about)
    if rule is None:
        return None
    regions = _group_images_by_owner(session, image_ids) if rule.tell_owner else {}
    return Destination(press_email, rule.also_to, regions)


def save_routing_rules(
    session: Session, rules: Mapping[str, Rule], *, over: str, by: int, now: datetime
) -> None:
    """Write the rules; Conflict where ``over`` is not their mark, BadInput by field."""
    wait_for_turn(session, Turn.ROUTING_RULES)
    before = read_routing_rules(session)
    ensure_unchanged(over, mark_of(before), CHANGED, "routes")
    wrong = {
        f"also_to-{about}": f"{HOW_TO}."
        for about, rule in rules.items()
        if rule.also_to and not is_plain(rule.also_to)
    }
    refuse_wrong_fields(wrong)
    changed = [about for about in EDITABLE if rules[about] != before[about]]
    for about in changed:
        rule = rules[about]
        session.merge(Route(about=about, also_to=rule.also_to, tell_owner=rule.tell_owner))
    audit.record_event(session, AuditAction.EDIT, "routes", None, by=by, now=now, fields=changed)
    session.flush()


def _group_images_by_owner(
    session: Session, image_ids: Collection[int]
) -> dict[Organisation, list[int]]:
    """Return the regions that own any of the images and whose address is known."""
    rows = session.execute(
        select(Organisation, Image.id)
        .join(Image, Image.owner_id == Organisation.id)
        .where(Image.id.in_(image_ids), Organisation.kind == OrganisationKind.REGION)
        .order_by(Organisation.position, Image.id)
    )
    found: dict[Organisation, list[int]] = defaultdict(list)
    for region, image_id in rows:
        if is_plain(region.email or ""):
            found[region].append(image_id)
    return found
