"""Those who asked to be told when an image changes: asked, confirmed, stopped, forgotten.

An address gets one letter, with a link, before it has said yes; then only what it asked for.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import and_, delete, or_, select
from sqlalchemy.orm import Session

from dam.database.models import Image, Watcher
from dam.errors import NotFound
from dam.links.tokens import Signer
from dam.mail import image_letters, outbox
from dam.mail.image_letters import Off
from dam.rights.image_states import ImageState
from dam.text.swedish import fold_case

CONFIRM, OFF = "watch", "watch_off"
"""What `tokens.Signer` signs the two links as."""

UNCONFIRMED_KEPT = timedelta(days=7)
KEPT_AFTER_WITHDRAWAL = timedelta(days=90)
PAUSE = timedelta(minutes=10)


def add_watcher(
    session: Session, image_id: int, email: str, *, language: str = "sv", now: datetime
) -> None:
    """Note the wish and post the letter that confirms it.

    Nothing is sent to whoever has said yes already, nor twice within a while to whoever has not;
    the caller cannot tell, since an answer must not say whose address is known. How often somebody
    may ask is counted by who asks, at the door: nobody's address can be used up by others.
    """
    email = fold_case(email)
    known = session.scalar(
        select(Watcher).where(Watcher.image_id == image_id, Watcher.email == email)
    )
    if known is not None and (known.confirmed_at or known.created_at > now - PAUSE):
        return
    if known is None:
        known = Watcher(
            image_id=image_id, email=email, language=language, token_generation=1, created_at=now
        )
        session.add(known)
    known.created_at = now
    session.flush()
    off = Off(known.id, known.token_generation)
    outbox.post_letter(
        session, image_letters.watch_confirm(email, language, image_id, off), now=now
    )


def find_watcher(session: Session, signer: Signer, kind: str, token: str) -> Watcher | None:
    """Return whose link this is, None once forgotten; NotFound for one that we did not make."""
    read = signer.read_token(kind, token)
    if read is None:
        raise NotFound
    watcher = session.get(Watcher, read[0])
    return watcher if watcher is not None and watcher.token_generation == read[1] else None


def confirm_watcher(session: Session, signer: Signer, token: str, *, now: datetime) -> Watcher:
    """Say yes; NotFound once the wish has been forgotten."""
    watcher = find_watcher(session, signer, CONFIRM, token)
    if watcher is None:
        raise NotFound
    watcher.confirmed_at = watcher.confirmed_at or now
    return watcher


def stop_watching(session: Session, signer: Signer, token: str, *, everything: bool) -> None:
    """Forget the wish, or ``everything`` that its address has asked for; again does no harm."""
    watcher = find_watcher(session, signer, OFF, token)
    if watcher is None:
        return
    chosen = Watcher.email == watcher.email if everything else Watcher.id == watcher.id
    session.execute(delete(Watcher).where(chosen))


def forget_watchers(session: Session, now: datetime) -> None:
    """Erase what nobody confirmed, and wishes about images that were withdrawn long ago."""
    gone = select(Image.id).where(
        Image.state.in_((ImageState.WITHDRAWN, ImageState.ERASED)),
        Image.withdrawn_at < now - KEPT_AFTER_WITHDRAWAL,
    )
    unconfirmed = and_(Watcher.confirmed_at.is_(None), Watcher.created_at < now - UNCONFIRMED_KEPT)
    session.execute(delete(Watcher).where(or_(unconfirmed, Watcher.image_id.in_(gone))))
