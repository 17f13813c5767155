"""Letters about images that change after they have left; lifecycle calls this in its own step."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Select, String, cast, select
from sqlalchemy.orm import Session

from dam.database.models import Grant, GrantItem, Image, Letter, UsageRequest, Watcher
from dam.links.refs import image_ref
from dam.mail import image_letters, outbox
from dam.mail.image_letters import ClosedImages, Off
from dam.rights.withdrawal import REASONS
from dam.text.swedish import fold_case, order_key


@dataclass(slots=True)
class Recipient:
    """One address and the images it is told of; ``off`` where it asked to be told itself."""

    email: str
    language: str
    held: set[int] = field(default_factory=set)
    watched: set[int] = field(default_factory=set)
    off: Off | None = None

    @property
    def image_ids(self) -> list[int]:
        return sorted(self.held | self.watched)


def list_recipients(session: Session, image_ids: Collection[int], now: datetime) -> list[Recipient]:
    """Return who holds a grant in force for any of the images, or asked to be told of one."""
    found: dict[str, Recipient] = {}
    for email, language, image_id in session.execute(_select_grant_holders(image_ids, now)):
        found.setdefault(fold_case(email), Recipient(email, language)).held.add(image_id)
    for watcher in session.scalars(_select_watchers(image_ids)):
        recipient = found.setdefault(
            fold_case(watcher.email), Recipient(watcher.email, watcher.language)
        )
        recipient.watched.add(watcher.image_id)
        recipient.off = Off(watcher.id, watcher.token_generation)
    return sorted(found.values(), key=lambda recipient: order_key(recipient.email))


def notify_closed_images(
    session: Session,
    recipients: Sequence[Recipient],
    *,
    reason: str,
    remove: bool,
    replaced_by: int | None = None,
    now: datetime,
) -> None:
    """Tell each that the images may not be used in anything new; ``remove`` asks for more."""
    withdrawn_for = REASONS[reason]
    for recipient in recipients:
        sentence = withdrawn_for.english if recipient.language == "en" else withdrawn_for.sentence
        closing = ClosedImages(now, sentence, remove=remove, replaced_by=replaced_by)
        draft = image_letters.image_closed(
            recipient.email, recipient.language, recipient.image_ids, closing, recipient.off
        )
        outbox.post_letter(session, draft, now=now)


def notify_changed_image(
    session: Session, image: Image, what: Collection[str], *, now: datetime
) -> None:
    """Tell those who asked that caption, credit or terms of the image are others now."""
    if not what:
        return
    for watcher in session.scalars(_select_watchers([image.id])):
        off = Off(watcher.id, watcher.token_generation)
        draft = image_letters.image_changed(watcher.email, watcher.language, image, what, off)
        outbox.post_letter(session, draft, now=now)


def notify_replaced_file(session: Session, image: Image, note: str, *, now: datetime) -> None:
    """Tell those who asked that the image has another file, with what staff say of it."""
    for watcher in session.scalars(_select_watchers([image.id])):
        off = Off(watcher.id, watcher.token_generation)
        draft = image_letters.image_replaced(watcher.email, watcher.language, image.id, note, off)
        outbox.post_letter(session, draft, now=now)


def count_watchers(session: Session, image_id: int) -> int:
    """Return how many watch the image."""
    return len(session.scalars(_select_watchers([image_id])).all())


def letters_about(session: Session, image_id: int) -> Sequence[Letter]:
    """Return the notices about the image, the newest first."""
    named = cast(Letter.context, String).contains(f'"{image_ref(image_id)}"', autoescape=True)
    notices = Letter.kind.in_(("image_closed", "image_changed", "image_replaced"))
    return session.scalars(select(Letter).where(notices, named).order_by(Letter.id.desc())).all()


def _select_grant_holders(image_ids: Collection[int], now: datetime) -> Select[str, str, int]:
    return (
        select(Grant.recipient, UsageRequest.language, GrantItem.image_id)
        .join(GrantItem, GrantItem.grant_id == Grant.id)
        .join(UsageRequest, UsageRequest.id == Grant.request_id)
        .where(
            GrantItem.image_id.in_(image_ids),
            GrantItem.revoked_at.is_(None),
            Grant.revoked_at.is_(None),
            GrantItem.ends > now,
        )
        .order_by(Grant.id)
    )


def _select_watchers(image_ids: Collection[int]) -> Select[Watcher]:
    return (
        select(Watcher)
        .where(Watcher.image_id.in_(image_ids), Watcher.confirmed_at.is_not(None))
        .order_by(Watcher.id)
    )
