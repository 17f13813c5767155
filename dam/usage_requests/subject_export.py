"""Extract of everything that is kept about one address, for whoever asks.

Staff stand in it as the press office, and secret links as words: an extract opens nothing. What
others have written in a case is theirs, and left out.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from dam.database import audit
from dam.database.audit_actions import AuditAction
from dam.database.comparison import is_same_word
from dam.database.models import (
    Download,
    EmbargoLink,
    Grant,
    GrantItem,
    Letter,
    RequestEvent,
    UsageRequest,
    User,
    Watcher,
)
from dam.database.row_states import IncomingKind, LetterDirection, RequestState
from dam.errors import NotFound
from dam.links.refs import image_ref
from dam.mail.render import Letterhead
from dam.usage_requests import timeline

ExtractPart = dict[str, Any]


def extract_subject_data(
    session: Session, email: str, letterhead: Letterhead, *, by: int | None, now: datetime
) -> ExtractPart:
    """Return a person's data and note that it was taken; NotFound where nothing is kept."""
    requests = _list_subject_requests(session, email) if email else ()
    export: ExtractPart = {
        "address": email,
        "made": now,
        "cases": [_extract_case(session, row) for row in requests],
        "letters": [
            _extract_letter(letter, letterhead)
            for letter in _list_subject_letters(session, requests, email)
        ],
        "watched_images": [
            {
                "image": image_ref(row.image_id),
                "since": row.created_at,
                "confirmed": row.confirmed_at,
            }
            for row in session.scalars(_rows_of_address(Watcher, Watcher.email, email))
        ],
        "embargo_links": [
            {"image": image_ref(row.image_id), "since": row.created_at, "revoked": row.revoked_at}
            for row in session.scalars(_rows_of_address(EmbargoLink, EmbargoLink.reader, email))
        ],
        "staff_accounts": [
            {"name": row.name, "role": row.role, "since": row.created_at}
            for row in session.scalars(_rows_of_address(User, User.email, email))
        ],
    }
    if not email or not any(isinstance(value, list) and value for value in export.values()):
        raise NotFound("Det finns ingenting sparat om {email}.", email=email)
    first = requests[0].id if requests else None
    audit.record_event(session, AuditAction.EXTRACT, "request", first, by=by, now=now)
    return export


def format_extract_json(export: ExtractPart) -> str:
    """Return the extract as JSON, its moments and days in ISO 8601."""
    return json.dumps(export, ensure_ascii=False, indent=2, default=date.isoformat) + "\n"


def _extract_case(session: Session, request: UsageRequest) -> ExtractPart:
    return {
        "number": request.number,
        "state": request.state,
        "received": request.created_at,
        "about": request.about,
        "language": request.language,
        "name": request.name,
        "email": request.email,
        "phone": request.phone,
        "organisation": request.organisation,
        "use": request.use,
        "use_text": request.use_text,
        "link": request.link,
        "deadline": request.deadline,
        "images": [
            {
                "image": image_ref(item.image_id),
                "outcome": item.outcome,
                "reason": item.reason,
                "alternatives": item.alternatives,
            }
            for item in request.items
        ],
        "events": [_extract_event(event) for event in request.events],
        "notes": [{"at": row.at, "by": "press_office", "words": row.text} for row in request.notes],
        "extensions": [
            {
                "asked": row.asked_at,
                "until": row.until,
                "answered": row.answered_at,
                "ends": row.ends,
            }
            for row in request.extensions
        ],
        "grants": [_extract_grant(session, grant) for grant in request.grants],
    }


def _extract_event(event: RequestEvent) -> ExtractPart:
    return {
        "at": event.at,
        "to_state": event.to_state,
        "what": event.what,
        "by": _name_extract_actor(event),
        "words": event.why,
    }


def _name_extract_actor(event: RequestEvent) -> str:
    if event.user_id is not None:
        return "press_office"
    return "time" if event.to_state == RequestState.EXPIRED else "sender"


def _extract_grant(session: Session, grant: Grant) -> ExtractPart:
    left = session.scalars(
        select(Download).where(Download.grant_id == grant.id).order_by(Download.id)
    )
    return {
        "recipient": grant.recipient,
        "starts": grant.starts,
        "ends": grant.ends,
        "revoked": grant.revoked_at,
        "images": [_extract_grant_item(item) for item in grant.items],
        "downloads": [
            {"image": image_ref(row.image_id), "size": row.size, "at": row.at} for row in left
        ],
    }


def _extract_grant_item(item: GrantItem) -> ExtractPart:
    return {
        "image": image_ref(item.image_id),
        "ends": item.ends,
        "scope": item.scope,
        "channels": item.channels,
        "territory": item.territory,
        "credit": item.credit,
        "conditions": item.conditions,
        "terms": f"{item.terms_version.terms.slug} v{item.terms_version.n}",
        "revoked": item.revoked_at,
    }


def _extract_letter(letter: Letter, letterhead: Letterhead) -> ExtractPart:
    """Return a letter as it read; where its template has changed since, the values it had."""
    entry = {
        "kind": letter.kind,
        "from": letter.sender or letterhead.mail_from,
        "to": letter.recipient,
        "state": letter.state,
        "written": letter.created_at,
        "sent": letter.sent_at,
    }
    if letter.direction == LetterDirection.IN:
        files = [file.name for file in letter.attachments]
        return entry | {"subject": letter.subject, "text": letter.body, "files": files}
    read = timeline.render_sent_letter(letter, letterhead)
    if read is None:
        return entry | {"filled_with": letter.context}
    return entry | {"subject": read.subject, "text": read.text}


def _list_subject_requests(session: Session, email: str) -> Sequence[UsageRequest]:
    return session.scalars(_rows_of_address(UsageRequest, UsageRequest.email, email)).all()


def _list_subject_letters(
    session: Session, requests: Sequence[UsageRequest], email: str
) -> Sequence[Letter]:
    """Letters of the cases, and to or from the address; no case's answer from somebody else."""
    theirs = is_same_word(Letter.sender, email)
    to_them = is_same_word(Letter.recipient, email)
    of_cases = and_(
        Letter.request_id.in_([row.id for row in requests]), Letter.kind != IncomingKind.REPLY
    )
    chosen = select(Letter).where(or_(of_cases, theirs, to_them))
    return session.scalars(chosen.order_by(Letter.id)).all()


def _rows_of_address(table: Any, column: Any, email: str) -> Any:
    return select(table).where(is_same_word(column, email)).order_by(table.id)
