"""The outbox: a letter is a row in the transaction that causes it, and is sent by the worker.

`post_letter` belongs to work and does not commit. `deliver_letter` is the worker's door for one
letter: it commits that the letter is being sent, sends it outside any transaction, and commits how
it went. A crash between the server's yes and that commit sends one more copy with the same
Message-ID.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from email.message import EmailMessage
from typing import Any
from uuid import uuid4

from jinja2 import TemplateError
from sqlalchemy import func, or_, select, update
from sqlalchemy.orm import Session

from dam.database import audit, jobs
from dam.database.audit_actions import AuditAction
from dam.database.models import (
    Contact,
    Image,
    Letter,
    RequestItem,
    Terms,
    TermsVersion,
    UsageRequest,
)
from dam.database.row_states import LetterDirection, LetterState
from dam.database.session import Database
from dam.errors import BadInput, Conflict, NotFound
from dam.links.mail_tags import return_tag, tagged_address
from dam.links.refs import image_ref
from dam.log import get_logger
from dam.mail import overrides
from dam.mail.address import HOW_TO, is_plain
from dam.mail.letters import LetterDraft
from dam.mail.render import Letterhead, compose_message, render_letter
from dam.mail.smtp import Mailer, TryLater, Undeliverable
from dam.text.read import read_image_id

LEASE = timedelta(minutes=2)
"""Longer than any conversation with a mail server; then the letter is anybody's again."""

WAITS = (
    *(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60)),
    *(timedelta(hours=4),) * 17,
    timedelta(hours=2, minutes=39),
)
"""The pause after each failed try: 72 hours together, then the letter has failed."""

ANSWER = "answer"
"""What `tokens.Signer` signs the address of a case as."""

FAILED = Letter.state == LetterState.FAILED
PHONE = "press.phone"
log = get_logger("dam.mail")


def post_letter(
    session: Session, draft: LetterDraft, *, now: datetime, due: datetime | None = None
) -> Letter:
    """Add the letter to the caller's transaction; raises BadInput unless each address is one.

    It is sent at once, or when it is ``due``. Its row keeps under which version of terms each image
    it is about stood then, and in which words staff had it written.
    """
    draft = overrides.complete_draft(session, draft)
    letter = Letter(
        kind=draft.kind,
        language=draft.language,
        context={**draft.context, "under": _find_image_terms(session, draft)},
        message_id=uuid4().hex,
        recipient=_validate_address(draft.recipient),
        reply_to=_validate_address(draft.reply_to) if draft.reply_to is not None else None,
        next_try=due or now,
        request_id=draft.request_id,
        created_at=now,
    )
    session.add(letter)
    session.flush()
    jobs.after_commit(session, "letter", letter.id)
    return letter


def _find_image_terms(session: Session, draft: LetterDraft) -> dict[str, str]:
    """Return the terms of the images that the letter names, or that its request asks for."""
    named = [read_image_id(ref) for ref in draft.context.get("images", ())]
    query = select(RequestItem.image_id).where(RequestItem.request_id == draft.request_id)
    rows = session.execute(
        select(Image.id, Terms.slug, TermsVersion.n)
        .join(TermsVersion, TermsVersion.id == Image.terms_version_id)
        .join(Terms, Terms.id == TermsVersion.terms_id)
        .where(Image.id.in_(named or query))
        .order_by(Image.id)
    )
    return {image_ref(key): f"{slug} v{n}" for key, slug, n in rows}


def _validate_address(address: str) -> str:
    if not is_plain(address):
        raise BadInput(HOW_TO)
    return address


def list_failed_letters(session: Session) -> Sequence[Letter]:
    """Letters that nobody got, the newest first."""
    return session.scalars(select(Letter).where(FAILED).order_by(Letter.id.desc()).limit(100)).all()


def count_failed(session: Session, since: datetime) -> int:
    """Count letters written since then that nobody got."""
    lost = select(func.count()).where(FAILED, Letter.created_at >= since)
    return session.scalar(lost) or 0


def resend_letter(session: Session, letter_id: int, *, by: int | None, now: datetime) -> Letter:
    """Put a failed letter back in the outbox; it keeps its Message-ID."""
    letter = session.get(Letter, letter_id, with_for_update=True, populate_existing=True)
    if letter is None:
        raise NotFound("Brevet finns inte.")
    if letter.state != LetterState.FAILED:
        raise Conflict("Brevet är redan skickat eller på väg.")
    letter.state, letter.tries, letter.next_try, letter.lease = LetterState.WAITING, 0, now, None
    audit.record_event(session, AuditAction.RESEND, "letter", letter.id, by=by, now=now)
    jobs.after_commit(session, "letter", letter.id)
    return letter


