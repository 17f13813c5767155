"""Words that stand for others in a search: read, kept by staff, and as a search asks for them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from dam.database import audit
from dam.database.audit_actions import AuditAction
from dam.database.fingerprint import mark_of
from dam.database.locks import Turn, ensure_unchanged, wait_for_turn
from dam.database.models import SearchSynonym
from dam.errors import refuse_wrong_fields
from dam.search.forms import Stems, Synonyms, stem_both
from dam.search.typed import LONGEST_ROW
from dam.text.clean import clean_line
from dam.text.stemming import split_hyphens, split_words

CHANGED = "Någon annan har ändrat synonymerna sedan du öppnade sidan. Läs dem igen."
MOST_LINES, LONGEST_LINE = 1_000, 400
Line = tuple[str, str]
"""Words by commas, and by commas those that are found too."""


@dataclass(frozen=True, slots=True)
class SynonymLists:
    """Both lists as staff write them: a line of words that mean the same, "words: others"."""

    same: str
    also: str


def read_synonym_lists(session: Session) -> SynonymLists:
    """Return the lists as they stand."""
    lines = _read_lines(session)
    same = "\n".join(words for words, also in lines if not also)
    return SynonymLists(same, "\n".join(f"{words}: {also}" for words, also in lines if also))


def save_synonym_lists(
    session: Session, lists: SynonymLists, *, over: str, by: int, now: datetime
) -> None:
    """Write the lists; Conflict where ``over`` is not their mark, BadInput by field."""
    wait_for_turn(session, Turn.SEARCH_SYNONYMS)
    ensure_unchanged(over, mark_of(read_synonym_lists(session)), CHANGED, "synonyms")
    same = [clean_line(line) for line in lists.same.splitlines() if line.strip()]
    also = [clean_line(line) for line in lists.also.splitlines() if line.strip()]
    pairs = [tuple(part.strip() for part in line.partition(":")[::2]) for line in also]
    wrong = {"same": _find_wrong_line(same, [_split_line(line) for line in same], least=2)}
    parts = [[words, other] if words and other else [] for words, other in pairs]
    wrong["also"] = _find_wrong_line(also, parts, least=2)
    refuse_wrong_fields({name: sentence for name, sentence in wrong.items() if sentence})
    session.execute(delete(SearchSynonym))
    lines = [*((line, "") for line in same), *pairs]
    session.add_all(
        SearchSynonym(position=at, words=words, also=other)
        for at, (words, other) in enumerate(lines)
    )
    audit.record_event(session, AuditAction.EDIT, "synonyms", None, by=by, now=now)
    session.flush()


def _find_wrong_line(
    lines: Sequence[str], parts: Sequence[Sequence[str]], *, least: int
) -> str | None:
    """Return a sentence about the first line that says nothing; None where all do."""
    if len(lines) > MOST_LINES:
        return f"Skriv högst {MOST_LINES} rader."
    for number, (line, some) in enumerate(zip(lines, parts, strict=True), 1):
        if len(line) > LONGEST_LINE:
            return f"Rad {number} är för lång. Dela den i två."
        if len(some) < least:
            return f"Rad {number} saknar ord: ”{line[:40]}”."
    return None


def _split_line(line: str) -> list[str]:
    return [words.strip() for words in line.split(",") if words.strip()]


def load_synonyms(session: Session) -> Synonyms:
    """Return what stands for what, as a search asks for it."""
    return build_synonyms(_read_lines(session))


def _read_lines(session: Session) -> tuple[Line, ...]:
    chosen = select(SearchSynonym.words, SearchSynonym.also).order_by(SearchSynonym.position)
    return tuple((str(words), str(also)) for words, also in session.execute(chosen))


@lru_cache(maxsize=4)
def build_synonyms(lines: Iterable[Line]) -> Synonyms:
    """Return for the stems of each word those of the others, in both languages."""
    found: dict[Stems, dict[Stems, None]] = {}
    for words, also in lines:
        typed = list(_list_stems(words))
        others = list(_list_stems(also)) if also else typed
        for row in typed:
            found.setdefault(row, {}).update(dict.fromkeys(each for each in others if each != row))
    return {row: tuple(others) for row, others in found.items()}


def _list_stems(line: str) -> Iterator[Stems]:
    """Return the stems of each of the words by commas; covid-19 as two and as one."""
    for words in _split_line(line):
        parts = [part for word in split_words(words) for part in split_hyphens(word)]
        both = [stem_both(part) for part in parts]
        rows = {tuple(stems[0] for stems in both), tuple(stems[-1] for stems in both)}
        if "-" in words and " " not in words:
            rows.add(("".join(parts),))
        yield from sorted(row for row in rows if 0 < len(row) <= LONGEST_ROW)
