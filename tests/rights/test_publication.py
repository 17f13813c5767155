"""What stands between an image and publication."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from dam.rights.basis import Status
from dam.rights.publication import Described, missing
from dam.rights.terms import TermsClass

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
WHOLE = Described(
    title="Rådgivning i telefon",
    caption="En sjuksköterska svarar i telefon på 1177 i Umeå i mars 2026.",
    alt="En person med headset sitter vid en skärm.",
    creators=("Demobyrån",),
    terms_class=TermsClass.FREE,
    end_required=False,
    use_until=None,
    identifiable_people=0,
    people=Status.NOT_NEEDED,
    rights_source="own",
    digital_source_type="digitalCapture",
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
        ({"terms_class": None}, "no_terms"),
        ({"end_required": True}, "no_end"),
        ({"use_until": NOW}, "ended"),
        ({"identifiable_people": None, "people": Status.PENDING}, "no_people_statement"),
        ({"people": Status.PENDING}, "people_pending"),
        ({"people": Status.MORE_NEEDED}, "people_more_needed"),
        ({"people": Status.EXPIRED}, "people_expired"),
        ({"people": Status.WITHDRAWN}, "people_withdrawn"),
        ({"people": Status.PARTIAL}, "limited_scope"),
        ({"digital_source_type": None}, "no_origin"),
        ({"digital_source_type": "okänd"}, "no_origin"),
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
        ({"identifiable_people": 1, "people": Status.FULL}, "no_persons"),
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


@pytest.mark.parametrize("terms", [TermsClass.CONDITIONAL, TermsClass.APPROVAL])
def test_a_limited_consent_goes_with_terms_that_limit(terms):
    assert missing(replace(WHOLE, people=Status.PARTIAL, terms_class=terms), NOW) == ()
