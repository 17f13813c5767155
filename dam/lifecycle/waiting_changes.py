"""Where another person has to approve, a change of a published image waits beside what is public.

Whoever changes a published image does so within `proposing`; what narrows it is never kept waiting.
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
from dam.approval import NotApproved, Unseen, commit_guard
from dam.catalogue import notes
from dam.clearance import facts
from dam.database import audit, site_settings
from dam.database.fingerprint import mark_of
from dam.database.models import Image, WaitingChange
from dam.errors import NotAllowed, NotFound
from dam.i18n.translation import Sentence
from dam.lifecycle import change_decisions, narrowing
from dam.lifecycle.change_fields import bounds, contents, put

MINOR = frozenset(("alt", "keywords", "topics", "collections"))
"""What passes where the house lets small changes through."""
OWN = Sentence("Du föreslog ändringen. En annan redaktör behöver godkänna den.")
NOT_OWN = Sentence("Bara den som föreslog ändringen kan ta tillbaka den.")
GONE = Sentence("Ändringen väntar inte längre.")
UNSEEN = Sentence("Bilden eller ändringen är en annan sedan du öppnade sidan. Så här är det nu.")
ADDED = frozenset(("leases", "collections"))
"""What pages add to and take from one by one."""
_TRYING = "dam_trying"


@dataclass(slots=True)
class Proposal:
    """What became of a change: whether any of it ``waits`` for another person."""

    waits: bool = False


@contextmanager
def proposing(
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
    `own` returns, what it leaves as it is public waits no longer.
    """
    proposal = Proposal()
    if not is_guarded(session, image):
        yield proposal
        return
    before, covered = contents(image), facts.people_of(image).covered
    noted = {name: list(kept) for name, kept in session.info.items() if isinstance(kept, list)}
    session.info[_TRYING] = image.id
    try:
        with session.begin_nested() as trial:
            yield proposal
            session.flush()
            after = contents(image)
            wanted = {name: after[name] for name in after if after[name] != before[name]}
            passing = narrowing.of(session, before, wanted, covered) | _minor(session, wanted)
            part = narrowing.part_of(session, before, wanted, covered)
            proposal.waits = bool(set(wanted) - passing)
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
        kept = {name: value for name, value in wanted.items() if name not in passing}
        now_on = part | {name: value for name, value in wanted.items() if name in passing}
        if now_on:
            put(session, image, now_on, by=by, now=now)
    else:
        kept, note = {}, ""
    row = _own(session, image.id, by)
    if row is not None:
        kept |= {name: wanted[name] for name in ADDED & passing & set(row.after)}
    instead_of = {*instead_of, *(passing - ADDED)}
    _keep(session, image, kept, before, note=note, instead_of=instead_of, by=by, now=now)


def is_guarded(session: Session, image: Image) -> bool:
    """Whether what is done to the image has to wait, and is not part of what is tried already."""
    return (
        image.state == "published"
        and session.info.get(_TRYING) != image.id
        and site_settings.current(session).review_required
    )


def _minor(session: Session, wanted: Mapping[str, Any]) -> set[str]:
    passes = site_settings.current(session).minor_edits_pass
    return set(MINOR & set(wanted)) if passes else set()


def keep(
    session: Session,
    image: Image,
    wanted: Mapping[str, Any],
    *,
    by: int | None,
    now: datetime,
) -> None:
    """Let fields of a held image wait, with what the same person wanted of it before."""
    _keep(session, image, wanted, contents(image), by=by, now=now)


def _keep(
    session: Session,
    image: Image,
    wanted: Mapping[str, Any],
    held: Mapping[str, Any],
    *,
    note: str = "",
    instead_of: Collection[str] = (),
    by: int | None,
    now: datetime,
) -> None:
    """Let fields that were ``held`` otherwise wait, with what the same person wanted before of
    others than those ``instead_of`` which they are wanted.
    """
    row = _own(session, image.id, by)
    before = row.after if row else {}
    after = {name: value for name, value in before.items() if name not in instead_of}
    for name, value in wanted.items():
        after[name] = _joined(name, held[name], before.get(name), value, name in instead_of)
    if row is None and not after:
        return
    if row is not None and after == before and note in {"", row.note}:
        return
    fields = sorted(name for name in after | before if after.get(name) != before.get(name))
    if row is not None and not after:
        session.delete(row)
        audit.record(session, "take back change", "image", image.id, by=by, now=now, fields=fields)
        return
    if row is None:
        row = WaitingChange(image_id=image.id, user_id=by, at=now, before={}, after={}, note="")
        session.add(row)
    row.after = after
    row.before = {name: value for name, value in contents(image).items() if name in after}
    row.at, row.note = now, note or row.note
    audit.record(session, "propose change", "image", image.id, by=by, now=now, fields=fields)
    session.flush()


