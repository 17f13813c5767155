"""The numbers of the statistics in words: what each chart is called, concludes and counts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property

from flask_babel import gettext, ngettext

from dam.delivery.statistics.by_month import Most
from dam.links.refs import image_ref
from dam.text.swedish import order_key
from dam.usage_requests.case_page import LABELS
from dam.usage_requests.statistics import Figures
from dam.web.staff.image_form.choices import SIZE_NAMES
from dam.web.staff.statistics.chart import Bar, Chart, place
from dam.web.template_filters import number, written_date

CLASSES = {
    "free": "Fri för redaktionell användning",
    "conditional": "Fri med villkor",
    "approval": "Kräver godkännande",
    "": "Okända villkor",
}
NOTHING = "Ingen bild laddades ner under perioden."


@dataclass(frozen=True)
class Series:
    """One chart; ``table`` are the rows of its file under ``columns``, with a number last.

    ``images`` are those that the bars are of, where they are of images.
    """

    name: str
    title: str
    conclusion: str
    columns: tuple[str, ...]
    bars: Sequence[Bar]
    table: Sequence[tuple[object, ...]]
    images: Sequence[Most] = ()

    @cached_property
    def chart(self) -> Chart:
        return place(self.bars)

    @property
    def total(self) -> int:
        return sum(bar.value for bar in self.bars)


def month_words(month: date) -> str:
    """Return the month as a page says it: mars 2026."""
    return written_date(f"{month:%Y-%m}")


def of_months(found: Mapping[date, int], current: date) -> Series:
    """``current`` is the month that is not over."""
    most = max(found, key=lambda one: found[one])
    bars = [Bar(month_words(one), times, partial=one == current) for one, times in found.items()]
    said = gettext(
        "Flest nedladdningar i %(month)s: %(count)s.",
        month=month_words(most),
        count=_of(found[most], found.values()),
    )
    return Series(
        "manader",
        gettext("Nedladdningar per månad"),
        said if any(found.values()) else gettext(NOTHING),
        (gettext("Månad"), gettext("Nedladdningar")),
        bars,
        [(f"{one:%Y-%m}", times) for one, times in found.items()],
    )


def of_images(found: Sequence[Most], total: int) -> Series:
    """``total`` counts all images, also those that are not among the most downloaded."""
    bars = [Bar(one.title or gettext("Raderad bild"), one.times) for one in found]
    said = gettext(NOTHING)
    if found:
        said = gettext(
            "Mest nedladdad är %(title)s: %(count)s.",
            title=bars[0].label,
            count=_of(bars[0].value, [total]),
        )
    return Series(
        "bilder",
        gettext("Mest nedladdade bilder"),
        said,
        (gettext("Bild"), gettext("Titel"), gettext("Nedladdningar")),
        bars,
        [(image_ref(one.image_id), one.title, one.times) for one in found],
        found,
    )


def of_sizes(found: Mapping[str, int]) -> Series:
    title = gettext("Nedladdningar per storlek")
    return _ranked("storlekar", title, gettext("Storlek"), found, SIZE_NAMES)


def of_collections(found: Mapping[str, int], total: int) -> Series:
    """``total`` counts all downloads, also of images that are in no collection."""
    title = gettext("Nedladdningar per samling")
    ranked = _ranked("samlingar", title, gettext("Samling"), found, {})
    if not total:
        return ranked
    if not found:
        return replace(ranked, conclusion=gettext("Ingen nedladdad bild är med i en samling."))
    said = gettext(
        "Mest nedladdad är %(name)s: %(count)s. En bild i flera samlingar räknas i var och en.",
        name=ranked.bars[0].label,
        count=_of(ranked.bars[0].value, [total]),
    )
    return replace(ranked, conclusion=said)


def of_classes(found: Mapping[str, int]) -> Series:
    title = gettext("Nedladdningar per sorts villkor")
    return _ranked("villkor", title, gettext("Villkor"), found, CLASSES)


def of_requests(figures: Figures, *, in_office_time: bool) -> Series:
    bars = [
        Bar(gettext(words), figures.by_state[state])
        for state, words in LABELS.items()
        if state in figures.by_state
    ]
    return Series(
        "arenden",
        gettext("Ärenden per tillstånd"),
        " ".join(_about_requests(figures, in_office_time=in_office_time)),
        (gettext("Tillstånd"), gettext("Ärenden")),
        bars,
        _rows(bars),
    )


def _about_requests(figures: Figures, *, in_office_time: bool) -> Iterable[str]:
    if not figures.came:
        yield gettext("Inget ärende kom in under perioden.")
        return
    yield ngettext("%(num)s ärende kom in.", "%(num)s ärenden kom in.", figures.came)
    if figures.median is not None:
        took = duration(figures.median)
        yield (
            gettext(
                "Hälften av de besvarade fick sitt första svar inom %(took)s kontorstid.", took=took
            )
            if in_office_time
            else gettext("Hälften av de besvarade fick sitt första svar inom %(took)s.", took=took)
        )
    if figures.waiting:
        yield ngettext("%(num)s väntar.", "%(num)s väntar.", figures.waiting)


def duration(took: timedelta) -> str:
    """2 timmar och 10 minuter; whole minutes, at least one, and above two days whole hours."""
    minutes = max(1, round(took.total_seconds() / 60))
    if minutes == 1:
        return str(gettext("en minut"))
    hours, minutes = divmod(minutes, 60)
    if hours >= 48:
        hours, minutes = hours + (minutes >= 30), 0
    parts = []
    if hours:
        parts.append(ngettext("%(num)s timme", "%(num)s timmar", hours))
    if minutes or not hours:
        parts.append(ngettext("%(num)s minut", "%(num)s minuter", minutes))
    return " ".join([parts[0], *(gettext("och %(rest)s", rest=part) for part in parts[1:])])


def _ranked(
    name: str, title: str, what: str, found: Mapping[str, int], names: Mapping[str, str]
) -> Series:
    """Return the series of some kinds, the most frequent first."""
    bars = [Bar(gettext(names.get(code, code)), times) for code, times in found.items()]
    bars.sort(key=lambda bar: (-bar.value, order_key(bar.label)))
    said = gettext(NOTHING)
    if bars:
        count = _of(bars[0].value, found.values())
        said = gettext("Vanligast är %(what)s: %(count)s.", what=bars[0].label, count=count)
    return Series(name, title, said, (what, gettext("Nedladdningar")), bars, _rows(bars))


def _rows(bars: Iterable[Bar]) -> list[tuple[object, ...]]:
    return [(bar.label, bar.value) for bar in bars]


def _of(part: int, whole: Iterable[int]) -> str:
    """214 av 1 020"""
    said: str = gettext("%(part)s av %(whole)s", part=number(part), whole=number(sum(whole)))
    return said
