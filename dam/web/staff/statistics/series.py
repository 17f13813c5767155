"""The numbers of the statistics in words: what each chart is called, concludes and counts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property

from flask_babel import gettext, ngettext

from dam.delivery.statistics.by_month import ImageDownloads
from dam.links.refs import image_ref
from dam.rights import sizes
from dam.text.swedish import order_key
from dam.usage_requests.case_page import LABELS
from dam.usage_requests.statistics import Figures
from dam.web.staff.statistics.chart import Bar, Chart, place_bars
from dam.web.template_filters import format_number, written_date

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
    images: Sequence[ImageDownloads] = ()

    @cached_property
    def chart(self) -> Chart:
        return place_bars(self.bars)

    @property
    def total(self) -> int:
        return sum(bar.value for bar in self.bars)


def format_month(month: date) -> str:
    """Return the month as a page says it: mars 2026."""
    return written_date(f"{month:%Y-%m}")


def build_month_series(counts: Mapping[date, int], current: date) -> Series:
    """``current`` is the month that is not over."""
    top_month = max(counts, key=lambda month: counts[month])
    bars = [
        Bar(format_month(month), times, partial=month == current) for month, times in counts.items()
    ]
    conclusion = gettext(
        "Flest nedladdningar i %(month)s: %(count)s.",
        month=format_month(top_month),
        count=_format_part_of(counts[top_month], counts.values()),
    )
    return Series(
        "manader",
        gettext("Nedladdningar per månad"),
        conclusion if any(counts.values()) else gettext(NOTHING),
        (gettext("Månad"), gettext("Nedladdningar")),
        bars,
        [(f"{month:%Y-%m}", times) for month, times in counts.items()],
    )


def build_image_series(images: Sequence[ImageDownloads], total: int) -> Series:
    """``total`` counts all images, also those that are not among the most downloaded."""
    bars = [Bar(image.title or gettext("Raderad bild"), image.times) for image in images]
    conclusion = gettext(NOTHING)
    if images:
        conclusion = gettext(
            "Mest nedladdad är %(title)s: %(count)s.",
            title=bars[0].label,
            count=_format_part_of(bars[0].value, [total]),
        )
    return Series(
        "bilder",
        gettext("Mest nedladdade bilder"),
        conclusion,
        (gettext("Bild"), gettext("Titel"), gettext("Nedladdningar")),
        bars,
        [(image_ref(image.image_id), image.title, image.times) for image in images],
        images,
    )


def build_size_series(counts: Mapping[str, int]) -> Series:
    title = gettext("Nedladdningar per storlek")
    return _build_ranked_series("storlekar", title, gettext("Storlek"), counts, sizes.LABELS)


def build_collection_series(counts: Mapping[str, int], total: int) -> Series:
    """``total`` counts all downloads, also of images that are in no collection."""
    title = gettext("Nedladdningar per samling")
    ranked = _build_ranked_series("samlingar", title, gettext("Samling"), counts, {})
    if not total:
        return ranked
    if not counts:
        return replace(ranked, conclusion=gettext("Ingen nedladdad bild är med i en samling."))
    conclusion = gettext(
        "Mest nedladdad är %(name)s: %(count)s. En bild i flera samlingar räknas i var och en.",
        name=ranked.bars[0].label,
        count=_format_part_of(ranked.bars[0].value, [total]),
    )
    return replace(ranked, conclusion=conclusion)


def build_terms_series(counts: Mapping[str, int]) -> Series:
    title = gettext("Nedladdningar per sorts villkor")
    return _build_ranked_series("villkor", title, gettext("Villkor"), counts, CLASSES)


def build_request_series(figures: Figures, *, in_office_time: bool) -> Series:
    bars = [
        Bar(gettext(words), figures.by_state[state])
        for state, words in LABELS.items()
        if state in figures.by_state
    ]
    return Series(
        "arenden",
        gettext("Ärenden per tillstånd"),
        " ".join(_conclude_requests(figures, in_office_time=in_office_time)),
        (gettext("Tillstånd"), gettext("Ärenden")),
        bars,
        _bars_as_rows(bars),
    )


def _conclude_requests(figures: Figures, *, in_office_time: bool) -> Iterable[str]:
    if not figures.came:
        yield gettext("Inget ärende kom in under perioden.")
        return
    yield ngettext("%(num)s ärende kom in.", "%(num)s ärenden kom in.", figures.came)
    if figures.median is not None:
        took = format_duration(figures.median)
        yield (
            gettext(
                "Hälften av de besvarade fick sitt första svar inom %(took)s kontorstid.", took=took
            )
            if in_office_time
            else gettext("Hälften av de besvarade fick sitt första svar inom %(took)s.", took=took)
        )
    if figures.waiting:
        yield ngettext("%(num)s väntar.", "%(num)s väntar.", figures.waiting)


def format_duration(took: timedelta) -> str:
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


def _build_ranked_series(
    name: str, title: str, kind_label: str, counts: Mapping[str, int], names: Mapping[str, str]
) -> Series:
    """Return the series of some kinds, the most frequent first."""
    bars = [Bar(gettext(names.get(code, code)), times) for code, times in counts.items()]
    bars.sort(key=lambda bar: (-bar.value, order_key(bar.label)))
    conclusion = gettext(NOTHING)
    if bars:
        count = _format_part_of(bars[0].value, counts.values())
        conclusion = gettext("Vanligast är %(what)s: %(count)s.", what=bars[0].label, count=count)
    return Series(
        name, title, conclusion, (kind_label, gettext("Nedladdningar")), bars, _bars_as_rows(bars)
    )


def _bars_as_rows(bars: Iterable[Bar]) -> list[tuple[object, ...]]:
    return [(bar.label, bar.value) for bar in bars]


def _format_part_of(part: int, whole: Iterable[int]) -> str:
    """214 av 1 020"""
    text: str = gettext(
        "%(part)s av %(whole)s", part=format_number(part), whole=format_number(sum(whole))
    )
    return text
