"""The page of a case for its journalist; the planned use is not on it, since links travel."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Any, Protocol

from dam.database.models import Grant, RequestEvent, RequestItem, UsageRequest
from dam.database.row_states import ItemOutcome, RequestState
from dam.i18n.dates import format_deadline as deadline_words
from dam.i18n.translation import Sentence, say_in_language
from dam.links.refs import image_ref
from dam.mail.grant_letters import link_granted_terms, once_or_each
from dam.rights.credit import translate_label
from dam.usage_requests import extensions
from dam.usage_requests.decision_form import offered_in
from dam.usage_requests.grants import is_grant_open
from dam.usage_requests.outcomes import outcome_of_image
from dam.usage_requests.states import PERMITTED, TAKES_WORDS, UNANSWERED, extension_of

LABELS: dict[str, Sentence] = {
    RequestState.RECEIVED: Sentence("Mottagen"),
    RequestState.CLAIMED: Sentence("Under handläggning"),
    RequestState.NEEDS_INFORMATION: Sentence("Komplettering behövs"),
    RequestState.ANSWERED: Sentence("Besvarad"),
    RequestState.GRANTED: Sentence("Beviljad"),
    RequestState.PARTLY_GRANTED: Sentence("Delvis beviljad"),
    RequestState.DENIED: Sentence("Avslagen"),
    RequestState.WITHDRAWN: Sentence("Tillbakadragen"),
    RequestState.REVOKED: Sentence("Återkallad"),
    RequestState.EXPIRED: Sentence("Tillståndet har gått ut"),
    RequestState.SPAM: Sentence("Skräp"),
}
DENIED = Sentence("Nej, tyvärr.")
STATE_SENTENCES: dict[str, Sentence] = {
    RequestState.RECEIVED: Sentence("Din begäran kom in."),
    RequestState.CLAIMED: Sentence("Någon på pressfunktionen tog ärendet."),
    RequestState.NEEDS_INFORMATION: Sentence("Vi behövde veta mer."),
    RequestState.ANSWERED: Sentence("Du fick svar."),
    RequestState.GRANTED: Sentence("Du fick svar."),
    RequestState.PARTLY_GRANTED: Sentence("Du fick svar."),
    RequestState.DENIED: Sentence("Du fick svar."),
    RequestState.WITHDRAWN: Sentence("Du drog tillbaka din begäran."),
    RequestState.REVOKED: Sentence("Tillståndet återkallades."),
    RequestState.EXPIRED: Sentence("Tillståndet gick ut."),
}
"""What the timeline says of the change to a state."""

QUESTION_SENTENCES: dict[str, Sentence] = STATE_SENTENCES | {
    RequestState.RECEIVED: Sentence("Din fråga kom in."),
    RequestState.WITHDRAWN: Sentence("Du drog tillbaka din fråga."),
}
"""What it says where no image was to be used."""

CHANGE_SENTENCES = {
    "extension_asked": Sentence("Du bad om längre tid."),
    "extension_added": Sentence("Du skrev mer om längre tid."),
    "extended": Sentence("Tillståndet förlängdes."),
    "not_extended": Sentence("Tillståndet förlängdes inte."),
}
"""What it says of a change of something else."""

COMPLETED = Sentence("Du skrev mer.")
ONE_CLOSED = Sentence("En av bilderna är återkallad och får inte användas i nya publiceringar.")
NOT_SHOWN = Sentence("Bilden visas inte längre")


GrantedWords = str | Sequence[Sequence[str]]
"""Words that hold for all images of a permission, or (shown id, words) for each."""


class CaseImage(Protocol):
    """An image as the gate shows it, a card or `UnseenCaseImage`; ``language`` is the title's."""

    @property
    def ref(self) -> str: ...

    @property
    def title(self) -> str: ...

    @property
    def language(self) -> str: ...


class Opened(CaseImage, Protocol):
    """An image that a grant opens, with the sizes that may be had."""

    @property
    def sizes(self) -> Sequence[Any]: ...


@dataclass(frozen=True, slots=True)
class UnseenCaseImage:
    """An image that was asked for and that the public may not see any more."""

    ref: str
    title: str
    language: str
    url: None = None
    preview: None = None


@dataclass(frozen=True, slots=True)
class CaseOutcome:
    """Answer about one image, in words, why not, and what to use instead."""

    image: CaseImage
    words: str
    reason: str
    alternatives: str


@dataclass(frozen=True, slots=True)
class CaseGrant:
    """Permission, once or by shown id; ``until`` is exclusive, ``ends`` the last one."""

    scope: GrantedWords
    channels: GrantedWords
    territory: GrantedWords
    until: datetime | Sequence[tuple[str, datetime]]
    credit: GrantedWords
    conditions: GrantedWords
    ends: datetime
    terms_urls: tuple[str, ...]
    downloads: tuple[Opened, ...]


