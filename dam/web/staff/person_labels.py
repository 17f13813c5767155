"""The register's codes in the words of the staff pages."""

from __future__ import annotations

from datetime import datetime

from dam.clearance import facts
from dam.database.models import Person
from dam.rights.basis import PeopleStatus

KINDS = {
    "consent": "Samtycke",
    "model_contract": "Modellavtal",
    "employment": "Anställning",
    "public_interest": "Allmänt intresse",
    "legitimate_interest": "Berättigat intresse",
}
USES = {"editorial": "Redaktionellt", "education": "Utbildning", "marketing": "Marknadsföring"}
STATUSES = {
    PeopleStatus.NOT_NEEDED: "Behövs inte",
    PeopleStatus.PENDING: "Saknar grund",
    PeopleStatus.PARTIAL: "Får visas i vissa kanaler",
    PeopleStatus.FULL: "Får visas",
    PeopleStatus.MORE_NEEDED: "Fler personer behöver läggas in",
    PeopleStatus.EXPIRED: "Har gått ut",
    PeopleStatus.WITHDRAWN: "Återkallat",
}


def person_status(person: Person, now: datetime) -> PeopleStatus:
    """Return how somebody stands: partial where a channel is left out."""
    rule = facts.person_of(person)
    status = rule.status(now)
    limited = status is PeopleStatus.FULL and not rule.may_be_shown(now, every_channel=True)
    return PeopleStatus.PARTIAL if limited else status
