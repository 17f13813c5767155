"""Parts of compounds, by the words of the Swedish Academy's list."""

import pytest

from dam.text.compounds import split_compound


@pytest.mark.parametrize(
    ("word", "parts"),
    [
        ("vårdcentralerna", ("vård", "central")),
        ("influensavaccin", ("influensa", "vaccin")),
        ("rådgivningssamtal", ("rådgivning", "samtal")),
        ("läkarbesök", ("läkare", "besök")),
        ("hälsocentralen", ("hälsa", "central")),
        ("telefonkö", ("telefon", "kö")),
        ("ambulanshelikoptern", ("ambulans", "helikopter")),
    ],
)
def test_a_compound_is_cut_where_both_sides_are_words(word, parts):
    assert split_compound(word) == parts


@pytest.mark.parametrize(
    "word",
    ["ambulans", "station", "patient", "direktör", "helikopter", "kö", "", "x" * 50, "qwyxa"],
)
def test_what_is_no_compound_stays_whole(word):
    assert split_compound(word) == ()