@dataclass(frozen=True, slots=True)
class Case:
    """The journalist's page. ``question`` waits for words; ``open`` may be withdrawn, and
    ``takes_words`` lets the journalist write.
    ``may_extend`` takes a wish for longer time, ``wished_until`` is the one that waits.
    """

    number: str
    asks_use: bool
    state: str
    state_label: str
    received: datetime
    deadline: str | None
    images: tuple[CaseImage, ...]
    events: tuple[tuple[datetime, str], ...]
    outcomes: tuple[CaseOutcome, ...]
    grant: CaseGrant | None
    question: str | None
    open: bool
    takes_words: bool
    may_extend: bool
    wished_until: date | None


def show_case(
    request: UsageRequest,
    *,
    seen: Mapping[int, CaseImage],
    downloads: Sequence[Opened],
    language: str = "sv",
    now: datetime,
) -> Case:
    """Return the journalist's page; ``seen`` are the images that the gate lets be shown."""
    not_shown = say_in_language(NOT_SHOWN, language)
    images = {
        key: seen.get(key, UnseenCaseImage(image_ref(key), not_shown, language))
        for key in (item.image_id for item in request.items)
    }
    asking = request.state == RequestState.NEEDS_INFORMATION
    grant, wish = live_grant(request, now), extension_of(request)
    state = _shown_state(request, now)
    sentences = STATE_SENTENCES if request.about == "image_use" else QUESTION_SENTENCES
    return Case(
        number=request.number,
        asks_use=request.about == "image_use",
        state=state,
        state_label=say_in_language(LABELS[state], language),
        received=request.created_at,
        deadline=deadline_of(request, language),
        images=tuple(images.values()),
        events=tuple(
            (event.at, say_in_language(words, language))
            for event in request.events
            if (words := _describe_case_event(event, sentences))
        ),
        outcomes=tuple(
            _build_case_outcome(item, images[item.image_id], downloads, language=language, now=now)
            for item in request.items
            if item.outcome != ItemOutcome.OPEN
        ),
        grant=show_grant(grant, downloads, language) if grant else None,
        question=request.events[-1].why if asking else None,
        open=request.state in UNANSWERED,
        takes_words=request.state in TAKES_WORDS,
        may_extend=extensions.may_be_asked(request, now) is not None,
        wished_until=wish.until if wish else None,
    )


def _shown_state(request: UsageRequest, now: datetime) -> str:
    """The state that the journalist is told: spam looks as any other, a grant ends on time."""
    if request.state == RequestState.SPAM:
        return RequestState.RECEIVED
    over = request.grants and live_grant(request, now) is None
    return RequestState.EXPIRED if over and request.state in PERMITTED else request.state


def _build_case_outcome(
    item: RequestItem,
    image: CaseImage,
    downloads: Sequence[Opened],
    *,
    language: str,
    now: datetime,
) -> CaseOutcome:
    if item.outcome == ItemOutcome.DENIED:
        reason, instead = offered_in(language, item.reason), ", ".join(item.alternatives)
        return CaseOutcome(image, say_in_language(DENIED, language), reason, instead)
    opened = {image.ref for image in downloads}
    became = outcome_of_image(
        item.request, item.image_id, opened=opened, language=language, now=now
    )
    return CaseOutcome(image, became.words, became.reason, "")


def live_grant(request: UsageRequest, now: datetime) -> Grant | None:
    """The grant that holds now, the newest where there are several."""
    return next((grant for grant in reversed(request.grants) if is_grant_open(grant, now)), None)


def deadline_of(request: UsageRequest, language: str = "sv") -> str | None:
    return deadline_words(request.deadline.isoformat(), language) if request.deadline else None


def show_grant(grant: Grant, downloads: Sequence[Opened], language: str = "sv") -> CaseGrant:
    """Return what a grant's holder is told, with what may be had of it now."""
    in_words = partial(offered_in, language)
    return CaseGrant(
        scope=once_or_each(grant, "scope", in_words),
        channels=once_or_each(grant, "channels"),
        territory=once_or_each(grant, "territory", in_words),
        until=once_or_each(grant, "ends"),
        credit=once_or_each(grant, "credit", lambda line: translate_label(line, language)),
        conditions=once_or_each(grant, "conditions"),
        ends=grant.ends,
        terms_urls=link_granted_terms(grant, language),
        downloads=tuple(downloads),
    )


def _describe_case_event(event: RequestEvent, sentences: Mapping[str, Sentence]) -> Sentence | None:
    """Sentence on an event for the journalist; None for what is the staff's own."""
    if event.what:
        return CHANGE_SENTENCES[event.what]
    if event.user_id is None and event.from_state and event.to_state in UNANSWERED:
        return COMPLETED
    if event.to_state == RequestState.SPAM:
        return None if event.from_state else sentences[RequestState.RECEIVED]
    if event.from_state == event.to_state and event.to_state in PERMITTED:
        return ONE_CLOSED
    return sentences[event.to_state]
