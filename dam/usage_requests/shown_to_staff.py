"""What staff see of a request: the list of what waits, and the page of one case."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from dam.links import attachment_path
from dam.models import Grant, Letter, RequestEvent, UsageRequest
from dam.usage_requests.shown import LABELS, deadline_of, state_label
from dam.usage_requests.states import OPEN, next_states
from dam.usage_requests.waiting import Promise, why_late

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
    "digest": "Morgonens brev till pressfunktionen",
}
LETTERS_IN = {
    "reply": "Brev",
    "auto": "Automatiskt svar",
    "bounce": "Besked om ett brev som studsade",
}
LETTER_STATES = {
    "waiting": "Väntar",
    "sent": "Skickat",
    "failed": "Kom inte fram",
    "kept": "Kom in",
    "unmatched": "Väntar på ärende",
    "aside": "Lagt åt sidan",
}


@dataclass(frozen=True, slots=True)
class StaffRow:
    """A request in the list; ``late`` is what `waiting.why_late` says."""

    number: str
    state: str
    state_label: str
    deadline: str | None
    late: str
    received: datetime
    sender: str
    images: int
    handler: str | None


@dataclass(frozen=True, slots=True)
class StaffLetter:
    """A letter in a list; ``number`` is its request's. ``came`` is what one that came in holds."""

    id: int
    number: str
    words: str
    recipient: str
    state: str
    state_label: str
    when: datetime
    error: str | None
    came: Came | None


@dataclass(frozen=True, slots=True)
class Came:
    """What somebody wrote; ``stranger`` is not whom the case belongs to, ``files`` (address, name,
    bytes).
    """

    sender: str
    stranger: bool
    subject: str
    body: str
    files: tuple[tuple[str, str, int], ...]


@dataclass(frozen=True, slots=True)
class StaffCase:
    """The staff's page; ``open`` asks for a decision, ``may`` names the states it can go to."""

    request: UsageRequest
    state_label: str
    about: str
    use: str
    deadline: str | None
    late: str
    events: tuple[tuple[datetime, str, str, str], ...]
    letters: tuple[StaffLetter, ...]
    grants: tuple[Grant, ...]
    handler: str | None
    open: bool
    may: frozenset[str]


def show_row(
    request: UsageRequest, names: Mapping[int, str], promise: Promise, now: datetime
) -> StaffRow:
    """Return a line of the list; ``names`` are the staff's by id."""
    return StaffRow(
        number=request.number,
        state=request.state,
        state_label=state_label(request),
        deadline=deadline_of(request),
        late=why_late(request, now, promise),
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
    promise: Promise,
    now: datetime,
) -> StaffCase:
    """Return the staff's page; ``names`` are the staff's by id."""
    return StaffCase(
        request=request,
        state_label=state_label(request),
        about=ABOUT[request.about],
        use=USES[request.use],
        deadline=deadline_of(request),
        late=why_late(request, now, promise),
        events=tuple(
            (event.at, _who(event, names), LABELS[event.to_state], event.why)
            for event in request.events
        ),
        letters=tuple(show_letter(letter, asker=request.email) for letter in letters),
        grants=tuple(request.grants),
        handler=names.get(request.handler_id) if request.handler_id else None,
        open=request.state in OPEN,
        may=next_states(request),
    )


def _who(event: RequestEvent, names: Mapping[int, str]) -> str:
    if event.user_id is not None:
        return names.get(event.user_id, "Någon i redaktionen")
    return "Tiden" if event.to_state == "expired" else "Den som frågar"


def show_letter(letter: Letter, *, asker: str = "") -> StaffLetter:
    """Return a letter of a list; ``asker`` is whose answers are expected, where there is one."""
    came = show_came(letter, asker) if letter.direction == "in" else None
    return StaffLetter(
        id=letter.id,
        number=letter.context.get("number", ""),
        words=(LETTERS_IN if came else LETTERS).get(letter.kind, letter.kind),
        recipient=letter.recipient,
        state=letter.state,
        state_label=LETTER_STATES[letter.state],
        when=letter.sent_at or letter.created_at,
        error=letter.last_error,
        came=came,
    )


def show_came(letter: Letter, asker: str) -> Came:
    sender = letter.sender or ""
    return Came(
        sender=sender,
        stranger=letter.kind == "reply" and bool(asker) and sender.lower() != asker.lower(),
        subject=letter.subject,
        body=letter.body,
        files=tuple(
            (attachment_path(letter.id, one.id), one.name, one.bytes) for one in letter.attachments
        ),
    )
