"""The register's codes in the words of the staff pages."""

from __future__ import annotations

from datetime import datetime

from dam.clearance import facts
from dam.database.models import Person
from dam.rights.basis import Status

KINDS = {
    "consent": "Samtycke",
    "model_contract": "Modellavtal",
    "employment": "Anställning",
    "public_interest": "Allmänt intresse",
    "legitimate_interest": "Berättigat intresse",
}
CHANNELS = {"print": "Tryck", "web": "Webb", "social": "Sociala medier"}
USES = {"editorial": "Redaktionellt", "education": "Utbildning", "marketing": "Marknadsföring"}
STATUSES = {
    Status.NOT_NEEDED: "Behövs inte",
    Status.PENDING: "Saknar grund",
    Status.PARTIAL: "Får visas i vissa kanaler",
    Status.FULL: "Får visas",
    Status.MORE_NEEDED: "Fler personer behöver läggas in",
    Status.EXPIRED: "Har gått ut",
    Status.WITHDRAWN: "Återkallat",
}


def status_of(person: Person, now: datetime) -> Status:
    """Return how somebody stands: partial where a channel is left out."""
    rule = facts.person_of(person)
    found = rule.status(now)
    limited = found is Status.FULL and not rule.may_be_shown(now, every_channel=True)
    return Status.PARTIAL if limited else found
