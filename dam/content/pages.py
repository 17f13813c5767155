"""The texts of the public pages, as staff write and check them: each change is a version.

`list_content_blocks` reads them for the pages; the log is where their versions are kept.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from dam.database import audit, revisions
from dam.database.audit_actions import AuditAction
from dam.database.locks import lock_unchanged
from dam.database.models import ContentBlock
from dam.database.revisions import TextRevision
from dam.errors import NotFound, refuse_wrong_fields
from dam.i18n.form_reader import find_too_long
from dam.links.languages import EASY, ENGLISH, SWEDISH
from dam.rights.periods import last_whole_day
from dam.text import limits

TRANSLATED = (EASY, ENGLISH)
STALE = timedelta(days=365)
STATEMENT = "tillganglighet"
"""The page that the law asks to be kept up to date."""

CHANGED = "Någon annan har ändrat texten sedan du öppnade den. Läs den igen."
KIND = "page text"


@dataclass(frozen=True, slots=True)
class ContentPage:
    """A public page whose texts have keys that begin with ``word``; what is not ``translated`` is
    the brand's own words, which stand in Swedish everywhere.
    """

    word: str
    name: str
    address: str
    translated: bool = True


PAGES = (
    ContentPage("om", "Om 1177 och Inera", "/om"),
    ContentPage("kontakt", "Presskontakt", "/kontakt"),
    ContentPage("villkor", "Villkor", "/villkor"),
    ContentPage("kallhanvisning", "1177 som källa", "/kallhanvisning"),
    ContentPage(STATEMENT, "Tillgänglighetsredogörelse", "/tillganglighet"),
    ContentPage("personuppgifter", "Personuppgifter", "/personuppgifter"),
    ContentPage("kakor", "Kakor", "/kakor"),
    ContentPage("sidfot", "Sidfoten", "/", translated=False),
)


@dataclass(frozen=True, slots=True)
class Text:
    """A text: an empty line parts paragraphs, a leading hyphen makes a list's item."""

    title: str
    body: str


def texts_of(session: Session, page: ContentPage) -> Sequence[ContentBlock]:
    """Return the texts of a page in its order."""
    chosen = select(ContentBlock).where(
        ContentBlock.key.startswith(f"{page.word}.", autoescape=True),
        ContentBlock.language == SWEDISH,
    )
    return session.scalars(chosen.order_by(ContentBlock.id)).all()


def list_translations(
    session: Session, page: ContentPage
) -> dict[str, list[tuple[ContentBlock, bool]]]:
    """Return by key a page's texts in other languages, and whether each is missing there."""
    swedish = {row.key: bool(row.body.strip()) for row in texts_of(session, page)}
    chosen = select(ContentBlock).where(
        ContentBlock.key.in_(swedish), ContentBlock.language.in_(TRANSLATED)
    )
    found: dict[str, list[tuple[ContentBlock, bool]]] = {key: [] for key in swedish}
    rows = session.scalars(chosen.order_by(ContentBlock.language)) if page.translated else ()
    for row in rows:
        found[row.key].append((row, swedish[row.key] and not row.body.strip()))
    return found


def find_page_text(session: Session, name: str) -> tuple[ContentPage, ContentBlock]:
    """Return the text of a name (`ContentBlock.name`) with its page; NotFound."""
    word, _, rest = name.partition(".")
    page, (key, _, language) = find_page(word), rest.partition(".")
    chosen = select(ContentBlock).where(
        ContentBlock.key == f"{word}.{key}", ContentBlock.language == (language or SWEDISH)
    )
    found = session.scalar(chosen)
    if found is None or found.name != name or (language and not page.translated):
        raise NotFound("Det finns ingen sådan text.")
    return page, found


def find_swedish_text(session: Session, row: ContentBlock) -> ContentBlock:
    """Return the text that a text is a translation of; itself where it is the Swedish one."""
    return find_page_text(session, row.key)[1]


def find_page(word: str) -> ContentPage:
    found = next((page for page in PAGES if page.word == word), None)
    if found is None:
        raise NotFound("Det finns ingen sådan sida.")
    return found


def read_page_text(row: ContentBlock) -> Text:
    return Text(row.title, row.body)


def list_page_text_versions(session: Session, row: ContentBlock) -> list[TextRevision]:
    """Return what a text has said, the newest first."""
    return revisions.list_revisions(session, KIND, row.id, asdict(read_page_text(row)))


def save_page_text(
    session: Session, row: ContentBlock, text: Text, *, version: int, by: int, now: datetime
) -> None:
    """Write a text, checked today; BadInput by field, Conflict where it is not ``version``."""
    lock_unchanged(session, row, version, CHANGED, "page text")
    _check_page_text(text, headed=bool(find_swedish_text(session, row).title))
    before, after = asdict(read_page_text(row)), asdict(text)
    row.title, row.body = text.title, text.body
    row.checked_on = last_whole_day(now)
    row.version += 1
    audit.record_change(
        session, AuditAction.EDIT, "page text", row.id, before=before, after=after, by=by, now=now
    )
    session.flush()


def restore_page_text(
    session: Session, row: ContentBlock, revision_id: int, *, version: int, by: int, now: datetime
) -> None:
    """Write what a kept version says, as a new one; NotFound where there is no such version."""
    text = revisions.find_revision(list_page_text_versions(session, row), revision_id).values
    save_page_text(session, row, Text(**text), version=version, by=by, now=now)


def mark_page_text_checked(session: Session, row: ContentBlock, *, by: int, now: datetime) -> None:
    """Note that somebody has read the text today and found that it holds."""
    row.checked_on = last_whole_day(now)
    audit.record_event(session, AuditAction.CHECK, "page text", row.id, by=by, now=now)


def judge_text_freshness(row: ContentBlock, now: datetime) -> str:
    """Return how a text stands: unchecked, stale (for a year) or checked; empty is not shown."""
    if not row.body.strip():
        return "empty"
    if row.checked_on is None:
        return "unchecked"
    return "stale" if row.checked_on < last_whole_day(now) - STALE else "checked"


def is_statement_old(session: Session, now: datetime) -> bool:
    """Whether a part of the accessibility statement has not been checked for a year."""
    rows = texts_of(session, find_page(STATEMENT))
    return any(judge_text_freshness(row, now) in {"stale", "unchecked"} for row in rows)


def _check_page_text(text: Text, *, headed: bool) -> None:
    """Raise BadInput by field; a text that has no heading, such as the footer's, needs none."""
    wrong = find_too_long(text, limits.PAGE)
    if headed and text.body and not text.title:
        wrong["title"] = "Skriv en rubrik."
    refuse_wrong_fields(wrong)


@dataclass(frozen=True, slots=True)
class Block:
    """A text of the pages: paragraphs stand apart by an empty line."""

    title: str
    body: str
    checked_on: date | None
    language: str = SWEDISH


def list_content_blocks(session: Session, prefix: str, language: str = SWEDISH) -> dict[str, Block]:
    """Return the texts whose keys begin with ``prefix``, in the order of the Swedish ones, each
    in a language where it has words in that.
    """
    chosen = select(ContentBlock).where(
        ContentBlock.key.startswith(prefix, autoescape=True),
        ContentBlock.language.in_((SWEDISH, language)),
    )
    rows = session.scalars(chosen.order_by(ContentBlock.id)).all()
    spoken = {row.key: row for row in rows if row.language == language and row.body.strip()}
    blocks = [spoken.get(row.key, row) for row in rows if row.language == SWEDISH]
    return {row.key: Block(row.title, row.body, row.checked_on, row.language) for row in blocks}
