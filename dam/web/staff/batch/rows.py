"""Rows of the batch grid as its page shows them: the image, what is typed, what differs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from dam import accounts, approval, catalogue
from dam.database.models import AuditEvent, Image
from dam.errors import BadInput, Changed, DamError
from dam.i18n.translation import Sentence
from dam.lifecycle import history, publish, waiting_changes
from dam.links.refs import image_ref
from dam.rights.periods import STOCKHOLM
from dam.web.context import reading_session, request_moment
from dam.web.language import say_on_page
from dam.web.sign_in import own_id, signed_in_user
from dam.web.staff.batch.save import RowOutcome
from dam.web.staff.image_form import cells, merge
from dam.web.staff.image_form.cells import COLUMNS, describe_cell
from dam.web.staff.image_form.choices import Choices
from dam.web.staff.image_form.merge import GridRow
from dam.web.staff.image_row import ImageRow, build_image_row
from dam.web.staff.images.editor import why_locked
from dam.web.template_filters import show_clock, show_day


@dataclass(frozen=True, slots=True)
class CellConflict:
    """A cell in which two have written, in words."""

    name: str
    label: str
    mine: str
    theirs: str
    keep: str


@dataclass(frozen=True, slots=True)
class BatchPageRow:
    """A row of the page.

    ``changed`` says who has changed the image since the row was shown, ``was`` what the catalogue
    holds where a cell says something else, ``locked`` why nothing can be typed, and ``wrong`` what
    is wrong, by column. ``asks`` says that it is to be chosen among what is ``differing``.
    """

    row: ImageRow
    typed: GridRow
    responsible: str = ""
    done: str = ""
    changed: str = ""
    locked: str = ""
    sentence: str = ""
    was: Mapping[str, str] = field(default_factory=dict)
    wrong: Mapping[str, str] = field(default_factory=dict)
    differing: Sequence[CellConflict] = ()
    asks: bool = False

    @property
    def name(self) -> str:
        """Name of the row in errors: its line in a file, if it came from one."""
        if self.typed.line is None:
            return self.row.ref
        return say_on_page(Sentence("Rad {line}, {ref}", line=self.typed.line, ref=self.row.ref))

    @property
    def errors(self) -> list[tuple[str, str]]:
        """Errors of the row, each with the anchor of its cell."""
        image_id, sentences = self.row.id, []
        if self.asks:
            sentence = say_on_page("Välj vad som ska gälla.")
            sentences.append((f"skillnad-{image_id}", f"{self.changed} {sentence}"))
        if self.sentence:
            sentences.append((f"rad-{image_id}", self.sentence))
        for name in sorted(self.wrong, key=[*COLUMNS, *self.wrong].index):
            error = self.wrong[name]
            anchor = f"{name}-{image_id}" if name in COLUMNS else f"rad-{image_id}"
            label = f"{COLUMNS[name]}: " if name in COLUMNS else ""
            sentences.append((anchor, f"{label}{error}"))
        return [(anchor, f"{self.name}: {error}") for anchor, error in sentences]


def build_page_rows(
    image_ids: Sequence[int], outcomes: Mapping[int, RowOutcome], allowed: Mapping[str, Choices]
) -> list[BatchPageRow]:
    """Return the rows of those images that this person may work with."""
    images = catalogue.find_each(reading_session(), image_ids, signed_in_user())
    stale = [
        image.id
        for image in images
        if (outcome := outcomes.get(image.id)) and outcome.version not in {None, image.version}
    ]
    changes = history.last_changes(reading_session(), stale)
    names = accounts.list_account_names(reading_session())
    prints = approval.compute_fingerprints(reading_session(), images)
    waiting = waiting_changes.image_ids(reading_session(), image_ids)
    own_changes = waiting_changes.list_own_waiting_fields(reading_session(), own_id())
    return [
        _build_page_row(
            image,
            outcomes.get(image.id, RowOutcome(image.id)),
            _who_changed(changes.get(image.id), names, outcomes[image.id].error)
            if image.id in stale
            else "",
            names,
            allowed,
            fingerprint=prints[image.id],
            waits=image.id in waiting,
            own=own_changes.get(image.id, {}),
        )
        for image in images
    ]


def _build_page_row(
    image: Image,
    outcome: RowOutcome,
    changed: str,
    names: Mapping[int, str],
    allowed: Mapping[str, Choices],
    *,
    fingerprint: str,
    waits: bool,
    own: Mapping[str, object],
) -> BatchPageRow:
    stored = cells.fill_cells(publish.edited_by(reading_session(), image, own), allowed)
    typed = outcome.typed or merge.start_grid_row(
        image.id, image.version, stored, marked=outcome.marked
    )
    has_conflict = typed.seen is not None
    differences = merge.list_cell_differences(typed, stored, image.version) if has_conflict else []
    if differences:
        chosen_sides = {cell.name: cell.keep for cell in differences}
        typed = replace(typed, seen=image.version, kept=chosen_sides)
    if image.version in {typed.version, typed.seen} or not typed.fingerprint:
        typed = replace(typed, fingerprint=fingerprint)
    return BatchPageRow(
        row=build_image_row(image, request_moment()),
        typed=typed,
        responsible=names.get(image.assigned_to or 0, ""),
        done=_describe_row_outcome(outcome, waits=waits),
        changed=changed,
        locked=(not outcome.typed and why_locked(image)) or "",
        sentence=outcome.sentence,
        asks=bool(differences) and not isinstance(outcome.error, BadInput),
        was={
            name: describe_cell(name, stored[name], allowed)
            for name in COLUMNS
            if typed.cells[name] != stored[name]
        },
        wrong={name: say_on_page(sentence) for name, sentence in outcome.wrong.items()},
        differing=[
            CellConflict(
                cell.name,
                COLUMNS[cell.name],
                describe_cell(cell.name, cell.mine, allowed),
                describe_cell(cell.name, cell.theirs, allowed),
                cell.keep,
            )
            for cell in differences
        ],
    )


def _describe_row_outcome(outcome: RowOutcome, *, waits: bool) -> str:
    if outcome.saved and waits:
        return say_on_page("Sparad. Väntar på att en annan redaktör godkänner.")
    if outcome.published:
        return say_on_page("Publicerad nu.")
    return say_on_page("Sparad.") if outcome.saved else ""


def _who_changed(event: AuditEvent | None, names: Mapping[int, str], error: DamError | None) -> str:
    """Say who changed an image last, and when: the clock alone for what happened today."""
    if isinstance(error, Changed) and error.own:
        return say_on_page(error.sentence)
    person = names.get(event.user_id or 0) if event else None
    if event is None or person is None:
        return say_on_page("Någon annan har ändrat bilden.")
    today = event.at.astimezone(STOCKHOLM).date() == request_moment().astimezone(STOCKHOLM).date()
    moment = show_clock(event.at) if today else f"{show_day(event.at)} {show_clock(event.at)}"
    return say_on_page(Sentence("Ändrad av {person} {moment}.", person=person, moment=moment))


def lost_words(
    rows: Iterable[GridRow], found: Sequence[BatchPageRow], allowed: Mapping[str, Choices]
) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return (id, [(column, words)]) for each row that was written in and has no image any more."""
    known = {line.row.id for line in found}
    return [
        (image_ref(row.id), words)
        for row in rows
        if row.id not in known and (words := _written_in(row, allowed))
    ]


def _written_in(row: GridRow, allowed: Mapping[str, Choices]) -> list[tuple[str, str]]:
    """Return the cells that somebody has written in, in words; all of them where nobody knows."""
    began = dict(zip(COLUMNS, row.began, strict=False))
    marks = dict(zip(COLUMNS, cells.fingerprint_cells(row.cells), strict=True))
    return [
        (label, describe_cell(name, row.cells[name], allowed))
        for name, label in COLUMNS.items()
        if row.cells[name] and began.get(name) != marks[name]
    ]


def missing_refs(image_ids: Iterable[int], rows: Sequence[BatchPageRow]) -> list[str]:
    """Return the ids for which there is no image that this person may work with."""
    known = {line.row.id for line in rows}
    return [image_ref(image_id) for image_id in image_ids if image_id not in known]
