"""Pages in English, which say nothing in Swedish."""

import re
from collections.abc import Callable

import pytest
from babel.messages.pofile import read_po

from dam.i18n import translation
from tests.support.cases import REQUEST_FORM
from tests.web.reading import heard

ENGLISH_FORM = {
    **REQUEST_FORM,
    "name": "Jane Hill",
    "email": "jane@paper.example",
    "organisation": "The Paper",
    "use_text": "An article about advice by phone",
}
SWEDISH = re.compile("[åäöÅÄÖ]")
NAMES = re.compile("Åsa Öberg|Umeå|SKR Företag")


@pytest.fixture(scope="module")
def english_msgids() -> set[str]:
    with (translation.FOLDER / "en.po").open("rb") as file:
        messages = [message for message in read_po(file) if isinstance(message.id, str)]
    return {message.id for message in messages if message.id != message.string}


@pytest.fixture
def all_english(english_msgids: set[str]) -> Callable[[str], str]:
    """See that a page says nothing in Swedish without saying so; returns the page. What reads alike
    in both languages is neither.
    """

    def check(page: str) -> str:
        assert '<html lang="en">' in page
        sentences = heard(page, "en")
        assert not english_msgids & set(sentences)
        assert not [words for words in sentences if SWEDISH.search(NAMES.sub("", words))]
        return page

    return check
