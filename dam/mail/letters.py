"""What we send by mail: a function a letter, each with a folder of its name in templates/letters.

A function only drafts; `dam.mail.outbox.post` makes the row. Links stay unfilled until the letter
is sent, so no stored letter opens anything.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from dam.database.models import Image, Invitation, Organisation, TermsVersion, UsageRequest, User
from dam.links.paths import short_path, terms_path
from dam.links.refs import image_ref


@dataclass(frozen=True, slots=True)
class Draft:
    """A letter that nobody has posted: one recipient, and values for its folder of templates.

    Values are JSON; a moment is ISO 8601, an unfilled address is {"link": kind, …}. Answers go to
    ``reply_to``, or to the press office where it is None.
    """

    kind: str
    recipient: str
    context: Mapping[str, Any]
    reply_to: str | None = None
    language: str = "sv"
    request_id: int | None = None


@dataclass(frozen=True, slots=True)
class Closed:
    """What a letter says of images that may not be used any more; ``reason`` is a sentence."""

    since: datetime
    reason: str
    remove: bool
    replaced_by: int | None = None


@dataclass(frozen=True, slots=True)
class Off:
    """The link by which somebody who asked to be told stops the letters."""

    watcher_id: int
    generation: int


def receipt(request: UsageRequest) -> Draft:
    """To an address that nobody has verified, so nothing that a visitor wrote goes along."""
    return to_journalist(
        "receipt",
        request,
        {
            "count": len(request.items),
            "deadline": iso(request.deadline),
            "case": _case_link(request),
        },
    )


def notice(request: UsageRequest, *, press_email: str) -> Draft:
    """To the press office; nothing of the planned use stands in a letter."""
    return to_press("notice", request, press_email)


def region_notice(request: UsageRequest, region: Organisation, image_ids: Iterable[int]) -> Draft:
    """To a region that owns images asked for; it has no account and learns no name."""
    return Draft(
        "region_notice",
        region.email or "",
        {
            "number": request.number,
            "region": region.display_name,
            "images": refs(image_ids),
            "deadline": iso(request.deadline),
        },
        request_id=request.id,
    )


def replied(request: UsageRequest, *, press_email: str, by_another: bool = False) -> Draft:
    """To the press office: the journalist has completed the request, or another has written."""
    draft = to_press("replied", request, press_email)
    return replace(draft, context={**draft.context, "by_another": by_another})


def request_withdrawn(request: UsageRequest, *, press_email: str) -> Draft:
    """To the press office: the journalist has taken the request back."""
    return to_press("request_withdrawn", request, press_email)


def needs_information(request: UsageRequest, question: str) -> Draft:
    return to_journalist(
        "needs_information",
        request,
        {"name": request.name, "question": question, "case": _case_link(request)},
    )


def answer(request: UsageRequest, message: str) -> Draft:
    """An answer to a question, without any permission."""
    return to_journalist("answer", request, {"name": request.name, "message": message})


def image_closed(
    recipient: str, language: str, image_ids: Iterable[int], said: Closed, off: Off | None
) -> Draft:
    """To whoever holds a grant or asked to be told: do not use these in anything new."""
    context = {
        "images": refs(image_ids),
        "since": iso(said.since),
        "reason": said.reason,
        "remove": said.remove,
        "replacement": page(short_path(said.replaced_by)) if said.replaced_by else None,
        "off": _off(off) if off else None,
    }
    return Draft("image_closed", recipient, context, language=language)


def image_changed(
    recipient: str, language: str, image: Image, what: Iterable[str], off: Off
) -> Draft:
    """To whoever asked to be told; ``what`` is among caption, credit and terms."""
    terms = image.terms_version
    context = {
        "images": refs([image.id]),
        "what": sorted(what),
        "terms": page(terms_page(terms, language)) if terms else None,
        "page": page(short_path(image.id)),
        "off": _off(off),
    }
    return Draft("image_changed", recipient, context, language=language)


def image_replaced(recipient: str, language: str, image_id: int, note: str, off: Off) -> Draft:
    """To whoever asked to be told: the same address gives another file; ``note`` may be empty."""
    context = {
        "images": refs([image_id]),
        "note": note,
        "page": page(short_path(image_id)),
        "off": _off(off),
    }
    return Draft("image_replaced", recipient, context, language=language)


def watch_confirm(recipient: str, language: str, image_id: int, off: Off) -> Draft:
    """To an address that nobody has verified: nothing more is sent before it says yes."""
    context = {"images": refs([image_id]), "confirm": {**_off(off), "link": "watch"}}
    return Draft("watch_confirm", recipient, context, language=language)


def digest(
    press_email: str,
    made: datetime,
    *,
    open_cases: int,
    late: Sequence[str],
    undelivered: int,
    in_review: int = 0,
    refused: int = 0,
) -> Draft:
    """To the press office each morning: numbers alone; nothing of what anybody asked for."""
    context = {
        "made": iso(made),
        "open": open_cases,
        "late": list(late),
        "undelivered": undelivered,
        "in_review": in_review,
        "refused": refused,
        "overview": page("/redaktion/"),
        "desk": page("/redaktion/arenden"),
    }
    return Draft("digest", press_email, context)


def invitation(invited: Invitation, until: datetime) -> Draft:
    """To somebody who is to work here: the link by which they make their account."""
    link = {"link": "invitation", "id": invited.id, "generation": invited.token_generation}
    return Draft("invitation", invited.email, {"until": iso(until), "link": link})


def new_password(user: User, until: datetime) -> Draft:
    """To somebody on the staff: the link by which they choose a new password."""
    link = {"link": "password", "id": user.id, "generation": user.password_generation}
    return Draft("new_password", user.email, {"until": iso(until), "link": link})


def sent_back(sender: User, image_id: int) -> Draft:
    """To whoever sent an image to review and gets it back; why stands on the image's page."""
    editor = page(f"/redaktion/bilder/{image_id}")
    return Draft("sent_back", sender.email, {"images": refs([image_id]), "editor": editor})


