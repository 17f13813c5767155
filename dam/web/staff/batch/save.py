"""Saving rows of the batch grid, each in its own transaction: none that fails loses another."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from dam import approval, catalogue
from dam.approval import ImageUnseen, NotApproved
from dam.catalogue import assignments
from dam.clearance import NotPublishable
from dam.database.models import Image
from dam.database.session import Session
from dam.errors import BadInput, Conflict, DamError, NotFound
from dam.lifecycle import draft_bin, edit, publish, waiting_changes
from dam.rights.image_states import ImageState
from dam.web.context import reading_session, request_moment, writing_session
from dam.web.language import say_on_page
from dam.web.sign_in import own_id, signed_in_user
from dam.web.staff.image_form import cells, form, merge
from dam.web.staff.image_form.choices import Choices
from dam.web.staff.image_form.merge import GridRow, RowConflict
from dam.web.staff.images.editor import ensure_editable

GONE = "Någon annan har lagt bilden i papperskorgen eller tagit bort den."
UNMARKED = "Markera de bilder det gäller."


@dataclass(frozen=True, slots=True)
class RowOutcome:
    """What became of a row: ``typed`` is it as it still stands in the form, None once it is saved.

    ``version`` is the one that the row was shown of; ``wrong`` is by column, ``sentence`` about
    the row as a whole.
    """

    id: int
    typed: GridRow | None = None
    version: int | None = None
    marked: bool = True
    saved: bool = False
    published: bool = False
    wrong: Mapping[str, str] = field(default_factory=dict)
    sentence: str = ""
    error: DamError | None = None


def save_rows(rows: Iterable[GridRow], *, publishing: bool) -> list[RowOutcome]:
    """Save the rows that something has been written in, and publish those that are marked.

    A row of an image that is gone has an error alone: its words are told beside the rows.
    """
    allowed = cells.cell_choices()
    return [
        _save_row(row, allowed, publishing=publishing and row.marked)
        if row.touched or (publishing and row.marked)
        else RowOutcome(row.id, version=row.version, marked=row.marked)
        for row in rows
    ]


def assign_marked_rows(rows: Iterable[GridRow], user_id: int | None) -> int:
    """Make somebody, or nobody, responsible for all marked rows' images; returns how many."""
    # Whoever holds several holds the older first, so that two people never wait for each other.
    marked_ids = sorted(row.id for row in rows if row.marked)
    if not marked_ids:
        raise BadInput(UNMARKED, fields={"assigned_to": UNMARKED})
    with writing_session() as session:
        images = catalogue.find_each(session, marked_ids, signed_in_user())
        for marked_image in images:
            image = catalogue.lock_image(session, marked_image.id, signed_in_user())
            assignments.assign_image(session, image, user_id, by=own_id(), now=request_moment())
    return len(images)


def bin_marked_rows(rows: Iterable[GridRow]) -> set[int]:
    """Put the images of the marked rows in the bin, all of them or none; returns their ids.

    BadInput where none is marked, Conflict or NotAllowed for what may not be put there.
    """
    marked_ids = sorted(row.id for row in rows if row.marked)
    if not marked_ids:
        raise BadInput(UNMARKED, fields={"bin": UNMARKED})
    with writing_session() as session:
        image_ids = [row.id for row in catalogue.find_each(session, marked_ids, signed_in_user())]
        for image_id in image_ids:
            image = catalogue.lock_image(session, image_id, signed_in_user())
            draft_bin.put_in_bin(session, image, user=signed_in_user(), now=request_moment())
    return set(image_ids)


def check_row(row: GridRow, allowed: Mapping[str, Choices]) -> RowOutcome:
    """Say what is wrong with a row, as far as that shows before it is saved."""
    image = catalogue.find_for(reading_session(), row.id, signed_in_user())
    before = publish.edited_by(
        reading_session(), image, _own_waiting_changes(reading_session()).get(row.id, {})
    )
    try:
        cells.read_cells(row.cells, before, allowed)
    except BadInput as error:
        return RowOutcome(
            row.id, row, version=row.version, wrong=form.name_errors_by_field(error.fields)
        )
    return RowOutcome(row.id, row, version=row.version)


def _save_row(row: GridRow, allowed: Mapping[str, Choices], *, publishing: bool) -> RowOutcome:
    try:
        with writing_session() as session:
            image = catalogue.lock_image(session, row.id, signed_in_user())
            is_unchanged = approval.compute_fingerprint(session, image) == row.fingerprint
            saved = _write_row(session, image, row, allowed)
            is_new = publishing and image.state != ImageState.PUBLISHED
            refusal = _publish_row(session, image, was_shown=is_unchanged) if is_new else None
    except NotFound:
        return RowOutcome(row.id, row, version=row.version, error=Conflict(GONE))
    except RowConflict as error:
        return RowOutcome(
            row.id, replace(row, seen=row.seen or 0), version=row.version, error=error
        )
    except BadInput as error:
        cell_errors = form.name_errors_by_field(error.fields)
        return RowOutcome(row.id, row, version=row.version, wrong=cell_errors, error=error)
    except DamError as error:
        sentence = say_on_page(error.sentence).format(**error.values)
        return RowOutcome(row.id, row, version=row.version, sentence=sentence, error=error)
    return RowOutcome(
        row.id,
        marked=row.marked,
        saved=saved,
        published=is_new and refusal is None,
        wrong=form.name_errors_by_field(refusal.fields)
        if isinstance(refusal, NotPublishable)
        else {},
        sentence=say_on_page(refusal.sentence)
        if isinstance(refusal, (NotApproved, ImageUnseen))
        else "",
        error=refusal,
    )


def _write_row(
    session: Session, image: Image, row: GridRow, allowed: Mapping[str, Choices]
) -> bool:
    """Save what the row says; returns whether it said anything new."""
    ensure_editable(image)
    before = publish.edited_by(session, image, _own_waiting_changes(session).get(image.id, {}))
    stored = cells.fill_cells(before, allowed)
    merged = merge.merge_grid_row(row, stored, image.version)
    if merged == stored:
        return False
    edited = cells.read_cells(merged, before, allowed)
    edit.save_image_edit(session, image, edited, on_own=True, by=own_id(), now=request_moment())
    return True


def _own_waiting_changes(session: Session) -> Mapping[int, Mapping[str, object]]:
    return waiting_changes.list_own_waiting_fields(session, own_id())


def _publish_row(
    session: Session, image: Image, *, was_shown: bool
) -> NotPublishable | NotApproved | ImageUnseen | None:
    """Publish the image as it ``was_shown`` and saved; returns why not, so that it stays saved."""
    fingerprint = approval.compute_fingerprint(session, image) if was_shown else ""
    try:
        publish.publish_image(session, image, seen=fingerprint, by=own_id(), now=request_moment())
    except (NotPublishable, NotApproved, ImageUnseen) as error:
        return error
    return None
