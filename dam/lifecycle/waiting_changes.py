"""Waiting changes: where another person has to approve, a change of a published image waits.

Whoever changes a published image does so within `propose_changes`; what narrows it never waits.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from dam import approval
from dam.approval import ImageUnseen, NotApproved, commit_guard
from dam.catalogue import notes
from dam.database import audit, site_settings
from dam.database.audit_actions import AuditAction
from dam.database.fingerprint import mark_of
from dam.database.models import Image, WaitingChange
from dam.errors import Conflict, NotAllowed
from dam.i18n.translation import Sentence
from dam.lifecycle import change_decisions, narrowing
from dam.lifecycle.change_fields import (
    ADDED,
    apply_image_fields,
    join_waiting_field,
    read_image_fields,
)
from dam.rights.image_states import ImageState

MINOR = frozenset(("alt", "keywords", "topics", "collections"))
"""What passes where the house lets small changes through."""
OWN = Sentence("Du föreslog ändringen. En annan redaktör behöver godkänna den.")
NOT_OWN = Sentence("Bara den som föreslog ändringen kan ta tillbaka den.")
GONE = Sentence("Ändringen väntar inte längre.")
UNSEEN = Sentence("Bilden eller ändringen är en annan sedan du öppnade sidan. Så här är det nu.")
_TRYING = "dam_trying"


@dataclass(slots=True)
class Proposal:
    """Outcome of a change: whether any of it ``waits`` for another person."""

    waits: bool = False


@contextmanager
def propose_changes(
    session: Session,
    image: Image,
    *,
    note: str = "",
    instead_of: Collection[str] = (),
    by: int | None,
    now: datetime,
) -> Iterator[Proposal]:
    """Let a block change a held image. Where another person has to approve what is public, what the
    block changed is put back and waits, but for what narrows. Of times that open and narrow, what
    narrows is set at once.

    What waits by the same person is added to; of the fields ``instead_of`` which the block saw what
    `list_own_waiting_fields` returns, what it leaves as it is public waits no longer.
    """
    proposal = Proposal()
    if not is_guarded(session, image):
        yield proposal
        return
    before, partly = read_image_fields(image), narrowing.list_partly_shown(image, now)
    noted = {name: list(kept) for name, kept in session.info.items() if isinstance(kept, list)}
    session.info[_TRYING] = image.id
    try:
        with session.begin_nested() as trial:
            yield proposal
            session.flush()
            after = read_image_fields(image)
            changed = {name: after[name] for name in after if after[name] != before[name]}
            passing = narrowing.list_narrowing_fields(
                session, before, changed, partly
            ) | _list_minor_fields(session, changed)
            part = narrowing.part_of(session, before, changed, partly)
            proposal.waits = bool(set(changed) - passing)
            if proposal.waits:
                trial.rollback()
    finally:
        session.info.pop(_TRYING)
    commit_guard.let_pass(session, image.id)
    if proposal.waits:
        # What was tried has not happened: neither what it recorded nor what it woke.
        for name in [name for name, kept in session.info.items() if isinstance(kept, list)]:
            session.info[name] = noted.get(name, [])
        session.expire_all()
        kept = {name: value for name, value in changed.items() if name not in passing}
        now_on = part | {name: value for name, value in changed.items() if name in passing}
        if now_on:
            apply_image_fields(session, image, now_on, by=by, now=now)
    else:
        kept, note = {}, ""
    row = _find_own_waiting_change(session, image.id, by)
    if row is not None:
        kept |= {name: changed[name] for name in ADDED & passing & set(row.after)}
    instead_of = {*instead_of, *(passing - ADDED)}
    _store_waiting_change(
        session, image, kept, before, note=note, instead_of=instead_of, by=by, now=now
    )


def is_guarded(session: Session, image: Image) -> bool:
    """Whether a change of the image has to wait, and is not part of one under trial."""
    return (
        image.state == ImageState.PUBLISHED
        and session.info.get(_TRYING) != image.id
        and site_settings.read_current_choices(session).review_required
    )


def _list_minor_fields(session: Session, changed: Mapping[str, Any]) -> set[str]:
    passes = site_settings.read_current_choices(session).minor_edits_pass
    return set(MINOR & set(changed)) if passes else set()


def keep_waiting_change(
    session: Session, image: Image, changed: Mapping[str, Any], *, by: int | None, now: datetime
) -> None:
    """Store fields of a locked image as waiting, with the same person's earlier ones."""
    _store_waiting_change(session, image, changed, read_image_fields(image), by=by, now=now)


def _store_waiting_change(
    session: Session,
    image: Image,
    changed: Mapping[str, Any],
    held: Mapping[str, Any],
    *,
    note: str = "",
    instead_of: Collection[str] = (),
    by: int | None,
    now: datetime,
) -> None:
    """Let fields that were ``held`` otherwise wait, with the person's earlier ones."""
    row = _find_own_waiting_change(session, image.id, by)
    before = row.after if row else {}
    after = {name: value for name, value in before.items() if name not in instead_of}
    for name, value in changed.items():
        after[name] = join_waiting_field(
            name, held[name], before.get(name), value, name in instead_of
        )
    if row is None and not after:
        return
    if row is not None and after == before and note in {"", row.note}:
        return
    fields = sorted(name for name in after | before if after.get(name) != before.get(name))
    image.version += 1  # another tab of the same person shows what waited before
    if row is not None and not after:
        session.delete(row)
        audit.record_event(
            session, AuditAction.TAKE_BACK_CHANGE, "image", image.id, by=by, now=now, fields=fields
        )
        return
    if row is None:
        row = WaitingChange(image_id=image.id, user_id=by, at=now, before={}, after={}, note="")
        session.add(row)
    row.after = after
    row.before = {name: value for name, value in read_image_fields(image).items() if name in after}
    row.at, row.note = now, note or row.note
    audit.record_event(
        session, AuditAction.PROPOSE_CHANGE, "image", image.id, by=by, now=now, fields=fields
    )
    session.flush()


