"""Who counts as another person, and that every way to publish asks."""

import pytest

from dam import approval
from dam.approval.rule import CHANGED, DESCRIBED_IT, NO_PICTURE, NOBODY, NOT_SENT, SENT_IT
from dam.database.models import Approval, Image
from tests.support.clock import NOW

KIM, NOOR, LO = 1, 2, 3
SENT = Approval(user_id=KIM, step="sent", at=NOW)
LOST = Approval(user_id=KIM, step="sent", at=NOW, lost_at=NOW, lost_by=NOOR)


@pytest.mark.parametrize(
    ("state", "by", "why"),
    [
        ("draft", LO, NOT_SENT),
        ("draft", KIM, NOT_SENT),
        ("review", KIM, SENT_IT),
        ("review", NOOR, DESCRIBED_IT),
        ("review", LO, None),
        ("review", None, NOBODY),
        ("draft", None, NOBODY),
    ],
)
def test_another_person_is_neither_who_sent_nor_who_described_it(state, by, why):
    image = Image(state=state, processing="ready", sent_by=KIM, edited_by=NOOR)
    assert approval.find_review_hindrance(image, SENT, by) == why


def test_who_described_and_sent_it_is_told_that_it_is_sent():
    image = Image(state="review", processing="ready", sent_by=KIM, edited_by=KIM)
    assert approval.find_review_hindrance(image, SENT, KIM) == SENT_IT


def test_what_is_approved_is_what_was_sent_and_can_be_seen():
    image = Image(state="review", processing="pending", sent_by=KIM, edited_by=KIM)
    for sent in (None, LOST):
        assert approval.find_review_hindrance(image, sent, LO) == CHANGED
    assert approval.find_review_hindrance(image, SENT, LO) == NO_PICTURE
