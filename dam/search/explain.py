"""By which of its own words an image was found, where it is not by those that were typed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from dam.database.models import Image, ImageText, Listing, ListingText
from dam.search.forms import Form, Layer, Term, stem_both
from dam.search.rank import IndexedWords, find_best_form
from dam.search.typed import TypedSearch
from dam.text.compounds import cut_compound
from dam.text.search_text import list_hidden_words
from dam.text.stemming import fold_marks, level_text

_WORD = re.compile(r"[^\W_]+")


def explain_hits(
    session: Session, image_ids: Sequence[int], typed: TypedSearch
) -> dict[int, tuple[str, ...]]:
    """Return of each shown hit the words of its own that stand for typed ones, if there are any."""
    if not typed.terms or not image_ids:
        return {}
    chosen = select(Listing.image_id, ListingText.main, ListingText.body, ListingText.extra)
    chosen = chosen.join(ListingText, ListingText.listing_id == Listing.id)
    rows = session.execute(chosen.where(Listing.image_id.in_(image_ids))).all()
    forms = {
        int(image_id): list(_list_other_forms(typed.terms, IndexedWords(*columns)))
        for image_id, *columns in rows
    }
    texts = _read_texts(session, [image_id for image_id, other in forms.items() if other])
    return {
        image_id: tuple(dict.fromkeys(words))
        for image_id, text in texts.items()
        if (words := [*_list_words(forms[image_id], text)])
    }


def _list_other_forms(terms: Sequence[Term], words: IndexedWords) -> Iterator[tuple[Term, Form]]:
    for term in terms:
        _, form = find_best_form(term, words)
        if form and form.layer is not Layer.WHOLE:
            yield term, form


def _read_texts(session: Session, image_ids: Sequence[int]) -> Mapping[int, str]:
    """Return the words that each image says of itself, in all languages."""
    texts: dict[int, list[str]] = {}
    if image_ids:
        chosen = select(ImageText).where(ImageText.image_id.in_(image_ids))
        for text in session.scalars(chosen.order_by(ImageText.language.desc())):
            texts.setdefault(text.image_id, []).extend((text.title, text.caption, text.alt))
        named = select(Image.id, Image.persons, Image.keywords, Image.place)
        for image_id, persons, keywords, place in session.execute(
            named.where(Image.id.in_(image_ids))
        ):
            texts.setdefault(image_id, []).extend((*persons, *keywords, place or ""))
    return {image_id: " ".join(some) for image_id, some in texts.items()}


def _list_words(forms: Sequence[tuple[Term, Form]], text: str) -> Iterator[str]:
    for term, form in forms:
        if form.layer is Layer.PARTS:
            yield " + ".join(cut_compound(term.typed))
            continue
        found = [_find_own_word(lexeme, form, text) for lexeme in form.words]
        if all(found):
            yield " ".join(word for word in found if word)


def _find_own_word(lexeme: str, form: Form, text: str) -> str | None:
    """Return the first word of the text that the index holds as this one; a compound in parts where
    it is found by one of them.
    """
    for word in _WORD.findall(text):
        level = level_text(word)
        stems = stem_both(level)
        if lexeme in stems or lexeme in map(fold_marks, stems):
            return str(word)
        if form.start and any(stem.startswith(lexeme) for stem in stems):
            return str(word)
        if lexeme in list_hidden_words(level):
            return " + ".join(cut_compound(level)) or str(word)
    return None