def list_own_waiting_fields(session: Session, by: int | None) -> dict[int, Mapping[str, Any]]:
    """Return the waiting fields that somebody proposed, by image; none where nothing waits."""
    if by is None or not site_settings.read_current_choices(session).review_required:
        return {}
    chosen = select(WaitingChange).where(WaitingChange.user_id == by)
    newest_first = chosen.order_by(WaitingChange.id.desc())
    return {row.image_id: row.after for row in session.scalars(newest_first)}


def list_waiting_of_image(session: Session, image_id: int) -> Sequence[WaitingChange]:
    """Return the waiting changes of an image, the oldest first."""
    chosen = select(WaitingChange).where(WaitingChange.image_id == image_id)
    return session.scalars(chosen.order_by(WaitingChange.id)).all()


def files_of(session: Session, image_id: int) -> set[int]:
    """Return the files that wait to become the image's current one."""
    return {
        row.after["file"] for row in list_waiting_of_image(session, image_id) if "file" in row.after
    }


def image_ids(session: Session, among: Sequence[int]) -> set[int]:
    """Return those of the images that have waiting changes."""
    chosen = select(WaitingChange.image_id).where(WaitingChange.image_id.in_(among))
    return set(session.scalars(chosen))


def list_waiting_changes(session: Session) -> Sequence[tuple[WaitingChange, Image]]:
    """Return every waiting change with its image, the oldest first."""
    chosen = (
        select(WaitingChange, Image)
        .join(Image, Image.id == WaitingChange.image_id)
        .options(*approval.LISTED)
        .order_by(WaitingChange.at, WaitingChange.id)
    )
    return [(row, image) for row, image in session.execute(chosen).unique()]


def find_waiting_change(session: Session, image: Image, change_id: int) -> WaitingChange:
    """Return a change of an image; Conflict where somebody has decided it meanwhile."""
    row = session.get(WaitingChange, change_id, populate_existing=True)
    if row is None or row.image_id != image.id:
        raise Conflict(GONE)
    return row


def mark_waiting_change(session: Session, image: Image, row: WaitingChange) -> str:
    """Return the fingerprint of a waiting change and of the image beside it."""
    people = approval.mark_people(session, row.after.get("depicted", ()))
    held = approval.compute_fingerprint(session, image)
    return mark_of((held, row.id, sorted(row.after.items()), row.note, people))


def find_approval_hindrance(session: Session, row: WaitingChange, by: int) -> Sentence | None:
    """Return why somebody may not approve a change."""
    required = site_settings.read_current_choices(session).review_required
    return OWN if required and row.user_id == by else None


def approve_waiting_change(
    session: Session, image: Image, change_id: int, *, seen: str, by: int, now: datetime
) -> None:
    """Approve a change of a locked image, as the approver has ``seen`` it by its fingerprint.

    Raises NotApproved for who proposed it, Unseen where it or the image is another by now, and as
    `change_fields.apply_image_fields` does.
    """
    row = find_waiting_change(session, image, change_id)
    if (why := find_approval_hindrance(session, row, by)) is not None:
        raise NotApproved(why)
    if mark_waiting_change(session, image, row) != seen:
        raise ImageUnseen(UNSEEN)
    session.delete(row)
    session.flush()
    commit_guard.let_pass(session, image.id, approved=True)
    apply_image_fields(session, image, row.after, note=row.note, by=row.user_id, now=now)
    change_decisions.record_change_decision(
        session, image, row, change_decisions.APPROVE, by=by, now=now
    )


def decline_waiting_change(
    session: Session, image: Image, change_id: int, note: str, *, by: int, now: datetime
) -> None:
    """Decline a change, and tell whoever proposed it why; BadInput without a note."""
    row = find_waiting_change(session, image, change_id)
    notes.add_note(session, image, note, by=by, now=now)
    session.delete(row)
    change_decisions.record_change_decision(
        session, image, row, change_decisions.REFUSE, by=by, now=now
    )


def take_back_waiting_change(
    session: Session, image: Image, change_id: int, *, by: int, now: datetime
) -> None:
    """Withdraw one's own waiting change; NotAllowed for others'."""
    row = find_waiting_change(session, image, change_id)
    if row.user_id != by:
        raise NotAllowed(NOT_OWN)
    fields = sorted(row.after)
    session.delete(row)
    image.version += 1
    audit.record_event(
        session, AuditAction.TAKE_BACK_CHANGE, "image", image.id, by=by, now=now, fields=fields
    )


def forget_waiting_changes(session: Session, image_id: int) -> None:
    """Delete the waiting changes of an image that is no longer public."""
    session.execute(delete(WaitingChange).where(WaitingChange.image_id == image_id))


def _find_own_waiting_change(
    session: Session, image_id: int, by: int | None
) -> WaitingChange | None:
    theirs = WaitingChange.user_id.is_not_distinct_from(by)
    chosen = select(WaitingChange).where(WaitingChange.image_id == image_id, theirs)
    return session.scalar(chosen.order_by(WaitingChange.id).limit(1))
