"""Why an image was withdrawn, in both languages."""

import pytest

from dam.rights.withdrawal import REASONS, get_english_reason


@pytest.mark.parametrize("code", REASONS)
def test_each_reason_is_said_in_english(code):
    assert get_english_reason(REASONS[code].sentence) == REASONS[code].english


def test_somebodys_own_words_stay_as_they_are():
    assert get_english_reason("Fotografen bad om det.") == "Fotografen bad om det."
