"""What the page of a case shows the journalist, behind its secret link.

The planned use is read by staff alone: a link may be forwarded, a story must not be.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from dam.links import image_ref, terms_path
from dam.mail.wording import deadline as deadline_words
from dam.models import Grant, RequestEvent, UsageRequest
from dam.usage_requests.grants import holds
from dam.usage_requests.states import UNANSWERED

LABELS = {
    "received": "Mottagen",
    "claimed": "Under handläggning",
    "needs_information": "Komplettering behövs",
    "granted": "Beviljad",
    "partly_granted": "Delvis beviljad",
    "denied": "Avslagen",
    "withdrawn": "Tillbakadragen",
    "revoked": "Återkallad",
    "expired": "Tillståndet har gått ut",
    "spam": "Skräp",
}
OUTCOMES = {"open": "", "granted": "Du får använda bilden.", "denied": "Nej, tyvärr."}
TOLD = {
    "received": "Din begäran kom in.",
    "claimed": "Någon på pressfunktionen tog ärendet.",
    "needs_information": "Vi behövde veta mer.",
    "granted": "Du fick svar.",
    "partly_granted": "Du fick svar.",
    "denied": "Du fick svar.",
    "withdrawn": "Du drog tillbaka din begäran.",
    "revoked": "Tillståndet återkallades.",
    "expired": "Tillståndet gick ut.",
}
"""What the timeline says of the change to a state."""

ANSWERED = "Besvarad"


Download = tuple[str, str, Sequence[Any]]
"""Title, shown id, and the sizes that may be had."""


class Shown(Protocol):
    """An image as the gate lets it be shown; a card, or `Unseen`."""

    @property
    def ref(self) -> str: ...

    @property
    def title(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Unseen:
    """An image that was asked for and that the public may not see any more."""

    ref: str
    title: str = "Bilden visas inte längre"
    url: None = None
    preview: None = None


@dataclass(frozen=True, slots=True)
class CaseGrant:
    """``until`` is exclusive."""

    scope: str
    until: datetime
    credit: str
    conditions: str
    terms_urls: tuple[str, ...]
    downloads: tuple[Download, ...]


@dataclass(frozen=True, slots=True)
class Case:
    """The journalist's page. ``question`` waits for words; ``open`` takes them, or a withdrawal."""

    number: str
    state: str
    state_label: str
    received: datetime
    deadline: str | None
    images: tuple[Shown, ...]
    events: tuple[tuple[datetime, str], ...]
    outcomes: tuple[tuple[str, str, str, str, str], ...]
    grant: CaseGrant | None
    question: str | None
    open: bool


def show_case(
    request: UsageRequest,
    *,
    seen: Mapping[int, Shown],
    downloads: Sequence[Download],
    now: datetime,
) -> Case:
    """Return the journalist's page; ``seen`` are the images that the gate lets be shown."""
    images = {
        item.image_id: seen.get(item.image_id, Unseen(image_ref(item.image_id)))
        for item in request.items
    }
    asking = request.state == "needs_information"
    grant = live_grant(request, now)
    return Case(
        number=request.number,
        # Who sent spam, or was taken for it, sees no difference.
        state="received" if request.state == "spam" else request.state,
        state_label=LABELS["received"] if request.state == "spam" else state_label(request),
        received=request.created_at,
        deadline=deadline_of(request),
        images=tuple(images.values()),
        events=tuple((event.at, words) for event in request.events if (words := _told(event))),
        outcomes=tuple(
            (
                images[item.image_id].title,
                images[item.image_id].ref,
                OUTCOMES[item.outcome],
                item.reason,
                ", ".join(item.alternatives),
            )
            for item in request.items
            if item.outcome != "open"
        ),
        grant=show_grant(grant, downloads) if grant else None,
        question=request.events[-1].why if asking else None,
        open=request.state in UNANSWERED,
    )


def state_label(request: UsageRequest) -> str:
    if request.state == "granted" and not request.grants:
        return ANSWERED
    return LABELS[request.state]


def live_grant(request: UsageRequest, now: datetime) -> Grant | None:
    """The grant that holds now, the newest where there are several."""
    return next((one for one in reversed(request.grants) if holds(one, now)), None)


def deadline_of(request: UsageRequest) -> str | None:
    return deadline_words(request.deadline.isoformat()) if request.deadline else None


def show_grant(grant: Grant, downloads: Sequence[Download]) -> CaseGrant:
    """Return what a grant's holder is told, with what may be had of it now."""
    credits_ = {item.credit for item in grant.items}
    each = "; ".join(f"{image_ref(item.image_id)}: {item.credit}" for item in grant.items)
    terms = (item.terms_version for item in grant.items)
    return CaseGrant(
        scope=grant.items[0].scope,
        until=grant.ends,
        credit=credits_.pop() if len(credits_) == 1 else each,
        conditions=grant.items[0].conditions,
        terms_urls=tuple(dict.fromkeys(terms_path(one.terms.slug, one.n) for one in terms)),
        downloads=tuple(downloads),
    )


def _told(event: RequestEvent) -> str | None:
    """What the journalist is told of an event; None for what is the staff's own."""
    if event.user_id is None and event.from_state and event.to_state in UNANSWERED:
        return "Du kompletterade din begäran."
    if event.to_state == "spam":
        return None if event.from_state else TOLD["received"]
    if event.from_state == event.to_state and event.to_state in {"granted", "partly_granted"}:
        return "En av bilderna är återkallad och får inte användas i nya publiceringar."
    return TOLD[event.to_state]
