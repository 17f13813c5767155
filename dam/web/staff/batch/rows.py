"""The rows of the batch grid as its page shows them: the image as it stands, what is typed of it,
what became of that, and where somebody else's words differ.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from dam import accounts, approval, catalogue
from dam.database.models import AuditEvent, Image
from dam.errors import BadInput, Changed, DamError, NotAllowed
from dam.i18n.translation import Sentence
from dam.lifecycle import history, publish, waiting_changes
from dam.links.refs import image_ref
from dam.rights.periods import STOCKHOLM
from dam.web.context import now, reading
from dam.web.language import say
from dam.web.sign_in import who
from dam.web.staff.batch.save import Outcome
from dam.web.staff.image_form import cells, merge
from dam.web.staff.image_form.cells import COLUMNS, in_words
from dam.web.staff.image_form.choices import Choices
from dam.web.staff.image_form.merge import Typed
from dam.web.staff.image_row import Row, row_of
from dam.web.staff.images.editor import ensure_editable
from dam.web.template_filters import clock, day


@dataclass(frozen=True, slots=True)
class Differing:
    """A cell in which two have written, in words."""

    name: str
    label: str
    mine: str
    theirs: str
    keep: str


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the page.

    ``changed`` says who has changed the image since the row was shown, ``was`` what the catalogue
    holds where a cell says something else, ``locked`` why nothing can be typed, and ``wrong`` what
    is wrong, by column. ``asks`` says that it is to be chosen among what is ``differing``.
    """

    row: Row
    typed: Typed
    responsible: str = ""
    done: str = ""
    changed: str = ""
    locked: str = ""
    sentence: str = ""
    was: Mapping[str, str] = field(default_factory=dict)
    wrong: Mapping[str, str] = field(default_factory=dict)
    differing: Sequence[Differing] = ()
    asks: bool = False

    @property
    def name(self) -> str:
        """What errors call the row: where it stands in a file, if it came from one."""
        if self.typed.line is None:
            return self.row.ref
        return say(Sentence("Rad {line}, {ref}", line=self.typed.line, ref=self.row.ref))

    @property
    def errors(self) -> list[tuple[str, str]]:
        """What is wrong in the row, each with the anchor of its cell."""
        one, sentences = self.row.id, []
        if self.asks:
            asked = say("Välj vad som ska gälla.")
            sentences.append((f"skillnad-{one}", f"{self.changed} {asked}"))
        if self.sentence:
            sentences.append((f"rad-{one}", self.sentence))
        for name in sorted(self.wrong, key=[*COLUMNS, *self.wrong].index):
            said = self.wrong[name]
            anchor = f"{name}-{one}" if name in COLUMNS else f"rad-{one}"
            label = f"{COLUMNS[name]}: " if name in COLUMNS else ""
            sentences.append((anchor, f"{label}{said}"))
        return [(anchor, f"{self.name}: {said}") for anchor, said in sentences]


def lines(
    image_ids: Sequence[int], outcomes: Mapping[int, Outcome], allowed: Mapping[str, Choices]
) -> list[Line]:
    """Return the rows of those images that this person may work with."""
    images = catalogue.find_each(reading(), image_ids, who())
    stale = [
        image.id
        for image in images
        if (outcome := outcomes.get(image.id)) and outcome.shown not in {None, image.version}
    ]
    changes = history.last_changes(reading(), stale)
    names = accounts.names(reading())
    prints = approval.fingerprints(reading(), images)
    waiting = waiting_changes.image_ids(reading(), image_ids)
    own = waiting_changes.own(reading(), who().id)
    return [
        _line(
            image,
            outcomes.get(image.id, Outcome(image.id)),
            _who_changed(changes.get(image.id), names, outcomes[image.id].error)
            if image.id in stale
            else "",
            names,
            allowed,
            fingerprint=prints[image.id],
            waits=image.id in waiting,
            own=own.get(image.id, {}),
        )
        for image in images
    ]


def _line(
    image: Image,
    outcome: Outcome,
    changed: str,
    names: Mapping[int, str],
    allowed: Mapping[str, Choices],
    *,
    fingerprint: str,
    waits: bool,
    own: Mapping[str, object],
) -> Line:
    stored = cells.fill(publish.edited_by(reading(), image, own), allowed)
    typed = outcome.typed or merge.begin(image.id, image.version, stored, marked=outcome.marked)
    asked = typed.seen is not None
    differences = merge.differences(typed, stored, image.version) if asked else []
    if differences:
        kept = {one.name: one.keep for one in differences}
        typed = replace(typed, seen=image.version, kept=kept)
    if image.version in {typed.version, typed.seen} or not typed.fingerprint:
        typed = replace(typed, fingerprint=fingerprint)
    return Line(
        row=row_of(image, now()),
        typed=typed,
        responsible=names.get(image.assigned_to or 0, ""),
        done=_done(outcome, waits=waits),
        changed=changed,
        locked="" if outcome.typed else _locked(image),
        sentence=outcome.sentence,
        asks=bool(differences) and not isinstance(outcome.error, BadInput),
        was={
            name: in_words(name, stored[name], allowed)
            for name in COLUMNS
            if typed.cells[name] != stored[name]
        },
        wrong={name: say(said) for name, said in outcome.wrong.items()},
        differing=[
            Differing(
                one.name,
                COLUMNS[one.name],
                in_words(one.name, one.mine, allowed),
                in_words(one.name, one.theirs, allowed),
                one.keep,
            )
            for one in differences
        ],
    )


def _done(outcome: Outcome, *, waits: bool) -> str:
    if outcome.saved and waits:
        return say("Sparad. Väntar på att en annan redaktör godkänner.")
    if outcome.published:
        return say("Publicerad nu.")
    return say("Sparad.") if outcome.saved else ""


def _locked(image: Image) -> str:
    try:
        ensure_editable(image)
    except NotAllowed as error:
        return say(error.sentence)
    return ""


def _who_changed(event: AuditEvent | None, names: Mapping[int, str], error: DamError | None) -> str:
    """Say who changed an image last, and when: the clock alone for what happened today."""
    if isinstance(error, Changed) and error.own:
        return say(error.sentence)
    person = names.get(event.user_id or 0) if event else None
    if event is None or person is None:
        return say("Någon annan har ändrat bilden.")
    today = event.at.astimezone(STOCKHOLM).date() == now().astimezone(STOCKHOLM).date()
    moment = clock(event.at) if today else f"{day(event.at)} {clock(event.at)}"
    return say(Sentence("Ändrad av {person} {moment}.", person=person, moment=moment))


def lost_words(
    rows: Iterable[Typed], found: Sequence[Line], allowed: Mapping[str, Choices]
) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return (id, [(column, words)]) for each row that was written in and has no image any more."""
    known = {line.row.id for line in found}
    return [
        (image_ref(row.id), words)
        for row in rows
        if row.id not in known and (words := _written_in(row, allowed))
    ]


def _written_in(row: Typed, allowed: Mapping[str, Choices]) -> list[tuple[str, str]]:
    """Return the cells that somebody has written in, in words; all of them where nobody knows."""
    began = dict(zip(COLUMNS, row.began, strict=False))
    marks = dict(zip(COLUMNS, cells.marks(row.cells), strict=True))
    return [
        (label, in_words(name, row.cells[name], allowed))
        for name, label in COLUMNS.items()
        if row.cells[name] and began.get(name) != marks[name]
    ]


def missing_refs(image_ids: Iterable[int], found: Sequence[Line]) -> list[str]:
    """Return the ids for which there is no image that this person may work with."""
    known = {line.row.id for line in found}
    return [image_ref(one) for one in image_ids if one not in known]
