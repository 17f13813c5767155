"""What stands between an image and publication."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from dam.rights.basis import PeopleStatus
from dam.rights.publication import MISSING, PublicationFacts, list_missing_fields
from dam.rights.terms import TermsClass

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
WHOLE = PublicationFacts(
    title="Rådgivning i telefon",
    caption="En sjuksköterska svarar i telefon på 1177 i Umeå i mars 2026.",
    alt="En person med headset sitter vid en skärm.",
    creators=("Demobyrån",),
    terms_class=TermsClass.FREE,
    end_required=False,
    use_until=None,
    identifiable_people=0,
    people=PeopleStatus.NOT_NEEDED,
    rights_source="own",
    digital_source_type="digitalCapture",
    place="Umeå",
    date="2026-03",
    persons=(),
    processing="ready",
)


def test_a_whole_description_misses_nothing():
    assert list_missing_fields(WHOLE, NOW) == ()


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"title": " "}, "no_title"),
        ({"caption": ""}, "no_caption"),
        ({"alt": ""}, "no_alt"),
        ({"alt": " "}, "no_alt"),
        ({"alt": "x" * 201}, "long_alt"),
        ({"alt": f"\n{WHOLE.caption} ", "caption": f" {WHOLE.caption}"}, "alt_is_caption"),
        ({"alt": WHOLE.caption}, "alt_is_caption"),
        ({"creators": (" ",)}, "no_creator"),
        ({"terms_class": None}, "no_terms"),
        ({"end_required": True}, "no_end"),
        ({"use_until": NOW}, "ended"),
        ({"identifiable_people": None, "people": PeopleStatus.PENDING}, "no_people_statement"),
        ({"people": PeopleStatus.PENDING}, "people_pending"),
        ({"people": PeopleStatus.MORE_NEEDED}, "people_more_needed"),
        ({"people": PeopleStatus.EXPIRED}, "people_expired"),
        ({"people": PeopleStatus.WITHDRAWN}, "people_withdrawn"),
        ({"people": PeopleStatus.PARTIAL}, "limited_scope"),
        ({"digital_source_type": None}, "no_origin"),
        ({"digital_source_type": "okänd"}, "no_origin"),
        ({"rights_source": "unknown"}, "no_source"),
        ({"processing": "failed"}, "not_processed"),
    ],
)
def test_what_blocks(change, code):
    (found,) = list_missing_fields(replace(WHOLE, **change), NOW)
    assert found is MISSING[code]
    assert found.blocks


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"place": None}, "no_place"),
        ({"place": " "}, "no_place"),
        ({"date": ""}, "no_date"),
        ({"date": None}, "no_date"),
        ({"identifiable_people": 1, "people": PeopleStatus.FULL}, "no_persons"),
    ],
)
def test_what_is_only_advised(change, code):
    (found,) = list_missing_fields(replace(WHOLE, **change), NOW)
    assert found is MISSING[code]
    assert not found.blocks


def test_nothing_at_all_is_told_in_the_order_of_the_editor():
    empty = PublicationFacts(
        title="",
        caption="",
        alt="",
        creators=(),
        terms_class=None,
        end_required=True,
        use_until=NOW,
        identifiable_people=None,
        people=PeopleStatus.PENDING,
        rights_source="",
        digital_source_type=None,
        place=None,
        date=None,
        persons=(),
        processing="failed",
    )
    assert [one.code for one in list_missing_fields(empty, NOW)] == [
        "no_title",
        "no_caption",
        "no_alt",
        "no_creator",
        "no_people_statement",
        "no_terms",
        "ended",
        "no_source",
        "no_origin",
        "not_processed",
        "no_place",
        "no_date",
    ]


def test_the_longest_alt_text_is_200_characters():
    assert list_missing_fields(replace(WHOLE, alt="x" * 200), NOW) == ()


def test_what_blocks_stands_before_what_is_advised():
    found = list_missing_fields(replace(WHOLE, place=None, rights_source=""), NOW)
    assert [item.blocks for item in found] == [True, False]


def test_an_end_ahead_satisfies_terms_that_require_one():
    ahead = replace(WHOLE, end_required=True, use_until=NOW + timedelta(microseconds=1))
    assert list_missing_fields(ahead, NOW) == ()


@pytest.mark.parametrize("terms", [TermsClass.CONDITIONAL, TermsClass.APPROVAL])
def test_a_limited_consent_goes_with_terms_that_limit(terms):
    assert (
        list_missing_fields(replace(WHOLE, people=PeopleStatus.PARTIAL, terms_class=terms), NOW)
        == ()
    )
