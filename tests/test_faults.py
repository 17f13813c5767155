"""The record of the long faults is that of this code, and says what the request desk promises."""

import pytest

from tests.faults import HALF_A_SECOND, digest, result
from tests.faults.outage import PHASES


@pytest.fixture(scope="module")
def outage():
    return result()["outage"]


def test_the_record_belongs_to_this_code():
    assert result()["digest"] == digest(), "run `make faults`"


def test_a_thousand_requests_were_answered_in_half_a_second(outage):
    assert {name: one["requests"] for name, one in outage["phases"].items()} == PHASES
    assert sum(PHASES.values()) == 1000
    assert outage["all"]["max"] < HALF_A_SECOND


def test_every_letter_was_delivered_once_or_is_seen_as_undeliverable(outage):
    assert outage["delivered"] + outage["undeliverable"] == outage["letters"]
    assert outage["undeliverable"] == PHASES["550"]
    assert outage["second_copies"] <= outage["answers_lost"]


def test_somebody_real_got_through_ten_thousand_posts():
    flood = result()["flood"]
    assert flood["posts"] == flood["kept"] + flood["refused"] == 10_000
    assert flood["real_senders"] > 5
