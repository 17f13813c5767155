"""How well an image answers what was typed, by the words of the index. Pure, so that both databases
put hits in the same order.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from math import log

from dam.search.forms import Form, Layer, Term, Where

MAIN_POINTS = {Layer.WHOLE: 10.0, Layer.SYNONYM: 8.0, Layer.FOLDED: 7.0}
BODY_POINTS = {Layer.WHOLE: 7.0, Layer.SYNONYM: 5.5, Layer.FOLDED: 5.0}
EXTRA_POINTS = {Layer.WHOLE: 6.0, Layer.FOLDED: 5.5, Layer.SYNONYM: 3.5}
EXTRA_POINTS |= {Layer.PART: 4.5, Layer.PARTS: 4.0, Layer.START: 3.0}
EACH_WORD, IN_A_ROW, AGAIN = 6.0, 2.0, 0.4


@dataclass(frozen=True)
class IndexedWords:
    """The columns of an image's row in the index."""

    main: str
    body: str
    extra: str

    @cached_property
    def names(self) -> list[str]:
        return self.main.split()

    @cached_property
    def telling(self) -> list[str]:
        return self.body.split()

    @cached_property
    def main_words(self) -> frozenset[str]:
        return frozenset(self.names)

    @cached_property
    def body_words(self) -> frozenset[str]:
        return frozenset(self.telling)

    @cached_property
    def extra_words(self) -> frozenset[str]:
        return frozenset(self.extra.split())

    def count(self, word: str) -> int:
        return self.names.count(word) + self.telling.count(word)


def score_form(form: Form, words: IndexedWords) -> float:
    """Return the points of one form, 0 where the image has it not."""
    if form.phrase:
        return _score_phrase(form, words)
    if form.start:
        return _score_start(form, words)
    needed = frozenset(form.words)
    if form.where is not Where.EXTRA:
        if needed <= words.main_words:
            return MAIN_POINTS.get(form.layer, EXTRA_POINTS[form.layer] + 1)
        if needed <= words.body_words:
            return BODY_POINTS.get(form.layer, EXTRA_POINTS[form.layer])
    hidden = needed - words.main_words - words.body_words if form.where is Where.ANY else needed
    return EXTRA_POINTS[form.layer] * (form.where is not Where.TEXT and hidden <= words.extra_words)


def _score_phrase(form: Form, words: IndexedWords) -> float:
    row = f" {' '.join(form.words)} "
    if row in f" {words.main} ":
        return MAIN_POINTS[form.layer]
    return BODY_POINTS[form.layer] * (row in f" {words.body} ")


def _score_start(form: Form, words: IndexedWords) -> float:
    *whole, start = form.words
    texts = () if form.where is Where.EXTRA else (words.main_words, words.body_words)
    begun = any(word.startswith(start) for column in (*texts, words.extra_words) for word in column)
    return EXTRA_POINTS[form.layer] * (begun and words.extra_words.issuperset(whole))


def find_best_form(term: Term, words: IndexedWords) -> tuple[float, Form | None]:
    """Return the form of a term that the image answers best, None where it has none."""
    best: tuple[float, Form | None] = (0.0, None)
    for form in term.forms:
        points = score_form(form, words)
        if points > best[0]:
            best = points, form
    return best


def order_by_likeness(terms: Sequence[Term], rows: Sequence[tuple[int, IndexedWords]]) -> list[int]:
    """Return the rows' ids, the likest first; of those that are alike the newest, whose id is the
    highest. A word that few of them have says more than one that all have.
    """
    if not rows:
        return []
    found = [
        (listing_id, words, [find_best_form(term, words) for term in terms])
        for listing_id, words in rows
    ]
    weights = [
        1 + 0.35 * log(len(rows) / max(1, sum(bool(best[at][0]) for *_, best in found)))
        for at in range(len(terms))
    ]

    def likeness(
        row: tuple[int, IndexedWords, list[tuple[float, Form | None]]],
    ) -> tuple[float, int]:
        listing_id, words, best = row
        points = sum(
            weight * (score + EACH_WORD)
            for weight, (score, _) in zip(weights, best, strict=True)
            if score
        )
        return points + _score_rows(best, words) + _score_repeats(best, words), listing_id

    return [row[0] for row in sorted(found, key=likeness, reverse=True)]


def _score_rows(best: Sequence[tuple[float, Form | None]], words: IndexedWords) -> float:
    """Return points for words that stand beside one another as they were typed."""
    points = 0.0
    for (_, first), (_, second) in pairwise(best):
        if first and second and first.layer in MAIN_POINTS and second.layer in MAIN_POINTS:
            row = f" {first.words[-1]} {second.words[0]} "
            points += IN_A_ROW * (row in f" {words.main} " or row in f" {words.body} ")
    return points


def _score_repeats(best: Sequence[tuple[float, Form | None]], words: IndexedWords) -> float:
    return sum(
        AGAIN * min(words.count(form.words[0]) - 1, 2)
        for _, form in best
        if form and form.layer is Layer.WHOLE and words.count(form.words[0]) > 1
    )
