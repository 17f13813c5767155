"""Who counts as another person, and that every way to publish asks."""

import pytest

from dam import approval
from dam.approval import DESCRIBED_IT, NOBODY, NOT_SENT, SENT_IT
from dam.models import Image

KIM, NOOR, LO = 1, 2, 3


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
    image = Image(state=state, sent_by=KIM, edited_by=NOOR)
    assert approval.hindrance(image, by) == why


def test_who_described_and_sent_it_is_told_that_it_is_sent():
    image = Image(state="review", sent_by=KIM, edited_by=KIM)
    assert approval.hindrance(image, KIM) == SENT_IT