def _joined(name: str, held: Any, before: Any, wanted: Any, instead: bool) -> Any:
    """Return what waits of a field where ``before`` waited of it and now more is ``wanted``: times
    and collections are added to what waits, and taken from it.
    """
    if before is None or name not in ADDED:
        return wanted
    if instead:
        same = name == "leases" and _says(before) == _says(wanted)
        return before if same else wanted
    left = [one for one in before if one in wanted or one not in held]
    return left + [one for one in wanted if one not in held and one not in left]


def own(session: Session, by: int | None) -> dict[int, Mapping[str, Any]]:
    """Return the fields that wait because somebody wants them so, by image; what a form of theirs
    shows. None where nothing has to wait.
    """
    if by is None or not site_settings.current(session).review_required:
        return {}
    chosen = select(WaitingChange).where(WaitingChange.user_id == by)
    rows = session.scalars(chosen.order_by(WaitingChange.id.desc()))
    return {row.image_id: row.after for row in rows}


def of_image(session: Session, image_id: int) -> Sequence[WaitingChange]:
    """Return what waits of an image, the oldest first."""
    chosen = select(WaitingChange).where(WaitingChange.image_id == image_id)
    return session.scalars(chosen.order_by(WaitingChange.id)).all()


def files_of(session: Session, image_id: int) -> set[int]:
    """Return the files that wait to become the image's current one."""
    return {row.after["file"] for row in of_image(session, image_id) if "file" in row.after}


def image_ids(session: Session, among: Sequence[int]) -> set[int]:
    """Return those of some images of which something waits."""
    chosen = select(WaitingChange.image_id).where(WaitingChange.image_id.in_(among))
    return set(session.scalars(chosen))


def listed(session: Session) -> Sequence[tuple[WaitingChange, Image]]:
    """Return all that waits, with its images, the longest first."""
    chosen = (
        select(WaitingChange, Image)
        .join(Image, Image.id == WaitingChange.image_id)
        .options(*approval.LISTED)
        .order_by(WaitingChange.at, WaitingChange.id)
    )
    return [(row, image) for row, image in session.execute(chosen).unique()]


def find(session: Session, image: Image, change_id: int) -> WaitingChange:
    row = session.get(WaitingChange, change_id, populate_existing=True)
    if row is None or row.image_id != image.id:
        raise NotFound(GONE)
    return row


def mark(session: Session, image: Image, row: WaitingChange) -> str:
    """Return a mark of what somebody sees who looks at a change beside the image as it is."""
    wanted = sorted(row.after.items())
    return mark_of((approval.fingerprint(session, image), row.id, wanted, row.note))


def hindrance(session: Session, row: WaitingChange, by: int) -> Sentence | None:
    """Return why somebody may not approve a change."""
    required = site_settings.current(session).review_required
    return OWN if required and row.user_id == by else None


def approve(
    session: Session, image: Image, change_id: int, *, seen: str, by: int, now: datetime
) -> None:
    """Let a change of a held image be public, as the approver has ``seen`` it by its mark.

    Raises NotApproved for who proposed it, Unseen where it or the image is another by now, and as
    `change_fields.put` does.
    """
    row = find(session, image, change_id)
    why = hindrance(session, row, by)
    if why is not None:
        raise NotApproved(why)
    if mark(session, image, row) != seen:
        raise Unseen(UNSEEN)
    session.delete(row)
    session.flush()
    commit_guard.let_pass(session, image.id, approved=True)
    put(session, image, row.after, note=row.note, by=row.user_id, now=now)
    change_decisions.record(session, image, row, change_decisions.APPROVE, by=by, now=now)


def refuse(
    session: Session, image: Image, change_id: int, note: str, *, by: int, now: datetime
) -> None:
    """Let a change not come, and tell who proposed it why; BadInput without a note."""
    row = find(session, image, change_id)
    notes.add_note(session, image, note, by=by, now=now)
    session.delete(row)
    change_decisions.record(session, image, row, change_decisions.REFUSE, by=by, now=now)


def take_back(session: Session, image: Image, change_id: int, *, by: int, now: datetime) -> None:
    """Let one's own change not come; NotAllowed for others."""
    row = find(session, image, change_id)
    if row.user_id != by:
        raise NotAllowed(NOT_OWN)
    session.delete(row)
    fields = sorted(row.after)
    audit.record(session, "take back change", "image", image.id, by=by, now=now, fields=fields)


def forget(session: Session, image_id: int) -> None:
    """Let nothing wait of an image that is public no more."""
    session.execute(delete(WaitingChange).where(WaitingChange.image_id == image_id))


def _says(leases: Sequence[Sequence[Any]]) -> object:
    return bounds({"leases": leases, "remains": 0})


def _own(session: Session, image_id: int, by: int | None) -> WaitingChange | None:
    theirs = WaitingChange.user_id == by if by is not None else WaitingChange.user_id.is_(None)
    chosen = select(WaitingChange).where(WaitingChange.image_id == image_id, theirs)
    return session.scalar(chosen.order_by(WaitingChange.id).limit(1))
