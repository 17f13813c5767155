"""How the pictures lie is part of a gallery's address, and stays when a filter is chosen."""

from dam.search.query import View, read_query


def test_the_light_table_is_kept_when_filters_change() -> None:
    query, ignored = read_query({"vy": ["ljusbord"], "q": ["vård"]})
    assert (query.view, ignored) == (View.LIGHT_TABLE, ())
    assert ("vy", "ljusbord") in query.toggled("villkor", "fri").parameters()


def test_rows_are_the_view_that_no_address_names() -> None:
    query, _ = read_query({"vy": ["rader"]})
    assert query.view is View.ROWS
    assert query.parameters() == []


def test_a_view_that_is_not_there_is_named_as_ignored() -> None:
    query, ignored = read_query({"vy": ["tat"]})
    assert (query.view, ignored) == (View.ROWS, ("tat",))
