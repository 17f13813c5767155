"""What stands between an image and publication."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from dam.rights.basis import Described, missing

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
WHOLE = Described(
    title="Rådgivning i telefon",
    caption="En sjuksköterska svarar i telefon på 1177 i Umeå i mars 2026.",
    alt="En person med headset sitter vid en skärm.",
    creators=("Demobyrån",),
    terms_slug="fri-redaktionell",
    end_required=False,
    use_until=None,
    identifiable_people=0,
    people_basis=None,
    rights_source="own",
    place="Umeå",
    date="2026-03",
    persons=(),
    processing="ready",
)


def test_a_whole_description_misses_nothing():
    assert missing(WHOLE, NOW) == ()


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"title": " "}, "no_title"),
        ({"caption": ""}, "no_caption"),
        ({"alt": ""}, "no_alt"),
        ({"alt": "x" * 201}, "long_alt"),
        ({"alt": WHOLE.caption}, "alt_is_caption"),
        ({"creators": (" ",)}, "no_creator"),
        ({"terms_slug": None}, "no_terms"),
        ({"end_required": True}, "no_end"),
        ({"use_until": NOW}, "ended"),
        ({"identifiable_people": None}, "no_people_statement"),
        ({"identifiable_people": 2, "persons": ("A", "B")}, "no_people_basis"),
        ({"rights_source": "unknown"}, "no_source"),
        ({"processing": "failed"}, "not_processed"),
    ],
)
def test_what_blocks(change, code):
    (found,) = missing(replace(WHOLE, **change), NOW)
    assert (found.code, found.blocks) == (code, True)
    assert found.sentence.endswith(".")


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"place": None}, "no_place"),
        ({"date": ""}, "no_date"),
        ({"identifiable_people": 1, "people_basis": "Anställning"}, "no_persons"),
    ],
)
def test_what_is_only_advised(change, code):
    (found,) = missing(replace(WHOLE, **change), NOW)
    assert (found.code, found.blocks) == (code, False)


def test_what_blocks_stands_before_what_is_advised():
    found = missing(replace(WHOLE, place=None, rights_source=""), NOW)
    assert [item.blocks for item in found] == [True, False]


def test_an_end_ahead_satisfies_terms_that_require_one():
    ahead = replace(WHOLE, end_required=True, use_until=NOW + timedelta(days=1))
    assert missing(ahead, NOW) == ()