def approval_lost(holder: User, image_id: int) -> Draft:
    """To whoever sent or scheduled an image that has been changed since; how stands on its page."""
    editor = page(f"/redaktion/bilder/{image_id}")
    return Draft("approval_lost", holder.email, {"images": refs([image_id]), "editor": editor})


def change_approved(proposer: User, image_id: int) -> Draft:
    """To whoever proposed a change of a published image that another has approved."""
    editor = page(f"/redaktion/bilder/{image_id}")
    return Draft("change_approved", proposer.email, {"images": refs([image_id]), "editor": editor})


def change_refused(proposer: User, image_id: int) -> Draft:
    """To whoever proposed a change of a published image that was refused; why stands there."""
    notes = page(f"/redaktion/bilder/{image_id}/anteckningar")
    return Draft("change_refused", proposer.email, {"images": refs([image_id]), "editor": notes})


def trial(recipient: str, language: str, subject: str, text: str) -> Draft:
    """To whoever wants to see how a letter arrives, filled already."""
    return Draft("trial", recipient, {"subject": subject, "text": text}, language=language)


def refs(image_ids: Iterable[int]) -> list[str]:
    """The images as letters name them: by id, since a title may be hidden when a letter is read."""
    return [image_ref(one) for one in sorted(image_ids)]


def terms_page(version: TermsVersion, language: str) -> str:
    """Where a version of the terms stands, in the language if it has words in it."""
    spoken = {text.language for text in version.texts}
    return terms_path(version.terms.slug, version.n, language if language in spoken else "sv")


def _off(off: Off) -> dict[str, Any]:
    return {"link": "watch_off", "id": off.watcher_id, "generation": off.generation}


def page(path: str) -> dict[str, str]:
    """A link to one of our own pages."""
    return {"link": "page", "path": path}


def to_journalist(kind: str, request: UsageRequest, context: Mapping[str, Any]) -> Draft:
    """A letter to whoever asked, in their language."""
    return Draft(
        kind,
        request.email,
        {"number": request.number, **context},
        language=request.language,
        request_id=request.id,
    )


def to_press(kind: str, request: UsageRequest, press_email: str) -> Draft:
    """A letter to the desk about a case: numbers alone, and the way to it."""
    return Draft(
        kind,
        press_email,
        {
            "number": request.number,
            "received": iso(request.created_at),
            "deadline": iso(request.deadline),
            "count": len(request.items),
            "desk": {"link": "desk", "number": request.number},
        },
        reply_to=request.email,
        request_id=request.id,
    )


def _case_link(request: UsageRequest) -> dict[str, Any]:
    return {"link": "case", "id": request.id, "generation": request.token_generation}


def iso(moment: datetime | None) -> str | None:
    """A moment as a letter's values hold it."""
    return moment.isoformat() if moment else None
