"""Letters to outsiders, in each language that they may have asked in."""

import re

import pytest

from dam.mail.filling import FOLDER, WRITTEN
from dam.mail.kinds import draft_sample_letters
from dam.mail.letters import LetterDraft
from tests.support.letters import WRITTEN_AT, render_draft
from tests.support.lix import EASIEST, measure_lix

SWEDISH = re.compile(r"[åäöÅÄÖ]|\b(och|inte|till|bilden|du|gäller)\b")


def outsiders_letters(language: str) -> list[LetterDraft]:
    """Each letter in the reader's language: one that says all it may, and one that says little."""
    drafts = draft_sample_letters(language, WRITTEN_AT)
    # Staff's own letters are in Swedish whatever the reader speaks.
    outside = [
        kind
        for kind, both in draft_sample_letters("en", WRITTEN_AT).items()
        if both[0].language == "en"
    ]
    return [draft for kind in outside for draft in drafts[kind]]


@pytest.mark.parametrize("language", ["en", "latt"])
def test_every_outsiders_letter_is_written_in_every_language(language: str):
    kinds = {draft.kind for draft in outsiders_letters(language)}
    assert {"receipt", "granted", "denied", "extended", "revoked", "image_closed"} <= kinds
    lacking = [
        f"{kind}/{part}"
        for kind in kinds
        for part in WRITTEN
        if not (FOLDER / kind / f"{part}.{language}.txt").exists()
    ]
    assert not lacking


def test_letters_in_english_say_nothing_in_swedish():
    for draft in outsiders_letters("en"):
        letter = render_draft(draft)
        assert not SWEDISH.search(f"{letter.subject}\n{letter.text}"), letter.text


def test_letters_in_easy_swedish_are_easy():
    hard = {
        draft.kind: lix
        for draft in outsiders_letters("latt")
        if (lix := measure_lix(render_draft(draft).text)) > EASIEST
    }
    assert not hard


@pytest.mark.parametrize("language", ["sv", "en", "latt"])
def test_no_letter_names_an_image_by_its_id_alone(language: str):
    for draft in outsiders_letters(language):
        assert not re.search(r"IN-\d", render_draft(draft).text), draft.kind
