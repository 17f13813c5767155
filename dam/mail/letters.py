"""Letters that we send: a function each, with a folder of its name in templates/letters.

A function only drafts; `dam.mail.outbox.post_letter` makes the row. Links stay unfilled until the
letter is sent, so no stored letter opens anything.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from dam.database.models import Invitation, Organisation, TermsVersion, UsageRequest, User
from dam.links.paths import terms_path
from dam.links.refs import image_ref
from dam.links.staff_paths import IMAGES, PERSONS, REQUESTS, STAFF


@dataclass(frozen=True, slots=True)
class LetterDraft:
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


def draft_receipt(request: UsageRequest) -> LetterDraft:
    """To an address that nobody has verified, so nothing that a visitor wrote goes along. Images
    are counted of a request to use them; a question is called a question.
    """
    return to_journalist(
        "receipt",
        request,
        {
            "count": len(request.items) if request.about == "image_use" else 0,
            "deadline": format_iso_moment(request.deadline),
            "case": _case_link(request),
        },
    )


def draft_case_links(requests: Sequence[UsageRequest]) -> LetterDraft:
    """To the address of these cases, the newest first: the way to each of them."""
    links = [_case_link(each) for each in requests]
    return to_journalist("case_links", requests[0], {"count": len(links), "case_links": links})


def draft_new_request_notice(request: UsageRequest, *, press_email: str) -> LetterDraft:
    """To the press office; nothing of the planned use stands in a letter."""
    return to_press("notice", request, press_email)


def region_notice(
    request: UsageRequest, region: Organisation, image_ids: Iterable[int]
) -> LetterDraft:
    """To a region that owns images asked for; it has no account and learns no name."""
    return LetterDraft(
        "region_notice",
        region.email or "",
        {
            "number": request.number,
            "region": region.display_name,
            "images": list_image_refs(image_ids),
            "deadline": format_iso_moment(request.deadline),
        },
        request_id=request.id,
    )


def draft_reply_notice(
    request: UsageRequest, *, press_email: str, by_another: bool = False
) -> LetterDraft:
    """To the press office: the journalist has completed the request, or another has written."""
    draft = to_press("replied", request, press_email)
    return replace(draft, context={**draft.context, "by_another": by_another})


def request_withdrawn(request: UsageRequest, *, press_email: str) -> LetterDraft:
    """To the press office: the journalist has taken the request back."""
    return to_press("request_withdrawn", request, press_email)


def needs_information(request: UsageRequest, question: str) -> LetterDraft:
    return to_journalist(
        "needs_information",
        request,
        {"name": request.name, "question": question, "case": _case_link(request)},
    )


def draft_question_answer(request: UsageRequest, message: str) -> LetterDraft:
    """An answer to a question, without any permission."""
    return to_journalist("answer", request, {"name": request.name, "message": message})


def draft_daily_digest(
    press_email: str,
    made: datetime,
    *,
    open_cases: int,
    late: Sequence[str],
    undelivered: int,
    in_review: int = 0,
    refused: int = 0,
) -> LetterDraft:
    """To the press office each morning: numbers alone; nothing of what anybody asked for."""
    context = {
        "made": format_iso_moment(made),
        "open": open_cases,
        "late": list(late),
        "undelivered": undelivered,
        "in_review": in_review,
        "refused": refused,
        "overview": link_own_page(f"{STAFF}/"),
        "desk": link_own_page(REQUESTS),
    }
    return LetterDraft("digest", press_email, context)


def draft_invitation(invited: Invitation, until: datetime) -> LetterDraft:
    """To somebody who is to work here: the link by which they make their account."""
    link = {"link": "invitation", "id": invited.id, "generation": invited.token_generation}
    return LetterDraft(
        "invitation", invited.email, {"until": format_iso_moment(until), "link": link}
    )


def new_password(user: User, until: datetime) -> LetterDraft:
    """To somebody on the staff: the link by which they choose a new password."""
    link = {"link": "password", "id": user.id, "generation": user.password_generation}
    return LetterDraft(
        "new_password", user.email, {"until": format_iso_moment(until), "link": link}
    )


def draft_review_return(sender: User, image_id: int) -> LetterDraft:
    """To whoever sent an image to review and gets it back; why stands on the image's page."""
    return _draft_about_image("sent_back", sender, image_id)


def approval_lost(holder: User, image_id: int) -> LetterDraft:
    """To whoever sent or scheduled an image that has been changed since; how stands on its page."""
    return _draft_about_image("approval_lost", holder, image_id)


def change_approved(proposer: User, image_id: int) -> LetterDraft:
    """To whoever proposed a change of a published image that another has approved."""
    return _draft_about_image("change_approved", proposer, image_id)


def change_refused(proposer: User, image_id: int) -> LetterDraft:
    """To whoever proposed a change of a published image that was refused; why stands there."""
    return _draft_about_image("change_refused", proposer, image_id, "/anteckningar")


def basis_approved(proposer: User, person_id: int) -> LetterDraft:
    """To whoever let a legal basis wait that another has approved; whose it is stands there."""
    person = link_own_page(f"{PERSONS}/{person_id}")
    return LetterDraft("basis_approved", proposer.email, {"editor": person})


def _draft_about_image(kind: str, user: User, image_id: int, below: str = "") -> LetterDraft:
    """To somebody on the staff, with one of an image's own pages."""
    page = link_own_page(f"{IMAGES}/{image_id}{below}")
    return LetterDraft(kind, user.email, {"images": list_image_refs([image_id]), "editor": page})


def draft_trial_letter(recipient: str, language: str, subject: str, text: str) -> LetterDraft:
    """To whoever wants to see how a letter arrives, filled already."""
    return LetterDraft("trial", recipient, {"subject": subject, "text": text}, language=language)


def list_image_refs(image_ids: Iterable[int]) -> list[str]:
    """The images as values hold them: `image_names` puts titles beside their ids."""
    return [image_ref(key) for key in sorted(image_ids)]


def link_terms_page(version: TermsVersion, language: str) -> str:
    """Address of a version of the terms, in the language if it has words in it."""
    spoken = {text.language for text in version.texts}
    return terms_path(version.terms.slug, version.n, language if language in spoken else "sv")


def link_own_page(path: str) -> dict[str, str]:
    """A link to one of our own pages."""
    return {"link": "page", "path": path}


def to_journalist(kind: str, request: UsageRequest, context: Mapping[str, Any]) -> LetterDraft:
    """A letter to whoever asked, in their language."""
    return LetterDraft(
        kind,
        request.email,
        {"number": request.number, **context},
        language=request.language,
        request_id=request.id,
    )


def to_press(kind: str, request: UsageRequest, press_email: str) -> LetterDraft:
    """A letter to the desk about a case: numbers alone, and the way to it."""
    return LetterDraft(
        kind,
        press_email,
        {
            "number": request.number,
            "received": format_iso_moment(request.created_at),
            "deadline": format_iso_moment(request.deadline),
            "count": len(request.items),
            "desk": {"link": "desk", "number": request.number},
        },
        reply_to=request.email,
        request_id=request.id,
    )


def _case_link(request: UsageRequest) -> dict[str, Any]:
    return {"link": "case", "id": request.id, "generation": request.token_generation}


def format_iso_moment(moment: datetime | None) -> str | None:
    """A moment as a letter's values hold it."""
    return moment.isoformat() if moment else None
