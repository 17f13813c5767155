"""Terms → what SQLite's FTS5 and PostgreSQL's tsquery ask, the same on both."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from itertools import combinations
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    String,
    bindparam,
    column,
    func,
    literal_column,
    select,
    table,
)
from sqlalchemy.orm import Session

from dam.database.models import ImageWords, Listing, ListingText
from dam.search.forms import SURE, Form, Layer, Term, Where
from dam.search.typed import TypedSearch

FTS = table("listing_fts", column("rowid"))
STAFF_FTS = table("image_fts", column("rowid"))
_FTS5_COLUMNS = {Where.TEXT: "{main body} : ", Where.EXTRA: "extra : ", Where.ANY: ""}
_WEIGHTS = {Where.TEXT: "AB", Where.EXTRA: "C", Where.ANY: ""}


class Dialect:
    """How one database writes a search: FTS5's way."""

    both, either, but = " AND ", " OR ", " NOT "

    def write_form(self, form: Form) -> str:
        columns = _FTS5_COLUMNS[form.where]
        words = [" ".join(form.words)] if form.phrase else list(form.words)
        last = "*" if form.start else ""
        return self.join(self.both, [f'{columns}"{word}"{last}' for word in words])

    def write_term(self, term: Term) -> str:
        return self.join(self.either, map(self.write_form, _leave_out_implied(term.forms)))

    def join(self, sign: str, parts: Iterable[str]) -> str:
        some = list(dict.fromkeys(parts))
        return some[0] if len(some) == 1 else f"({sign.join(some)})"

    def exclude(self, search: str, unwanted: str) -> str:
        return f"({search}{self.but}{unwanted})"


class PostgresDialect(Dialect):
    """tsquery's way; columns are weights there."""

    both, either, but = " & ", " | ", " & !"

    def write_form(self, form: Form) -> str:
        ends = [""] * (len(form.words) - 1) + ["*" if form.start else ""]
        marks = [f"{end}{_WEIGHTS[form.where]}" for end in ends]
        words = [
            f"'{word}'{':' if mark else ''}{mark}"
            for word, mark in zip(form.words, marks, strict=True)
        ]
        return f"({' <-> '.join(words)})" if form.phrase else self.join(self.both, words)


def _leave_out_implied(forms: Sequence[Form]) -> list[Form]:
    """Return the forms without those that others find too: each costs a walk of the index, and one
    of a single column costs PostgreSQL a look at each row.
    """
    single = [form for form in forms if len(form.words) == 1 and not form.start]
    in_columns = {(form.words, form.where) for form in single}
    wholes = {
        form.words
        for form in single
        if form.where is Where.ANY
        or {(form.words, Where.TEXT), (form.words, Where.EXTRA)} <= in_columns
    }
    starts = tuple(
        form.words[0]
        for form in forms
        if form.start and form.where is Where.ANY and len(form.words) == 1
    )
    whole_forms = [
        Form(Layer.WHOLE, words, Where.ANY)
        for words in sorted(wholes)
        if not words[0].startswith(starts)
    ]
    others = [
        form
        for form in forms
        if form not in single or (form.words not in wholes and not form.words[0].startswith(starts))
    ]
    return [*whole_forms, *dict.fromkeys(others)]


def get_dialect(session: Session) -> Dialect:
    return Dialect() if session.get_bind().dialect.name == "sqlite" else PostgresDialect()


class Matcher:
    """Writes the searches of one typed text: how many of its words an image must have, and how
    surely.
    """

    def __init__(self, dialect: Dialect, typed: TypedSearch) -> None:
        self._dialect = dialect
        self._typed = typed

    def write(self, lacking: int = 0, layers: Collection[Layer] | None = None) -> str | None:
        """Return the search for images that lack at most so many words, each found in some layers;
        None where no word is wanted, and where a word has no form in the layers.
        """
        terms = self._typed.terms
        kept = [term.of_layers(layers) for term in terms] if layers is not None else terms
        some = [term for term in kept if term]
        if len(some) < len(terms):
            return None
        searches = [self._dialect.write_term(term) for term in self._typed.required]
        if some:
            searches.append(self._write_some(some, len(some) - lacking))
        if not searches:
            return None
        whole = self._dialect.join(self._dialect.both, searches)
        unwanted = self.write_excluded()
        return self._dialect.exclude(whole, unwanted) if unwanted else whole

    def write_excluded(self) -> str | None:
        if not self._typed.excluded:
            return None
        unwanted = map(self._dialect.write_term, self._typed.excluded)
        return self._dialect.join(self._dialect.either, unwanted)

    def _write_some(self, terms: Sequence[Term], least: int) -> str:
        written = [self._dialect.write_term(term) for term in terms]
        groups = combinations(written, least)
        return self._dialect.join(
            self._dialect.either,
            [self._dialect.join(self._dialect.both, group) for group in groups],
        )

    def write_tiers(self, lacking: int) -> list[str]:
        """Return searches from the best to the widest, each without what those before it find."""
        widest = [self.write(layers=SURE), *(self.write(fewer) for fewer in range(lacking + 1))]
        tiers: list[str] = []
        before: str | None = None
        for search in widest:
            if search is not None and search != before:
                tiers.append(self._dialect.exclude(search, before) if before else search)
                before = search
        return tiers


def select_found(session: Session, search: str) -> Select[Any]:
    """Return the ids of the listings that a search finds."""
    if session.get_bind().dialect.name == "sqlite":
        return select(FTS.c.rowid).where(match_index(session, search))
    return select(ListingText.listing_id).where(match_index(session, search))


def match_index(session: Session, search: str) -> ColumnElement[bool]:
    """Return the condition on the index itself: on SQLite the table stands for all its columns."""
    if session.get_bind().dialect.name == "sqlite":
        return literal_column(FTS.name).op("MATCH")(search)
    return _match_vector("listing_text", search)


def _match_vector(name: str, search: str) -> ColumnElement[bool]:
    """Return PostgreSQL's condition. The search is part of the statement: as a parameter it would
    be parsed anew for each row, and planned for without a look at how common its words are.
    """
    written = bindparam(None, search, type_=String, literal_execute=True)
    tsquery = func.to_tsquery(literal_column("'simple'::regconfig"), written)
    return literal_column(f"{name}.vector").op("@@")(tsquery)


def select_for_staff(session: Session, search: str) -> Select[Any]:
    """Return the ids of the images in whatever state that a search finds."""
    if session.get_bind().dialect.name == "sqlite":
        matches = literal_column(STAFF_FTS.name).op("MATCH")(search)
        return select(STAFF_FTS.c.rowid).where(matches)
    return select(ImageWords.image_id).where(_match_vector("image_words", search))


def join_index(session: Session, *columns: Any) -> Select[Any]:
    """Return a question about columns of listings with the index joined to it."""
    chosen = select(*columns).join(ListingText, ListingText.listing_id == Listing.id)
    if session.get_bind().dialect.name == "sqlite":
        return chosen.join(FTS, FTS.c.rowid == Listing.id)
    return chosen


def order_newest(session: Session) -> ColumnElement[Any]:
    """Return the order of listings that the joined index walks by itself: SQLite's own stops where
    enough is found, and any other sorts everything first.
    """
    if session.get_bind().dialect.name == "sqlite":
        return FTS.c.rowid.desc()
    return Listing.id.desc()
