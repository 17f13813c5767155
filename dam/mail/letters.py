"""What we send by mail: a function a letter, each with a folder of its name in templates/letters.

A function only drafts; `dam.mail.outbox.post` makes the row. Links stay unfilled until the letter
is sent, so no stored letter opens anything.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from dam.links import image_ref, short_path, terms_path
from dam.models import Grant, Image, Organisation, TermsVersion, UsageRequest


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
class Given:
    """What a letter says of a permission. ``until`` is exclusive; ``credits`` by shown id."""

    images: Sequence[str]
    scope: str
    until: datetime
    credits: Mapping[str, str]
    conditions: str
    terms: Sequence[TermsVersion] = field(default=())


@dataclass(frozen=True, slots=True)
class Denied:
    """What a letter says of a no."""

    images: Sequence[str]
    reason: str
    alternatives: Sequence[str] = ()


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
    return _to_journalist(
        "receipt",
        request,
        {
            "count": len(request.items),
            "deadline": _iso(request.deadline),
            "case": _case_link(request),
        },
    )


def notice(request: UsageRequest, *, press_email: str) -> Draft:
    """To the press office; nothing of the planned use stands in a letter."""
    return _to_press("notice", request, press_email)


def region_notice(request: UsageRequest, region: Organisation, image_ids: Iterable[int]) -> Draft:
    """To a region that owns images asked for; it has no account and learns no name."""
    return Draft(
        "region_notice",
        region.email or "",
        {
            "number": request.number,
            "region": region.display_name,
            "images": refs(image_ids),
            "deadline": _iso(request.deadline),
        },
        request_id=request.id,
    )


def replied(request: UsageRequest, *, press_email: str, by_another: bool = False) -> Draft:
    """To the press office: the journalist has completed the request, or another has written."""
    draft = _to_press("replied", request, press_email)
    return replace(draft, context={**draft.context, "by_another": by_another})


def request_withdrawn(request: UsageRequest, *, press_email: str) -> Draft:
    """To the press office: the journalist has taken the request back."""
    return _to_press("request_withdrawn", request, press_email)


def needs_information(request: UsageRequest, question: str) -> Draft:
    return _to_journalist(
        "needs_information",
        request,
        {"name": request.name, "question": question, "case": _case_link(request)},
    )


def granted(request: UsageRequest, given: Given, grant: Grant | None) -> Draft:
    """A yes to everything asked for; without ``grant`` it is a preview, whose link is unmade."""
    return _to_journalist("granted", request, _given(request, given, grant))


def partly_granted(
    request: UsageRequest, given: Given, denied_: Denied, grant: Grant | None
) -> Draft:
    """A yes to some images and a no to the rest."""
    context = _given(request, given, grant) | {"denied": _denied(denied_)}
    return _to_journalist("partly_granted", request, context)


def denied(request: UsageRequest, denied_: Denied) -> Draft:
    return _to_journalist("denied", request, {"name": request.name, "denied": _denied(denied_)})


def answer(request: UsageRequest, message: str) -> Draft:
    """An answer to a question, without any permission."""
    return _to_journalist("answer", request, {"name": request.name, "message": message})


def revoked(request: UsageRequest, image_ids: Iterable[int], reason: str) -> Draft:
    """To the holder of a grant that the press office has taken back."""
    return _to_journalist(
        "revoked",
        request,
        {"name": request.name, "images": refs(image_ids), "reason": reason},
    )


def image_closed(
    recipient: str, language: str, image_ids: Iterable[int], said: Closed, off: Off | None
) -> Draft:
    """To whoever holds a grant or asked to be told: do not use these in anything new."""
    context = {
        "images": refs(image_ids),
        "since": _iso(said.since),
        "reason": said.reason,
        "remove": said.remove,
        "replacement": _page(short_path(said.replaced_by)) if said.replaced_by else None,
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
        "terms": _page(terms_path(terms.terms.slug, terms.n)) if terms else None,
        "page": _page(short_path(image.id)),
        "off": _off(off),
    }
    return Draft("image_changed", recipient, context, language=language)


def watch_confirm(recipient: str, language: str, image_id: int, off: Off) -> Draft:
    """To an address that nobody has verified: nothing more is sent before it says yes."""
    context = {"images": refs([image_id]), "confirm": {**_off(off), "link": "watch"}}
    return Draft("watch_confirm", recipient, context, language=language)


def digest(
    press_email: str, made: datetime, *, open_cases: int, late: Sequence[str], undelivered: int
) -> Draft:
    """To the press office each morning: numbers alone; nothing of what anybody asked for."""
    context = {
        "made": _iso(made),
        "open": open_cases,
        "late": list(late),
        "undelivered": undelivered,
        "desk": _page("/redaktion/arenden"),
    }
    return Draft("digest", press_email, context)


def refs(image_ids: Iterable[int]) -> list[str]:
    """The images as letters name them: by id, since a title may be hidden when a letter is read."""
    return [image_ref(one) for one in sorted(image_ids)]


def _off(off: Off) -> dict[str, Any]:
    return {"link": "watch_off", "id": off.watcher_id, "generation": off.generation}


def _page(path: str) -> dict[str, str]:
    return {"link": "page", "path": path}


def _to_journalist(kind: str, request: UsageRequest, context: Mapping[str, Any]) -> Draft:
    return Draft(
        kind,
        request.email,
        {"number": request.number, **context},
        language=request.language,
        request_id=request.id,
    )


def _to_press(kind: str, request: UsageRequest, press_email: str) -> Draft:
    return Draft(
        kind,
        press_email,
        {
            "number": request.number,
            "received": _iso(request.created_at),
            "deadline": _iso(request.deadline),
            "count": len(request.items),
            "desk": {"link": "desk", "number": request.number},
        },
        reply_to=request.email,
        request_id=request.id,
    )


def _given(request: UsageRequest, given: Given, grant: Grant | None) -> dict[str, Any]:
    one_credit = len(set(given.credits.values())) == 1
    return {
        "name": request.name,
        "images": list(given.images),
        "scope": given.scope,
        "until": _iso(given.until),
        "credit": next(iter(given.credits.values())) if one_credit else None,
        "credits": [list(pair) for pair in given.credits.items()],
        "conditions": given.conditions,
        "terms": [_page(terms_path(one.terms.slug, one.n)) for one in given.terms],
        "download": {
            "link": "grant",
            "id": grant.id if grant else None,
            "generation": grant.token_generation if grant else None,
        },
    }


def _denied(said: Denied) -> dict[str, Any]:
    return {
        "images": list(said.images),
        "reason": said.reason,
        "alternatives": list(said.alternatives),
    }


def _case_link(request: UsageRequest) -> dict[str, Any]:
    return {"link": "case", "id": request.id, "generation": request.token_generation}


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
