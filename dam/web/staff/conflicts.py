"""Somebody saved first: where what one typed and what is stored differ, field by field, and whose
of each is kept. The batch grid has rows and its own (`grid.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from werkzeug.datastructures import MultiDict

from dam.errors import Conflict
from dam.marks import mark_of
from dam.web.staff.grid import MINE, THEIRS

Values = Mapping[str, str | list[str]]
Sent = MultiDict[str, str]
DIFFERS = "differs"


@dataclass(frozen=True, slots=True)
class Difference:
    """A field in which both differ, in words; ``keep`` is MINE, THEIRS or not chosen."""

    name: str
    label: str
    mine: str
    theirs: str
    keep: str = ""


class NotChosen(Conflict):
    """What differs was shown, and of some field it was not said whose to keep."""

    def __init__(self) -> None:
        super().__init__("Välj för varje fält om ditt eller det sparade ska gälla.")


def marks(values: Values) -> str:
    """Return a mark of each value, to tell later which of them somebody has changed."""
    return " ".join(f"{name}:{mark_of(values[name])[:8]}" for name in sorted(values))


def differences(
    labels: Mapping[str, str],
    mine: Values,
    theirs: Values,
    *,
    began: str = "",
    said: Callable[[str, str | list[str]], str] = lambda _name, value: str(value),
) -> list[Difference]:
    """Return where the two differ. What one alone has changed since ``began`` is that one's; where
    both have, or nobody knows, a person chooses.
    """
    first = dict(one.split(":", 1) for one in began.split() if ":" in one)

    def keep(name: str) -> str:
        shown = first.get(name)
        if shown == mark_of(mine[name])[:8]:
            return THEIRS
        return MINE if shown == mark_of(theirs[name])[:8] else ""

    return [
        Difference(name, label, said(name, mine[name]), said(name, theirs[name]), keep(name))
        for name, label in labels.items()
        if mine[name] != theirs[name]
    ]


def choices(sent: Mapping[str, str], names: list[str]) -> dict[str, str]:
    """Return whose is kept of each field that was shown as differing. Raises NotChosen."""
    chosen = {name: sent.get(f"keep-{name}", "") for name in names}
    if not all(keep in {MINE, THEIRS} for keep in chosen.values()):
        raise NotChosen
    return chosen


def settle(sent: Sent, theirs: Values) -> Sent:
    """Return the form with what is stored where that was chosen. Raises NotChosen."""
    chosen = choices(sent, sent.getlist(DIFFERS))
    return _taken(sent, theirs, [name for name, keep in chosen.items() if keep == THEIRS])


def settle_chosen(sent: Sent, theirs: Values) -> Sent:
    """Return the same as far as it was chosen, to show what is left to choose."""
    names = [name for name in sent.getlist(DIFFERS) if sent.get(f"keep-{name}") == THEIRS]
    return _taken(sent, theirs, names)


def _taken(sent: Sent, theirs: Values, names: list[str]) -> Sent:
    settled: Sent = MultiDict(sent)
    for name in names:
        if name in theirs:
            value = theirs[name]
            settled.setlist(name, [value] if isinstance(value, str) else ["", *value])
    return settled