def mark_returned_letter(
    session: Session, message_id: str, why: str, *, now: datetime
) -> Letter | None:
    """Mark a letter that a mail server sent back; None where it is none of ours."""
    letter = session.scalar(select(Letter).where(Letter.message_id == message_id).with_for_update())
    if letter is None or letter.direction != LetterDirection.OUT:
        return None
    letter.state, letter.lease, letter.last_error = LetterState.FAILED, None, why
    audit.record_event(session, AuditAction.RETURNED, "letter", letter.id, by=None, now=now)
    return letter


def deliver_letter(
    database: Database, mailer: Mailer, letter_id: int, letterhead: Letterhead, *, now: datetime
) -> None:
    """Send one letter, unless it is sent, not due, or in somebody else's hands."""
    claimed = _claim_letter(database, letter_id, letterhead, now)
    if claimed is None:
        return
    letter, answers_to, head = claimed
    try:
        message = _compose_message(letter, answers_to, head, now)
        mailer.send(message, _returns_to(letter, head), letter.recipient)
    except TryLater as error:
        _put_off(database, letter, str(error), now)
    except Undeliverable as error:
        _give_up(database, letter, str(error))
    except (TemplateError, LookupError, TypeError, ValueError) as error:
        # A fault of ours in this one letter: staff must see it, and the others must go.
        log.exception("letter_unwritable", letter_id=letter.id, letter_kind=letter.kind)
        _give_up(database, letter, f"Brevet gick inte att skriva: {error}")
    else:
        _record_delivery(database, letter, state=LetterState.SENT, sent_at=now, last_error=None)


def read_current_letterhead(session: Session, letterhead: Letterhead) -> Letterhead:
    """Return the letterhead with the telephone number that staff last gave."""
    phone = session.scalar(select(Contact.value).where(Contact.key == PHONE))
    return replace(letterhead, phone=phone)


def _claim_letter(
    database: Database, letter_id: int, letterhead: Letterhead, now: datetime
) -> tuple[Letter, str, Letterhead] | None:
    """Take the letter for this process alone, with where answers to it go and its letterhead."""
    with database.writing() as session:
        letter = session.scalars(
            update(Letter)
            .where(
                Letter.id == letter_id,
                Letter.state == LetterState.WAITING,
                Letter.next_try <= now,
                or_(Letter.lease.is_(None), Letter.lease < now),
            )
            .values(lease=now + LEASE, tries=Letter.tries + 1)
            .returning(Letter)
        ).one_or_none()
        if letter is None:
            return None
        head = read_current_letterhead(session, letterhead)
        answers_to = letter.reply_to or _case_address(session, letter, head) or head.press_email
        session.expunge(letter)
        session.commit()
    return letter, answers_to, head


def _case_address(session: Session, letter: Letter, letterhead: Letterhead) -> str | None:
    """The address at which answers land on the letter's case, or None."""
    if letterhead.case_address is None or letter.request_id is None:
        return None
    generation = session.scalar(
        select(UsageRequest.token_generation).where(UsageRequest.id == letter.request_id)
    )
    tag = letterhead.signer.address_tag(ANSWER, letter.request_id, generation or 0)
    return tagged_address(letterhead.case_address, tag)


def _returns_to(letter: Letter, letterhead: Letterhead) -> str:
    """The sender of the envelope: a server that cannot deliver the letter tells this address."""
    if letterhead.case_address is None:
        return letterhead.mail_from
    return tagged_address(letterhead.case_address, return_tag(letter.message_id))


def _compose_message(
    letter: Letter, answers_to: str, letterhead: Letterhead, now: datetime
) -> EmailMessage:
    host = letterhead.mail_from.rpartition("@")[2]
    return compose_message(
        render_letter(letter.kind, letter.language, letter.context, letterhead),
        kind=letter.kind,
        language=letter.language,
        recipient=letter.recipient,
        reply_to=answers_to,
        message_id=f"<{letter.message_id}@{host}>",
        letterhead=letterhead,
        now=now,
    )


def _put_off(database: Database, letter: Letter, why: str, now: datetime) -> None:
    if letter.tries > len(WAITS):
        _give_up(database, letter, why)
    else:
        next_try = now + WAITS[letter.tries - 1]
        _record_delivery(
            database, letter, state=LetterState.WAITING, next_try=next_try, last_error=why
        )


def _give_up(database: Database, letter: Letter, why: str) -> None:
    _record_delivery(database, letter, state=LetterState.FAILED, last_error=why)


def _record_delivery(database: Database, letter: Letter, **how: Any) -> None:
    """Say how it went, if the letter is still ours to speak of."""
    with database.writing() as session:
        session.execute(
            update(Letter)
            .where(
                Letter.id == letter.id,
                Letter.state == LetterState.WAITING,
                Letter.lease == letter.lease,
            )
            .values(lease=None, **how)
        )
        session.commit()
    log.info("letter", letter_id=letter.id, letter_kind=letter.kind, state=how["state"])
