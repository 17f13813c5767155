"""Letters about what may be used: yes, no, longer, taken back; drafted as `letters` are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from dam.database.models import Grant, TermsVersion, UsageRequest
from dam.mail.letters import (
    LetterDraft,
    format_iso_moment,
    link_own_page,
    link_terms_page,
    list_image_refs,
    to_journalist,
    to_press,
)


@dataclass(frozen=True, slots=True)
class PermissionLines:
    """What a letter says of the permission for one image. ``until`` is exclusive, ``channels`` are
    codes with commas between.
    """

    scope: str
    until: datetime
    credit: str
    channels: str = ""
    territory: str = ""
    conditions: str = ""
    terms: TermsVersion | None = None


@dataclass(frozen=True, slots=True)
class Denied:
    """What a letter says of a no to some images."""

    images: Sequence[str]
    reason: str
    alternatives: Sequence[str] = ()


def draft_grant(
    request: UsageRequest, given: Mapping[str, PermissionLines], grant: Grant | None
) -> LetterDraft:
    """A yes to everything asked for, by shown id; without ``grant`` it is a preview, whose link is
    unmade.
    """
    return to_journalist("granted", request, _list_permission_values(request, given, grant))


def partly_granted(
    request: UsageRequest,
    given: Mapping[str, PermissionLines],
    refused: Sequence[Denied],
    grant: Grant | None,
) -> LetterDraft:
    """A yes to some images and a no to the rest."""
    context = _list_permission_values(request, given, grant) | {
        "denied": _list_denial_values(refused)
    }
    return to_journalist("partly_granted", request, context)


def draft_denial(request: UsageRequest, refused: Sequence[Denied]) -> LetterDraft:
    return to_journalist(
        "denied", request, {"name": request.name, "denied": _list_denial_values(refused)}
    )


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
    request: UsageRequest,
    image_ids: Iterable[int],
    until: datetime,
    reason: str,
    *,
    ended: bool,
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


def once_or_each(values: Mapping[str, str]) -> str | list[list[str]]:
    """What holds for some images, by shown id: said once where it is the same for all, else as
    [shown id, words] for each.
    """
    alike = set(values.values())
    return alike.pop() if len(alike) == 1 else [list(pair) for pair in values.items()]


def _list_permission_values(
    request: UsageRequest, given: Mapping[str, PermissionLines], grant: Grant | None
) -> dict[str, Any]:
    def said(name: str) -> str | list[list[str]]:
        return once_or_each({image: getattr(one, name) for image, one in given.items()})

    versions = [one.terms for one in given.values() if one.terms]
    return {
        "name": request.name,
        "images": list(given),
        **{name: said(name) for name in ("scope", "channels", "territory", "credit", "conditions")},
        "until": once_or_each({image: one.until.isoformat() for image, one in given.items()}),
        "ends": format_iso_moment(max(one.until for one in given.values())),
        "terms": [
            link_own_page(path)
            for path in dict.fromkeys(link_terms_page(one, request.language) for one in versions)
        ],
        "download": _link_grant_downloads(grant),
    }


def _link_grant_downloads(grant: Grant | None) -> dict[str, Any]:
    return {
        "link": "grant",
        "id": grant.id if grant else None,
        "generation": grant.token_generation if grant else None,
    }


def _list_denial_values(refused: Sequence[Denied]) -> list[dict[str, Any]]:
    return [
        {
            "images": list(one.images),
            "reason": one.reason,
            "alternatives": list(one.alternatives),
        }
        for one in refused
    ]
