"""Somebody saved first: where what one typed and what is stored differ, field by field, and whose
of each is kept. Every form of fields ends in `open_form`, `merge_form` and `reopen_form`; the batch
grid has rows and its own (`merge.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from werkzeug.datastructures import MultiDict

from dam.database.fingerprint import mark_of
from dam.errors import BadInput, Conflict
from dam.web.staff.image_form.merge import MINE, THEIRS

Values = Mapping[str, str | list[str]]
Sent = MultiDict[str, str]
DIFFERS = "differs"


@dataclass(frozen=True, slots=True)
class FieldDifference:
    """A field in which both differ, in words; ``keep`` is MINE, THEIRS or not chosen, ``mark`` of
    what one typed, to tell later whether one has typed on.
    """

    name: str
    label: str
    mine: str
    theirs: str
    keep: str = ""
    mark: str = ""


@dataclass(frozen=True, slots=True)
class FormFields:
    """A form's fields: their labels in order, how they are read as stored and said in words."""

    labels: Mapping[str, str]
    typed: Callable[[Sent], Values]
    describe: Callable[[str, str | list[str]], str] = lambda _name, value: str(value)


class UnresolvedConflict(Conflict):
    """A conflict that was shown, with a field for which nobody said whose to keep."""

    def __init__(self) -> None:
        super().__init__("Välj för varje fält om ditt eller det sparade ska gälla.")


def fingerprint_fields(values: Values) -> str:
    """Return a mark of each value, to tell later which of them somebody has changed."""
    return " ".join(f"{name}:{mark_of(values[name])[:8]}" for name in sorted(values))


def list_field_differences(
    labels: Mapping[str, str],
    mine: Values,
    theirs: Values,
    *,
    began: str = "",
    describe: Callable[[str, str | list[str]], str] = lambda _name, value: str(value),
) -> list[FieldDifference]:
    """Return where the two differ. What one alone has changed since ``began`` is that one's; where
    both have, or nobody knows, a person chooses.
    """
    first_marks = dict(mark.rsplit(":", 1) for mark in began.split() if ":" in mark)

    def keep(name: str) -> str:
        mark_shown = first_marks.get(name)
        if mark_shown == mark_of(mine[name])[:8]:
            return THEIRS
        return MINE if mark_shown == mark_of(theirs[name])[:8] else ""

    return [
        FieldDifference(
            name,
            label,
            describe(name, mine[name]),
            describe(name, theirs[name]),
            keep(name),
            mark_of(mine[name])[:8],
        )
        for name, label in labels.items()
        if mine[name] != theirs[name]
    ]


def read_conflict_choices(sent: Mapping[str, str], names: list[str]) -> dict[str, str]:
    """Return whose is kept of each field that was shown as differing. Raises NotChosen."""
    sides = {name: sent.get(f"keep-{name}", "") for name in names}
    if not all(keep in {MINE, THEIRS} for keep in sides.values()):
        raise UnresolvedConflict
    return sides


def merge_form(sent: Sent, theirs: Values, sheet: FormFields | None = None) -> Sent:
    """Return the form with what is stored where that was chosen. Raises NotChosen.

    In a form whose fields can be written in beside the choice, the ``sheet`` tells what has been
    typed since then: that is nobody's but one's own.
    """
    sides = read_conflict_choices(sent, sent.getlist(DIFFERS))
    names = [name for name, keep in sides.items() if keep == THEIRS]
    return _take_stored_fields(
        sent, theirs, [name for name in names if not _is_typed_since(sent, name, sheet)]
    )


def merge_form_so_far(sent: Sent, theirs: Values, sheet: FormFields | None = None) -> Sent:
    """Return the same as far as it was chosen, to show what is left to choose."""
    names = [name for name in sent.getlist(DIFFERS) if sent.get(f"keep-{name}") == THEIRS]
    return _take_stored_fields(
        sent, theirs, [name for name in names if not _is_typed_since(sent, name, sheet)]
    )


def _is_typed_since(sent: Sent, name: str, sheet: FormFields | None) -> bool:
    mark_shown = sent.get(f"mine-{name}")
    return (
        sheet is not None
        and name in sheet.labels
        and bool(mark_shown)
        and mark_of(sheet.typed(sent)[name])[:8] != mark_shown
    )


def merge_others_changes(sheet: FormFields, sent: Sent, theirs: Values) -> Sent | None:
    """Return the form with what somebody else alone has changed since it was shown; None where both
    have changed the same, so that a person chooses.
    """
    mine, stored = sheet.typed(sent), _stored_as_typed(sheet, theirs)
    differing = list_field_differences(sheet.labels, mine, stored, began=sent.get("began", ""))
    if not all(difference.keep for difference in differing):
        return None
    return _take_stored_fields(
        sent, theirs, [difference.name for difference in differing if difference.keep == THEIRS]
    )


def has_changed(sent: Sent, stored: Values, name: str) -> bool:
    """Whether a value is no longer what the form showed beside what is typed."""
    return f"{name}:{mark_of(stored[name])[:8]}" not in sent.get("began", "").split()


def open_form(sheet: FormFields, stored: Values) -> dict[str, object]:
    """Return what a form holds that shows what is stored."""
    return {
        "form": stored,
        "began": fingerprint_fields(_stored_as_typed(sheet, stored)),
        "differing": [],
    }


def reopen_form(
    sheet: FormFields, error: BadInput | Conflict, sent: Sent, theirs: Values, *over: str
) -> dict[str, object]:
    """Return what the form holds that is shown again: what was typed and, after a conflict, where
    what is stored differs from it. ``over`` names the fields that say what it was opened over,
    which it keeps until a conflict has been told.
    """
    merged = merge_form_so_far(sent, theirs, sheet)
    began = sent.get("began", "")
    context: dict[str, object] = {"form": {**merged.to_dict(), **sheet.typed(merged)}}
    context |= {"began": began, "differing": []}
    if not isinstance(error, Conflict):
        return context | {name: sent.get(name, "") for name in over}
    mine, stored = sheet.typed(merged), _stored_as_typed(sheet, theirs)
    differing = list_field_differences(
        sheet.labels, mine, stored, began=began, describe=sheet.describe
    )
    return context | {"differing": differing}


def _stored_as_typed(sheet: FormFields, stored: Values) -> Values:
    """Return what is stored as it would be read from the form."""
    return sheet.typed(MultiDict(stored))


def _take_stored_fields(sent: Sent, theirs: Values, names: list[str]) -> Sent:
    merged: Sent = MultiDict(sent)
    for name in names:
        if name in theirs:
            value = theirs[name]
            merged.setlist(name, [value] if isinstance(value, str) else ["", *value])
    return merged
