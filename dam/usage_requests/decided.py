"""The decision form, read: what a person has decided, or the sentence beside each field."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from dam.errors import BadInput
from dam.links import image_ref, read_image_ref
from dam.models import UsageRequest
from dam.rights.periods import STOCKHOLM
from dam.usage_requests.asked import NEEDS_FIXING, WHEN, clean

CHOICES = ("grant", "partly", "deny", "ask", "answer")
LIMITS = {"scope": 500, "credit": 200, "conditions": 1000, "reason": 1000, "message": 4000}
REASONS = (
    "Fotografens rättigheter räcker inte.",
    "En person på bilden har inte godkänt användningen.",
    "Användningen gäller reklam.",
    "Bilden är inaktuell.",
)
"""The reasons that are offered; any other may be written."""


@dataclass(frozen=True, slots=True)
class Permission:
    """``until`` is the last day; an empty ``credit`` means each image's own line."""

    scope: str
    until: date
    credit: str = ""
    conditions: str = ""


@dataclass(frozen=True, slots=True)
class Decided:
    """Yes to ``granted`` under ``permission`` and no to the other images; or only words."""

    choice: str
    granted: frozenset[int] = frozenset()
    permission: Permission | None = None
    reason: str = ""
    alternatives: tuple[int, ...] = ()
    message: str = ""


def read(
    form: Mapping[str, str],
    ticked: Collection[int],
    request: UsageRequest,
    *,
    permitted: Collection[int],
    now: datetime,
) -> Decided:
    """Read the form; raises BadInput with a sentence for each wrong field.

    ``ticked`` are the images chosen for a partial yes. ``permitted`` are the images that the public
    may see now: only these can be granted or offered instead.
    """
    fields = _Fields(form)
    choice = fields.choice(has_images=bool(request.items))
    if choice in {"ask", "answer"}:
        decided = Decided(choice, message=fields.text("message", "Skriv ditt brev"))
    else:
        asked = {item.image_id for item in request.items}
        granted = fields.granted(choice, asked, ticked, permitted)
        denies = choice == "deny" or granted != asked
        decided = Decided(
            choice,
            granted,
            permission=fields.permission(now) if choice in {"grant", "partly"} else None,
            reason=fields.text("reason", "Välj eller skriv ett skäl") if denies else "",
            alternatives=fields.alternatives(permitted) if denies else (),
        )
    if fields.wrong:
        raise BadInput(NEEDS_FIXING, fields=fields.wrong)
    return decided


class _Fields:
    """The form while it is read."""

    def __init__(self, form: Mapping[str, str]) -> None:
        self._form = form
        self.wrong: dict[str, str] = {}

    def choice(self, *, has_images: bool) -> str:
        choice = self._form.get("choice", "")
        if choice not in CHOICES:
            self.wrong["choice"] = "Välj vad du svarar"
        elif choice in {"grant", "partly"} and not has_images:
            self.wrong["choice"] = "Ärendet gäller ingen bild. Svara utan beslut i stället"
        return choice

    def granted(
        self, choice: str, asked: set[int], ticked: Collection[int], permitted: Collection[int]
    ) -> frozenset[int]:
        chosen = {"grant": asked, "partly": asked.intersection(ticked)}.get(choice, set())
        closed = sorted(chosen.difference(permitted))
        if choice == "partly" and not chosen:
            self.wrong["granted"] = "Kryssa i minst en bild"
        elif closed:
            refs = ", ".join(image_ref(one) for one in closed)
            self.wrong["granted"] = f"{refs} är inte publicerad och kan inte beviljas"
        return frozenset(chosen)

    def permission(self, now: datetime) -> Permission:
        until = _day(self._form.get("until", ""))
        if until is None or not now.astimezone(STOCKHOLM).date() <= until <= date(9000, 1, 1):
            self.wrong["until"] = WHEN
        return Permission(
            scope=self.text("scope", "Skriv vad tillståndet gäller för"),
            until=until or date.max,
            credit=" ".join(self.text("credit").split()),
            conditions=self.text("conditions"),
        )

    def alternatives(self, permitted: Collection[int]) -> tuple[int, ...]:
        words = [word for word in re.split(r"[\s,;]+", self._form.get("alternatives", "")) if word]
        read_ids = [read_image_ref(word) for word in words]
        closed = [w for w, one in zip(words, read_ids, strict=True) if one not in permitted]
        if closed:
            refs = clean(", ".join(closed))[:100]
            self.wrong["alternatives"] = f"{refs} finns inte bland de publicerade bilderna"
        return tuple(dict.fromkeys(one for one in read_ids if one is not None))

    def text(self, name: str, missing: str = "") -> str:
        text = clean(self._form.get(name, "")).strip()
        if missing and not text:
            self.wrong[name] = missing
        elif len(text) > LIMITS[name]:
            self.wrong[name] = f"Skriv högst {LIMITS[name]} tecken"
        return text


def refs_named(form: Mapping[str, str]) -> Sequence[int]:
    """The images that the form offers instead, for the gate to judge."""
    words = re.split(r"[\s,;]+", form.get("alternatives", ""))
    return [one for one in map(read_image_ref, words) if one is not None]


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        return None
