"""What a case's pages show: the journalist's, behind the secret link, and the staff's.

The planned use is read by staff alone: a link may be forwarded, a story must not be.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from dam.links import image_ref, terms_path
from dam.mail.wording import deadline as deadline_words
from dam.models import Grant, Image, Letter, RequestEvent, UsageRequest
from dam.usage_requests.grants import grant_facts
from dam.usage_requests.states import NEXT, OPEN

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
ABOUT = {
    "image_use": "Att använda en bild",
    "image_other": "Något annat om bilder",
    "national": "1177 nationellt eller Inera",
}
USES = {
    "editorial": "Nyheter eller annat redaktionellt",
    "book": "Bok eller läromedel",
    "education": "Utbildning",
    "marketing": "Marknadsföring",
    "other": "Annat",
}
OUTCOMES = {"open": "", "granted": "Du får använda bilden.", "denied": "Nej, tyvärr."}
LETTERS = {
    "receipt": "Kvitto till den som frågar",
    "notice": "Avisering till pressfunktionen",
    "region_notice": "Avisering till regionen",
    "replied": "Avisering om komplettering",
    "request_withdrawn": "Avisering om tillbakadragen begäran",
    "needs_information": "Fråga till journalisten",
    "granted": "Beviljad",
    "partly_granted": "Delvis beviljad",
    "denied": "Avslag",
    "answer": "Svar",
    "revoked": "Återkallat tillstånd",
}
LETTER_STATES = {"waiting": "Väntar", "sent": "Skickat", "failed": "Kom inte fram"}
_ANSWERED = "Besvarad"


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
    """``until`` is exclusive; ``downloads`` are (title, ref, sizes) of what may be had now."""

    scope: str
    until: datetime
    credit: str
    conditions: str
    terms_urls: tuple[str, ...]
    downloads: tuple[tuple[str, str, Sequence[Any]], ...]


@dataclass(frozen=True, slots=True)
class Case:
    """The journalist's page. ``question`` is what the press office waits for an answer to."""

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
    can_reply: bool
    can_withdraw: bool


@dataclass(frozen=True, slots=True)
class StaffItem:
    """One image of a request, as staff see it whatever the gate says to others."""

    id: int
    ref: str
    title: str
    public: bool
    terms: str
    ends: datetime | None
    outcome: str
    reason: str


@dataclass(frozen=True, slots=True)
class StaffLetter:
    id: int
    words: str
    recipient: str
    state: str
    state_label: str
    when: datetime
    error: str | None


@dataclass(frozen=True, slots=True)
class StaffCase:
    """The staff's page; ``open`` asks for a decision, ``may`` names the states it can go to."""

    request: UsageRequest
    state_label: str
    about: str
    use: str
    deadline: str | None
    late: bool
    items: tuple[StaffItem, ...]
    events: tuple[tuple[datetime, str, str, str], ...]
    letters: tuple[StaffLetter, ...]
    grants: tuple[Grant, ...]
    handler: str | None
    open: bool
    may: frozenset[str]


def show_case(
    request: UsageRequest,
    *,
    seen: Mapping[int, Shown],
    downloads: Sequence[tuple[str, str, Sequence[Any]]],
    now: datetime,
) -> Case:
    """Return the journalist's page; ``seen`` are the images that the gate lets be shown."""
    images = {
        item.image_id: seen.get(item.image_id, Unseen(image_ref(item.image_id)))
        for item in request.items
    }
    asking = request.state == "needs_information"
    return Case(
        number=request.number,
        # Who sent spam, or was taken for it, sees no difference.
        state="received" if request.state == "spam" else request.state,
        state_label=LABELS["received"] if request.state == "spam" else state_label(request),
        received=request.created_at,
        deadline=_deadline(request),
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
        grant=_grant(request, tuple(downloads), now),
        question=request.events[-1].why if asking else None,
        can_reply=request.state in OPEN,
        can_withdraw=request.state in OPEN,
    )


