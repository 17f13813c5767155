"""Letters about what may be used: yes, no, longer, taken back; drafted as `letters` are."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from dam.database.models import Grant, RequestItem, UsageRequest
from dam.links.refs import image_ref
from dam.mail.letters import (
    LetterDraft,
    format_iso_moment,
    link_own_page,
    link_terms_page,
    list_image_refs,
    to_journalist,
    to_press,
)
from dam.rights.credit import translate_label


def draft_decision(
    request: UsageRequest, grant: Grant | None, denied: Sequence[RequestItem]
) -> LetterDraft:
    """Yes to the images of the grant, no to the others; a grant not stored has no link yet."""
    context: dict[str, Any] = {"name": request.name}
    if grant:
        context |= _list_permission_values(grant, request.language)
    if denied:
        context["denied"] = _list_denial_values(denied)
    if grant is None:
        return to_journalist("denied", request, context)
    return to_journalist("partly_granted" if denied else "granted", request, context)


def draft_revocation(request: UsageRequest, image_ids: Iterable[int], reason: str) -> LetterDraft:
    """To the holder of a grant that the press office has taken back."""
    return to_journalist(
        "revoked",
        request,
        {"name": request.name, "images": list_image_refs(image_ids), "reason": reason},
    )


def extension_asked(
    request: UsageRequest, deadline: datetime | None, press_email: str
) -> LetterDraft:
    """To the press office: the holder asks for longer time; nothing of why stands in it."""
    draft = to_press("extension_asked", request, press_email)
    return replace(draft, context={**draft.context, "deadline": format_iso_moment(deadline)})


def draft_extension(
    request: UsageRequest, image_ids: Iterable[int], until: datetime, grant: Grant
) -> LetterDraft:
    """A yes to longer time, by the link that the holder has; ``until`` is exclusive."""
    return to_journalist(
        "extended",
        request,
        {
            "name": request.name,
            "images": list_image_refs(image_ids),
            "until": format_iso_moment(until),
            "download": _link_grant_downloads(grant),
        },
    )


def not_extended(
    request: UsageRequest, image_ids: Iterable[int], until: datetime, reason: str, *, ended: bool
) -> LetterDraft:
    """A no to longer time: the permission is what it was, until its exclusive end."""
    context = {
        "name": request.name,
        "images": list_image_refs(image_ids),
        "until": format_iso_moment(until),
        "ended": ended,
        "reason": reason,
    }
    return to_journalist("not_extended", request, context)


def once_or_each(
    grant: Grant, column: str, in_words: Callable[[Any], Any] = lambda value: value
) -> Any:
    """A column of the granted images: once where all have the same, else [shown id, words]."""
    values = {image_ref(item.image_id): in_words(getattr(item, column)) for item in grant.items}
    alike = set(values.values())
    return alike.pop() if len(alike) == 1 else [list(pair) for pair in values.items()]


def link_granted_terms(grant: Grant, language: str) -> tuple[str, ...]:
    """The pages of the terms that the images were granted under."""
    versions = (item.terms_version for item in grant.items)
    return tuple(dict.fromkeys(link_terms_page(version, language) for version in versions))


def _list_permission_values(grant: Grant, language: str) -> dict[str, Any]:
    columns = ("scope", "channels", "territory", "conditions")
    return {
        "images": [image_ref(item.image_id) for item in grant.items],
        **{column: once_or_each(grant, column) for column in columns},
        "credit": once_or_each(grant, "credit", lambda line: translate_label(line, language)),
        "until": once_or_each(grant, "ends", datetime.isoformat),
        "ends": format_iso_moment(grant.ends),
        "terms": [link_own_page(path) for path in link_granted_terms(grant, language)],
        "download": _link_grant_downloads(grant),
    }


def _link_grant_downloads(grant: Grant) -> dict[str, Any]:
    return {"link": "grant", "id": grant.id, "generation": grant.token_generation}


def _list_denial_values(denied: Sequence[RequestItem]) -> list[dict[str, Any]]:
    """Each reason and what may be used instead, once for the images that were answered alike."""
    alike: dict[tuple[str, ...], list[str]] = {}
    for item in denied:
        alike.setdefault((item.reason, *item.alternatives), []).append(image_ref(item.image_id))
    return [
        {"images": images, "reason": reason, "alternatives": alternatives}
        for (reason, *alternatives), images in alike.items()
    ]
