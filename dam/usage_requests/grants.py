"""Grants: what a yes opens, until when, and how it is taken back."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from dam.database.models import Grant, GrantItem, Image, UsageRequest
from dam.database.models.eager_loading import GRANTED
from dam.database.row_states import RequestState
from dam.i18n.form_reader import require_text
from dam.links.tokens import Signer
from dam.mail import grant_letters, outbox
from dam.rights.credit import credit_line
from dam.rights.decision import GrantFacts
from dam.rights.periods import end_of_last_day
from dam.text import limits
from dam.usage_requests import extensions, states
from dam.usage_requests.decision_form import Permission

KIND = "grant"
"""What `tokens.Signer` signs a grant's token as."""


def build_grant(request: UsageRequest, permitted: Sequence[tuple[Image, Permission]]) -> Grant:
    """Return the grant of these permissions, each image through its own last day; not added."""
    items = [
        GrantItem(
            image_id=image.id,
            image=image,
            terms_version_id=image.terms_version_id,
            terms_version=image.terms_version,
            ends=end_of_last_day(permission.until),
            scope=permission.scope,
            channels=",".join(permission.channels),
            territory=permission.territory,
            credit=permission.credit
            or credit_line(image.creators, image.brand, image.credit_override, kind=image.kind),
            conditions=permission.conditions,
        )
        for image, permission in permitted
    ]
    ends = max(item.ends for item in items)
    return Grant(recipient=request.email, token_generation=1, ends=ends, items=items)


def add_grant(
    request: UsageRequest,
    permitted: Sequence[tuple[Image, Permission]],
    *,
    by: int | None,
    now: datetime,
) -> Grant:
    """Add a grant to the request: one link, which opens from now."""
    grant = build_grant(request, permitted)
    grant.starts, grant.granted_by = now, by
    request.grants.append(grant)
    return grant


def open_grant(session: Session, signer: Signer, token: str, now: datetime) -> Grant | None:
    """Return the grant that a link opens now, or None: forged, replaced, revoked or ended."""
    read = signer.read_token(KIND, token)
    grant = session.get(Grant, read[0], options=GRANTED) if read else None
    if grant is None or read is None or grant.token_generation != read[1]:
        return None
    return grant if is_grant_open(grant, now) else None


def find_shut(session: Session, signer: Signer, token: str) -> Grant | None:
    """Return the grant of a link that was sent once and opens nothing now; None if forged."""
    read = signer.read_token(KIND, token)
    return session.get(Grant, read[0], options=GRANTED) if read else None


def find_grant_language(session: Session, signer: Signer, token: str) -> str | None:
    """Return the language of whoever got the link, also once it is shut; None for a forged one."""
    read = signer.read_token(KIND, token)
    query = select(UsageRequest.language).join(Grant).where(Grant.id == read[0]) if read else None
    return session.scalar(query) if query is not None else None


def grant_facts(grant: Grant, image_id: int) -> GrantFacts:
    """Facts of a grant for `rights.decide`, about one of its images; revoked for any other."""
    item = next((item for item in grant.items if item.image_id == image_id), None)
    revoked = grant.revoked_at is not None or item is None or item.revoked_at is not None
    return GrantFacts(grant.starts, item.ends if item else grant.starts, revoked=revoked)


def is_grant_open(grant: Grant, now: datetime) -> bool:
    """Whether the grant opens anything at ``now``."""
    return any(grant_facts(grant, item.image_id).holds(now) for item in grant.items)


def revoke_grants(
    session: Session,
    request: UsageRequest,
    reason: str,
    *,
    version: int | None,
    by: int | None,
    now: datetime,
) -> None:
    """Take back every grant of a request: its links are dead at once, and the holder is told.

    Raises BadInput without a reason, Conflict where there is nothing to take back.
    """
    wrong = f"Skriv varför tillståndet återkallas, med högst {limits.DECISION['reason']} tecken"
    reason = require_text("revoke_reason", reason, limits.DECISION["reason"], wrong, wrong)
    states.lock_request(session, request, version)
    states.change_request_state(session, request, RequestState.REVOKED, by=by, now=now, why=reason)
    images = [
        item.image_id
        for grant in request.grants
        for item in grant.items
        if grant.revoked_at is None and item.revoked_at is None
    ]
    _shut_grants(request, now)
    outbox.post_letter(session, grant_letters.draft_revocation(request, images, reason), now=now)


def revoke_images(
    session: Session, image_ids: Collection[int], why: str, *, by: int | None, now: datetime
) -> None:
    """Revoke what was granted of these images, and a request with nothing left; tells nobody."""
    touched = (
        select(UsageRequest)
        .join(Grant)
        .join(GrantItem)
        .where(
            GrantItem.image_id.in_(image_ids),
            GrantItem.revoked_at.is_(None),
            Grant.revoked_at.is_(None),
            GrantItem.ends > now,
        )
        .order_by(UsageRequest.id)
        .distinct()
    )
    for request in session.scalars(touched).unique().all():
        states.lock_request(session, request, None)
        for grant in request.grants:
            for item in grant.items:
                if item.image_id in image_ids and item.revoked_at is None:
                    item.revoked_at = now
        if any(is_grant_open(grant, now) for grant in request.grants):
            states.add_request_event(session, request, request.state, by=by, now=now, why=why)
        else:
            states.change_request_state(
                session, request, RequestState.REVOKED, by=by, now=now, why=why
            )
            _shut_grants(request, now)


def _shut_grants(request: UsageRequest, now: datetime) -> None:
    for grant in request.grants:
        if grant.revoked_at is None:
            grant.revoked_at = now
            grant.token_generation += 1
    extensions.close_extension(request, now)


def expire_grants(session: Session, now: datetime) -> int:
    """Mark granted requests whose permission has ended; the links shut by themselves before."""
    lasting = exists().where(Grant.request_id == UsageRequest.id, Grant.ends > now)
    ended = exists().where(Grant.request_id == UsageRequest.id)
    requests = session.scalars(
        select(UsageRequest)
        .where(UsageRequest.state.in_(states.PERMITTED), ended, ~lasting)
        .limit(500)
    ).all()
    for request in requests:
        states.lock_request(session, request, None)
        states.change_request_state(session, request, RequestState.EXPIRED, by=None, now=now)
    return len(requests)
