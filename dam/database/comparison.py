"""Comparison and order of words in SQL, Swedish and the same on both databases.

All who compare or sort words do it here: SQLite alone knows only the letters of ASCII. Its
connections get the function and the collation of these names; PostgreSQL has the collation from a
migration. No index rests on them, so other programs can open a copy of the database.
"""

from __future__ import annotations

import sqlite3
from typing import Any

from sqlalchemy import ColumnElement, String, collate
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

from dam.text.swedish import compare_swedish, fold_case

SWEDISH = "swedish"


class Folded(FunctionElement[str]):
    """Words as they are compared: composed, in lower case; `dam.text.swedish.fold_case` in SQL."""

    name = "folded"
    type = String()
    inherit_cache = True


@compiles(Folded, "sqlite")
def _in_sqlite(element: Folded, compiler: Any, **how: Any) -> str:
    return f"folded({compiler.process(element.clauses, **how)})"


@compiles(Folded, "postgresql")
def _in_postgresql(element: Folded, compiler: Any, **how: Any) -> str:
    return f"lower(normalize({compiler.process(element.clauses, **how)}) COLLATE {SWEDISH})"


def holds_words(column: Any, words: str) -> ColumnElement[bool]:
    """Whether the text holds the words, whatever their case."""
    return Folded(column).contains(fold_case(words), autoescape=True)


def is_same_word(column: Any, word: str) -> ColumnElement[bool]:
    """Whether the text is the word, whatever its case; of e-mail addresses too."""
    return Folded(column) == fold_case(word)


def in_swedish_order(column: Any) -> ColumnElement[str]:
    """Return what to order by."""
    return collate(column, SWEDISH)


def teach_sqlite(connection: sqlite3.Connection) -> None:
    """Give a connection of SQLite the function and the collation."""
    connection.create_function("folded", 1, _fold_value, deterministic=True)
    connection.create_collation(SWEDISH, compare_swedish)


def _fold_value(value: str | bytes | float | None) -> str | bytes | float | None:
    return fold_case(value) if isinstance(value, str) else value
