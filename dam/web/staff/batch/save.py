"""Saving the rows of the batch grid, each in a transaction of its own: a row that is wrong, or that
somebody else has changed, never loses another.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from dam import approval, catalogue
from dam.approval import NotApproved, Unseen
from dam.catalogue import assignments
from dam.clearance import NotPublishable
from dam.database.models import Image
from dam.database.session import Session
from dam.errors import BadInput, Conflict, DamError, NotFound
from dam.lifecycle import draft_bin, edit, publish, waiting_changes
from dam.web.context import now, reading, writing
from dam.web.language import say
from dam.web.sign_in import who
from dam.web.staff.image_form import cells, form, merge
from dam.web.staff.image_form.choices import Choices
from dam.web.staff.image_form.merge import Differs, Typed
from dam.web.staff.images.editor import ensure_editable

GONE = "Någon annan har lagt bilden i papperskorgen eller tagit bort den."
UNMARKED = "Markera de bilder det gäller."


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a row: ``typed`` is it as it still stands in the form, None once it is saved.

    ``shown`` is the version that the row was shown of; ``wrong`` is by column, ``sentence`` about
    the row as a whole.
    """

    id: int
    typed: Typed | None = None
    shown: int | None = None
    marked: bool = True
    saved: bool = False
    published: bool = False
    wrong: Mapping[str, str] = field(default_factory=dict)
    sentence: str = ""
    error: DamError | None = None


def save(rows: Iterable[Typed], *, publishing: bool) -> list[Outcome]:
    """Save the rows that something has been written in, and publish those that are marked.

    A row of an image that is gone has an error alone: its words are told beside the rows.
    """
    allowed = cells.lists()
    return [
        _save(row, allowed, publishing=publishing and row.marked)
        if row.touched or (publishing and row.marked)
        else Outcome(row.id, shown=row.version, marked=row.marked)
        for row in rows
    ]


def assign(rows: Iterable[Typed], user_id: int | None) -> int:
    """Make somebody responsible for the images of the marked rows, or nobody, at once and all of
    them or none; returns how many they are. BadInput where none is marked.
    """
    # Whoever holds several holds the older first, so that two people never wait for each other.
    marked = sorted(row.id for row in rows if row.marked)
    if not marked:
        raise BadInput(UNMARKED, fields={"assigned_to": UNMARKED})
    with writing() as session:
        found = catalogue.find_each(session, marked, who())
        for one in found:
            image = catalogue.hold(session, one.id, who())
            assignments.assign(session, image, user_id, by=who().id, now=now())
    return len(found)


def put_in_bin(rows: Iterable[Typed]) -> set[int]:
    """Put the images of the marked rows in the bin, all of them or none; returns their ids.

    BadInput where none is marked, Conflict or NotAllowed for what may not be put there.
    """
    marked = sorted(row.id for row in rows if row.marked)
    if not marked:
        raise BadInput(UNMARKED, fields={"bin": UNMARKED})
    with writing() as session:
        ids = [one.id for one in catalogue.find_each(session, marked, who())]
        for one in ids:
            image = catalogue.hold(session, one, who())
            draft_bin.put(session, image, user=who(), now=now())
    return set(ids)


def try_out(row: Typed, allowed: Mapping[str, Choices]) -> Outcome:
    """Say what is wrong with a row, as far as that shows before it is saved."""
    image = catalogue.find_for(reading(), row.id, who())
    before = publish.edited_by(reading(), image, _own(reading()).get(row.id, {}))
    try:
        cells.read(row.cells, before, allowed)
    except BadInput as error:
        return Outcome(row.id, row, shown=row.version, wrong=form.named(error.fields))
    return Outcome(row.id, row, shown=row.version)


def _save(row: Typed, allowed: Mapping[str, Choices], *, publishing: bool) -> Outcome:
    try:
        with writing() as session:
            image = catalogue.hold(session, row.id, who())
            shown = approval.fingerprint(session, image) == row.fingerprint
            saved = _write(session, image, row, allowed)
            new = publishing and image.state != "published"
            refused = _publish(session, image, shown=shown) if new else None
    except NotFound:
        return Outcome(row.id, row, shown=row.version, error=Conflict(GONE))
    except Differs as error:
        return Outcome(row.id, replace(row, seen=row.seen or 0), shown=row.version, error=error)
    except BadInput as error:
        wrong = form.named(error.fields)
        return Outcome(row.id, row, shown=row.version, wrong=wrong, error=error)
    except DamError as error:
        sentence = say(error.sentence).format(**error.values)
        return Outcome(row.id, row, shown=row.version, sentence=sentence, error=error)
    return Outcome(
        row.id,
        marked=row.marked,
        saved=saved,
        published=new and refused is None,
        wrong=form.named(refused.fields) if isinstance(refused, NotPublishable) else {},
        sentence=say(refused.sentence) if isinstance(refused, (NotApproved, Unseen)) else "",
        error=refused,
    )


def _write(session: Session, image: Image, row: Typed, allowed: Mapping[str, Choices]) -> bool:
    """Save what the row says; returns whether it said anything new."""
    ensure_editable(image)
    before = publish.edited_by(session, image, _own(session).get(image.id, {}))
    stored = cells.fill(before, allowed)
    wanted = merge.settle(row, stored, image.version)
    if wanted == stored:
        return False
    edited = cells.read(wanted, before, allowed)
    edit.save(session, image, edited, on_own=True, by=who().id, now=now())
    return True


def _own(session: Session) -> Mapping[int, Mapping[str, object]]:
    return waiting_changes.own(session, who().id)


def _publish(
    session: Session, image: Image, *, shown: bool
) -> NotPublishable | NotApproved | Unseen | None:
    """Publish the image as it was ``shown`` and is saved now; returns why not, so that what was
    typed is saved all the same.
    """
    seen = approval.fingerprint(session, image) if shown else ""
    try:
        publish.publish(session, image, seen=seen, by=who().id, now=now())
    except (NotPublishable, NotApproved, Unseen) as error:
        return error
    return None
