"""The nearest spelling that has hits, for words that have none; or what a compound is a kind of.

Only what is visible now is offered: a word that only hidden images have is never told, nor does it
cost a question more. Each misspelt word is looked up once, and as many near ones are tried.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from rapidfuzz import fuzz, process
from sqlalchemy import ColumnElement, exists, literal, or_, select, union_all
from sqlalchemy.orm import Session

from dam.database.models import Listing, SearchWord
from dam.search.forms import Form, Layer, Term, Where
from dam.search.match import get_dialect, join_index, match_index
from dam.search.typed import TypedSearch
from dam.text.compounds import cut_compound
from dam.text.spelling_keys import find_spelling_keys
from dam.text.stemming import level_text, stem_word

NEAR_ENOUGH, SURELY_MEANT = 76, 90
LENGTHS, TRIED, MOST_NEAR = 2, 6, 4_000
LEAST_LETTERS = 4


def suggest_spelling(
    session: Session, text: str, typed: TypedSearch, visible: ColumnElement[bool]
) -> str | None:
    """Return the text with each word that no image has replaced by the nearest, or None."""
    unknown = _list_unknown(session, typed.terms, visible)
    better = level_text(text)
    for term in unknown:
        # A compound of known words is hardly misspelt; its kind is then nearer than another word.
        least = SURELY_MEANT if cut_compound(term.typed) else NEAR_ENOUGH
        near = _find_nearest(session, term.typed, visible, least)
        near = near or _find_head(session, term.typed, visible)
        if near is not None:
            better = re.sub(rf"(?<!\w){re.escape(term.typed)}(?!\w)", near, better)
    return better if better != level_text(text) else None


def _list_unknown(
    session: Session, terms: Sequence[Term], visible: ColumnElement[bool]
) -> list[Term]:
    words = [term for term in terms if term.typed.isalpha() and len(term.typed) >= LEAST_LETTERS]
    known = _list_visible(session, words, visible)
    return [term for at, term in enumerate(words) if at not in known]


def _list_visible(
    session: Session, terms: Sequence[Term], visible: ColumnElement[bool]
) -> set[int]:
    """Return which of the terms some visible image has, by their places, in one question."""
    dialect = get_dialect(session)
    parts = []
    for at, term in enumerate(terms):
        found = join_index(session, Listing.id).where(
            match_index(session, dialect.write_term(term)), visible
        )
        parts.append(select(literal(at)).where(exists(found.limit(1).correlate(None))))
    return set(session.scalars(union_all(*parts))) if parts else set()


def _find_nearest(
    session: Session, word: str, visible: ColumnElement[bool], least: int
) -> str | None:
    keys = find_spelling_keys(word)
    lengths = SearchWord.length.between(len(word) - LENGTHS, len(word) + LENGTHS)
    alike = or_(SearchWord.first == keys["first"], SearchWord.last == keys["last"])
    chosen = select(SearchWord.word, SearchWord.stem).where(alike, lengths)
    chosen = chosen.order_by(SearchWord.word).limit(MOST_NEAR)
    stems = {str(known): str(stem) for known, stem in session.execute(chosen)}
    near = process.extract(word, list(stems), scorer=fuzz.ratio, limit=TRIED)
    # By its own stem alone: parts of a hidden compound may be visible, and it must not be told.
    terms = [Term(near_word, (Form(Layer.WHOLE, (stems[near_word],)),)) for near_word, *_ in near]
    # The word itself too, so that as much is asked where nothing is near.
    known = _list_visible(session, [*terms, Term(word, (Form(Layer.WHOLE, (word,)),))], visible)
    best = (near[at] for at in sorted(known) if at < len(near))
    return next((str(found) for found, points, _ in best if points >= least), None)


def _find_head(session: Session, word: str, visible: ColumnElement[bool]) -> str | None:
    """Return what a compound is a kind of, where visible images have it: hudcancer → cancer."""
    *_, head = cut_compound(word) or (word,)
    term = Term(head, (Form(Layer.PART, (stem_word(head),), Where.ANY),))
    return head if _list_visible(session, [term], visible) and head != word else None
