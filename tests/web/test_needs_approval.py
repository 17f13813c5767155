"""The address of a file that the terms keep says so, where the image itself is public."""

from __future__ import annotations

import pytest

from tests.support.browser import Browser
from tests.support.room import Room
from tests.support.terms import APPROVAL

WORDS, UNKNOWN = "Fråga oss innan du använder bilden.", "Sidan finns inte"


def original_of(image_id: int) -> str:
    return f"/bilder/sjukskoterska-i-radgivningssamtal-{image_id}/ladda-ner/original"


def test_it_says_that_the_image_needs_approval_and_how_it_is_asked_for(
    room: Room, stranger: Browser
):
    image = room.add(terms=APPROVAL)
    answer = stranger.get(original_of(image))
    assert answer.status_code == 404
    assert WORDS in answer.text
    assert f"/begaran?b={image}" in answer.text
    assert answer.headers["Cache-Control"] == "no-cache"


@pytest.mark.parametrize("size", ["finns-inte", "w640", "thumb"])
def test_what_is_no_size_is_unknown(room: Room, stranger: Browser, size: str):
    image = room.add(terms=APPROVAL)
    answer = stranger.get(original_of(image).replace("original", size))
    assert (answer.status_code, UNKNOWN in answer.text) == (404, True)


def test_of_what_is_hidden_withdrawn_or_free_nothing_of_it_is_told(room: Room, stranger: Browser):
    hidden = room.add(terms=APPROVAL, published=False)
    withdrawn = room.add(terms=APPROVAL)
    room.withdraw(withdrawn)
    addresses = [original_of(hidden), original_of(withdrawn), original_of(4711)]
    for address in addresses:
        answer = stranger.get(address)
        assert (answer.status_code, WORDS in answer.text) == (404, False)
        assert "Sjuksköterska" not in answer.text
