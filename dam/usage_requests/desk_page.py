"""Requests as staff see them: the list of what waits, and the page of one case."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from dam.database.models import Extension, Letter, UsageRequest
from dam.database.row_states import IncomingKind, LetterDirection, LetterState
from dam.i18n.dates import format_deadline as deadline_words
from dam.links.paths import attachment_path
from dam.mail.kinds import letter_label
from dam.text.swedish import fold_case
from dam.usage_requests.case_page import LABELS, CaseGrant, show_grant
from dam.usage_requests.deadlines import Promise, wanted_by, why_late
from dam.usage_requests.states import OPEN, extension_of, next_states

ABOUT = {
    "image_use": "Att använda en bild",
    "image_other": "Något annat om bilder",
    "national": "1177 nationellt eller Inera",
    "fault": "Något på sidorna som inte fungerar",
}
LETTER_STATES: dict[str, str] = {
    LetterState.WAITING: "Väntar",
    LetterState.SENT: "Skickat",
    LetterState.FAILED: "Kom inte fram",
    LetterState.KEPT: "Kom in",
    LetterState.UNMATCHED: "Väntar på ärende",
    LetterState.ASIDE: "Lagt åt sidan",
}
USES = {
    "editorial": "Nyheter eller annat redaktionellt",
    "book": "Bok eller läromedel",
    "education": "Utbildning",
    "marketing": "Marknadsföring",
    "other": "Annat",
}
WHATS = {
    "extension_asked": "Ber om längre tid",
    "extension_added": "Skrev mer om längre tid",
    "extended": "Längre tid",
    "not_extended": "Nej till längre tid",
}
"""Changes of something else than the state."""


@dataclass(frozen=True, slots=True)
class StaffRow:
    """A request in the list; ``late`` is what `deadlines.why_late` says."""

    number: str
    state: str
    state_label: str
    deadline: str | None
    late: str
    wishes: bool
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
    came: IncomingWords | None


@dataclass(frozen=True, slots=True)
class IncomingWords:
    """What somebody wrote; ``stranger``: not whose case it is; ``files`` (address, name, bytes)."""

    sender: str
    stranger: bool
    subject: str
    body: str
    files: tuple[tuple[str, str, int], ...]


@dataclass(frozen=True, slots=True)
class StaffCase:
    """The staff's page; ``open`` asks for a decision, ``may`` names the states it can go to.

    ``grants`` are all that were ever given, each with when it was taken back; ``wish`` for longer
    time waits for an answer.
    """

    request: UsageRequest
    state_label: str
    about: str
    use: str
    deadline: str | None
    late: str
    grants: tuple[tuple[CaseGrant, datetime | None], ...]
    wish: Extension | None
    handler: str | None
    open: bool
    may: frozenset[str]


def show_row(
    request: UsageRequest, names: Mapping[int, str], promise: Promise, now: datetime
) -> StaffRow:
    """Return a line of the list; ``names`` are the staff's by id."""
    wish = extension_of(request)
    return StaffRow(
        number=request.number,
        state=request.state,
        state_label=LABELS[request.state],
        deadline=_format_request_deadline(request),
        late=why_late(request, now, promise),
        wishes=wish is not None,
        received=wish.asked_at if wish else request.created_at,
        sender=request.organisation or request.name,
        images=len(request.items),
        handler=names.get(request.handler_id) if request.handler_id else None,
    )


def show_staff_case(
    request: UsageRequest, *, names: Mapping[int, str], promise: Promise, now: datetime
) -> StaffCase:
    """Return the staff's page; ``names`` are the staff's by id."""
    return StaffCase(
        request=request,
        state_label=LABELS[request.state],
        about=ABOUT[request.about],
        use=USES[request.use],
        deadline=_format_request_deadline(request),
        late=why_late(request, now, promise),
        grants=tuple((show_grant(grant, ()), grant.revoked_at) for grant in request.grants),
        handler=names.get(request.handler_id) if request.handler_id else None,
        wish=extension_of(request),
        open=request.state in OPEN,
        may=next_states(request),
    )


def _format_request_deadline(request: UsageRequest) -> str | None:
    deadline = wanted_by(request)
    return deadline_words(deadline.isoformat()) if deadline else None


def show_letter(letter: Letter, *, asker: str = "") -> StaffLetter:
    """Return a letter of a list; ``asker`` is whose answers are expected, where there is one."""
    came = show_came(letter, asker) if letter.direction == LetterDirection.IN else None
    return StaffLetter(
        id=letter.id,
        number=letter.context.get("number", ""),
        words=letter_label(letter.kind, came=came is not None),
        recipient=letter.recipient,
        state=letter.state,
        state_label=LETTER_STATES[letter.state],
        when=letter.sent_at or letter.created_at,
        error=letter.last_error,
        came=came,
    )


def show_came(letter: Letter, asker: str) -> IncomingWords:
    sender = letter.sender or ""
    return IncomingWords(
        sender=sender,
        stranger=letter.kind == IncomingKind.REPLY
        and bool(asker)
        and fold_case(sender) != fold_case(asker),
        subject=letter.subject,
        body=letter.body,
        files=tuple(
            (attachment_path(letter.id, row.id), row.name, row.bytes) for row in letter.attachments
        ),
    )
