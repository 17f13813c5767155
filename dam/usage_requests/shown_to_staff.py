"""What staff see of a request: the list of what waits, and the page of one case."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from dam.models import Grant, Letter, RequestEvent, UsageRequest
from dam.usage_requests.shown import LABELS, deadline_of, state_label
from dam.usage_requests.states import OPEN, next_states

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
    "image_closed": "Bilden är återkallad",
    "image_changed": "Bilden är ändrad",
    "watch_confirm": "Bekräfta bevakning",
}
LETTER_STATES = {"waiting": "Väntar", "sent": "Skickat", "failed": "Kom inte fram"}


@dataclass(frozen=True, slots=True)
class StaffRow:
    """A request in the list."""

    number: str
    state: str
    state_label: str
    deadline: str | None
    late: bool
    received: datetime
    sender: str
    images: int
    handler: str | None


@dataclass(frozen=True, slots=True)
class StaffLetter:
    """A letter in a list; ``number`` is its request's."""

    id: int
    number: str
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
    events: tuple[tuple[datetime, str, str, str], ...]
    letters: tuple[StaffLetter, ...]
    grants: tuple[Grant, ...]
    handler: str | None
    open: bool
    may: frozenset[str]


def show_row(request: UsageRequest, names: Mapping[int, str], now: datetime) -> StaffRow:
    """Return a line of the list; ``names`` are the staff's by id."""
    return StaffRow(
        number=request.number,
        state=request.state,
        state_label=state_label(request),
        deadline=deadline_of(request),
        late=is_late(request, now),
        received=request.created_at,
        sender=request.organisation or request.name,
        images=len(request.items),
        handler=names.get(request.handler_id) if request.handler_id else None,
    )


def show_staff_case(
    request: UsageRequest,
    *,
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
        deadline=deadline_of(request),
        late=is_late(request, now),
        events=tuple(
            (event.at, _who(event, names), LABELS[event.to_state], event.why)
            for event in request.events
        ),
        letters=tuple(show_letter(letter) for letter in letters),
        grants=tuple(request.grants),
        handler=names.get(request.handler_id) if request.handler_id else None,
        open=request.state in OPEN,
        may=next_states(request),
    )


def is_late(request: UsageRequest, now: datetime) -> bool:
    """Whether the wanted time has passed while the request still waits."""
    return request.state in OPEN and request.deadline is not None and request.deadline <= now


def _who(event: RequestEvent, names: Mapping[int, str]) -> str:
    if event.user_id is not None:
        return names.get(event.user_id, "Någon i redaktionen")
    return "Tiden" if event.to_state == "expired" else "Den som frågar"


def show_letter(letter: Letter) -> StaffLetter:
    return StaffLetter(
        id=letter.id,
        number=letter.context.get("number", ""),
        words=LETTERS.get(letter.kind, letter.kind),
        recipient=letter.recipient,
        state=letter.state,
        state_label=LETTER_STATES[letter.state],
        when=letter.sent_at or letter.created_at,
        error=letter.last_error,
    )
