"""Words compared and sorted: Swedish, and the same on both databases."""

import re
import sqlite3
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import literal, select, text, union_all

from config.settings import ROOT
from dam.database.comparison import holds_words, in_swedish_order, is_same_word
from dam.database.models import ImageText, Person, StandardAnswer, User
from dam.database.session import Database
from dam.services import Services
from dam.text.swedish import order_key
from tests.support.databases import on_both, sorts_as_swedish
from tests.support.room import Room


def by_database(database: Database, words: list[str]) -> list[str]:
    rows = union_all(*(select(literal(word).label("word")) for word in words)).subquery()
    with database.reading() as session:
        return list(session.scalars(select(rows.c.word).order_by(in_swedish_order(rows.c.word))))


@on_both
def test_order_is_swedish(database: Database):
    words = ["Ö", "a", "Å", "Z", "Ä", "z", "å", "A", "Wera", "Vera", "Zoë", "Zoe", "Ek 2", "Ek-1"]
    found = by_database(database, words)
    assert sorted(words, key=order_key) == [
        *("a", "A", "Ek 2", "Ek-1", "Vera", "Wera", "z", "Z", "Zoe", "Zoë"),
        *("å", "Å", "Ä", "Ö"),
    ]
    assert not sorts_as_swedish(database) or found == sorted(words, key=order_key)


@on_both
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.text("aAbBvVwWzZåÅäÄöÖéÉüÜæÆøØ -,.19", max_size=5), min_size=2, unique=True))
def test_sqlite_sorts_as_postgresql(database: Database, words: list[str]):
    if sorts_as_swedish(database):
        assert by_database(database, words) == sorted(words, key=order_key)


@on_both
@pytest.mark.parametrize("words", ["äldre", "ÄLDRE", "a\u0308ldre", "En ÄLDRE kvinna på 100%_"])
def test_words_are_found_whatever_their_case(database: Database, now, words: str):
    with database.writing() as session:
        for name in ("En äldre Kvinna på 100%_ vis", "Aldre", "En äldre kvinna på 1000 vis"):
            session.add(Person(name=name, created_at=now))
        # A row of the time before texts were composed.
        statement = text("UPDATE person SET name = :name WHERE name = 'Aldre'")
        session.execute(statement, {"name": "A\u030aldre A\u0308LDRE"})
        session.commit()
    with database.reading() as session:
        found = session.scalars(select(Person.name).where(holds_words(Person.name, words))).all()
        assert len(found) == (1 if "%" in words else 3)
        names = select(Person.name).where(is_same_word(Person.name, "åldre äldre"))
        assert session.scalars(names).one() == "A\u030aldre A\u0308LDRE"


def test_a_copy_of_the_database_opens_without_the_product(services: Services):
    """No index, view or trigger rests on the function or the collation of our connections."""
    Room(services).add()
    path = str(services.database.engine.url.database)
    with sqlite3.connect(path) as plain:
        schema = " ".join(row[0] or "" for row in plain.execute("SELECT sql FROM sqlite_schema"))
        assert not re.search("folded|swedish", schema)
        assert plain.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert plain.execute("SELECT title FROM image_text").fetchall()


def test_nothing_else_compares_words():
    """`ilike` and `lower` know ASCII alone on SQLite, and so does `ORDER BY` a name."""
    names = {ImageText.title, Person.name, StandardAnswer.name, User.email}
    plain = "|".join(f"{one.class_.__name__}\\.{one.key}\\b" for one in names)
    told = re.compile(
        rf"\.i(contains|like|startswith|endswith)\(|func\.(lower|upper)|order_by\([^)]*({plain})"
    )
    for path in Path(ROOT / "dam").rglob("*.py"):
        if path.name != "comparison.py" and "migrations" not in path.parts:
            found = told.search(path.read_text())
            assert not found or "in_swedish_order" in found[0], f"{path}: {found and found[0]}"
