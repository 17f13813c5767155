"""Staff's search: the visitors' search over every image, and what staff ask of states besides.

`saknar:alt`, `utgår:60d`, `uppladdad:idag`, `av:anna`, `tillstånd:utkast`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, func, not_, or_, select
from sqlalchemy.orm import Session

from dam.database.comparison import holds_words
from dam.database.models import Image, ImageText, ImageTopic, ImageWindow, User
from dam.links.languages import ENGLISH, SWEDISH
from dam.rights.image_states import ImageState
from dam.rights.periods import STOCKHOLM, end_of_last_day, start_of_day
from dam.rights.window import VisibilityLevel
from dam.search.forms import build_marked
from dam.search.match import Matcher, get_dialect, select_for_staff
from dam.search.synonyms import load_synonyms
from dam.search.typed import read_typed_search
from dam.text.read import read_day, read_number
from dam.text.search_text import CREATOR, mark_words
from dam.text.stemming import level_text

_FIELD = re.compile(
    r"(?<!\w)(?P<no>-?)(?P<name>saknar|utgår|uppladdad|av|tillstånd):\s*"
    r'(?:"(?P<row>[^"]*)"|(?P<word>\S+))'
)
_DAYS = re.compile(r"([0-9]{1,4})\s*d?")
MOST_DAYS = 3650


@dataclass(frozen=True, slots=True)
class StaffSearch:
    """The condition on images; ``ignored`` are fields whose value says nothing."""

    condition: ColumnElement[bool] | None
    ignored: tuple[str, ...] = ()


def build_staff_search(session: Session, text: str, now: datetime) -> StaffSearch:
    """Return what a typed text asks for among all images."""
    level = level_text(text)
    conditions: list[ColumnElement[bool]] = []
    ignored: list[str] = []
    for piece in _FIELD.finditer(level):
        value = piece["word"] if piece["row"] is None else piece["row"]
        condition = _FIELDS[piece["name"]](session, value, now)
        if condition is None:
            ignored.append(piece[0])
        else:
            conditions.append(not_(condition) if piece["no"] else condition)
    words = " ".join(_FIELD.sub(" ", level).split())
    if words:
        found, unread = _match_words(session, words)
        conditions.append(found)
        ignored += unread
    return StaffSearch(and_(*conditions) if conditions else None, tuple(ignored))


def _match_words(session: Session, words: str) -> tuple[ColumnElement[bool], tuple[str, ...]]:
    """Return the condition of the words: all of them, or most where no image has all."""
    typed = read_typed_search(words, load_synonyms(session))
    matcher = Matcher(get_dialect(session), typed)
    for lacking in range(max(1, len(typed.terms))):
        search = matcher.write(lacking)
        if search is None:
            break
        found = select_for_staff(session, search)
        if lacking == len(typed.terms) - 1 or session.execute(found.limit(1)).first():
            return Image.id.in_(found), typed.ignored
    unwanted = matcher.write_excluded()
    if unwanted is None:
        return Image.id.in_([]), typed.ignored
    return Image.id.not_in(select_for_staff(session, unwanted)), typed.ignored


def _lacks(session: Session, value: str, _now: datetime) -> ColumnElement[bool] | None:
    field = _MISSING.get(value)
    return None if field is None else field(session)


def _lacks_text(name: str, language: str = SWEDISH) -> Callable[[Session], ColumnElement[bool]]:
    written = select(ImageText.image_id).where(
        ImageText.language == language, func.trim(getattr(ImageText, name)) != ""
    )
    return lambda _session: Image.id.not_in(written)


def _lacks_topic(_session: Session) -> ColumnElement[bool]:
    return Image.id.not_in(select(ImageTopic.image_id))


def _lacks_list(name: str) -> Callable[[Session], ColumnElement[bool]]:
    column = getattr(Image, name)

    def lacks(session: Session) -> ColumnElement[bool]:
        on_sqlite = session.get_bind().dialect.name == "sqlite"
        length = func.json_array_length if on_sqlite else func.jsonb_array_length
        return length(column) == 0

    return lacks


def _lacks_column(name: str) -> Callable[[Session], ColumnElement[bool]]:
    column = getattr(Image, name)
    return lambda _session: or_(column.is_(None), func.trim(column) == "")


_MISSING: Mapping[str, Callable[[Session], ColumnElement[bool]]] = {
    "titel": _lacks_text("title"),
    "bildtext": _lacks_text("caption"),
    **dict.fromkeys(("alt", "alttext", "alt-text"), _lacks_text("alt")),
    **dict.fromkeys(("engelska", "en"), _lacks_text("title", ENGLISH)),
    **dict.fromkeys(("fotograf", "byline"), _lacks_list("creators")),
    "nyckelord": _lacks_list("keywords"),
    "ämne": _lacks_topic,
    "plats": _lacks_column("place"),
    "datum": _lacks_column("date_text"),
    "villkor": lambda _session: Image.terms_version_id.is_(None),
    "ursprung": _lacks_column("digital_source_type"),
    "personer": lambda _session: Image.identifiable_people.is_(None),
}


def _ends_within(_session: Session, value: str, now: datetime) -> ColumnElement[bool] | None:
    days = _read_days(value)
    if days is None:
        return None
    last = (
        select(ImageWindow.image_id)
        .where(ImageWindow.level == VisibilityLevel.TERMS)
        .group_by(ImageWindow.image_id)
        .having(
            func.max(ImageWindow.ends) > now,
            func.max(ImageWindow.ends) <= now + timedelta(days=days),
        )
    )
    return and_(Image.state == ImageState.PUBLISHED, Image.id.in_(last))


def _read_days(value: str) -> int | None:
    match = _DAYS.fullmatch(value)
    return read_number(match[1], most=MOST_DAYS) if match else None


def _uploaded(_session: Session, value: str, now: datetime) -> ColumnElement[bool] | None:
    """Of a day, or of the last days: idag, igår, 7d, 2026-11-30."""
    today = now.astimezone(STOCKHOLM).date()
    days, ago = _read_days(value), {"idag": 0, "igår": 1}.get(value)
    day = read_day(value) if ago is None else today - timedelta(days=ago)
    if day is not None:
        return and_(Image.created_at >= start_of_day(day), Image.created_at < end_of_last_day(day))
    if days is None:
        return None
    return Image.created_at >= start_of_day(today - timedelta(days=days))


def _made_by(session: Session, value: str, _now: datetime) -> ColumnElement[bool] | None:
    """By the photographer's name, or by whoever of the staff uploaded it."""
    words = mark_words(CREATOR, value)
    if not words:
        return None
    search = get_dialect(session).write_term(build_marked(value, words, start=True))
    uploaders = select(User.id).where(or_(holds_words(User.name, value), User.email == value))
    named = Image.id.in_(select_for_staff(session, search))
    return or_(named, Image.created_by.in_(uploaders))


def _is_in_state(_session: Session, value: str, _now: datetime) -> ColumnElement[bool] | None:
    state = _STATES.get(value)
    return None if state is None else Image.state == state


_STATES = {
    "utkast": ImageState.DRAFT,
    "granskning": ImageState.REVIEW,
    "publicerad": ImageState.PUBLISHED,
    "återkallad": ImageState.WITHDRAWN,
}
_FIELDS: Mapping[str, Callable[[Session, str, datetime], ColumnElement[bool] | None]] = {
    "saknar": _lacks,
    "utgår": _ends_within,
    "uppladdad": _uploaded,
    "av": _made_by,
    "tillstånd": _is_in_state,
}