def show_staff_case(
    request: UsageRequest,
    *,
    public: Mapping[int, Shown],
    letters: Sequence[Letter],
    names: Mapping[int, str],
    now: datetime,
) -> StaffCase:
    """Return the staff's page; ``names`` are the staff's by id."""
    return StaffCase(
        request=request,
        state_label=state_label(request),
        about=ABOUT[request.about],
        use=USES[request.use],
        deadline=_deadline(request),
        late=is_late(request, now),
        items=tuple(
            _staff_item(item.image, item.image_id in public, item.outcome, item.reason)
            for item in request.items
        ),
        events=tuple(
            (event.at, _who(event, names), LABELS[event.to_state], event.why)
            for event in request.events
        ),
        letters=tuple(_staff_letter(letter) for letter in letters),
        grants=tuple(request.grants),
        handler=names.get(request.handler_id) if request.handler_id else None,
        open=request.state in OPEN,
        may=NEXT[request.state],
    )


def state_label(request: UsageRequest) -> str:
    if request.state == "granted" and not request.grants:
        return _ANSWERED
    return LABELS[request.state]


def is_late(request: UsageRequest, now: datetime) -> bool:
    """Whether the wanted time has passed while the request still waits."""
    return request.state in OPEN and request.deadline is not None and request.deadline <= now


def live_grant(request: UsageRequest, now: datetime) -> Grant | None:
    """The grant that holds now, the newest where there are several."""
    return next((one for one in reversed(request.grants) if grant_facts(one).holds(now)), None)


def _deadline(request: UsageRequest) -> str | None:
    return deadline_words(request.deadline.isoformat()) if request.deadline else None


def _grant(
    request: UsageRequest, downloads: tuple[tuple[str, str, Sequence[Any]], ...], now: datetime
) -> CaseGrant | None:
    grant = live_grant(request, now)
    if grant is None:
        return None
    credits_ = dict.fromkeys(item.credit for item in grant.items)
    credit = (
        "; ".join(credits_)
        if len(credits_) == 1
        else "; ".join(f"{image_ref(item.image_id)}: {item.credit}" for item in grant.items)
    )
    terms = (item.terms_version for item in grant.items)
    return CaseGrant(
        scope=grant.items[0].scope,
        until=grant.ends,
        credit=credit,
        conditions=grant.items[0].conditions,
        terms_urls=tuple(dict.fromkeys(terms_path(one.terms.slug, one.n) for one in terms)),
        downloads=downloads,
    )


def _told(event: RequestEvent) -> str | None:
    """What the journalist is told of an event; None for what is the staff's own."""
    if event.user_id is None and event.from_state and event.to_state in OPEN:
        return "Du kompletterade din begäran."
    return (
        {
            "received": "Din begäran kom in.",
            "claimed": "Någon på pressfunktionen tog ärendet.",
            "needs_information": "Vi behövde veta mer.",
            "granted": "Du fick svar.",
            "partly_granted": "Du fick svar.",
            "denied": "Du fick svar.",
            "withdrawn": "Du drog tillbaka din begäran.",
            "revoked": "Tillståndet återkallades.",
            "expired": "Tillståndet gick ut.",
            "spam": "Din begäran kom in.",
        }[event.to_state]
        if not (event.to_state == "spam" and event.from_state)
        else None
    )


def _who(event: RequestEvent, names: Mapping[int, str]) -> str:
    if event.user_id is not None:
        return names.get(event.user_id, "Någon i redaktionen")
    return "Tiden" if event.to_state == "expired" else "Den som frågar"


def _staff_item(image: Image, public: bool, outcome: str, reason: str) -> StaffItem:
    title = next((text.title for text in image.texts if text.language == "sv"), "")
    terms = image.terms_version.texts if image.terms_version else []
    return StaffItem(
        id=image.id,
        ref=image_ref(image.id),
        title=title,
        public=public,
        terms=next((words.name for words in terms if words.language == "sv"), "Villkor saknas"),
        ends=next((lease.moment for lease in image.leases if lease.kind == "use_until"), None),
        outcome=outcome,
        reason=reason,
    )


def _staff_letter(letter: Letter) -> StaffLetter:
    return StaffLetter(
        id=letter.id,
        words=LETTERS.get(letter.kind, letter.kind),
        recipient=letter.recipient,
        state=letter.state,
        state_label=LETTER_STATES[letter.state],
        when=letter.sent_at or letter.created_at,
        error=letter.last_error,
    )
