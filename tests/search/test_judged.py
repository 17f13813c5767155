"""The judged queries stay answered, and equally well by both databases."""

from tests.search.judged.judged_set import (
    fill_with_judged,
    measure_search,
    read_captions,
    read_queries,
)
from tests.support.clock import NOW
from tests.support.databases import on_both

FLOORS = {"": 0.84, "words": 0.9, "question": 0.78, "compound": 0.75, "synonym": 0.77}
FLOORS |= {"spelling": 0.9, "english": 0.83, "folded": 0.75, "typed": 0.9}
"""nDCG@10 by layer, a little below what is reached."""
FOUND: dict[str, dict[str, tuple[float, ...]]] = {}
"""What the database before came to."""


@on_both
def test_judged_queries_are_answered(database):
    with database.writing() as session:
        scores = measure_search(session, fill_with_judged(session, NOW), NOW)
    reached = {layer: score.means() for layer, score in scores.items()}
    assert reached[""][0] >= FLOORS[""], reached
    for layer, floor in FLOORS.items():
        assert reached[layer][0] >= floor, reached
    assert reached == FOUND.setdefault("reached", reached), "the databases answer otherwise"


def test_the_set_is_as_large_as_it_says():
    names = {name for name, *_ in read_captions()}
    assert len(names) == 400
    assert len(read_queries()) >= 150
    assert {name for query in read_queries() for name in query.grades} <= names
