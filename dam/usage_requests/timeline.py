"""The thread of a case: every change, note and letter, out and in, in the order of time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from jinja2 import TemplateError

from dam.database.models import Letter, RequestEvent, UsageRequest
from dam.database.row_states import LetterDirection, RequestState
from dam.mail.render import Letterhead, RenderedLetter, render_without_secrets
from dam.usage_requests.case_page import LABELS
from dam.usage_requests.desk_page import WHATS, StaffLetter, show_letter

SOMEBODY = "Någon i redaktionen"


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """One thing in the thread: a change ("event"), a note or a letter.

    ``text`` is what was written with it; of a letter of ours, all that stands in it, with words in
    the place of its secret links. A letter that can no longer be read has none.
    """

    kind: str
    at: datetime
    who: str
    words: str
    text: str
    letter: StaffLetter | None = None


def build_timeline(
    request: UsageRequest,
    letters: Sequence[Letter],
    *,
    names: Mapping[int, str],
    letterhead: Letterhead,
) -> tuple[TimelineEntry, ...]:
    """Return the whole thread; at one moment the letter that came, what it changed, our letters."""
    entries = [
        *(
            _build_letter_entry(letter, request, letterhead)
            for letter in letters
            if letter.direction == LetterDirection.IN
        ),
        *_list_event_entries(request, names),
        *(
            TimelineEntry("note", row.at, names.get(row.user_id, SOMEBODY), "Anteckning", row.text)
            for row in request.notes
        ),
        *(
            _build_letter_entry(letter, request, letterhead)
            for letter in letters
            if letter.direction == LetterDirection.OUT
        ),
    ]
    return tuple(sorted(entries, key=lambda entry: entry.at))


def render_sent_letter(letter: Letter, letterhead: Letterhead) -> RenderedLetter | None:
    """Return a letter of ours as it read; None where its template has changed since."""
    try:
        return render_without_secrets(letter.kind, letter.language, letter.context, letterhead)
    except (TemplateError, LookupError):
        return None


def _list_event_entries(request: UsageRequest, names: Mapping[int, str]) -> Iterator[TimelineEntry]:
    for event in request.events:
        words = WHATS[event.what] if event.what else LABELS[event.to_state]
        yield TimelineEntry("event", event.at, _name_event_actor(event, names), words, event.why)


def _name_event_actor(event: RequestEvent, names: Mapping[int, str]) -> str:
    if event.user_id is not None:
        return names.get(event.user_id, SOMEBODY)
    return "Tiden" if event.to_state == RequestState.EXPIRED else "Den som frågar"


def _build_letter_entry(
    letter: Letter, request: UsageRequest, letterhead: Letterhead
) -> TimelineEntry:
    view = show_letter(letter, asker=request.email)
    if view.came:
        return TimelineEntry("letter", letter.created_at, view.came.sender, view.words, "", view)
    rendered = render_sent_letter(letter, letterhead)
    text = f"{rendered.subject}\n\n{rendered.text.strip()}" if rendered else ""
    return TimelineEntry("letter", letter.created_at, letter.recipient, view.words, text, view)
